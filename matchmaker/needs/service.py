"""Rules and writes for needs: written, handed in, published without names, closed; the rest is in ``curation``."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict, Unpack

from sqlalchemy.orm import Session

from matchmaker.database import now
from matchmaker.errors import N_, ConflictError, InvalidError
from matchmaker.needs.enums import (
    CURATED_STATES,
    ENDED_STATES,
    WRITABLE_STATES,
    Cooperation,
    NeedState,
    Ownership,
    Secrecy,
)
from matchmaker.needs.models import Need
from matchmaker.needs.publication import name_masks, proposed_masks, public_words
from matchmaker.organizations.audit import change_fields, record_change, record_entries
from matchmaker.organizations.models import Organization, Person
from matchmaker.text.clues import Find
from matchmaker.text.masking import masked

TITLE_LENGTH = 200
CONTENT_LENGTH = 20_000
TERM_LENGTH = 4_000
CONTACT_LENGTH = 200
_WRITTEN, _HANDED_IN = N_("Need written"), N_("Need submitted")
CHANGEABLE_STATES = tuple(state for state in NeedState if state not in ENDED_STATES)


class NeedTerms(TypedDict, total=False):
    """What a company may say of a need beside its title and text; what is left out stays as it is."""

    goal: str
    targets: str
    tried: str
    conditions: str
    ownership: Ownership | None
    cooperation: list[Cooperation]
    secrecy: Secrecy
    contact: str
    own_patents: list[str]
    patents_text: str


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


class NeedSecretError(ConflictError):
    """A need is to be published that its company keeps for the centre."""

    message = N_(
        "The company keeps this need for the centre alone. Ask it to choose another level of secrecy first."
    )


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
    **terms: Unpack[NeedTerms],
) -> Need:
    """Saves a new need as a draft of its company.

    Raises:
        NeedTooShortError, NeedTooLongError: the text cannot be taken.
    """
    need = drafted_need(
        organization=organization,
        title=title,
        content=content,
        budget_fen=budget_fen,
        deadline=deadline,
        source_key=source_key,
        by=by,
        **terms,
    )
    session.add(need)
    record_change(session, subject=need, action=_WRITTEN, by=by, after={"title": need.title})
    return need


def drafted_need(
    *,
    organization: Organization,
    title: str,
    content: str,
    budget_fen: int | None = None,
    deadline: dt.date | None = None,
    source_key: str | None = None,
    by: Person | None,
    **terms: Unpack[NeedTerms],
) -> Need:
    """A new draft that is not saved yet; see ``write_need``."""
    return Need(
        organization=organization,
        created_by_id=by.id if by else None,
        source_key=source_key,
        state=NeedState.DRAFT,
        **checked_words(title, content),
        budget_fen=budget_fen,
        deadline=deadline,
        **terms,
    )


def enter_needs(session: Session, *, needs: Sequence[Need], by: Person | None) -> None:
    """Saves many new drafts and hands them in at once, with the rows in the trail that each would have alone."""
    for need in needs:
        need.state, need.submitted_at = NeedState.SUBMITTED, now()
    session.add_all(needs)
    session.flush()
    written = [(need.id, {"title": need.title}) for need in needs]
    record_entries(session, kind=Need, action=_WRITTEN, by=by, after=written)
    handed_in = [(need.id, {"state": need.state}) for need in needs]
    record_entries(session, kind=Need, action=_HANDED_IN, by=by, after=handed_in)


def change_need(
    session: Session,
    *,
    need: Need,
    title: str,
    content: str,
    budget_fen: int | None,
    deadline: dt.date | None,
    patents: Iterable[str],
    by: Person | None,
    **terms: Unpack[NeedTerms],
) -> None:
    """Changes the company's words and terms; where the centre has refined them, its words stay beside.

    ``patents`` are all numbers of the patents that the need names from now on: with the company's name they go out
    of the public text where it no longer wants to be named.

    A need that is ranked by these words is ranked anew when its matches are next looked at. What others read of
    a published need stays until somebody of the staff has looked at the change.

    Raises:
        NeedTooShortError, NeedTooLongError: the text cannot be taken.
        NeedStateError: the need has ended.
    """
    expect_state(need, *CHANGEABLE_STATES)
    words = checked_words(title, content)
    if need.is_refined:
        words = {f"original_{name}": text for name, text in words.items()}
    after: dict[str, object] = {**words, "budget_fen": budget_fen, "deadline": deadline, **terms}
    changed = change_fields(
        session, subject=need, after=after, action=N_("Need changed"), by=by, untold={"patents_text"}
    )
    if need.public_content is None or "secrecy" not in changed:
        return
    if need.secrecy is Secrecy.CENTRE:
        withdraw_public_words(session, need=need, by=by)
    elif need.secrecy is Secrecy.MASKED:
        _hide_name(session, need, patents, by)


def submit_need(session: Session, *, need: Need, by: Person | None) -> None:
    """Hands a draft, or what the centre returned, to the centre."""
    expect_state(need, *WRITABLE_STATES)
    need.submitted_at = now()
    move_to(session, need, NeedState.SUBMITTED, action=_HANDED_IN, by=by)


def publish_need(
    session: Session,
    *,
    need: Need,
    masks: Sequence[Find] | None = None,
    patents: Iterable[str] = (),
    by: Person | None,
) -> None:
    """Shows a need to everyone, with industry and region in place of the company.

    ``masks`` are what a person decided to replace; without them, all that is sure to give the company away, further
    numbers of the ``patents`` that the need names among it.

    Raises:
        NeedStateError: it is published already, or not handed in.
        NeedSecretError: its company keeps it for the centre.
    """
    expect_state(need, *CURATED_STATES)
    need.published_at = now()
    mask_need(session, need=need, masks=masks, patents=patents, by=by)
    move_to(session, need, NeedState.PUBLISHED, action=N_("Need published"), by=by)


def mask_need(
    session: Session,
    *,
    need: Need,
    masks: Sequence[Find] | None = None,
    patents: Iterable[str] = (),
    by: Person | None,
) -> None:
    """Decides what others read of a need: its words as they stand now without ``masks``, see ``publish_need``."""
    if need.secrecy is Secrecy.CENTRE:
        raise NeedSecretError
    if masks is None:
        masks = [find for find in proposed_masks(need, patents=patents) if find.sure]
    chosen = list(masks)
    before = {"public_title": need.public_title, "public_content": need.public_content}
    need.public_title, need.public_content = public_words(need, chosen)
    need.masks = [[find.clue.value, find.text] for find in chosen]
    after = {"public_title": need.public_title, "public_content": need.public_content}
    if before != after:
        record_change(
            session, subject=need, action=N_("Public text decided"), by=by, before=before, after=after
        )


def _hide_name(session: Session, need: Need, patents: Iterable[str], by: Person | None) -> None:
    """A company that is no longer to be named goes out of the public text at once, whoever looks at it later."""
    before = {"public_title": need.public_title, "public_content": need.public_content}
    finds = [find for find in name_masks(need, patents) if find.sure]
    need.public_title = masked(need.public_title or "", finds)
    need.public_content = masked(need.public_content or "", finds)
    after = {"public_title": need.public_title, "public_content": need.public_content}
    if before != after:
        record_change(
            session, subject=need, action=N_("Public text decided"), by=by, before=before, after=after
        )


def withdraw_public_words(session: Session, *, need: Need, by: Person | None) -> None:
    """Takes a need's public text away: nobody outside reads it any more. A published need is screened again."""
    before = {"public_title": need.public_title, "public_content": need.public_content}
    need.public_title = need.public_content = need.masks = need.published_at = None
    after = dict.fromkeys(before)
    record_change(
        session, subject=need, action=N_("Public text taken back"), by=by, before=before, after=after
    )
    if need.state is NeedState.PUBLISHED:
        move_to(session, need, NeedState.SCREENING, action=N_("Need taken off the public list"), by=by)


