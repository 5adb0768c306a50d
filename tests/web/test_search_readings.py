"""One box: what is typed is told apart, said, and can be read otherwise; lists are sorted and paged."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from matchmaker.patents.enums import Way
from matchmaker.patents.service import list_patent
from tests.factories.organizations import make_university
from tests.factories.patents import ENTERED_ON, make_patent


@pytest.fixture
def patents(session):
    """Twenty-four patents on offer of two holders, the first twelve filed one a year from 2010 on and in C04B."""
    holders = [make_university(session, name=f"{name}理工大学") for name in ("江陵", "南浦")]
    made = []
    for place in range(24):
        early = place < 12
        patent = make_patent(
            session,
            holder=holders[place % 2],
            title=f"一种第{place}号多孔陶瓷过滤板",
            ipc=("C04B 38/00",) if early else ("B01D 39/20",),
            filed_on=dt.date(2010 + place, 5, 1) if early else None,
            inventors=("张伟", "李娜") if place < 3 else (),
        )
        if place == 5:
            list_patent(session, patent=patent, ways=[Way.LICENCE], price_fen=100, readiness=None,
                        on=ENTERED_ON, by=None)  # fmt: skip
        made.append(patent)
    session.commit()
    return made


def titles(page):
    return [hit.select_one("h3").get_text(strip=True) for hit in page.soup.select(".hit")]


def search(reader, text, **more):
    return reader.open("/search").form("/search").send(text=text, **more)


def arguments(page):
    return parse_qs(urlsplit(page.response.request.full_path).query)


def understood(page):
    return " ".join(page.soup.select_one(".understood span").get_text(" ").split())


def test_a_code_gives_the_list_of_its_patents_the_newest_first(visitor, patents):
    page = search(visitor, "c04b38/00")
    assert arguments(page) == {"said": ["c04b38/00"], "ipc": ["C04B 38/00"]}
    assert understood(page) == "Searched by IPC code C04B 38/00"
    assert titles(page) == [patent.title for patent in reversed(patents[2:12])]
    assert page.form("/search").values["text"] == "c04b38/00"


def test_a_holder_and_an_inventor_are_found_by_name(visitor, patents):
    page = search(visitor, "江陵理工大学")
    assert arguments(page)["holder"] == [str(patents[0].organization_id)]
    page = search(visitor, "李 娜")
    assert (arguments(page)["inventor"], len(titles(page))) == (["李 娜"], 3)
    assert len(page.soup.select("a.chip")) == 1


def test_another_reading_is_a_link_away_and_stays(visitor, patents):
    page = search(visitor, "江陵理工大学")
    words = visitor.open(page.soup.select_one(".understood a")["href"])
    assert arguments(words) == {"text": ["江陵理工大学"], "reading": ["words"]}
    assert understood(words).startswith("Searched by what the text says")
    narrowed = words.form("/search").send(ipc="C04B")
    assert arguments(narrowed) == {"text": ["江陵理工大学"], "reading": ["words"], "ipc": ["C04B"]}
    back = visitor.open(words.soup.select_one(".understood a")["href"])
    assert arguments(back) == arguments(page)


def test_a_shared_address_with_a_code_in_its_text_is_understood_too(visitor, patents):
    assert arguments(visitor.open("/search?text=C04B&region=x")) == {
        "said": ["C04B"], "ipc": ["C04B"], "region": ["x"]
    }  # fmt: skip


def test_what_an_earlier_text_stood_for_goes_with_it(visitor, patents):
    listed = search(visitor, "C04B").form("/search").send(way="transfer", ipc="C04B")
    assert arguments(listed) == {"said": ["C04B"], "ipc": ["C04B"], "way": ["transfer"]}
    words = listed.form("/search").send(text="陶瓷过滤板高温开裂", ipc="C04B", way="transfer")
    assert arguments(words) == {"text": ["陶瓷过滤板高温开裂"], "way": ["transfer"]}


def test_a_list_that_no_longer_has_what_was_said_does_not_claim_it(visitor, patents):
    listed = search(visitor, "C04B").form("/search").send(ipc="B01D")
    assert arguments(listed) == {"said": ["C04B"], "ipc": ["B01D"]}
    assert listed.soup.select(".understood") == []


def test_a_list_whose_last_filter_is_taken_away_is_an_empty_page(visitor, patents):
    page = visitor.open(search(visitor, "C04B").soup.select_one("a.chip")["href"])
    assert (page.status, titles(page), page.form("/search").values["text"]) == (200, [], "")


def test_a_list_is_sorted_as_somebody_wishes(visitor, patents):
    page = search(visitor, "C04B")
    links = {link.get_text(strip=True): link["href"] for link in page.soup.select(".sorting a")}
    assert list(links) == ["lowest price first", "most ready first"]
    cheapest = visitor.open(links["lowest price first"])
    assert titles(cheapest)[0] == patents[5].title
    assert arguments(cheapest)["said"] == ["C04B"]


def test_answers_are_paged_and_sorted(visitor, patents):
    first = visitor.open("/search?text=陶瓷过滤板")
    pages = [first]
    while link := pages[-1].soup.find("a", string="Next"):
        pages.append(visitor.open(link["href"]))
    assert [len(titles(page)) for page in pages] == [10, 10, 4]
    assert {title for page in pages for title in titles(page)} == {patent.title for patent in patents}
    assert [tag.get_text() for tag in pages[2].soup.select(".rank")] == ["21", "22", "23", "24"]
    newest = visitor.open("/search?text=陶瓷过滤板&order=filed")
    assert titles(newest) == [patent.title for patent in reversed(patents[2:12])]
    assert arguments(newest.form("/search").send(ipc="C04B"))["order"] == ["filed"]


def test_the_year_of_filing_narrows(visitor, patents):
    assert titles(visitor.open("/search?text=陶瓷过滤板&year=2012&year=2013")) == [
        patents[2].title, patents[3].title
    ]  # fmt: skip


def test_a_long_text_is_paged_by_sending_it_again(visitor, patents):
    long = "陶瓷过滤板高温开裂，" * 100
    page = search(visitor, long)
    button = next(tag for tag in page.soup.select("button[name=instead]") if tag.get_text() == "Next")
    second = page.form("/search").send(instead=button["value"])
    assert [tag.get_text() for tag in second.soup.select(".rank")] == [str(place) for place in range(11, 21)]


def test_nonsense_in_the_address_is_left_out(visitor, patents):
    queries = ("page=0", "page=-1", "page=x", "page=9999", "page=99999999", "order=x", "reading=y")
    addresses = [f"/search?{asked}&{query}" for asked in ("text=陶瓷过滤板", "ipc=C04B") for query in queries]
    answers = {address: visitor.open(address).status for address in addresses}
    assert answers == dict.fromkeys(addresses, 200)
