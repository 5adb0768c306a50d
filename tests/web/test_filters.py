"""Filters of the search: the whole state in the address, chips to take away, and advice where nothing is left."""

from urllib.parse import parse_qs, urlsplit

import pytest

from matchmaker.patents.enums import PatentStatus, Readiness, Way
from matchmaker.patents.service import list_patent
from tests.factories.organizations import make_university
from tests.factories.patents import ENTERED_ON, make_patent

LONG = "陶瓷过滤板高温开裂，" * 100


@pytest.fixture
def patents(session):
    """Fourteen patents on offer, every second of them in 浙江 and for licence with a price, one with a class."""
    holders = [
        make_university(session, name=f"{region}大学", region=region) for region in ("浙江省", "江苏省")
    ]
    made = []
    for place in range(14):
        ipc = ("C04B 38/00",) if place == 3 else ("B01D 39/20",)
        patent = make_patent(
            session, holder=holders[place % 2], title=f"一种第{place}号陶瓷过滤板", ipc=ipc, status="in_force"
        )
        if place % 2:
            terms = {"ways": [Way.LICENCE], "price_fen": 30_000_000, "readiness": Readiness.PRODUCT}
            list_patent(session, patent=patent, **terms, on=ENTERED_ON, by=None)
        made.append(patent)
    make_patent(session, title="一种光纤", ipc=("G02B 6/00",), holder=holders[0], status="pending")
    session.commit()
    return made


def titles(page):
    return [hit.select_one("h3").get_text(strip=True) for hit in page.soup.select(".hit")]


def counts(page, kind):
    return {
        choice.select_one("input")["value"]: int(choice.select_one(".num").get_text())
        for choice in page.soup.select(f".choice:has(input[name={kind}])")
    }


def test_filters_hold_inside_the_ranking_and_stand_in_the_address(visitor, patents):
    address = (
        "/search?text=陶瓷过滤板&region=江苏省&way=licence&price=30&agreed=no&readiness=8&status=in_force"
    )
    page = visitor.open(address)
    assert page.status == 200
    assert sorted(titles(page)) == sorted(patent.title for patent in patents[1::2])
    assert len(page.soup.select(".chip")) == 6
    for link in page.soup.select("a.chip"):
        arguments = parse_qs(urlsplit(link["href"]).query)
        assert arguments["text"] == ["陶瓷过滤板"]
        assert len(arguments) == 6


def test_each_choice_has_its_count_under_the_other_filters(visitor, patents):
    page = visitor.open("/search?text=陶瓷过滤板&region=浙江省")
    assert counts(page, "region") == {"浙江省": 8, "江苏省": 7}
    assert counts(page, "status") == {"in_force": 7, "pending": 1}
    assert counts(page, "ipc") == {"B01D": 7, "G02B": 1}
    assert len(titles(page)) == 7


def test_a_filter_by_the_beginning_of_a_code(visitor, patents):
    assert titles(visitor.open("/search?text=陶瓷过滤板&ipc=c04b38")) == [patents[3].title]
    assert len(titles(visitor.open("/search?text=陶瓷过滤板&ipc=C&ipc=B01D"))) == 10


@pytest.mark.parametrize(("name", "value"), [("price", "一百"), ("price", "-3"), ("ipc", "电池")])
def test_a_filter_that_cannot_be_understood_is_told_with_what_was_typed_kept(visitor, patents, name, value):
    page = visitor.open(f"/search?text=陶瓷过滤板&{name}={value}&region=江苏省")
    assert page.status == 422
    assert value in page.soup.select_one(".alert-warning").get_text()
    assert page.soup.select_one(f"input[name={name}]:not([type=checkbox])")["value"] == value
    assert len(titles(page)) == 7


def test_choices_that_nobody_offered_are_left_out(visitor, patents):
    page = visitor.open("/search?text=陶瓷过滤板&status=stolen&way=&readiness=99&holder=x&agreed=maybe")
    assert (page.status, len(titles(page)), page.soup.select(".chip")) == (200, 10, [])


def test_a_form_puts_its_filters_into_the_address_and_a_long_text_keeps_them(visitor, patents):
    form = visitor.open("/search?text=陶瓷过滤板").form("/search")
    short = form.send(text="陶瓷过滤板", way="licence", price="", ipc="")
    assert short.response.request.args.to_dict() == {"text": "陶瓷过滤板", "way": "licence"}
    long = form.send(text=LONG, way="licence", region="江苏省")
    assert (dict(long.response.request.args), len(titles(long))) == ({}, 7)
    assert long.form("/search").values["text"] == LONG
    assert len(long.soup.select("button.chip")) == 2
    instead = long.soup.select_one("button.chip")["value"]
    again = form.send(text=LONG, way="licence", region="江苏省", instead=instead)
    assert len(again.soup.select("button.chip")) == 1


