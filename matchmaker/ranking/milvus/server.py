"""What a ranker keeps in Milvus, and each thing that it asks of it; whatever goes wrong there is one clear error.

An index is two collections of one generation: ``NAME_g7``, its documents, and ``NAME_g7_terms``, its terms. The
alias ``NAME`` stands for the documents of the generation in use, so that a new one takes its place at once.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

import grpc
from pymilvus import DataType, MilvusClient, MilvusException

from matchmaker.errors import N_
from matchmaker.ranking.milvus.term_numbers import DIMENSIONS
from matchmaker.ranking.ranker import RankerUnavailableError

T = TypeVar("T")

Vector = Mapping[int, float]
"""Dimension → weight above 0, a 32-bit floating-point number."""

MOST_FOUND = 16_384
"""The most hits that one search may ask for: Milvus' own limit."""

_LIBRARIES = ("pymilvus", "milvus_lite")  # they log each error with its stack; we tell it in a sentence
_IDS_AT_ONCE = 5_000
_TERMS_AT_ONCE = 5_000
_DOCUMENTS_AT_ONCE = 500  # about 2 MB; Milvus takes 64 MB
_WAIT_SECONDS = 30.0
_NOT_FOUND = (100, 1600)  # a collection, an alias
_UNAVAILABLE = 2
_NO_TERM = {DIMENSIONS: 1.0}  # Milvus takes no vector without a weight; no query has this dimension


class MilvusUnavailableError(RankerUnavailableError):
    """No Milvus answers."""

    message = N_("Milvus cannot be reached at %(uri)s. Check MATCHMAKER_MILVUS_URI and that the server runs.")


class MilvusRefusalError(RankerUnavailableError):
    """Milvus answers, and will not."""

    message = N_("Milvus at %(uri)s refused: %(reason)s. Check the server, then try again.")


