"""The search: what each kind of text answers, and that nothing typed is ever taken for a page's own words."""

import pytest

from matchmaker.importing.numbers import ApplicationNumber
from tests.factories.patents import make_patent
from tests.web.browsing import Reader

ABSTRACT = "多孔陶瓷过滤板在高温下抗热震。"


@pytest.fixture
def patents(session):
    """Twelve patents on offer, and one that is not."""
    kept = [
        make_patent(session, title=f"一种第{serial}号多孔陶瓷过滤板", abstract=ABSTRACT)
        for serial in range(12)
    ]
    make_patent(session, title="一种陶瓷刀具", abstract="陶瓷刀具。", offer=False)
    session.commit()
    return kept


def search(reader, text):
    return reader.open("/search").form("/search").send(text=text)


def found(page):
    return [hit.select_one("h3").get_text(strip=True) for hit in page.soup.select(".hit")]


def test_a_visitor_gets_the_ten_best_with_marks_and_contributions_that_add_up(visitor, patents):
    page = search(visitor, "陶瓷过滤板高温开裂")
    assert len(found(page)) == 10
    for hit in page.soup.select(".hit"):
        assert hit.select("mark") != []
        *parts, total = [float(cell.get_text()) for cell in hit.select(".contributions td.num")]
        assert sum(parts) == pytest.approx(total, abs=0.0005 * (len(parts) + 1))


def test_words_of_asking_are_not_told_as_missing_and_numbers_stand_whole(visitor, session, patents):
    make_patent(session, title="一种陶瓷过滤板的放电烧结", abstract="以0.5 C放电。")
    session.commit()
    page = search(
        visitor, "您好，请问有没有合适的陶瓷过滤板，帮忙找一种0.5C、1.25C放电的，哪位老师推荐一下，谢谢！"
    )
    (told,) = [
        line.get_text(" ", strip=True) for line in page.soup.select("p.small") if "only their" in line.text
    ]
    assert told == "No patent on offer has these words; only their characters were compared: 1.25C"
    held = page.soup.select_one(".hit .assessment").get_text(" ", strip=True)
    assert "No patent has: 1.25C" in held
    first = page.soup.select_one(".hit")
    assert {term.get_text(" ", strip=True) for term in first.select(".contributions th")} >= {"0.5C", "放电"}
    assert "0.5 C" in {mark.get_text() for mark in first.select("mark")}


def test_a_problem_that_no_patent_seems_to_answer_is_told_with_its_weightiest_words(
    visitor, officer, patents
):
    page = search(visitor, "注塑机震动")
    told = page.soup.select_one(".alert[role=status]").get_text(" ", strip=True)
    assert told.startswith("None of these patents has the words that weigh most in your problem: 注塑机、")
    assert found(page) != []
    assert "save it as a need" in page.html
    assert search(visitor, "陶瓷过滤板高温开裂").soup.select(".alert[role=status]") == []
    assert "save it as a need" not in search(officer, "注塑机震动").html


def test_a_short_search_stands_in_the_address_and_a_long_one_does_not(visitor, patents):
    assert search(visitor, "陶瓷过滤板").response.request.args["text"] == "陶瓷过滤板"
    long = search(visitor, "陶瓷过滤板" * 200)
    assert (dict(long.response.request.args), len(found(long))) == ({}, 10)
    assert long.form("/search").values["text"] == "陶瓷过滤板" * 200


def test_a_shared_address_gives_the_same_answer(app, visitor, patents):
    page = search(visitor, "陶瓷过滤板")
    assert found(Reader(app).open(page.response.request.full_path)) == found(page)


def test_one_word_finds_what_has_it(visitor, patents):
    assert len(found(search(visitor, "陶瓷"))) == 10
    assert found(search(visitor, "刀具")) == []


def test_twenty_thousand_characters_are_taken_and_one_more_is_refused_with_the_text_kept(visitor, patents):
    most = "陶瓷过滤板" * 4_000
    assert len(found(search(visitor, most))) == 10
    refused = search(visitor, most + "多")
    assert refused.status == 422
    assert "20001" in refused.soup.select_one(".alert").get_text()
    assert refused.form("/search").values["text"] == most + "多"


@pytest.mark.parametrize("text", ["", "   ", "\n"], ids=["nothing", "blanks", "a line break"])
def test_a_search_for_nothing_says_what_to_write(visitor, patents, text):
    page = search(visitor, text)
    assert page.status == 422
    assert len(page.soup.select(".alert")) == 1
    assert visitor.open("/search").status == 200


