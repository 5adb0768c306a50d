"""Applicants of a sheet are recognised by any of their names."""

import pytest
import sqlalchemy as sa

from matchmaker.organizations.service import change_organization
from matchmaker.patents.import_models import PatentImportRow
from matchmaker.patents.models import Patent
from tests.factories.organizations import make_organization

NUMBER = "202011438186.0"


def called(session, organization, *names):
    """Gives an organisation other names."""
    facts = {"credit_code": "", "region": "", "industry": "", "by": None}
    change_organization(session, organization=organization, aliases=names, **facts)


@pytest.fixture(autouse=True)
def other_names(session, holder):
    called(session, holder, "Trial University")
    called(session, make_organization(session, name="试验公司"), "Trial Company")


def row(applicants):
    return NUMBER, "", "", "一种多孔陶瓷过滤板", applicants, ""


def counts(handed_in):
    return handed_in.new, handed_in.changed, handed_in.unchanged, handed_in.wrong, handed_in.unnamed


@pytest.mark.parametrize(
    ("written", "unnamed"),
    [
        ("试验大学", 0),
        ("試驗大學", 0),
        ("TRIAL UNIVERSITY", 0),
        ("别的公司；Trial  University", 0),
        ("试验公司", 1),
        ("试验大学科技园有限公司", 1),
    ],
)
def test_the_holder_is_recognised_by_any_of_its_names(session, bring_in, written, unnamed):
    assert counts(bring_in(row(written))) == (1, 0, 0, 0, unnamed)
    assert session.scalars(sa.select(Patent.names_holder)).one() is not bool(unnamed)


def test_the_same_applicants_by_other_names_change_nothing(session, bring_in):
    bring_in(row("试验大学; 试验公司; 别的公司（北京）"))
    for written in ("Trial University;TRIAL COMPANY;別的公司(北京)", "試驗大學; 试验公司；别的公司(北京)"):
        assert counts(bring_in(row(written))) == (0, 0, 1, 0, 0)
    assert counts(bring_in(row("试验大学; 试验公司")))[1] == 1
    assert session.scalars(sa.select(Patent.applicants)).one() == ["试验大学", "试验公司"]


def test_one_that_is_named_twice_is_one_applicant(session, bring_in):
    bring_in(row("试验公司 | 试验大学 | Trial University | Trial Company"))
    assert session.scalars(sa.select(Patent.applicants)).one() == ["试验公司", "试验大学"]


def test_a_change_of_applicants_names_the_holder_or_not_by_any_name(session, bring_in):
    bring_in(row("别的公司"))
    bring_in(row("Trial University"))
    assert session.scalars(sa.select(Patent.names_holder)).one() is True


def test_a_name_that_the_holder_got_since_takes_the_mark_away_once(session, holder, bring_in, read):
    bring_in(row("前身学院"))
    called(session, holder, "前身学院")
    seen = read(row("前身学院"))
    told = session.scalars(sa.select(PatentImportRow).where(PatentImportRow.import_id == seen.id)).one()
    assert told.told["changes"] == [["Applicants name the holder", ["no"], ["yes"]]]
    assert counts(bring_in(row("前身学院"))) == (0, 1, 0, 0, 0)
    assert session.scalars(sa.select(Patent.names_holder)).one() is True
    assert counts(bring_in(row("前身学院"))) == (0, 0, 1, 0, 0)
