"""Money, time, enumerations and paging as the database keeps them, on both backends."""

import datetime as dt
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError, StatementError

from matchmaker.database import (
    Choices,
    Database,
    UtcDateTime,
    choice,
    fen_from_yuan,
    found,
    now,
    page_of,
    yuan_from_fen,
)
from matchmaker.errors import NotFoundError
from matchmaker.organizations.models import Membership, Organization
from matchmaker.organizations.queries import organizations
from matchmaker.patents.enums import Way
from tests.factories.organizations import make_organization

SAMPLES = sa.Table(
    "samples",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UtcDateTime),
    sa.Column("way", choice(Way)),
    sa.Column("ways", Choices(Way)),
)


@pytest.fixture
def kept(empty_database):
    """Writes a row of samples and gives it back as it was kept, and as another program sees it."""

    def keep(**values):
        with empty_database.engine.begin() as connection:
            SAMPLES.drop(connection, checkfirst=True)
            SAMPLES.create(connection)
            connection.execute(sa.insert(SAMPLES).values(id=1, **values))
        with empty_database.engine.connect() as connection:
            raw = connection.execute(sa.text("SELECT at, way, ways FROM samples")).one()
            return connection.execute(sa.select(SAMPLES)).one(), raw

    return keep


def test_an_instant_comes_back_as_the_same_instant_in_utc(kept):
    shanghai = dt.timezone(dt.timedelta(hours=8))
    row, _ = kept(at=dt.datetime(2025, 1, 1, 3, 30, tzinfo=shanghai))
    assert row.at == dt.datetime(2024, 12, 31, 19, 30, tzinfo=dt.UTC)
    assert row.at.utcoffset() == dt.timedelta(0)


def test_what_is_not_there_stays_empty(kept):
    row, raw = kept(at=None, way=None, ways=None)
    assert (row.at, row.way, row.ways) == (None, None, [])
    assert raw.at is None


def test_a_choice_is_kept_as_its_plain_value(kept):
    row, raw = kept(way=Way.EQUITY, ways=[])
    assert (row.way, raw.way) == (Way.EQUITY, "equity")


def test_choices_come_back_as_members_in_their_order(kept):
    row, _ = kept(ways=[Way.LICENCE, "transfer"])
    assert row.ways == [Way.LICENCE, Way.TRANSFER]


def test_a_value_outside_the_enumeration_is_refused(kept):
    with pytest.raises(StatementError):
        kept(ways=["barter"])
    with pytest.raises(LookupError):
        kept(way="barter", ways=[])


def test_this_instant_is_in_utc():
    assert now().utcoffset() == dt.timedelta(0)


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_money_survives_the_way_to_yuan_and_back(fen):
    assert fen_from_yuan(yuan_from_fen(fen)) == fen


@pytest.mark.parametrize(
    ("yuan", "fen"),
    [("0.005", 1), ("0.0049", 0), ("1234567.89", 123_456_789), ("-0.005", -1), ("1E+3", 100_000)],
)
def test_yuan_are_rounded_half_up_to_the_fen(yuan, fen):
    assert fen_from_yuan(Decimal(yuan)) == fen


def test_a_row_that_is_not_there_is_not_found():
    assert found(0) == 0
    with pytest.raises(NotFoundError):
        found(None)


def test_foreign_keys_hold(session):
    session.add(Membership(organization_id=4711, joined_on=dt.date(2025, 1, 1)))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_sqlite_file_is_made_with_its_folder_and_writes_ahead(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'new' / 'centre.sqlite3'}")
    with database.engine.connect() as connection:
        pragmas = ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        assert [connection.scalar(sa.text(f"PRAGMA {name}")) for name in pragmas] == ["wal", 1, 60_000, 1]
    database.dispose()


def test_rows_stay_readable_after_the_commit(session):
    organization = make_organization(session, name="试验大学")
    session.commit()
    session.close()
    assert organization.name == "试验大学"


@pytest.fixture
def five(session):
    for number in range(5):
        make_organization(session, name=f"公司{number}")
    session.flush()
    return [f"公司{number}" for number in range(5)]


@pytest.mark.parametrize(
    ("number", "shown", "names"), [(1, 1, (0, 2)), (3, 3, (4, 5)), (9, 3, (4, 5)), (-1, 1, (0, 2))]
)
def test_a_page_gives_its_rows_and_the_size_of_the_whole(session, five, number, shown, names):
    page = page_of(session, organizations(), number=number, size=2)
    assert [row.name for row in page.rows] == five[slice(*names)]
    assert (page.number, page.size, page.total, page.last) == (shown, 2, 5, 3)


def test_an_empty_list_has_one_empty_page(session):
    page = page_of(session, organizations().where(Organization.name == ""), number=7)
    assert (list(page.rows), page.number, page.total, page.last) == ([], 1, 0, 1)


def test_a_page_costs_two_queries(session, five, count_queries):
    with count_queries() as statements:
        page_of(session, organizations(), number=1)
    assert len(statements) == 2