@pytest.mark.parametrize(
    ("text", "told"),
    [("陶瓷过滤板", "Each word added something."), ("陶瓷过滤板 qwertz", "No patent has: qwertz")],
)
def test_each_word_is_said_to_have_added_something_only_where_none_is_left_over(visitor, patents, text, told):
    terms = search(visitor, text).soup.select_one(".hit .assessment").select("dt")
    (found_nothing,) = [term.find_next("dd") for term in terms if term.get_text() == "Found nothing"]
    assert " ".join(found_nothing.get_text().split()) == told


def test_words_that_no_patent_has_are_named_with_advice(visitor, patents):
    page = search(visitor, "qwertz")
    assert (page.status, found(page)) == (200, [])
    assert "qwertz" in page.soup.select_one(".empty").get_text()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("，。！🔋 a 7 的", "There is no word to compare in this"),
        ("lithium battery QWERTZ", "describe the problem in Chinese"),
        ("lithium battery QWERTZ", "Words that no patent has: lithium、battery、QWERTZ"),
        ("202011438186.1", "The check digit of 202011438186.1 must be 0, but it is 1."),
    ],
)
def test_a_text_that_can_find_nothing_is_told_why(visitor, patents, text, told):
    page = search(visitor, text)
    assert (page.status, found(page)) == (200, [])
    assert told in " ".join(page.soup.select_one("main").get_text(" ").split())


@pytest.mark.parametrize("form", ["{}", "CN{}", "ZL{}", " {} "])
def test_a_number_leads_to_its_patent_in_each_customary_form_and_on_to_what_is_near(visitor, patents, form):
    number = patents[3].application_number
    page = search(visitor, form.format(number))
    assert page.path == f"/patents/{patents[3].id}"
    near = visitor.open(page.soup.select_one(".alert a")["href"])
    assert near.soup.select_one(".panel a")["href"] == f"/patents/{patents[3].id}"
    assert (len(found(near)), patents[3].title in found(near)) == (10, False)


def test_the_number_of_a_patent_that_is_not_on_offer_finds_nothing(visitor, session):
    hidden = make_patent(session, title="一种保密的过滤板", offer=False)
    session.commit()
    page = search(visitor, str(ApplicationNumber.parse(hidden.application_number)))
    assert "一种保密的过滤板" not in page.html


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>陶瓷", '"><img src=x onerror=alert(1)>陶瓷', "{{ 7*7 }} %(x)s 陶瓷"]
)
def test_markup_in_a_search_is_only_text(visitor, patents, text):
    page = search(visitor, text)
    assert page.status == 200
    assert page.form("/search").values["text"] == text
    assert page.soup.select("main script, img") == []
    assert "49" not in page.soup.select_one("main form").get_text()


def test_markup_in_a_patent_is_only_text(visitor, session):
    make_patent(session, title="<b>陶瓷</b><script>alert(1)</script>", abstract="<i>陶瓷</i>过滤板")
    session.commit()
    page = search(visitor, "陶瓷过滤板")
    assert len(found(page)) == 1
    assert page.soup.select("main script, .hit b, .hit i") == []
    shown = visitor.open(page.soup.select_one(".hit h3 a")["href"])
    assert shown.soup.select("main script, main i, main b") == []


def test_a_patent_is_found_the_moment_it_is_offered_and_gone_the_moment_it_is_withdrawn(
    broker, visitor, session
):
    patent = make_patent(session, title="一种石墨烯导热膜", offer=False)
    session.commit()
    assert found(search(visitor, "石墨烯导热膜")) == []
    broker.open(f"/patents/{patent.id}/listing").form().send(ways="transfer")
    assert found(search(visitor, "石墨烯导热膜")) == ["一种石墨烯导热膜"]
    broker.press(f"/patents/{patent.id}", f"/patents/{patent.id}/withdraw")
    assert found(search(visitor, "石墨烯导热膜")) == []


def test_an_engineer_takes_a_search_on_as_a_need_and_a_visitor_is_sent_to_sign_in(engineer, visitor, patents):
    link = search(engineer, "陶瓷过滤板高温开裂。试过加厚。").soup.select_one("a[href^='/needs/new']")["href"]
    values = engineer.open(link).form().values
    assert (values["title"], values["content"]) == ("陶瓷过滤板高温开裂", "陶瓷过滤板高温开裂。试过加厚。")
    link = search(visitor, "陶瓷过滤板").soup.select_one("main a[href^='/login']")["href"]
    assert visitor.open(link).path == "/login"