def test_nothing_found_tells_which_filter_to_take_away_and_what_that_would_give(visitor, patents):
    page = visitor.open("/search?text=光纤&region=浙江省&way=equity&status=pending")
    assert titles(page) == []
    (first, *others) = page.soup.select(".empty a")
    assert first.get_text(strip=True).endswith("1")
    assert titles(visitor.open(first["href"])) == ["一种光纤"]
    assert len(others) == 1


def test_where_no_filter_is_to_blame_the_words_are(visitor, patents):
    page = visitor.open("/search?text=qwertz&region=浙江省")
    assert "qwertz" in page.soup.select_one(".empty").get_text()


def test_an_answer_says_what_speaks_for_and_against_it(visitor, patents, session):
    patents[0].status, patents[0].status_checked_on = PatentStatus.IN_FORCE, ENTERED_ON
    session.commit()
    page = visitor.open(f"/search?text=陶瓷过滤板光纤轨枕&holder={patents[0].organization_id}&price=1")
    first = next(
        hit.select_one(".assessment")
        for hit in page.soup.select(".hit")
        if "陶瓷" in hit.select_one("h3").text
    )
    assert [tag["class"][1] for tag in first.select(".condition")][1:] == ["met", "unknown"]
    assert [tag.get_text().split()[0] for tag in first.select(".missing")] == ["光纤"]
    assert "No patent has: 轨枕" in " ".join(first.get_text().split())
    assert "B01D" in first.get_text()


def test_the_own_patents_of_a_company_are_the_query_and_no_part_of_the_answer(visitor, patents):
    numbers = [patents[0].application_number, f"ZL{patents[1].application_number}", "CN114081026A"]
    page = visitor.open(f"/search?text={'，'.join(numbers)}")
    assert [link.get_text() for link in page.soup.select(".panel > a")] == [
        patents[0].title,
        patents[1].title,
    ]
    assert "CN114081026A" in page.soup.select_one(".alert-warning").get_text()
    assert len(titles(page)) == 10
    assert {patents[0].title, patents[1].title} & set(titles(page)) == set()


def test_a_patent_that_the_reader_may_not_see_is_no_query(visitor, session, patents):
    hidden = make_patent(session, title="一种保密的陶瓷过滤板", offer=False)
    session.commit()
    page = visitor.open(f"/search?text={hidden.application_number}")
    assert titles(page) == []
    assert hidden.application_number in page.soup.select_one(".alert-warning").get_text()
    assert "保密" not in page.html


def test_each_answer_leads_to_why_it_stands_above_the_next(visitor, patents):
    page = visitor.open("/search?text=陶瓷过滤板&region=江苏省")
    (link, *others) = page.soup.select("a[href^='/compare']")
    assert len(others) == 5
    compared = visitor.open(link["href"])
    assert [tag.get_text(strip=True) for tag in compared.soup.select(".panel > a")] == titles(page)[:2]
    assert titles(visitor.open(compared.soup.select_one("main a.btn")["href"])) == titles(page)


def test_a_missing_patent_is_asked_after_by_its_number(visitor, patents):
    form = visitor.open("/search?text=陶瓷过滤板&region=江苏省").form("/why-not")
    assert "Region of the holder" in form.send_by_address(number=patents[0].application_number).text
    assert form.send_by_address(number=" ").status == 422
    long = visitor.open("/search").form("/search").send(text=LONG, region="江苏省").form("/why-not")
    page = long.send(number=patents[0].application_number)
    assert "Region of the holder" in page.text
    assert len(titles(page.form("/search").send())) == 7


def test_a_comparison_without_its_search_is_refused(visitor, patents):
    assert visitor.open("/compare?pair=1-2").status == 422
    assert visitor.open("/compare?text=陶瓷&pair=1-999999").status == 404
    assert visitor.open("/compare?text=陶瓷&pair=x").status == 404
    assert visitor.open(f"/compare?text=陶瓷&pair={'9' * 5000}-1").status == 404
    assert visitor.open("/why-not?need=1&number=1").status == 404


def test_two_answers_to_a_long_text_are_compared_too(visitor, patents):
    page = visitor.open("/search").form("/search").send(text=LONG, region="江苏省")
    button = page.soup.select_one("button[formaction='/compare']")
    compared = page.form("/search").send(action="/compare", region="江苏省", pair=button["value"])
    assert [tag.get_text(strip=True) for tag in compared.soup.select(".panel > a")] == titles(page)[:2]
    assert titles(compared.form("/search").send()) == titles(page)


def test_filters_without_words_list_what_passes(visitor, patents):
    page = visitor.open("/search?text=&region=江苏省&price=7")
    assert (page.status, titles(page)) == (200, [])
    assert titles(visitor.open("/search?region=江苏省&price=30"))[:2] == [
        patents[13].title,
        patents[11].title,
    ]
    assert [box["value"] for box in page.soup.select("input[name=region][checked]")] == ["江苏省"]
    assert page.soup.select_one("input[name=price]")["value"] == "7"
    assert len(page.soup.select("a.chip")) == 2