def close_need(session: Session, *, need: Need, by: Person | None) -> None:
    """Ends a need: met, or no longer there."""
    expect_state(need, *CHANGEABLE_STATES)
    move_to(session, need, NeedState.CLOSED, action=N_("Need closed"), by=by)


def note_look(need: Need) -> None:
    """Remembers that the company looked at its matches now."""
    need.looked_at = now()


def note_desk_look(need: Need) -> None:
    """Remembers that the centre's staff looked at its matches now."""
    need.desk_looked_at = now()


def checked_words(title: str, content: str) -> dict[str, str]:
    """A title and a text, trimmed.

    Raises:
        NeedTooShortError, NeedTooLongError: they cannot be taken.
    """
    title, content = title.strip(), content.strip()
    if not title or not content:
        raise NeedTooShortError
    if len(title) > TITLE_LENGTH or len(content) > CONTENT_LENGTH:
        raise NeedTooLongError(length=max(len(title), len(content)))
    return {"title": title, "content": content}


def expect_state(need: Need, *states: NeedState) -> None:
    """Raises NeedStateError where the need's state is none of these."""
    if need.state not in states:
        raise NeedStateError(state=need.state.label)


def move_to(
    session: Session,
    need: Need,
    state: NeedState,
    *,
    action: str,
    by: Person | None,
    note: str = "",
    facts: Mapping[str, object] | None = None,
) -> None:
    """Puts a need into a state and records it, with ``facts``; whether that may be is for the caller to know."""
    before, need.state = need.state, state
    need.stage_since = now()
    record_change(
        session,
        subject=need,
        action=action,
        by=by,
        before={"state": before},
        after={"state": state, **(facts or {})},
        note=note,
    )
