"""Roadshows, what is pitched at them and what comes of it."""

import datetime as dt

from matchmaker.roadshows.service import add_pitch, express_intent, plan_roadshow, register
from tests.factories.organizations import make_organization
from tests.factories.patents import make_patent

STARTS_AT = dt.datetime(2025, 6, 1, 6, tzinfo=dt.UTC)
BEFORE = STARTS_AT - dt.timedelta(days=1)


def make_roadshow(session, *, title="新材料专场", venue="一号厅", seats=2, starts_at=STARTS_AT, by=None):
    return plan_roadshow(session, title=title, venue=venue, seats=seats, starts_at=starts_at, by=by)


def make_pitch(session, *, roadshow=None, patent=None, match=None, by=None):
    return add_pitch(
        session,
        roadshow=roadshow or make_roadshow(session),
        patent=patent or make_patent(session),
        match=match,
        by=by,
    )


def make_registration(session, *, roadshow, organization=None, at=BEFORE, by=None):
    organization = organization or make_organization(session)
    return register(session, roadshow=roadshow, organization=organization, at=at, by=by)


def make_intent(session, *, pitch=None, organization=None, note="想试用", on=dt.date(2025, 6, 1), by=None):
    intent = express_intent(
        session,
        pitch=pitch or make_pitch(session),
        organization=organization or make_organization(session),
        note=note,
        on=on,
        by=by,
    )
    session.flush()
    return intent
