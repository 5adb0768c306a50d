"""All publication numbers of a patent are kept, and any of them finds it."""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.database import page_of
from matchmaker.organizations.queries import trail_of
from matchmaker.organizations.service import change_organization
from matchmaker.patents.import_models import PatentImportRow
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import inventory, patent_with_number
from matchmaker.sheets.enums import RowKind
from matchmaker.sheets.queries import wrong_rows
from tests.factories.organizations import make_organization
from tests.factories.patents import make_patent

FIRST, SECOND = "202011438186.0", "95115608.X"
TITLE = "一种多孔陶瓷过滤板"


def row(application="", publication="", *, title=TITLE, applicants=""):
    return application, publication, "", title, applicants, ""


def counts(handed_in):
    return handed_in.new, handed_in.changed, handed_in.unchanged, handed_in.wrong


def kept(session):
    """The numbers of each patent, in the order in which they were entered."""
    patents = sa.select(Patent).order_by(Patent.id).execution_options(populate_existing=True)
    return [(each.publication_number, each.publication_numbers) for each in session.scalars(patents)]


def refusals(session, handed_in):
    return [error.reason % error.params for _, errors in wrong_rows(session, handed_in) for error in errors]


def test_a_new_number_of_a_known_patent_is_added_and_told(session, bring_in, read):
    bring_in(row(SECOND, "CN1087654A"))
    seen = read(row(SECOND, "CN1034567C"))
    told = session.scalars(sa.select(PatentImportRow).where(PatentImportRow.import_id == seen.id)).one()
    assert (told.kind, told.told["changes"]) == (
        RowKind.CHANGED,
        [["Another publication number", [], ["CN1034567C"]]],
    )
    assert counts(bring_in(row(SECOND, "CN1034567C"))) == (0, 1, 0, 0)
    assert kept(session) == [("CN1034567C", ["CN1087654A", "CN1034567C"])]
    patent = patent_with_number(session, SECOND)
    assert trail_of(session, patent)[0].after == {"publication_numbers": ["CN1087654A", "CN1034567C"]}
    assert counts(bring_in(row("", "CN1087654A"))) == counts(bring_in(row("", "cn1034567c"))) == (0, 0, 1, 0)


def test_several_numbers_come_from_one_cell_and_from_the_column_of_the_grant(session, bring_in):
    headings = ("申请号", "公开号", "授权公告号", "名称")
    done = bring_in(
        (FIRST, "CN114081026; CN114081026A", "CN114081026B", TITLE),
        ("", "", "CN103123456B", "轨枕"),
        ("", "CN103123456A", "", "轨枕"),
        headings=headings,
    )
    assert kept(session) == [
        ("CN114081026B", ["CN114081026A", "CN114081026B"]),
        ("CN103123456B", ["CN103123456B"]),
    ]
    assert refusals(session, done) == ["This is already in row 3."]


def test_a_row_whose_numbers_mean_two_patents_is_wrong_whichever_of_them_it_names(session, bring_in, read):
    bring_in(row(SECOND, "CN1087654A"), row("", "CN103123456A", title="轨枕"))
    bring_in(row(SECOND, "CN1034567C"))
    two = f"Its numbers belong to two different patents of the inventory ({SECOND} and CN103123456A)."
    for contradictory in (row(SECOND, "CN103123456B"), row("", "CN1087654A;CN103123456")):
        seen = read(contradictory)
        assert (counts(seen), refusals(session, seen)) == ((0, 0, 0, 1), [two])


def test_the_number_of_another_holders_patent_is_wrong_whichever_it_is(session, bring_in, read):
    other = make_organization(session, name="别的公司")
    patent = make_patent(session, holder=other, publication_numbers=("CN103123456A", "CN1034567C"))
    session.flush()
    seen = read(row("", "CN1034567C"))
    assert refusals(session, seen) == ["This patent is already in the inventory of 别的公司."]
    assert patent.publication_number == "CN1034567C"


@pytest.mark.parametrize(
    ("known", "told", "expected"),
    [
        ("CN1234567A", "CN1234567", (0, 1, 0, 0)),
        ("CN1234567", "CN1234567C", (0, 1, 0, 0)),
        ("CN1234567A", "CN1234567C", (1, 0, 0, 0)),
        ("CN103123456A", "CN103123456", (0, 0, 1, 0)),
        ("CN103123456", "CN103123456B", (0, 1, 0, 0)),
    ],
)
def test_a_number_with_or_without_its_kind_is_one_patent_where_the_title_agrees(
    session, bring_in, known, told, expected
):
    bring_in(row("", known))
    assert counts(bring_in(row("", told))) == expected
    assert counts(bring_in(row("", told))) == counts(bring_in(row("", known))) == (0, 0, 1, 0)


def test_an_old_number_without_its_kind_is_another_patent_under_another_title(session, bring_in):
    bring_in(row("", "CN1234567A"))
    assert counts(bring_in(row("", "CN1234567", title="轨枕"))) == (1, 0, 0, 0)
    assert counts(bring_in(row("", "CN1234567", title="轨枕"))) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    "written", ["CN1087654A", "cn 1034567 c", "CN1034567", "ＣＮ１０３４５６７Ｃ", SECOND, "ZL95115608"]
)
def test_any_number_in_any_customary_form_finds_the_patent(session, written):
    numbers = ("CN1087654A", "CN1034567C")
    patent = make_patent(session, application_number=SECOND, publication_numbers=numbers)
    make_patent(session, publication_numbers=("CN103123456A",))
    assert patent_with_number(session, written) is patent
    assert list(page_of(session, inventory(None, text=written), number=1).rows) == [patent]


PATENTS = (
    ((FIRST, ("CN114081026A", "CN114081026B", "CN114081026")), "过滤板"),
    ((SECOND, ("CN1087654A", "CN1034567C", "CN1087654")), "轨枕"),
    (("97101765.4", ("CN1234567A", "CN1234567")), "光纤"),
)
NAMES = ("试验大学", "試驗大學", "Trial University")


@st.composite
def exports(draw):
    """What a database tells of the same patents: some of their numbers, and one of the holder's names."""
    rows = []
    for (application, publications), title in PATENTS:
        told = draw(st.lists(st.sampled_from(publications), unique=True, max_size=2))
        known = draw(st.booleans()) or not told
        applicants = draw(st.sampled_from(NAMES))
        rows.append(row(application if known else "", ";".join(told), title=title, applicants=applicants))
    return draw(st.permutations(rows))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(exports(), exports())
def test_the_exports_of_two_databases_in_turn_change_nothing_from_the_second_time_on(
    session, holder, bring_in, first, second
):
    with session.begin_nested() as before:
        change_organization(
            session, organization=holder, credit_code="", region="", industry="", aliases=[NAMES[2]], by=None
        )
        for rows in (first, second):
            assert bring_in(*rows).wrong == 0
        numbers = kept(session)
        for rows in (first, second):
            assert counts(bring_in(*rows)) == (0, 0, len(PATENTS), 0)
        assert kept(session) == numbers
        assert all(session.scalars(sa.select(Patent.names_holder)))
        before.rollback()
    session.expire_all()
