"""Patents on offer as columns in memory: one array for each thing that a filter asks."""

import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from hashlib import blake2b
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from matchmaker.matching.classification import SUBCLASS_SIZE, code_number, code_range
from matchmaker.patents.enums import PatentStatus, Way

Mask: TypeAlias = npt.NDArray[np.bool_]
Ids: TypeAlias = npt.NDArray[np.int64]

STATUSES = tuple(PatentStatus)
WAYS = tuple(Way)
TO_BE_AGREED = -1
_STATUS_PLACES = {status.value: place for place, status in enumerate(STATUSES)}
_DEAD_ROWS_KEPT = 0.25
_MARKING_PAYS = 64  # rows in so many of all: fewer are counted faster by sorting them
_EPOCH = 1970
_COLUMNS_READ = 9


@dataclass(frozen=True, eq=False)
class Columns:
    """n rows, of which those that are ``live`` are patents on offer now; never changed.

    Attributes:
        ids: the patents' ids; (n,).
        live: False where the patent has changed since, or is no longer on offer; (n,).
        holders: the id of each holder; (n,).
        statuses: places in ``PatentStatus``; (n,).
        ways: a bit for each member of ``Way``; (n,).
        prices: fen, −1 for to be agreed; (n,).
        readiness: levels from 1 to 9, 0 where it is not stated; (n,).
        filed: days of filing, NaT where it is not known; (n,).
        codes: the numbers of all IPC codes, ascending; (p,).
        code_rows: the row of each code; (p,).
        inventors: what stands for the name of each inventor, ascending; (q,).
        inventor_rows: the row of each inventor; (q,).
    """

    ids: Ids
    live: Mask
    holders: npt.NDArray[np.int32]
    statuses: npt.NDArray[np.int8]
    ways: npt.NDArray[np.uint8]
    prices: npt.NDArray[np.int64]
    readiness: npt.NDArray[np.int8]
    filed: npt.NDArray[np.datetime64]
    codes: npt.NDArray[np.int64]
    code_rows: npt.NDArray[np.int32]
    inventors: npt.NDArray[np.int64]
    inventor_rows: npt.NDArray[np.int32]

    @property
    def size(self) -> int:
        """How many patents are on offer."""
        return int(np.count_nonzero(self.live))

    def changed(self, gone: Ids, new: "Columns") -> "Columns":
        """These columns without the patents that are ``gone``, and with the new ones."""
        alive = self.live & ~np.isin(self.ids, gone)
        start = len(self.ids)
        places = np.searchsorted(self.codes, new.codes)
        name_places = np.searchsorted(self.inventors, new.inventors)
        joined = Columns(
            ids=np.concatenate([self.ids, new.ids]),
            live=np.concatenate([alive, new.live]),
            holders=np.concatenate([self.holders, new.holders]),
            statuses=np.concatenate([self.statuses, new.statuses]),
            ways=np.concatenate([self.ways, new.ways]),
            prices=np.concatenate([self.prices, new.prices]),
            readiness=np.concatenate([self.readiness, new.readiness]),
            filed=np.concatenate([self.filed, new.filed]),
            codes=np.insert(self.codes, places, new.codes),
            code_rows=np.insert(self.code_rows, places, new.code_rows + np.int32(start)),
            inventors=np.insert(self.inventors, name_places, new.inventors),
            inventor_rows=np.insert(self.inventor_rows, name_places, new.inventor_rows + np.int32(start)),
        )
        return joined.compact() if joined.size < (1 - _DEAD_ROWS_KEPT) * len(joined.ids) else joined

    def compact(self) -> "Columns":
        """These columns without the rows that are not live."""
        row = np.cumsum(self.live, dtype=np.int32) - np.int32(1)
        kept = self.live[self.code_rows]
        kept_names = self.live[self.inventor_rows]
        return Columns(
            ids=self.ids[self.live],
            live=self.live[self.live],
            holders=self.holders[self.live],
            statuses=self.statuses[self.live],
            ways=self.ways[self.live],
            prices=self.prices[self.live],
            readiness=self.readiness[self.live],
            filed=self.filed[self.live],
            codes=self.codes[kept],
            code_rows=row[self.code_rows[kept]],
            inventors=self.inventors[kept_names],
            inventor_rows=row[self.inventor_rows[kept_names]],
        )

    def coded(self, prefix: str) -> npt.NDArray[np.int32]:
        """The rows that have a code with this beginning, some more than once."""
        first, last = np.searchsorted(self.codes, code_range(prefix))
        return self.code_rows[first:last]

    def counted(self, prefixes: Iterable[str]) -> list[int]:
        """How many patents on offer have a code with each beginning."""
        return [self._distinct(self.coded(prefix)) for prefix in prefixes]

    def _distinct(self, rows: npt.NDArray[np.int32]) -> int:
        if len(rows) * _MARKING_PAYS < len(self.ids):
            return len(np.unique(rows[self.live[rows]]))
        marked = np.zeros(len(self.ids), np.bool_)
        marked[rows] = True
        return int(np.count_nonzero(marked & self.live))

    def invented_by(self, name: str) -> npt.NDArray[np.int32]:
        """The rows that have an inventor of this name."""
        number = name_number(name)
        first, last = np.searchsorted(self.inventors, [number, number + 1])
        return self.inventor_rows[first:last]

    @cached_property
    def years(self) -> npt.NDArray[np.int64]:
        """The year of filing of each row, far below 0 where it is not known; (n,)."""
        return self.filed.astype("datetime64[Y]").astype(np.int64) + _EPOCH

    @cached_property
    def subclasses(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """Each subclass of each row once: the numbers of the subclasses, and of each pair its row and place."""
        subclasses = self.codes // SUBCLASS_SIZE
        place = np.cumsum(_is_new(subclasses)) - 1
        pairs = np.sort(place * len(self.ids) + self.code_rows)
        pairs = pairs[_is_new(pairs)]
        rows = max(len(self.ids), 1)
        return subclasses[_is_new(subclasses)], (pairs % rows).astype(np.int32), pairs // rows


def _is_new(ascending: npt.NDArray[np.int64]) -> Mask:
    """Where another value begins."""
    return np.not_equal(np.diff(ascending, prepend=-1), 0)


def columns_of(rows: Sequence[Sequence[Any]]) -> Columns:
    """Rows as ``attribute_rows`` gives them, as columns."""
    columns = zip(*rows, strict=True) if rows else ((),) * _COLUMNS_READ
    ids, holder_ids, statuses, ipc, ways, prices, levels, filed, inventors = columns
    codes, code_rows = _postings(ipc, code_number)
    names, name_rows = _postings(inventors, name_number)
    return Columns(
        ids=np.array(ids, np.int64),
        live=np.ones(len(ids), np.bool_),
        holders=np.array(holder_ids, np.int32),
        statuses=np.array([_STATUS_PLACES[status] for status in statuses], np.int8),
        ways=np.array([_bits_as_stored(several) for several in ways], np.uint8),
        prices=np.array([TO_BE_AGREED if fen is None else fen for fen in prices], np.int64),
        readiness=np.array([int(level or 0) for level in levels], np.int8),
        filed=np.array([day or "NaT" for day in filed], "datetime64[D]"),
        codes=codes,
        code_rows=code_rows,
        inventors=names,
        inventor_rows=name_rows,
    )


def _postings(
    lists: Sequence[str], number: Callable[[str], int]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """What stands in a list of each row, as numbers in ascending order, and the row of each."""
    several = json.loads(f"[{','.join(lists)}]")
    numbers = np.array([number(each) for each in chain.from_iterable(several)], np.int64)
    rows = np.repeat(np.arange(len(lists), dtype=np.int32), list(map(len, several)))
    order = np.argsort(numbers, kind="stable")
    return numbers[order], rows[order]


@lru_cache(maxsize=1 << 17)
def name_number(name: str) -> int:
    """What stands for a person's name, whatever its width, case and blanks: 62 bits of a digest."""
    plain = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    return int.from_bytes(blake2b(plain.encode(errors="replace"), digest_size=8).digest()) >> 2


def bits(ways: Iterable[Way]) -> int:
    """Ways as the bits of one number."""
    return sum(1 << WAYS.index(way) for way in set(ways))


@cache
def _bits_as_stored(ways: str) -> int:
    return bits(map(Way, json.loads(ways)))
