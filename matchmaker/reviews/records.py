"""How a change in a review is put into the trail: those without an account by their masked names."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from matchmaker.organizations.audit import Audited, record_change
from matchmaker.organizations.models import Person
from matchmaker.reviews.models import ReviewLink
from matchmaker.showing import masked_name

Actor = Person | ReviewLink | None


def record_step(
    session: Session,
    *,
    subject: Audited,
    action: str,
    by: Actor,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Adds a row to the trail; ``by`` is a person with an account, a link, or None for the program."""
    person, link = (by, None) if isinstance(by, Person) else (None, by)
    record_change(
        session,
        subject=subject,
        action=action,
        by=person,
        before=before,
        after=after,
        note=f"{masked_name(link.name)} · {link.department}" if link else "",
    )
