"""The word lists as the centre edits them: seen before saved, refused with a reason, never lost."""

import pytest

from matchmaker.matching.vocabulary import Vocabulary, vocabulary_of
from matchmaker.text.synonyms import Synonym
from tests.factories.needs import make_need
from tests.factories.patents import make_patent
from tests.factories.words import make_words
from tests.web.browsing import as_file


@pytest.fixture(autouse=True)
def centre(session, home):
    """Empty lists, two patents, and a need that says what only one of them says."""
    make_words(session)
    make_patent(session, title="一种拾音器")
    make_patent(session, title="硅的提纯")
    make_need(session, title="硅麦噪声大", content="硅麦噪声大")
    session.commit()


def lists_of(page):
    return {name: page.form("/words").values[name] for name in ("terms", "synonyms", "stop_words")}


def edit(reader, **lists):
    return reader.open("/words").form("/words").send(**lists)


def test_saved_lists_are_shown_one_entry_a_line(administrator, session):
    make_words(
        session, terms="磷酸锰铁锂\n陶瓷膜", synonyms="硅麦 → 拾音器\n马达 = 电动机", stop_words="智能"
    )
    session.commit()
    assert lists_of(administrator.open("/words")) == {
        "terms": "磷酸锰铁锂\n陶瓷膜",
        "synonyms": "电动机 = 马达\n硅麦 → 拾音器",
        "stop_words": "智能",
    }


def test_a_broker_sees_what_would_change_and_saves_it(broker, visitor, session):
    preview = edit(broker, synonyms="硅麦 → 拾音器")
    assert (preview.status, vocabulary_of(session)) == (200, Vocabulary())
    rows = [
        [cell.get_text(strip=True) for cell in row.select("td")]
        for row in preview.soup.select(".panel tbody tr")
    ]
    assert rows == [["—", "2", "comes in", "一种拾音器"]]
    assert preview.soup.select_one(".panel h2 a").get_text() == "硅麦噪声大"
    saved = preview.form("/words/save").send()
    assert (saved.path, len(saved.notes)) == ("/words", 1)
    session.expire_all()
    assert vocabulary_of(session).synonyms == {Synonym("硅麦", "拾音器")}
    found = visitor.open("/search?text=硅麦").soup
    assert [title.get_text() for title in found.select(".hit h3 a")] == ["硅的提纯", "一种拾音器"]
    assert "硅麦 → 拾音器" in found.select(".hit .terms")[1].get_text()
    assert [mark.get_text() for mark in found.select(".hit h3 mark")] == ["硅", "拾音器"]


def test_going_back_from_a_preview_keeps_everything(broker, session):
    preview = edit(broker, terms="磷酸锰铁锂\n", synonyms="硅麦 -> 拾音器", stop_words="智能")
    back = preview.form("/words/save").send("/words", edit="1")
    assert lists_of(back) == {"terms": "磷酸锰铁锂\n", "synonyms": "硅麦 -> 拾音器", "stop_words": "智能"}
    assert vocabulary_of(session) == Vocabulary()


def test_wrong_lines_are_named_with_row_and_reason_and_everything_is_kept(broker, session):
    typed = {"terms": "陶瓷膜\n陶瓷膜\n技术", "synonyms": "硅麦\n。。", "stop_words": "<b>智能</b>"}
    page = edit(broker, **typed)
    rows = [
        [cell.get_text(strip=True) for cell in row.select("td")] for row in page.soup.select("main tbody tr")
    ]
    assert page.status == 422
    assert [row[:3] for row in rows] == [
        ["Terms", "2", "陶瓷膜"],
        ["Terms", "3", "技术"],
        ["Synonyms", "1", "硅麦"],
        ["Synonyms", "2", "。。"],
        ["Stop words", "1", "<b>智能</b>"],
    ]
    assert lists_of(page) == typed
    assert vocabulary_of(session) == Vocabulary()
    assert page.form("/words").send("/words/save").status == 422
    assert vocabulary_of(session) == Vocabulary()


def test_lists_that_stay_the_same_have_nothing_to_save(broker):
    preview = edit(broker)
    assert preview.status == 200
    assert [button.get_text() for button in preview.soup.select("main form button")] == ["Go back and edit"]


def test_what_somebody_else_saved_meanwhile_is_not_undone_unseen(broker, session):
    preview = edit(broker, terms="陶瓷膜")
    make_words(session, terms="磷酸锰铁锂")
    session.commit()
    again = preview.form("/words/save").send()
    assert (again.status, len(again.soup.select(".alert-warning"))) == (409, 1)
    assert "磷酸锰铁锂" in again.soup.select_one("main ul").get_text()
    session.expire_all()
    assert vocabulary_of(session).terms == {"磷酸锰铁锂"}
    again.form("/words/save").send()
    session.expire_all()
    assert vocabulary_of(session).terms == {"陶瓷膜"}


def test_the_download_is_a_sheet_that_can_be_added_again(administrator, session):
    make_words(session, terms="磷酸锰铁锂", synonyms="马达 = 电动机", stop_words="智能")
    session.commit()
    sheet = administrator.open("/words/sheet").response
    assert sheet.headers["Content-Disposition"] == "attachment; filename=words.csv"
    page = edit(
        administrator,
        terms="",
        synonyms="硅麦 → 拾音器",
        stop_words="",
        file=as_file(sheet.data, "words.csv"),
    )
    assert lists_of(page) == {
        "terms": "磷酸锰铁锂",
        "synonyms": "硅麦 → 拾音器\n电动机 = 马达",
        "stop_words": "智能",
    }
    assert len(page.soup.select(".alert-info")) == 1


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", b"PK\x03\x04 half a workbook"])
def test_a_file_that_holds_no_words_is_refused_and_the_lists_are_kept(broker, content):
    page = edit(broker, terms="陶瓷膜", file=as_file(content, "words.csv"))
    assert (page.status, len(page.refusals)) == (422, 1)
    assert lists_of(page)["terms"] == "陶瓷膜"


def test_a_row_of_the_sheet_that_names_no_list_is_told(broker):
    page = edit(broker, file=as_file("list,word\nnoun,陶瓷\nterm,陶瓷膜\n".encode(), "words.csv"))
    row = [cell.get_text(strip=True) for cell in page.soup.select("main tbody td")]
    assert row[:3] == ["Sheet", "2", "陶瓷"]
    assert lists_of(page)["terms"] == "陶瓷膜"


def test_a_revision_that_is_no_number_is_taken_as_an_old_one(broker, session):
    preview = edit(broker, terms="陶瓷膜", revision="१२ or 1=1")
    assert preview.status == 409
    preview.form("/words/save").send()
    session.expire_all()
    assert vocabulary_of(session).terms == {"陶瓷膜"}


def test_each_change_is_in_the_trail(administrator, session):
    edit(administrator, terms="陶瓷膜").form("/words/save").send()
    first = administrator.open("/trail").soup.select_one("main tbody tr").get_text(" ")
    assert "Word entered" in first
    assert "陶瓷膜" in first


def test_the_administrator_finds_the_lists_in_the_navigation(administrator, broker):
    assert "/words" in administrator.open("/statistics").links()
    assert "/words" not in broker.open("/desk").links()
