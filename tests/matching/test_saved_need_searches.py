"""What is new in a saved search of needs: what its person may find, once each, and nothing that is over."""

import datetime as dt

import pytest

from matchmaker.database import now
from matchmaker.errors import ForbiddenError, NotFoundError
from matchmaker.matching import need_search
from matchmaker.matching.addresses import read_asked
from matchmaker.matching.enums import Sought
from matchmaker.matching.following import (
    NoClassesError,
    follow_needs_of_classes,
    follow_patents_for_need,
    own_subclasses,
)
from matchmaker.matching.need_filters import read_need_filters
from matchmaker.matching.saved_searches import (
    NothingToSaveError,
    SearchNameError,
    SearchNameTakenError,
    asked_by,
    look_through,
    new_count,
    open_search,
    rename_search,
    request_searches_when_due,
    save_search,
)
from matchmaker.needs.curation import move_need
from matchmaker.needs.enums import NeedState
from matchmaker.needs.service import change_need, close_need, mask_need, publish_need
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import trail_of
from matchmaker.tasks.enums import TaskKind
from matchmaker.tasks.queries import active_task
from tests.factories.matching import make_match
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person, make_university
from tests.factories.patents import make_patent

TODAY = dt.date(2026, 11, 22)
TEXT = "多孔陶瓷过滤板高温开裂"


@pytest.fixture
def officer(session):
    return make_person(session, role=Role.OFFICER, organization=make_university(session))


@pytest.fixture
def broker(session):
    return make_person(session)


@pytest.fixture
def save(session, catalogue, officer):
    def save(by=officer, name="过滤板", text=TEXT, **filters):
        session.flush()
        asked = read_asked({"text": [text], **filters}, Sought.NEEDS)
        return save_search(session, catalogue, asked=asked, name=name, today=TODAY, by=by)

    return save


@pytest.fixture
def look(session, catalogue):
    """Looks a search through; gives how much came, and the ids of what is new."""

    def look(saved):
        session.flush()
        return look_through(session, catalogue, saved=saved, today=TODAY), saved.new

    return look


def long_ago(saved):
    """As if the search had been looked through yesterday: nothing of the moment before counts as late."""
    saved.searched_at = now() - dt.timedelta(days=1)


def test_a_need_is_new_for_outsiders_when_it_is_public_and_for_staff_when_it_is_handed_in(
    session, save, look, broker, officer
):
    make_need(session)
    outside, inside = save(), save(by=broker)
    need = make_need(session, state=NeedState.SUBMITTED)
    make_need(session, title="光纤", content="光纤。")
    assert (look(outside), look(inside)) == ((0, []), (1, [need.id]))
    publish_need(session, need=need, by=broker)
    assert (look(outside), look(inside)) == ((1, [need.id]), (0, [need.id]))
    assert (new_count(session, officer), new_count(session, broker)) == (1, 1)


def test_what_is_closed_is_not_new_any_more_and_what_comes_back_is_not_new_twice(session, save, look, broker):
    saved = save(text="", region=["浙江省"])
    company = make_organization(session, region="浙江省")
    first, second = (make_need(session, organization=company) for _ in range(2))
    assert look(saved) == (2, [second.id, first.id])
    close_need(session, need=first, by=None)
    move_need(session, need=second, state=NeedState.SCREENING, by=broker)
    assert look(saved) == (0, [])
    publish_need(session, need=second, by=broker)
    assert look(saved) == (0, [])


def test_a_masked_word_tells_nobody_outside(session, save, look, broker):
    outside, inside = save(text="岚峤"), save(by=broker, text="岚峤")
    company = make_organization(session, name="浙江岚峤陶瓷科技有限公司")
    need = make_need(session, organization=company, title="岚峤过滤板", content="岚峤公司的过滤板开裂。")
    assert "岚峤" not in need.public_title
    assert (look(outside), look(inside)) == ((0, []), (1, [need.id]))


def test_of_a_text_what_has_changed_and_comes_near_is_new_and_what_only_moves_up_is_not(
    session, monkeypatch, save, look
):
    monkeypatch.setattr(need_search, "_WATCHED", 1)
    near, next_to_it = make_need(session, title=TEXT), make_need(session)
    other = make_need(session, title="光纤", content="光纤。")
    saved = save()
    session.flush()
    close_need(session, need=near, by=None)
    saved.searched_at = now() + dt.timedelta(hours=1)
    assert (look(saved), saved.found) == ((0, []), [near.id, next_to_it.id])
    long_ago(saved)
    change_need(
        session, need=other, patents=(), title=TEXT, content=TEXT, budget_fen=None, deadline=None, by=None
    )
    assert look(saved) == (0, [])
    mask_need(session, need=other, by=None)
    assert look(saved) == (1, [other.id])


