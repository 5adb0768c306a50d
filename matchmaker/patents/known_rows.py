"""The patents of the inventory that the rows of a sheet may tell of."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.importing.numbers import PublicationNumber
from matchmaker.importing.patents import PatentRecord
from matchmaker.organizations.models import Organization
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import known_patents, publications_of, published_patents


class KnownRows:
    """The patents that some records may be, read in a few queries."""

    def __init__(self, session: Session, records: Sequence[PatentRecord], holder: Organization) -> None:
        self._holder_id = holder.id
        keys = {key for record in records for number in _numbers(record) for key in _all_keys(number)}
        self._by_application = _found(
            session, Patent.application_number, (record.application_number for record in records)
        )
        self._by_key: dict[str, list[Patent]] = {}
        for key, patent in published_patents(session, keys):
            self._by_key.setdefault(key, []).append(patent)
        self._by_source = _found(session, Patent.source_key, (record.source_key for record in records))
        found = (self._by_application, self._by_key, self._by_source)
        ids = (patent.id for patents in found for each in patents.values() for patent in each)
        self._publications = publications_of(session, ids)

    def publications(self, patent: Patent) -> list[str]:
        """The numbers under which a patent was published."""
        return self._publications.get(patent.id, [])

    def patents_for(self, record: PatentRecord) -> list[Patent]:
        """The different patents that a record may be; one is the rule.

        Its application number and each of its publication numbers count first. Where none is known, a number of
        seven digits counts that is known without its kind, or with one where the record has none, for a patent of the
        holder with the same title (two kinds of such a number are two patents). Last counts the source's key, for its
        holder only; beside a number it counts for a patent that is known by nothing else and has the same title, so
        that another list that is numbered from 1 does not take it over.
        """
        numbers = list(_numbers(record))
        exact = [
            *self._by_application.get(record.application_number or "", []),
            *(patent for number in numbers for patent in self._by_key.get(number.key, [])),
        ]
        found = exact or self._of_other_kinds(record, numbers) or self._keyed(record)
        return list(dict.fromkeys(found))

    def _of_other_kinds(self, record: PatentRecord, numbers: Sequence[PublicationNumber]) -> list[Patent]:
        return [
            patent
            for number in numbers
            for key in number.other_keys
            for patent in self._by_key.get(key, [])
            if patent.organization_id == self._holder_id
            and _is_titled_alike(record, patent)
            and not (record.application_number and patent.application_number)
            and not (number.kind and self._has_kind(patent, number.digits))
        ]

    def _has_kind(self, patent: Patent, digits: str) -> bool:
        """Whether a patent is known by these digits with a kind."""
        known = map(PublicationNumber.parse, self.publications(patent))
        return any(number.digits == digits and number.kind for number in known)

    def _keyed(self, record: PatentRecord) -> list[Patent]:
        return [
            patent
            for patent in self._by_source.get(record.source_key or "", [])
            if patent.organization_id == self._holder_id and _may_be_keyed(record, patent)
        ]


def _numbers(record: PatentRecord) -> Iterator[PublicationNumber]:
    return map(PublicationNumber.parse, record.publication_numbers)


def _all_keys(number: PublicationNumber) -> tuple[str, ...]:
    return (number.key, *number.other_keys)


def _may_be_keyed(record: PatentRecord, patent: Patent) -> bool:
    if not (record.application_number or record.publication_numbers):
        return True
    unnumbered = not (patent.application_number or patent.publication_number)
    return unnumbered and _is_titled_alike(record, patent)


def _is_titled_alike(record: PatentRecord, patent: Patent) -> bool:
    return _folded(patent.title) == _folded(record.title)


def _folded(title: str) -> str:
    return "".join(unicodedata.normalize("NFKC", title).casefold().split())


def _found(
    session: Session, column: InstrumentedAttribute[str | None], values: Iterable[str | None]
) -> dict[str, list[Patent]]:
    found: dict[str, list[Patent]] = {}
    for patent in known_patents(session, column, filter(None, values)):
        found.setdefault(getattr(patent, column.key), []).append(patent)
    return found
