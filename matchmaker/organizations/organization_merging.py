"""Two organisations made one: what the one that stays takes over, and whether that may be."""

from sqlalchemy.orm import Session

from matchmaker.database import lock
from matchmaker.errors import N_, ConflictError
from matchmaker.organizations.enums import OrganizationKind
from matchmaker.organizations.merging import merge
from matchmaker.organizations.models import Merge, Organization, Person


class CodesDifferError(ConflictError):
    """Two organisations with codes of their own."""

    message = N_("The two have different unified social credit codes, so they are two organisations.")


class CentreMergeError(ConflictError):
    """The centre itself is to go."""

    message = N_(
        "The centre itself cannot be merged into another. Keep the centre, and merge the other into it."
    )


def merge_organizations(
    session: Session, *, kept: Organization, gone: Organization, by: Person | None
) -> Merge:
    """Makes two organisations one; of the facts of the one merged away only those are taken that are missing.

    Raises:
        CodesDifferError, CentreMergeError: they are two.
        MergeSelfError, MergePartnersError: see ``merge``.
    """
    session.flush()
    for each in sorted((kept, gone), key=lambda organization: organization.id):
        lock(session, each)
        session.refresh(each)
    if kept.credit_code and gone.credit_code and kept.credit_code != gone.credit_code:
        raise CodesDifferError
    if gone.kind is OrganizationKind.CENTRE:
        raise CentreMergeError
    names = ("region", "industry", "credit_code")
    facts = {name: getattr(gone, name) for name in names if not getattr(kept, name) and getattr(gone, name)}
    away = {"credit_code": None} if "credit_code" in facts else {}
    return merge(
        session, kept=kept, gone=gone, names=(kept.name, gone.name), facts=facts, gone_facts=away, by=by
    )
