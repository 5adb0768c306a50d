"""Match quality: what the centre's grades say, the export, and the reasons that a holder is told."""

import io
import zipfile
from dataclasses import asdict, replace

import pytest

from matchmaker.database import now
from matchmaker.matching.enums import Level, PassReason
from matchmaker.matching.models import FittedCalibration, Tuning
from matchmaker.matching.recipe import Recipe
from matchmaker.matching.service import pass_match
from matchmaker.needs.enums import NeedState
from matchmaker.organizations.enums import Role
from tests.factories.judgements import make_judgements
from tests.factories.matching import make_match
from tests.factories.needs import make_need
from tests.factories.patents import make_patent

QUALITY = "/desk/quality"


@pytest.fixture
def graded(session):
    """A need with two graded matches."""
    need = make_judgements(session, Level.STRONG, Level.WEAK)
    session.commit()
    return need


@pytest.fixture
def passed(session, home, broker):
    """A patent of the officer's university that was passed on for two needs of the engineer's company."""
    patent = make_patent(session, holder=home[Role.OFFICER])
    for reason in (PassReason.TOO_EARLY, PassReason.TOO_EARLY):
        need = make_need(session, state=NeedState.SUBMITTED, organization=home[Role.ENGINEER])
        pass_match(
            session, match=make_match(session, need=need, patent=patent), reason=reason, by=broker.person
        )
    session.commit()
    return patent


def keep_tuning(session, *, needs=40, difference=(0.02, 0.01, 0.03), **facts):
    figures = {"before": [0.7, 0.6, 0.8], "after": [0.72, 0.62, 0.82], "difference": list(difference)}
    weights = asdict(replace(Recipe(), words=0.5))
    session.add(
        Tuning(weights=weights, fingerprint="f" * 64, needs=needs, judgements=400, figures=figures, **facts)
    )
    session.commit()


def test_before_anybody_judged_the_page_says_what_to_do(administrator):
    page = administrator.open(QUALITY)
    assert len(page.soup.select(".empty")) == 3
    assert f"{QUALITY}/judgements.zip" not in page.links()
    assert administrator.open(f"{QUALITY}/judgements.zip").status == 409


def test_the_reliability_of_both_scales_stands_side_by_side(broker, graded):
    page = broker.open(QUALITY)
    rows = [[cell.get_text(strip=True) for cell in row.select("td")] for row in page.soup.select("tbody tr")]
    assert len(rows) == 4
    assert {len(row) for row in rows} == {6}
    assert [sum(int(row[column]) for row in rows) for column in (0, 3)] == [2, 2]
    assert [figure.get_text() for figure in page.soup.select(".counts strong")] == ["2", "1"]


def test_the_page_asks_as_often_for_many_grades_as_for_few(broker, graded, session, count_queries):
    def asked():
        with count_queries() as statements:
            assert broker.open(QUALITY).status == 200
        return len(statements)

    few = asked()
    make_judgements(session, *[Level.WEAK] * 9)
    session.commit()
    assert asked() == few > 0


def test_refitting_is_said_and_shown(broker, graded):
    page = broker.press(QUALITY, f"{QUALITY}/refit")
    assert page.notes == ["The grades now rest on 2 judgements."]
    assert "to 2 grades of 1 needs" in page.text


def test_the_export_is_an_archive_of_three_files(broker, graded):
    response = broker.open(f"{QUALITY}/judgements.zip").response
    assert (response.mimetype, "judgements.zip" in response.headers["Content-Disposition"]) == (
        "application/zip",
        True,
    )
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        assert archive.namelist() == ["needs.csv", "documents.jsonl", "judgements.csv"]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "order the matches better"),
        ({"difference": (0.0, -0.01, 0.01)}, "cannot tell the weights apart"),
        ({"difference": (-0.02, -0.03, -0.01)}, "do worse"),
        ({"needs": 29}, "Too few: it takes 30 needs"),
    ],
)
def test_the_last_tuning_is_told_in_words(broker, session, facts, said):
    keep_tuning(session, **facts)
    page = broker.open(QUALITY)
    assert said in page.text
    assert "no, not adopted" in page.text


def test_who_adopted_the_weights_and_whether_they_were_taken_back_is_told(broker, session):
    adopted = {"adopted_at": now(), "adopted_by_id": broker.person.id}
    keep_tuning(session, **adopted)
    assert f"adopted by {broker.person.name}" in broker.open(QUALITY).text
    keep_tuning(session, **adopted, taken_back_at=now())
    assert "no, taken back on" in broker.open(QUALITY).text


def test_reasons_are_counted_for_the_centre(broker, passed):
    assert "Too early for industry 2" in broker.open(QUALITY).text


def test_a_holder_is_told_why_its_patent_was_passed_on_and_not_by_whom(officer, passed, home):
    for address in ("/inventory/needs", f"/patents/{passed.id}"):
        page = officer.open(address)
        assert "Too early for industry 2×" in page.text
        assert home[Role.ENGINEER].name not in page.html
        assert "陶瓷过滤板寿命短" not in page.html


def test_nobody_else_is_told_why_a_patent_was_passed_on(engineer, visitor, passed):
    for reader in (engineer, visitor):
        page = reader.open(f"/patents/{passed.id}")
        assert (page.status, "Too early" in page.text) == (200, False)


def test_a_grade_stands_before_the_score_wherever_there_is_one(broker, officer, visitor, session, home):
    need = make_need(session, organization=home[Role.ENGINEER])
    make_match(session, need=need, patent=make_patent(session, holder=home[Role.OFFICER]))
    session.commit()
    for reader, address in (
        (visitor, "/search?text=多孔陶瓷过滤板"),
        (broker, f"/needs/{need.id}/matches"),
        (officer, "/inventory/needs"),
    ):
        grade = reader.open(address).soup.select_one(".grade")
        word = grade.contents[-1].strip()
        assert word in {"Strong", "Fairly strong", "Weak", "None"}
        assert 0 < float(grade.find_next_sibling("span").get_text()) <= 1


def test_the_centres_own_scale_gives_the_grade(visitor, session):
    make_patent(session)
    session.add(FittedCalibration(points=[(0.0, 4.0), (1.0, 4.0)], judgements=99, needs=9))
    session.commit()
    page = visitor.open("/search?text=陶瓷刀具的过滤")
    assert page.soup.select_one(".hit .grade")["class"] == ["badge", "grade", "grade-4"]
