"""What is new in a saved search: listed or changed since the last look, and among its first fifty."""

import datetime as dt
from urllib.parse import parse_qs

import pytest

from matchmaker.database import now
from matchmaker.errors import NotFoundError
from matchmaker.matching import saved_searches
from matchmaker.matching.addresses import read_asked
from matchmaker.matching.asking import TextTooLongError
from matchmaker.matching.saved_searches import (
    NothingToSaveError,
    SearchNameError,
    SearchNameTakenError,
    TooManySearchesError,
    asked_by,
    delete_search,
    look_through,
    new_count,
    note_search_look,
    request_searches_when_due,
    save_search,
    saved_search_of,
    searches_of,
)
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import trail_of
from matchmaker.patents.enums import PatentStatus
from matchmaker.patents.service import check_status, withdraw_listing
from matchmaker.tasks.enums import TaskKind
from matchmaker.tasks.queries import active_task
from tests.factories.organizations import make_organization, make_person
from tests.factories.patents import make_patent

TODAY = dt.date(2026, 11, 22)
TEXT = "多孔陶瓷过滤板高温开裂"


@pytest.fixture
def person(session):
    return make_person(session, role=Role.ENGINEER, organization=make_organization(session))


@pytest.fixture
def save(session, catalogue, person):
    def save(name="过滤板", by=person, **asked):
        session.flush()
        return save_search(session, catalogue, asked=asking(**asked), name=name, today=TODAY, by=by)

    return save


def asking(text=TEXT, **more):
    return read_asked({"text": [text], **more})


@pytest.fixture
def look(session, catalogue):
    def look(saved):
        session.flush()
        return look_through(session, catalogue, saved=saved, today=TODAY)

    return look


def test_what_was_there_when_a_search_was_saved_is_not_new(session, save, look, person):
    make_patent(session)
    saved = save()
    assert (look(saved), saved.new, new_count(session, person)) == (0, [], 0)


def test_a_patent_that_is_listed_later_is_new_until_somebody_looks(session, save, look, person):
    make_patent(session)
    saved = save()
    came = make_patent(session, title="一种陶瓷过滤板")
    make_patent(session, title="一种光纤连接器", abstract="光纤。")
    assert look(saved) == 1
    assert (saved.new, new_count(session, person)) == ([came.id], 1)
    assert look(saved) == 0
    assert note_search_look(saved) == (came.id,)
    assert (saved.new, new_count(session, person)) == ([], 0)


def test_a_patent_that_was_there_and_is_changed_is_not_new(session, save, look):
    patent = make_patent(session)
    saved = save()
    check_status(session, patent=patent, status=PatentStatus.LAPSED, on=dt.date(2026, 1, 1), by=None)
    assert (look(saved), saved.new) == (0, [])


def test_a_patent_that_a_change_brings_through_the_filters_is_new(session, save, look):
    patent = make_patent(session, status="pending")
    saved = save(status=["in_force"])
    check_status(session, patent=patent, status=PatentStatus.IN_FORCE, on=dt.date(2026, 1, 1), by=None)
    assert (look(saved), saved.new) == (1, [patent.id])


def test_what_only_moves_up_because_others_go_is_not_new(session, monkeypatch, save, look):
    monkeypatch.setattr(saved_searches, "FIRST", 1)
    first, second = make_patent(session, title=TEXT), make_patent(session)
    saved = save()
    assert saved.found == [first.id]
    withdraw_listing(session, patent=first, by=None)
    assert (look(saved), saved.found, saved.new) == (0, [second.id], [])


def test_what_is_withdrawn_again_is_not_new_any_more(session, save, look):
    saved = save()
    came = make_patent(session)
    look(saved)
    withdraw_listing(session, patent=came, by=None)
    assert (look(saved), saved.new) == (0, [])


def test_in_a_list_without_words_what_is_entered_later_is_new(session, monkeypatch, save, look):
    monkeypatch.setattr(saved_searches, "FIRST", 2)
    for year in (2020, 2021, 2022):
        make_patent(session, ipc=("C04B 38/00",), filed_on=dt.date(year, 1, 1))
    saved = save(text="", said=["C04B"], ipc=["C04B"])
    came = make_patent(session, ipc=("C04B 38/06",), filed_on=dt.date(2001, 1, 1))
    make_patent(session, ipc=("H01M 4/62",))
    assert (look(saved), saved.new) == (1, [came.id])


def test_the_whole_search_comes_back(save):
    saved = save(order=["filed"], way=["licence"], reading=["words"])
    assert asked_by(saved) == asking(order=["filed"], way=["licence"], reading=["words"])
    assert parse_qs(saved.address)["text"] == [TEXT]


def test_a_name_is_asked_for_and_taken_once_a_person(session, save, person):
    save()
    for name in ("", "   ", "长" * 81):
        with pytest.raises(SearchNameError):
            save(name=name)
    with pytest.raises(SearchNameTakenError) as refused:
        save(name=" 过滤板 ")
    assert refused.value.params == {"name": "过滤板"}
    other = make_person(session, organization=person.organization)
    assert [each.name for each in (save(by=other), *searches_of(session, person))] == ["过滤板"] * 2


def test_nothing_and_too_much_are_refused(monkeypatch, save):
    with pytest.raises(NothingToSaveError):
        save(text="")
    with pytest.raises(TextTooLongError):
        save(text="长" * 20_001)
    monkeypatch.setattr(saved_searches, "MOST_SAVED", 1)
    save()
    with pytest.raises(TooManySearchesError):
        save(name="第二个")


def test_a_saved_search_is_its_persons_alone_and_leaves_a_trace(session, save, person):
    saved = save()
    session.flush()
    stranger = make_person(session, role=Role.ADMINISTRATOR)
    with pytest.raises(NotFoundError):
        saved_search_of(session, saved.id, stranger)
    assert saved_search_of(session, saved.id, person) is saved
    trail = [entry.action for entry in trail_of(session, saved)]
    delete_search(session, saved=saved, by=person)
    session.flush()
    assert (trail, searches_of(session, person)) == (["Search saved"], [])


def test_searches_are_looked_through_once_patents_have_changed(session, save):
    save()
    request_searches_when_due(session, at=now())
    assert active_task(session, TaskKind.SEARCHES) is None
    make_patent(session)
    session.flush()
    request_searches_when_due(session, at=now())
    assert active_task(session, TaskKind.SEARCHES) is not None
