"""A patent as a sheet tells it, held against a patent as it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matchmaker.errors import N_
from matchmaker.importing.numbers import PublicationNumber, with_publications
from matchmaker.importing.patents import PatentRecord
from matchmaker.patents.applicants import Applicants, names_holder
from matchmaker.patents.enums import PatentStatus, PatentType, Readiness
from matchmaker.patents.models import Patent

LABELS = {
    "application_number": N_("Application number"),
    "title": N_("Title"),
    "abstract": N_("Abstract"),
    "claims": N_("First claim"),
    "applicants": N_("Applicants"),
    "inventors": N_("Inventors"),
    "department": N_("Department"),
    "patent_type": N_("Type of patent"),
    "ipc": N_("IPC codes"),
    "filed_on": N_("Filed on"),
    "published_on": N_("Published on"),
    "granted_on": N_("Granted on"),
    "legal_status": N_("Legal status"),
    "status": N_("In force or not"),
    "family": N_("Family"),
    "family_size": N_("Size of the family"),
    "cites": N_("Cites"),
    "cited_by": N_("Cited by"),
    "cited_times": N_("Times cited"),
    "claim_count": N_("Number of claims"),
}
_LISTS = ("applicants", "inventors", "ipc", "family", "cites", "cited_by")
_READINESS = "readiness"
PUBLICATIONS = "publication_numbers"
_NAMES_HOLDER = "names_holder"
_CHANGE_LABELS = {
    **LABELS,
    PUBLICATIONS: N_("Publication numbers"),
    _NAMES_HOLDER: N_("Applicants name the holder"),
    _READINESS: N_("Technology readiness"),
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that a sheet tells differently from what is kept."""

    name: str
    before: Any
    after: Any

    @property
    def label(self) -> str:
        """The field in words."""
        return _CHANGE_LABELS[self.name]


def facts_of(record: PatentRecord) -> dict[str, Any]:
    """What a record tells, by the names of the patent's columns; what it leaves blank is not in there."""
    facts: dict[str, Any] = {name: getattr(record, name) for name in LABELS}
    facts |= _lists(record)
    facts["patent_type"] = PatentType(record.patent_type) if record.patent_type else None
    facts["status"] = PatentStatus(record.status) if record.status else None
    return {name: value for name, value in facts.items() if value not in (None, "", [])}


def changes_in(
    patent: Patent, record: PatentRecord, *, publications: Sequence[str], applicants: Applicants
) -> tuple[FieldChange, ...]:
    """What would change if the record were taken over; blanks change nothing.

    ``publications`` are the numbers under which the patent is known to be published: more are added, none gives way.
    Applicants by other names of theirs are the same; whether they name the holder is looked at anew, for the holder
    may have other names by now. Readiness belongs to the offer: where there is none, nothing takes it.
    """
    changed = [
        FieldChange(name, getattr(patent, name), value)
        for name, value in facts_of(record).items()
        if getattr(patent, name) != value
        and not (name == "applicants" and applicants.are_same(patent.applicants, value))
    ]
    told = with_publications(publications, record.publication_numbers)
    if len(told) > len(publications):
        changed.insert(0, FieldChange(PUBLICATIONS, list(publications), told))
    named = names_holder(record.applicants, applicants.own)
    if (
        record.applicants
        and named != patent.names_holder
        and "applicants" not in {each.name for each in changed}
    ):
        changed.append(FieldChange(_NAMES_HOLDER, patent.names_holder, named))
    readiness = stated_readiness(record)
    if readiness and patent.listing and patent.listing.readiness is not readiness:
        changed.append(FieldChange(_READINESS, patent.listing.readiness, readiness))
    return tuple(changed)


def stated_readiness(record: PatentRecord) -> Readiness | None:
    """How ready a record says that the technology is; None where it is blank."""
    return Readiness(record.readiness) if record.readiness else None


def entry_of(record: PatentRecord, own: frozenset[str]) -> dict[str, Any]:
    """The columns of a new patent in a holder's inventory, as the record tells it; every record fills the same.

    ``own`` are the compared forms of the holder's names.
    A sheet's status is no check of the register. The source's own key is kept where no number tells the patent.
    """
    facts: dict[str, Any] = {name: getattr(record, name) for name in LABELS}
    facts |= facts_of(record)
    numbered = record.application_number or record.publication_numbers
    return {
        **facts,
        **_lists(record),
        "legal_status": record.legal_status or "",
        "status": facts["status"] or PatentStatus.UNKNOWN,
        "publication_number": record.publication_number,
        "source_key": None if numbered else record.source_key,
        "names_holder": names_holder(record.applicants, own),
    }


def publication_rows(numbers: Sequence[str]) -> list[dict[str, str]]:
    """The columns of the publications of a patent, in their order."""
    return [{"number": number, "key": PublicationNumber.parse(number).key} for number in numbers]


def _lists(record: PatentRecord) -> dict[str, list[str]]:
    return {name: list(getattr(record, name)) for name in _LISTS}
