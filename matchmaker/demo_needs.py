"""The needs of the demo centre, each brought to its stage through the same services that people use."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy.orm import Session

from matchmaker.database import fen_from_yuan, now
from matchmaker.needs.curation import assign_need, move_need, refine_need, return_need
from matchmaker.needs.enums import NeedState
from matchmaker.needs.models import Need
from matchmaker.needs.service import close_need, publish_need, submit_need, write_need
from matchmaker.organizations.models import Organization, Person

_LONGEST_STAY = 75  # days; a need published for longer was looked at again since
_ASKED_BACK = "目标指标是多少？请补充现在的数值和要达到的数值，以及希望何时完成。"


def load_need(
    session: Session, row: Mapping[str, str], *, company: Organization, broker: Person | None
) -> Need:
    """Enters the need of one row of ``needs.csv``, so many days ago as it says."""
    need = write_need(
        session,
        organization=company,
        title=row["title"],
        content=row["content"],
        budget_fen=fen_from_yuan(Decimal(row["budget_cny"])) if row["budget_cny"] else None,
        deadline=dt.date.fromisoformat(row["deadline"]) if row["deadline"] else None,
        source_key=row["need_id"],
        by=None,
    )
    written = now() - dt.timedelta(days=int(row["days_ago"]))
    need.created_at = written
    if row["state"] != NeedState.DRAFT:
        submit_need(session, need=need, by=None)
        need.submitted_at = written
    if broker:
        _bring_to_its_state(session, need, NeedState(row["state"]), row["refined"], broker)
    days = int(row["days_ago"])
    need.stage_since = now() - dt.timedelta(days=days % _LONGEST_STAY if need.is_public else days)
    need.published_at = written if need.published_at else None
    return need


def _bring_to_its_state(session: Session, need: Need, state: NeedState, refined: str, broker: Person) -> None:
    """Takes a submitted need through the stages of the desk."""
    if state in {NeedState.DRAFT, NeedState.SUBMITTED}:
        return
    assign_need(session, need=need, curator=broker, by=broker)
    if refined:
        refine_need(session, need=need, title=need.title, content=refined, by=broker)
    if state is NeedState.RETURNED:
        return_need(session, need=need, reason=_ASKED_BACK, by=broker)
    elif state in {NeedState.REFINING, NeedState.SCREENING}:
        if need.state is not state:
            move_need(session, need=need, state=state, by=broker)
    else:
        publish_need(session, need=need, by=broker)
        if state in {NeedState.IN_TALKS, NeedState.SIGNED}:
            move_need(session, need=need, state=NeedState.IN_TALKS, by=broker)
        if state is NeedState.SIGNED:
            move_need(session, need=need, state=NeedState.SIGNED, by=broker)
        if state is NeedState.CLOSED:
            close_need(session, need=need, by=broker)
