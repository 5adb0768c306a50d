"""Loads the scores of the demo centre, through the services that people use."""

import csv
import datetime as dt
from collections.abc import Callable
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from sqlalchemy.orm import Session

from matchmaker.organizations.models import Person
from matchmaker.patents.models import Patent
from matchmaker.patents.scorecards.enums import Scenario
from matchmaker.patents.scorecards.queries import scorecard_of
from matchmaker.patents.scorecards.scoring import GivenMark, score_patent

_KEY = itemgetter("application_number", "scenario", "days_ago")


def load_scores(
    session: Session,
    *,
    folder: Path,
    patent_of: Callable[[str], Patent],
    today: dt.date,
    by: Person | None,
) -> None:
    """Scores patents by the scorecards that came with the platform, once their lives are noted."""
    with (folder / "scores.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for (number, scenario, days_ago), marks in groupby(rows, key=_KEY):
        card = scorecard_of(session, Scenario(scenario))
        by_name = {row["indicator"]: GivenMark(row["points"], row["evidence"]) for row in marks}
        score_patent(
            session,
            patent=patent_of(number),
            card=card,
            given={each.id: by_name[each.name] for each in card.indicators if each.name in by_name},
            on=today - dt.timedelta(days=int(days_ago)),
            by=by,
        )