class GenerationGoneError(RankerUnavailableError):
    """What was asked is not there: never was, or a later generation took its place."""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document in Milvus.

    Attributes:
        vector: its weighted terms divided by their length.
        length: their Euclidean length; 0 for a document without terms, which no search finds.
    """

    id: int
    vector: Vector
    length: float


@dataclass(frozen=True, slots=True)
class StoredTerm:
    """A term in Milvus.

    Attributes:
        number: its dimension.
        fingerprint: what tells it from others.
        frequency: how many documents held it at the last merge.
    """

    number: int
    fingerprint: str
    frequency: int


class MilvusServer:
    """A connection to Milvus.

    Args:
        uri: ``http://HOST:PORT``, ``https://USER:PASSWORD@HOST``, or a file ``….db`` for Milvus Lite.
    """

    def __init__(self, uri: str) -> None:
        self.uri = uri.rsplit("@", maxsplit=1)[-1]  # what may be shown
        for library in _LIBRARIES:
            logging.getLogger(library).setLevel(logging.CRITICAL + 1)
        self._client = self._connected(uri)

    def close(self) -> None:
        """Ends the connection."""
        self._client.close()

    def generation(self, alias: str) -> str:
        """The name of the documents' collection in use.

        Raises:
            GenerationGoneError: there is none.
        """
        found = self._ask(self._client.describe_alias, alias)
        return str(found["collection_name"])

    def create(self, alias: str) -> str:
        """Makes a generation, empty, of a number that none had before; gives its name.

        All others but the one in use are dropped: that which was in use before, whose readers have ended, and those
        of builds that ended too early. A build that still goes on in one of these learns it with its next step.
        """
        known = self._generations(alias)
        name = f"{alias}_g{max(known, default=0) + 1}"
        documents = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        documents.add_field("id", DataType.INT64, is_primary=True)
        documents.add_field("vector", DataType.SPARSE_FLOAT_VECTOR)
        documents.add_field("length", DataType.DOUBLE)
        self._create(name, documents, indexed="vector", kind="SPARSE_INVERTED_INDEX", metric="IP")
        terms = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        terms.add_field("id", DataType.INT64, is_primary=True)
        terms.add_field("fingerprint", DataType.VARCHAR, max_length=32)
        terms.add_field("frequency", DataType.INT64)
        terms.add_field("none", DataType.FLOAT_VECTOR, dim=2)  # Milvus takes no collection without a vector
        self._create(_terms(name), terms, indexed="none", kind="FLAT", metric="L2")
        self.load(name)
        with suppress(GenerationGoneError):
            known = {number: each for number, each in known.items() if each != self.generation(alias)}
        for other in known.values():
            self._drop(other)
        return name

    def put_in_use(self, name: str, alias: str) -> None:
        """Lets an alias stand for a generation; the one before stays for its readers until the next is made.

        Raises:
            GenerationGoneError: a build that began later has dropped it.
        """
        try:
            self._ask(self._client.alter_alias, name, alias)
        except GenerationGoneError:
            self._ask(self._client.create_alias, name, alias)

    def load(self, name: str) -> None:
        """Makes a generation ready to be asked, which a restarted server may ask for."""
        for each in (name, _terms(name)):
            self._ask(self._client.load_collection, each)

    def write_documents(self, name: str, documents: Iterable[StoredDocument]) -> None:
        """Writes documents, each in place of the one with its id."""
        for batch in _batches(documents, _DOCUMENTS_AT_ONCE):
            rows = [
                {"id": each.id, "vector": each.vector or _NO_TERM, "length": each.length} for each in batch
            ]
            self._ask(self._client.upsert, name, rows)

    def write_terms(self, name: str, terms: Iterable[StoredTerm]) -> None:
        """Writes terms, each in place of the one with its number."""
        for batch in _batches(terms, _TERMS_AT_ONCE):
            rows = [
                {
                    "id": each.number,
                    "fingerprint": each.fingerprint,
                    "frequency": each.frequency,
                    "none": [0, 0],
                }
                for each in batch
            ]
            self._ask(self._client.upsert, _terms(name), rows)

    def remove_documents(self, name: str, ids: Iterable[int]) -> None:
        """Takes documents away; ids that are not there do nothing."""
        for batch in _batches(ids, _IDS_AT_ONCE):
            self._ask(self._client.delete, name, ids=batch)

    def count(self, name: str) -> int:
        """How many documents there are."""
        return self._count(name)

    def count_terms(self, name: str) -> int:
        """How many rows of terms there are; none goes while the generation lasts."""
        return self._count(_terms(name))

    def search(self, name: str, vector: Vector, limit: int, among: Sequence[int]) -> list[tuple[int, float]]:
        """The ids and inner products, above 0, of the nearest documents, the nearest first.

        Args:
            name: the generation.
            vector: the query.
            limit: the most to find; 1 to ``MOST_FOUND``.
            among: the ids that may be found; all if empty.
        """
        expression = f"id in {list(among)}" if among else ""
        found = self._ask(
            self._client.search,
            name,
            data=[dict(vector)],
            anns_field="vector",
            filter=expression,
            limit=limit,
            output_fields=["id"],
            search_params={"metric_type": "IP", "params": {}},
        )
        return [(int(hit["id"]), float(hit["distance"])) for hit in found[0] if hit["distance"] > 0.0]

    def documents(self, name: str, ids: Sequence[int]) -> list[StoredDocument]:
        """The documents with some ids, in no order; those that are not there are left out."""
        rows: list[StoredDocument] = []
        for batch in _batches(ids, _DOCUMENTS_AT_ONCE):
            found = self._ask(self._client.query, name, ids=batch, output_fields=["id", "vector", "length"])
            rows.extend(map(_document, found))
        return rows

    def terms(self, name: str, numbers: Iterable[int]) -> dict[int, StoredTerm]:
        """The terms with some numbers, by number; those that are not there are left out."""
        rows: dict[int, StoredTerm] = {}
        for batch in _batches(numbers, _TERMS_AT_ONCE):
            fields = ["id", "fingerprint", "frequency"]
            found = self._ask(self._client.query, _terms(name), ids=batch, output_fields=fields)
            rows.update((int(row["id"]), _term(row)) for row in found)
        return rows

    def all_ids(self, name: str) -> Iterator[int]:
        """The ids of all documents, in no particular order."""
        return (int(row["id"]) for row in self._all(name, ["id"], _IDS_AT_ONCE))

    def all_documents(self, name: str) -> Iterator[StoredDocument]:
        """All documents, in no particular order."""
        return map(_document, self._all(name, ["id", "vector", "length"], _DOCUMENTS_AT_ONCE))

    def all_terms(self, name: str) -> Iterator[StoredTerm]:
        """All terms, in no particular order."""
        return map(_term, self._all(_terms(name), ["id", "fingerprint", "frequency"], _TERMS_AT_ONCE))

    def _all(self, name: str, fields: list[str], batch_size: int) -> Iterator[Mapping[str, Any]]:
        rows = self._ask(self._client.query_iterator, name, batch_size=batch_size, output_fields=fields)
        with self._told():
            while batch := rows.next():
                yield from batch
            rows.close()

    def _count(self, collection: str) -> int:
        rows = self._ask(self._client.query, collection, filter="", output_fields=["count(*)"])
        return int(rows[0]["count(*)"])

    def _create(self, name: str, schema: Any, *, indexed: str, kind: str, metric: str) -> None:
        self._ask(self._client.create_collection, name, schema=schema, consistency_level="Strong")
        indexes = self._client.prepare_index_params()
        indexes.add_index(indexed, index_type=kind, metric_type=metric)
        self._ask(self._client.create_index, name, indexes, sync=False)  # no wait: it is of nothing yet

    def _generations(self, alias: str) -> dict[int, str]:
        """The generations that there are, in use or not, by number."""
        named = re.compile(rf"({re.escape(alias)}_g(\d+))(_terms)?")
        matches = map(named.fullmatch, self._ask(self._client.list_collections))
        return {int(found[2]): found[1] for found in matches if found}

    def _drop(self, name: str) -> None:
        for each in (name, _terms(name)):
            with suppress(GenerationGoneError):
                self._ask(self._client.drop_collection, each)

    def _connected(self, uri: str) -> Any:
        try:
            return MilvusClient(uri, timeout=_WAIT_SECONDS)
        except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError) as error:
            raise MilvusUnavailableError(uri=self.uri) from error

    def _ask(self, ask: Callable[..., Any], *args: object, **kwargs: object) -> Any:
        with self._told():
            return ask(*args, timeout=_WAIT_SECONDS, **kwargs)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except MilvusException as error:
            if error.code in _NOT_FOUND:
                raise GenerationGoneError from error
            if error.code == _UNAVAILABLE or not isinstance(error.code, int):
                raise MilvusUnavailableError(uri=self.uri) from error
            raise MilvusRefusalError(uri=self.uri, reason=error.message) from error
        except (grpc.RpcError, grpc.FutureTimeoutError) as error:
            raise MilvusUnavailableError(uri=self.uri) from error


def _terms(name: str) -> str:
    return f"{name}_terms"


def _document(row: Mapping[str, Any]) -> StoredDocument:
    length = float(row["length"])
    return StoredDocument(int(row["id"]), row["vector"] if length else {}, length)


def _term(row: Mapping[str, Any]) -> StoredTerm:
    return StoredTerm(int(row["id"]), row["fingerprint"], int(row["frequency"]))


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield batch