def test_of_a_text_only_what_is_near_to_it_is_told(session, catalogue, officer):
    near = make_need(session, title=TEXT)
    make_need(session, title="光纤连接器损耗大", content="光纤连接器在高温下损耗大，需要降低。")
    session.flush()
    asked = read_asked({"text": [TEXT]}, Sought.NEEDS)
    filters, _ = read_need_filters({})
    found = need_search.first_needs(
        session, catalogue, asked=asked, filters=filters, reader=officer, today=TODAY
    )
    assert found == [near.id]


def test_needs_are_followed_by_the_classes_of_ones_own_patents(session, catalogue, look, officer):
    with pytest.raises(NoClassesError):
        follow_needs_of_classes(session, catalogue, subclasses=[], name="类", today=TODAY, by=officer)
    codes = (("C04B 38/00", "C04B 35/00"), ("C04B 38/06", "B01D 39/20"))
    for place, ipc in enumerate(codes):
        make_patent(session, holder=officer.organization, title=f"一种第{place}号陶瓷过滤板", ipc=ipc)
    session.flush()
    subclasses = own_subclasses(session, officer)
    assert subclasses == ["C04B", "B01D"]

    def follow(classes):
        return follow_needs_of_classes(
            session, catalogue, subclasses=classes, name="类", today=TODAY, by=officer
        )

    saved, is_new = follow(subclasses)
    assert (saved.sought, asked_by(saved).typed, is_new) == (Sought.NEEDS, {"ipc": subclasses}, True)
    assert follow(subclasses) == (saved, False)
    assert follow(["C04B"])[0].name == "类 2"
    need = make_need(session)
    assert look(saved) == (0, [])
    make_match(session, need=need)
    request_searches_when_due(session, at=now())
    assert active_task(session, TaskKind.SEARCHES) is not None
    assert look(saved) == (1, [need.id])


def test_patents_are_followed_for_ones_own_need_alone(session, catalogue, look):
    engineer = make_person(session, role=Role.ENGINEER, organization=make_organization(session))
    need, other = make_need(session, organization=engineer.organization), make_need(session)
    session.flush()
    saved, _ = follow_patents_for_need(session, catalogue, need=need, today=TODAY, by=engineer)
    assert (saved.sought, saved.name) == (Sought.PATENTS, need.title)
    came = make_patent(session)
    assert look(saved) == (1, [came.id])
    with pytest.raises(ForbiddenError):
        follow_patents_for_need(session, catalogue, need=other, today=TODAY, by=engineer)


def test_a_need_is_followed_by_its_own_words_which_find_none_of_its_own_patents(session, catalogue, look):
    engineer = make_person(session, role=Role.ENGINEER, organization=make_organization(session))
    facts = {"holder": engineer.organization, "title": "一种离心泵叶轮", "abstract": "叶轮。"}
    own = make_patent(session, **facts)
    need = make_need(
        session, organization=engineer.organization, title="阀门渗漏", content="阀门常渗漏。",
        goal="不渗漏", own_patents=[own.number], patents_text="一种离心泵叶轮\n叶轮。",
    )  # fmt: skip
    saved, _ = follow_patents_for_need(session, catalogue, need=need, today=TODAY, by=engineer)
    make_patent(session, **facts)
    came = make_patent(session, title="防渗漏的阀门")
    assert look(saved) == (1, [came.id])


def test_a_search_is_renamed_and_opened_as_what_it_is(session, catalogue, save, officer):
    saved, _ = save(), save(name="别的")
    for name, refusal in (("", SearchNameError), (" 别的 ", SearchNameTakenError)):
        with pytest.raises(refusal):
            rename_search(session, saved=saved, name=name, by=officer)
    for name in (" 过滤板 ", "滤板"):
        rename_search(session, saved=saved, name=name, by=officer)
    session.flush()
    trail = [(entry.action, entry.after) for entry in trail_of(session, saved)]
    assert (saved.name, trail) == ("滤板", [("Saved search renamed", {}), ("Search saved", {})])
    common = {"saved_id": saved.id, "today": TODAY, "reader": officer}
    assert open_search(session, catalogue, sought=Sought.NEEDS, **common) is saved
    with pytest.raises(NotFoundError):
        open_search(session, catalogue, sought=Sought.PATENTS, **common)
    with pytest.raises(NothingToSaveError):
        save(text="", name="空")


def test_looking_through_asks_as_often_for_many_needs_as_for_one(
    session, catalogue, save, look, count_queries
):
    searches = (save(), save(name="列", text="", region=["浙江省"], ipc=["C04B"]))
    company, asked = make_organization(session, region="浙江省"), []
    for count in (1, 9):
        for _ in range(count):
            patent = make_patent(session, ipc=("C04B 38/00",))
            make_match(session, need=make_need(session, organization=company), patent=patent)
        session.commit()
        with count_queries() as statements:
            assert [look(saved)[0] for saved in searches] == [count, count]
        asked.append(len(statements))
    assert asked[0] == asked[1]
