"""Searching what is on offer: what was listed a moment ago is found, what was withdrawn is not."""

import math

import pytest

from matchmaker.matching.asking import EmptyTextError, TextTooLongError
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.service import search_patents
from matchmaker.patents.enums import PatentStatus
from matchmaker.patents.service import check_status, list_patent, withdraw_listing
from tests.factories.organizations import make_person
from tests.factories.patents import ENTERED_ON, make_patent

TEXT = "陶瓷过滤板高温开裂"


@pytest.fixture
def found(session, catalogue):
    def found(text=TEXT, **chosen):
        session.flush()
        return [hit.patent for hit in search_patents(session, catalogue, text=text, **chosen).found]

    return found


def test_an_empty_catalogue_finds_nothing(session, catalogue):
    answer = search_patents(session, catalogue, text=TEXT)
    assert (answer.found, answer.catalogue_size) == ((), 0)
    assert answer.unknown == answer.terms


def test_a_patent_is_found_as_soon_as_it_is_listed(session, found):
    patent = make_patent(session, offer=False)
    assert found() == []
    list_patent(session, patent=patent, on=ENTERED_ON, by=None)
    assert found() == [patent]


def test_a_patent_is_gone_as_soon_as_it_is_withdrawn_or_lapsed(session, found):
    withdrawn, lapsed = make_patent(session), make_patent(session)
    assert found() == [withdrawn, lapsed]
    withdraw_listing(session, patent=withdrawn, by=None)
    assert found() == [lapsed]
    check_status(session, patent=lapsed, status=PatentStatus.LAPSED, on=ENTERED_ON, by=make_person(session))
    assert found() == []


def test_what_is_not_on_offer_is_never_found(session, found):
    make_patent(session, offer=False)
    make_patent(session, status="lapsed")
    assert found() == []


def test_a_changed_title_is_found_by_its_new_words(session, catalogue, found):
    patent = make_patent(session, title="一种轨枕")
    assert (found("光纤"), found("轨枕")) == ([], [patent])
    patent.title = "一种光纤"
    list_patent(session, patent=patent, on=ENTERED_ON, by=None)
    assert (found("光纤"), found("轨枕")) == ([patent], [])


def test_the_nearest_come_first_and_no_more_than_asked_for(session, found):
    near = make_patent(session, title="陶瓷过滤板高温开裂的防止方法")
    far = make_patent(session, title="过滤网")
    assert found() == [near, far]
    assert found(k=1) == [near]
    assert found(k=0) == []


def test_what_each_word_adds_makes_up_the_score(session, catalogue):
    for title in ("陶瓷过滤板", "高温陶瓷", "过滤装置及过滤方法"):
        make_patent(session, title=title, abstract="用于高温烟气的多孔陶瓷过滤板。")
    session.flush()
    hits = search_patents(session, catalogue, text=TEXT).found
    assert [hit.rank for hit in hits] == [1, 2, 3]
    for hit in hits:
        parts = [part.value for part in hit.evidence.contributions]
        assert math.fsum(parts) == pytest.approx(hit.score, abs=1e-9)
        assert 0 < hit.score <= 1
        assert parts == sorted(parts, reverse=True)


def test_the_words_of_a_match_are_marked_where_they_stand(session, catalogue):
    make_patent(session, title="一种轨枕", abstract="轨枕，用于铁路。")
    session.flush()
    (hit,) = search_patents(session, catalogue, text="轨枕").found
    evidence = hit.evidence
    assert "".join(fragment.text for fragment in evidence.title) == "一种轨枕"
    assert [fragment.text for fragment in evidence.title if fragment.weight > 0] == ["轨枕"]
    assert "".join(fragment.text for fragment in evidence.abstract) == "轨枕，用于铁路。"
    assert "".join(fragment.text for fragment in evidence.passage) == "轨枕，用于铁路。"


def test_words_that_only_the_first_claim_has_are_shown_where_they_stand(session, catalogue):
    make_patent(session, title="一种轨枕", abstract="轨枕，用于铁路。", claims="1.一种轨枕，含玄武岩纤维。")
    make_patent(session, title="玄武岩轨枕", abstract="含玄武岩。", claims="1.一种玄武岩轨枕。")
    session.flush()
    found = {
        hit.patent.title: hit.evidence.claim
        for hit in search_patents(session, catalogue, text="玄武岩").found
    }
    assert [part.text for part in found["一种轨枕"]] == ["1.一种轨枕，含", "玄武岩", "纤维。"]
    assert found["玄武岩轨枕"] == ()


