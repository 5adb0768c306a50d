"""The box for needs: outsiders find needs by their public text alone, the staff by every word."""

import datetime as dt
from io import BytesIO

import pytest
from openpyxl import load_workbook

from matchmaker.needs.enums import NeedState
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization


@pytest.fixture
def need(session, broker):
    company = make_organization(
        session, name="浙江岚峤陶瓷科技有限公司", region="浙江省", industry="陶瓷制造"
    )
    need = make_need(
        session,
        state=NeedState.SUBMITTED,
        organization=company,
        title="岚峤陶瓷过滤板开裂",
        content="岚峤公司的多孔陶瓷过滤板开裂，用过“海纳”牌涂料。",
    )
    session.commit()
    broker.open(f"/needs/{need.id}/publish").form().send()
    return need


def finds(reader, need, query):
    page = reader.open(f"/search/needs?{query}")
    return any(
        link["href"] == f"/needs/{need.id}" for link in page.soup.select(".hit h3 a, .results .title a")
    )


def test_a_masked_word_finds_nothing_for_an_outsider_and_the_need_for_the_staff(
    visitor, officer, broker, need
):
    for query in ("text=岚峤", "text=海纳", f"company={need.organization_id}"):
        assert [finds(reader, need, query) for reader in (visitor, officer)] == [False, False], query
    for query in ("text=岚峤&reading=words", "text=海纳", f"company={need.organization_id}"):
        assert finds(broker, need, query), query


def test_a_need_is_found_by_its_public_words_and_by_its_filters(visitor, need):
    for query in (
        "text=陶瓷过滤板开裂",
        "industry=陶瓷制造",
        "region=浙江省&columns=region",
        "budget=agreed",
    ):
        assert finds(visitor, need, query), query
    page = visitor.open("/search/needs?text=陶瓷过滤板开裂&order=deadline")
    assert "岚峤" not in page.html
    assert not finds(visitor, need, "text=陶瓷过滤板开裂&budget=20")
    assert visitor.open("/search/needs/sheet?text=陶瓷过滤板").status == 200


def test_a_list_says_on_which_day_each_was_made_public(visitor, session, need):
    session.refresh(need)
    need.published_at = dt.datetime(2026, 3, 9, 17, tzinfo=dt.UTC)
    session.commit()
    day = "2026-03-10"
    (shown,) = visitor.open("/search/needs?region=浙江省").soup.select(".hit .score .num")
    (cell,) = visitor.open("/search/needs?region=浙江省&columns=published").soup.select(".results .digits")
    sheet = load_workbook(BytesIO(visitor.open("/search/needs/sheet?region=浙江省").response.data)).active
    (in_sheet,) = (
        value.date().isoformat()
        for heading, value in zip(*sheet.iter_rows(values_only=True), strict=True)
        if heading == "Made public on"
    )
    assert (shown.text, cell.text, in_sheet) == (day, day, day)


def test_what_cannot_be_searched_for_is_told(visitor, need):
    assert visitor.open("/search/needs?ipc=%3F%3F").status == 422
    assert visitor.open("/search/needs").status == 200
