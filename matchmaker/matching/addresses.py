"""A search as it stands in an address or a form: all that it takes to show it again, to others too."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from matchmaker.matching.enums import Column, Order, Reading, Sought
from matchmaker.matching.filters import NAMES, FilterKind, Filters
from matchmaker.matching.need_filters import NEED_NAMES, NeedFilterKind, NeedFilters
from matchmaker.matching.wanted import Wanted

LONGEST_IN_ADDRESS = 600
_DIGITS = 4

FILTER_NAMES: Mapping[Sought, tuple[str, ...]] = {Sought.PATENTS: NAMES, Sought.NEEDS: NEED_NAMES}
"""The names of the filters of what is sought."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the search.

    Attributes:
        text: what patents are ranked for; ``""`` for a list.
        typed: the filters as they were sent, by name.
        said: what was typed where it was read as filters.
        reading: the reading that a person chose; None leaves it to the rules.
        order: what the answers are sorted by.
        page: which page of them, from 1.
        columns: what a table of them shows; none: each stands with its evidence.
        sought: what is searched for.
    """

    text: str
    typed: Mapping[str, list[str]]
    said: str = ""
    reading: Reading | None = None
    order: Order = Order.SCORE
    page: int = 1
    columns: tuple[Column, ...] = ()
    sought: Sought = Sought.PATENTS

    @property
    def box(self) -> str:
        """What stands in the search box."""
        return self.text or self.said

    @property
    def in_address(self) -> bool:
        """Whether the whole of it fits into an address."""
        return len(self.text.strip()) <= LONGEST_IN_ADDRESS

    @property
    def is_list(self) -> bool:
        """Whether there is nothing to rank by: all patents that pass the filters are asked for."""
        return not self.text.strip() and bool(self.typed)

    @property
    def sorted_by(self) -> Order:
        """The order that holds: without a text nothing is near, and the newest come first."""
        newest = self.sought.orders[1]
        return newest if self.is_list and self.order is Order.SCORE else self.order

    @property
    def narrowed_by(self) -> tuple[tuple[str, int], ...]:
        """Each of its filters by name, a message, and how many of its choices are made."""
        kinds: type[FilterKind | NeedFilterKind] = (
            FilterKind if self.sought is Sought.PATENTS else NeedFilterKind
        )
        return tuple((kinds(name).label, len(values)) for name, values in self.typed.items())

    @property
    def kept(self) -> dict[str, list[str]]:
        """Everything but the text, as it stands in an address that shows the first page."""
        return {
            **self.typed,
            **({"reading": [self.reading.value]} if self.reading and self.text.strip() else {}),
            **({"order": [self.order.value]} if self.order is not Order.SCORE else {}),
            **({"columns": [column.value for column in self.columns]} if self.columns else {}),
        }

    def arguments(
        self, *, filters: Filters | NeedFilters | None = None, order: Order | None = None, page: int = 1
    ) -> dict[str, Any]:
        """The search as it stands in an address, with other filters, another order or page."""
        changed = replace(
            self,
            typed=self.typed if filters is None else filters.arguments,
            order=order or self.order,
        )
        text = {"text": self.text.strip()} if self.text.strip() or not changed.typed else {}
        said = {"said": self.said} if self.said and self.is_list and filters is None else {}
        return {**text, **said, **changed.kept, **({"page": page} if page > 1 else {})}

    def query(self, *, with_text: bool = True, **changes: Any) -> str:
        """What ``arguments`` gives, as the part of an address behind the question mark."""
        found = self.arguments(**changes)
        return urlencode(found if with_text else {**found, "text": []}, doseq=True)

    def as_list(self, wanted: Wanted) -> "Asked":
        """The same search with its text as filters."""
        typed = {name: list(values) for name, values in self.typed.items()}
        for name, values in wanted.filters.items():
            typed[name] = list(dict.fromkeys([*typed.get(name, []), *values]))
        return replace(self, text="", said=self.text.strip(), typed=typed, reading=None, page=1)

    def has(self, wanted: Wanted) -> bool:
        """Whether the filters that a text stood for are all still there."""
        return all(set(values) <= set(self.typed.get(name, ())) for name, values in wanted.filters.items())

    def read_as(self, wanted: Wanted, instead_of: Wanted) -> "Asked":
        """The same search with its text read otherwise."""
        return replace(self.without(instead_of), text=self.box, said="", reading=wanted.reading, page=1)

    def without(self, wanted: Wanted) -> "Asked":
        """The same search without the filters that a text stood for."""
        typed = {
            name: [value for value in values if value not in wanted.filters.get(name, ())]
            for name, values in self.typed.items()
        }
        return replace(self, typed={name: values for name, values in typed.items() if values})

    def chosen(self, meanings: Sequence[Wanted]) -> Wanted | None:
        """The reading that somebody chose, else the likeliest."""
        if self.is_list:
            return next((each for each in meanings if each.is_list and self.has(each)), None)
        wished = (each for each in meanings if each.reading is self.reading)
        return next(wished, next(iter(meanings), None))

    def retyped(self, was: str, meanings: Callable[[str], Sequence[Wanted]]) -> "Asked":
        """The same search where its box held ``was`` before: filters that a replaced text stood for go with it."""
        if self.text.split() == was.split():
            return replace(self, text="") if self.said and self.typed else self
        asked = self
        for before in meanings(self.said) if self.said else ():
            asked = asked.without(before)
        return replace(asked, said="", reading=None)


def read_asked(values: Mapping[str, Sequence[str]], sought: Sought = Sought.PATENTS) -> Asked:
    """The search that an address or a form tells; what nobody offered is left out.

    ``instead`` is what a button puts in the place of everything but the text.
    """
    sent = parse_qs(_first(values, "instead")) if "instead" in values else values
    order, reading, page = _first(sent, "order"), _first(sent, "reading"), _first(sent, "page")
    return Asked(
        text=_first(values, "text"),
        typed={
            name: [text for text in sent[name] if text.strip()]
            for name in FILTER_NAMES[sought]
            if name in sent and any(text.strip() for text in sent[name])
        },
        said=_first(sent, "said").strip()[:LONGEST_IN_ADDRESS],
        reading=Reading(reading) if reading in set(Reading) else None,
        order=Order(order) if order in set(sought.orders) else Order.SCORE,
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) <= _DIGITS else 1,
        columns=tuple(column for column in sought.columns if column.value in sent.get("columns", ())),
        sought=sought,
    )


def _first(values: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(values.get(name, ())), "")
