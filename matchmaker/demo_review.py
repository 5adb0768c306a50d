"""Loads the inventory review that the demo centre’s largest holder has half done, by the services people use."""

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import now
from matchmaker.patents.enums import Readiness, Way
from matchmaker.patents.models import Patent
from matchmaker.patents.records import FieldChange
from matchmaker.patents.service import change_patents
from matchmaker.reviews.enums import Funding, Implementation, Step
from matchmaker.reviews.models import ReviewItem
from matchmaker.reviews.opening import default_levels, name_respondent, open_review
from matchmaker.reviews.queries import items_of
from matchmaker.reviews.service import Answers, hand_in, save_answers, take_step

_TITLE = "年度存量专利盘点（演示）"
_OPENED_DAYS_AGO = 12
_DAYS_LEFT = 9
_STEPS = {
    "handed_in": (),
    "returned": (Step.COLLEGE_RETURN,),
    "college_approved": (Step.COLLEGE_APPROVE,),
    "placed": (Step.COLLEGE_APPROVE, Step.PLACE),
    "not_placed": (Step.COLLEGE_APPROVE, Step.DECLINE),
}


def load_review(
    session: Session, *, folder: Path, patent_of: Callable[[str], Patent], today: dt.date
) -> None:
    """Opens the review and takes each patent as far as the file says."""
    with (folder / "reviews.csv").open(encoding="utf-8", newline="") as file:
        rows = {patent_of(row["application_number"]): row for row in csv.DictReader(file)}
    change_patents(
        session,
        changes=[
            (patent, [FieldChange("department", "", row["department"])]) for patent, row in rows.items()
        ],
        by=None,
    )
    review = open_review(
        session,
        organization=next(iter(rows)).organization,
        title=_TITLE,
        patents=sa.select(Patent).where(Patent.id.in_([patent.id for patent in rows])),
        due_on=today + dt.timedelta(days=_DAYS_LEFT),
        levels=default_levels(),
        today=today - dt.timedelta(days=_OPENED_DAYS_AGO),
        by=None,
    )
    for item in session.scalars(items_of(review)).all():
        _take_on(session, item, rows[item.patent])


def _take_on(session: Session, item: ReviewItem, row: dict[str, str]) -> None:
    [link] = name_respondent(session, items=[item], name=row["respondent"], contact="", by=None)
    if row["stage"] == "asked":
        return
    answers = Answers(
        funding=Funding(row["funding"]),
        implementation=Implementation(row["implementation"]),
        ways=tuple(Way(way.strip()) for way in row["ways"].split(";") if way),
        unwilling=not row["ways"],
        readiness=Readiness(int(row["readiness"])),
        rating=row["rating"],
        scenarios=row["scenarios"],
    )
    save_answers(session, item=item, answers=answers, by=link)
    if row["stage"] == "half":
        return
    hand_in(session, item=item, at=now(), by=link)
    for step in _STEPS[row["stage"]]:
        take_step(session, item=item, step=step, reason=row["reason"], at=now(), by=None)
