"""The import of needs by hand: the file, its columns, what would happen, the decision, and who may."""

from io import BytesIO

import openpyxl
import pytest
import sqlalchemy as sa

from matchmaker.needs.enums import NeedState
from matchmaker.needs.import_models import NeedImport, NeedImportRow
from matchmaker.needs.models import Need
from matchmaker.organizations.enums import Role
from matchmaker.tasks.enums import TaskKind
from matchmaker.tasks.models import Task
from tests.factories.organizations import make_organization
from tests.factories.sheets import sheet
from tests.web.browsing import as_file

HEADINGS = ("需求编号", "需求名称", "需求内容", "企业名称", "预算(万元)")
OWN = "甲方陶瓷有限公司"


def row(number, *, title="过滤板开裂", company=OWN, budget="30"):
    return (number, title, "高温下开裂。", company, budget)


def hand_in(reader, *rows, headings=HEADINGS, **facts):
    return reader.open("/needs/import").form().send(file=as_file(sheet(headings, *rows), "需求.csv"), **facts)


def counts_on(page):
    return [int(figure.get_text()) for figure in page.soup.select(".counts strong")][:4]


def confirm(page):
    return page.form(f"{page.path}/confirm").send()


@pytest.fixture
def kept(session):
    """What is kept of the needs, by their numbers, and how many rows are shown."""

    def kept():
        session.rollback()
        session.expire_all()
        needs = session.scalars(sa.select(Need).order_by(Need.id)).all()
        rows = session.scalar(sa.select(sa.func.count()).select_from(NeedImportRow))
        return [(need.source_key, need.organization.name, need.title) for need in needs], rows

    return kept


def test_the_centre_looks_first_imports_then_sees_what_is_changed_and_the_same_file_changes_nothing(
    broker, session, kept, tmp_path
):
    page = hand_in(broker, row("N-1"), row("N-2", company="丙方机械有限公司"), row("N-3", budget="不少"))
    assert (counts_on(page), kept()[0]) == ([2, 0, 0, 1], [])
    assert "丙方机械有限公司" in broker.open(f"{page.path}?kind=new").text
    wrong = openpyxl.load_workbook(BytesIO(broker.client.get(f"{page.path}/wrong.xlsx").data)).active
    assert [cell.value for cell in wrong[2]][1:] == list(row("N-3", budget="不少"))
    report = confirm(page)
    assert (report.path, counts_on(report)) == (page.path, [2, 0, 0, 1])
    both = [("N-1", OWN, "过滤板开裂"), ("N-2", "丙方机械有限公司", "过滤板开裂")]
    assert (kept(), list((tmp_path / "imports").iterdir())) == ((both, 1), [])
    assert set(session.scalars(sa.select(Need.state))) == {NeedState.SUBMITTED}
    page = hand_in(
        broker, row("N-1", title="过滤板脱落", budget="50"), row("N-2", company="丙方机械有限公司")
    )
    assert counts_on(page) == [0, 1, 1, 0]
    cells = [line.get_text(" ", strip=True) for line in page.soup.select("main table tbody tr")]
    assert cells == ["2 过滤板开裂 Title 过滤板开裂 过滤板脱落", "Budget, ×10k yuan 30.00 50.00"]
    confirm(page)
    assert kept()[0] == [("N-1", OWN, "过滤板脱落"), both[1]]
    again = hand_in(
        broker, row("N-1", title="过滤板脱落", budget="50"), row("N-2", company="丙方机械有限公司")
    )
    assert (counts_on(again), again.soup.select("main button.btn-primary")) == ([0, 0, 2, 0], [])


def test_columns_are_chosen_by_menu_and_remembered(broker, kept):
    page = hand_in(broker, ("开裂", OWN), headings=("甲", "乙"))
    chosen = page.form(f"{page.path}/columns").send(**{"column-0": "title", "column-1": "company"})
    confirm(chosen)
    assert kept()[0] == [("开裂", OWN, "开裂")]
    again = hand_in(broker, ("断裂", OWN), headings=("甲", "乙"))
    assert (counts_on(again), "as last time" in again.text) == ([1, 0, 0, 0], True)


def test_the_centre_says_whose_rows_without_a_company_are_or_they_are_wrong(broker, home, kept):
    page = hand_in(broker, row("N-1", company=""))
    assert counts_on(page) == [0, 0, 0, 1]
    company = str(home[Role.ENGINEER].id)
    confirm(hand_in(broker, row("N-1", company=""), company_id=company))
    assert kept()[0] == [("N-1", OWN, "过滤板开裂")]


def test_an_engineer_brings_in_the_needs_of_the_own_company_alone(sign_in, broker, session, home, kept):
    engineer, other = sign_in(Role.ENGINEER), make_organization(session, name="丁方公司")
    session.commit()
    page = hand_in(
        engineer, row("N-1", company=""), row("N-2"), row("N-3", company="丁方公司"), company_id=str(other.id)
    )
    assert counts_on(page) == [2, 0, 0, 1]
    assert "丁方公司 is another company." in page.text
    confirm(page)
    assert [company for _, company, _ in kept()[0]] == [OWN, OWN]
    stranger = sign_in(Role.ENGINEER, organization=other)
    assert (stranger.open(page.path).status, broker.open(page.path).status) == (404, 200)
    assert stranger.open("/needs/imports").soup.select("td.title") == []
    assert len(engineer.open("/needs/imports").soup.select("td.title")) == 1


def test_a_dropped_file_leaves_nothing_and_a_wrong_one_is_refused_at_the_form(
    broker, session, kept, tmp_path
):
    page = hand_in(broker, row("N-1"))
    page.form(f"{page.path}/confirm").send(f"{page.path}/drop")
    refused = broker.open("/needs/import").form().send(file=as_file(b"\x89PNG" + bytes(99), "x.xlsx"))
    assert (refused.path, len(refused.refusals)) == ("/needs/import", 1)
    assert (kept(), list((tmp_path / "imports").iterdir())) == (([], 0), [])


def test_a_large_sheet_is_read_in_the_background_and_can_be_cancelled(broker, session, monkeypatch):
    monkeypatch.setattr("matchmaker.sheets.import_runs.SMALL", 1)
    page = hand_in(broker, row("N-1"), row("N-2"))
    assert [task.kind for task in session.scalars(sa.select(Task))] == [TaskKind.NEEDS_READING]
    page.form(f"{page.path}/cancel").send()
    assert [each.state.value for each in session.scalars(sa.select(NeedImport))] == ["dropped"]
