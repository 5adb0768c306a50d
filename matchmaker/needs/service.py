"""Rules and writes for needs: draft → submitted → published → closed."""

import datetime as dt

from sqlalchemy.orm import Session

from matchmaker.database import now
from matchmaker.errors import N_, ConflictError, InvalidError
from matchmaker.needs.enums import NeedState
from matchmaker.needs.models import Need
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Organization, Person

TITLE_LENGTH = 200
CONTENT_LENGTH = 20_000


class NeedTooShortError(InvalidError):
    """A need that says nothing."""

    message = N_(
        "Say what the problem is: a title, and a few sentences on what was tried and what must be reached."
    )


class NeedTooLongError(InvalidError):
    """A need that nobody would read."""

    message = N_(
        "That is %(length)s characters; a title may have 200 and the text 20,000. Keep what a solver must know."
    )


class NeedStateError(ConflictError):
    """A step that the need's state does not allow."""

    message = N_("This need is “%(state)s”; that step is not open to it.")


def write_need(
    session: Session,
    *,
    organization: Organization,
    title: str,
    content: str,
    budget_fen: int | None = None,
    deadline: dt.date | None = None,
    source_key: str | None = None,
    by: Person | None,
) -> Need:
    """Saves a new need as a draft of its company.

    Raises:
        NeedTooShortError, NeedTooLongError: the text cannot be taken.
    """
    need = Need(
        organization=organization,
        created_by_id=by.id if by else None,
        source_key=source_key,
        state=NeedState.DRAFT,
        **_checked(title, content),
        budget_fen=budget_fen,
        deadline=deadline,
    )
    session.add(need)
    record_change(session, subject=need, action=N_("Need written"), by=by, after={"title": need.title})
    return need


def change_need(
    session: Session,
    *,
    need: Need,
    title: str,
    content: str,
    budget_fen: int | None,
    deadline: dt.date | None,
    by: Person | None,
) -> None:
    """Changes a need's words and terms; its matches are ranked anew when they are next looked at."""
    _expect(need, NeedState.DRAFT, NeedState.SUBMITTED, NeedState.PUBLISHED)
    after: dict[str, object] = {**_checked(title, content), "budget_fen": budget_fen, "deadline": deadline}
    changed = {name: value for name, value in after.items() if getattr(need, name) != value}
    before = {name: getattr(need, name) for name in changed}
    for name, value in changed.items():
        setattr(need, name, value)
    if changed:
        record_change(session, subject=need, action=N_("Need changed"), by=by, before=before, after=changed)


def submit_need(session: Session, *, need: Need, by: Person | None) -> None:
    """Hands a draft to the centre."""
    _expect(need, NeedState.DRAFT)
    need.submitted_at = now()
    _move(session, need, NeedState.SUBMITTED, action=N_("Need submitted"), by=by)


def publish_need(session: Session, *, need: Need, by: Person | None) -> None:
    """Shows a submitted need to everyone, with industry and region in place of the company."""
    _expect(need, NeedState.SUBMITTED)
    need.published_at = now()
    _move(session, need, NeedState.PUBLISHED, action=N_("Need published"), by=by)


def close_need(session: Session, *, need: Need, by: Person | None) -> None:
    """Ends a need: met, or no longer there."""
    _expect(need, NeedState.DRAFT, NeedState.SUBMITTED, NeedState.PUBLISHED)
    _move(session, need, NeedState.CLOSED, action=N_("Need closed"), by=by)


def note_look(need: Need) -> None:
    """Remembers that the company looked at its matches now."""
    need.looked_at = now()


def note_desk_look(need: Need) -> None:
    """Remembers that the centre's staff looked at its matches now."""
    need.desk_looked_at = now()


def _checked(title: str, content: str) -> dict[str, str]:
    title, content = title.strip(), content.strip()
    if not title or not content:
        raise NeedTooShortError
    if len(title) > TITLE_LENGTH or len(content) > CONTENT_LENGTH:
        raise NeedTooLongError(length=max(len(title), len(content)))
    return {"title": title, "content": content}


def _expect(need: Need, *states: NeedState) -> None:
    if need.state not in states:
        raise NeedStateError(state=need.state.label)


def _move(session: Session, need: Need, state: NeedState, *, action: str, by: Person | None) -> None:
    before, need.state = need.state, state
    record_change(
        session, subject=need, action=action, by=by, before={"state": before}, after={"state": state}
    )