def test_words_of_which_a_patent_has_only_characters_are_told_apart(session, catalogue):
    make_patent(session, title="一种正极材料", abstract="正极材料由烧结得到。")
    session.flush()
    (found,) = search_patents(session, catalogue, text="正极用的阴极涂料").found
    assert {part.term for part in found.evidence.contributions} == {"正极", "阴极", "涂料"}
    assert found.evidence.partly == {"阴极": "极", "涂料": "料"}


def test_a_single_character_is_marked_where_it_stands_for_much_of_the_score(session, catalogue):
    make_patent(session, title="甜瓜抗病的引物", abstract="用于甜瓜育种，人工接种。")
    session.flush()
    (found,) = search_patents(session, catalogue, text="西瓜采摘机器人").found
    assert found.evidence.partly == {"西瓜": "瓜", "机器人": "人"}
    assert [part.text for part in found.evidence.title if part.weight] == ["瓜"]
    assert [part.text for part in found.evidence.passage if part.weight] == ["瓜", "人"]


def test_words_that_no_patent_has_are_named(session, catalogue):
    make_patent(session, title="轨枕")
    session.flush()
    answer = search_patents(session, catalogue, text="轨枕 光纤 轨枕")
    assert (answer.terms, answer.unknown) == (("轨枕", "光纤"), ("光纤",))
    assert (answer.text, answer.catalogue_size) == ("轨枕 光纤 轨枕", 1)


@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_search_for_nothing_is_refused(session, catalogue, text):
    with pytest.raises(EmptyTextError) as refused:
        search_patents(session, catalogue, text=text)
    assert refused.value.params == {}


def test_a_search_takes_20_000_characters_and_no_more(session, catalogue):
    assert search_patents(session, catalogue, text="长" * 20_000).found == ()
    with pytest.raises(TextTooLongError) as refused:
        search_patents(session, catalogue, text="长" * 20_001)
    assert refused.value.params == {"length": 20_001}


@pytest.mark.parametrize("written", ["202011438186.0", "ZL 202011438186", "cn114081026a", " 2020114381860 "])
@pytest.mark.parametrize("offer", [True, False])
def test_a_number_finds_what_is_near_to_its_patent_for_whom_may_see_it(session, catalogue, written, offer):
    numbers = {"application_number": "202011438186.0", "publication_number": "CN114081026A"}
    patent, twin = make_patent(session, offer=offer, **numbers), make_patent(session)
    session.flush()
    for reader, sees in ((make_person(session), True), (None, offer)):
        answer = search_patents(session, catalogue, text=written, reader=reader)
        assert answer.question.own == ((patent,) if sees else ())
        assert [each.patent for each in answer.found] == ([twin] if sees else [])


@pytest.mark.parametrize("text", ["。！？", "的", "12 34", "a"])
def test_a_text_without_a_word_finds_nothing(session, catalogue, text):
    make_patent(session)
    assert search_patents(session, catalogue, text=text).found == ()


def test_two_catalogues_of_one_database_agree(session, catalogue, found):
    make_patent(session)
    first = found()
    make_patent(session, title="陶瓷板")
    session.flush()
    other = [hit.patent for hit in search_patents(session, Catalogue(), text=TEXT).found]
    assert found() == other != first


def test_a_catalogue_that_is_caught_up_reads_no_patents(session, catalogue, count_queries):
    make_patent(session)
    session.commit()
    catalogue.caught_up(session)
    with count_queries() as statements:
        catalogue.caught_up(session)
    assert len(statements) == 2


def test_what_was_rolled_back_is_not_found_by_others(database, session, catalogue):
    patent = make_patent(session)
    session.commit()
    catalogue.caught_up(session)
    with database.sessions() as other:
        make_patent(other, title="陶瓷过滤板高温开裂")
        other.rollback()
    assert [hit.patent for hit in search_patents(session, catalogue, text=TEXT).found] == [patent]


@pytest.mark.parametrize("size", [1, 3])
def test_a_search_costs_the_same_whatever_it_finds(session, catalogue, count_queries, size):
    for _ in range(size):
        make_patent(session)
    session.commit()
    catalogue.caught_up(session)
    session.expunge_all()
    with count_queries() as statements:
        answer = search_patents(session, catalogue, text=TEXT)
        shown = [(hit.patent.organization.name, hit.patent.listing.state) for hit in answer.found]
    assert (len(shown), len(statements)) == (size, 3)
