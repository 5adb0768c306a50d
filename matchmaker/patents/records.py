"""A patent as a sheet tells it, held against a patent as it is kept."""

from dataclasses import dataclass
from typing import Any

from matchmaker.errors import N_
from matchmaker.importing.numbers import PublicationNumber
from matchmaker.importing.patents import PatentRecord
from matchmaker.patents.enums import PatentStatus, PatentType, Readiness
from matchmaker.patents.models import Patent

LABELS = {
    "application_number": N_("Application number"),
    "publication_number": N_("Publication number"),
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
_CHANGE_LABELS = {**LABELS, _READINESS: N_("Technology readiness")}


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


def changes_in(patent: Patent, record: PatentRecord) -> tuple[FieldChange, ...]:
    """What would change if the record were taken over; blanks change nothing.

    A publication number does not give way to one of an earlier stage: that of the grant stays.
    Readiness belongs to the offer: where there is none, nothing takes it.
    """
    changed = [
        FieldChange(name, getattr(patent, name), value)
        for name, value in facts_of(record).items()
        if getattr(patent, name) != value
        and not (name == "publication_number" and _tells_less(value, patent))
    ]
    readiness = stated_readiness(record)
    if readiness and patent.listing and patent.listing.readiness is not readiness:
        changed.append(FieldChange(_READINESS, patent.listing.readiness, readiness))
    return tuple(changed)


def stated_readiness(record: PatentRecord) -> Readiness | None:
    """How ready a record says that the technology is; None where it is blank."""
    return Readiness(record.readiness) if record.readiness else None


def names_holder(record: PatentRecord, holder: str) -> bool:
    """Whether the applicants name the holder, or nobody at all."""
    return not record.applicants or holder in record.applicants


def entry_of(record: PatentRecord, holder: str) -> dict[str, Any]:
    """The columns of a new patent in a holder's inventory, as the record tells it; every record fills the same.

    A sheet's status is no check of the register. The source's own key is kept where no number tells the patent.
    """
    facts: dict[str, Any] = {name: getattr(record, name) for name in LABELS}
    facts |= facts_of(record)
    numbered = record.application_number or record.publication_number
    return {
        **facts,
        **_lists(record),
        "legal_status": record.legal_status or "",
        "status": facts["status"] or PatentStatus.UNKNOWN,
        "publication_key": _key(record.publication_number),
        "source_key": None if numbered else record.source_key,
        "names_holder": names_holder(record, holder),
    }


def _lists(record: PatentRecord) -> dict[str, list[str]]:
    return {name: list(getattr(record, name)) for name in _LISTS}


def _tells_less(number: str, patent: Patent) -> bool:
    """Whether a publication number is an earlier one of the same patent, or the same without its kind."""
    if patent.publication_number is None:
        return False
    told, kept = PublicationNumber.parse(number), PublicationNumber.parse(patent.publication_number)
    return told.stage < kept.stage


def _key(publication_number: str | None) -> str | None:
    return PublicationNumber.parse(publication_number).key if publication_number else None
