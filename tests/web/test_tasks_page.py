"""The page of background work: starting a round, seeing how far it is, cancelling it; and what is new afterwards."""

import datetime as dt

import pytest
import sqlalchemy as sa

from matchmaker.app import catalogue_of, database_of
from matchmaker.database import now
from matchmaker.jobs.work import do, take_up
from matchmaker.jobs.workplace import Workplace
from matchmaker.matching.models import Match
from matchmaker.organizations.enums import Role
from matchmaker.tasks.enums import TaskKind, TaskState
from matchmaker.tasks.models import Task
from matchmaker.tasks.progress import Progress
from matchmaker.tasks.service import cancel_task, note_progress
from tests.factories.needs import make_need
from tests.factories.patents import make_patent
from tests.factories.tasks import make_running_task, make_task


@pytest.fixture
def the_task(session):
    def the_task():
        session.rollback()
        session.expire_all()
        return session.scalars(sa.select(Task)).one()

    return the_task


@pytest.fixture
def work(app, the_task):
    """Does the task that waits, as the worker would."""

    def work():
        place = Workplace(database_of(app).sessions, catalogue_of(app))
        task = take_up(place, the_task().id)
        do(place, task, Progress(place.sessions, task))

    return work


def cells(page):
    return [cell.get_text(" ", strip=True) for cell in page.soup.select("tr.task td")]


def test_a_page_without_tasks_offers_to_start_one(broker, the_task):
    page = broker.open("/tasks")
    assert page.soup.select("tr.task") == []
    page = page.form("/desk/match-all").send()
    assert (page.path, page.notes) == (
        "/tasks",
        ["All needs are matched in the background; this page tells how far it is."],
    )
    assert (the_task().state, the_task().asked_by_id) == (TaskState.WAITING, broker.person.id)
    assert not page.sends_to("/desk/match-all")


def test_the_desk_starts_a_round_and_then_leads_to_it(broker, session, the_task):
    assert not broker.open("/desk/needs").sends_to("/desk/match-all")
    make_need(session)
    session.commit()
    broker.press("/desk/needs", "/desk/match-all")
    page = broker.open("/desk/needs")
    assert not page.sends_to("/desk/match-all")
    assert page.soup.select_one('main a[href="/tasks"]').get_text() == "All needs are being matched"
    assert the_task().state is TaskState.WAITING


def test_a_round_that_is_done_says_what_came_of_it(broker, session, work, the_task):
    make_patent(session)
    make_need(session)
    session.commit()
    broker.press("/tasks", "/desk/match-all")
    work()
    page = broker.open("/tasks")
    assert "1 needs ranked, 0 left alone, 1 new matches" in page.text
    assert page.soup.select("[data-refresh]") == []
    assert the_task().state is TaskState.DONE


def test_how_far_a_task_is_shows_with_speed_and_time_left(broker, session):
    task = make_running_task(session, by=broker.person)
    note_progress(session, task_id=task.id, turn=task.turn, done=30, total=90)
    task.started_at = now() - dt.timedelta(seconds=10)
    task.heartbeat_at = task.started_at + dt.timedelta(seconds=10)
    session.commit()
    page = broker.open("/tasks")
    assert page.soup.select_one("[data-refresh]")["id"] == "tasks"
    bar = page.soup.select_one("progress")
    assert (bar["value"], bar["max"]) == ("30", "90")
    assert cells(page)[2] == "30 / 90 3.0 a second · 0:00:20 left"
    assert broker.person.name in cells(page)[4]


def test_a_waiting_task_is_cancelled_on_the_page(broker, session, the_task):
    task = make_task(session)
    session.commit()
    page = broker.press("/tasks", f"/tasks/{task.id}/cancel")
    assert page.notes == ["The task is cancelled."]
    assert the_task().state is TaskState.CANCELLED


def test_a_running_task_is_said_to_be_cancelled_until_it_ends(administrator, session, the_task):
    task = make_running_task(session)
    session.commit()
    page = administrator.press("/tasks", f"/tasks/{task.id}/cancel")
    assert page.notes == ["The task ends after the piece at hand; what is done stays."]
    assert "Being cancelled" in page.text
    assert not page.sends_to(f"/tasks/{task.id}/cancel")
    assert the_task().cancel_requested


def test_a_build_of_the_index_shows_what_answers_meanwhile_and_cannot_be_cancelled(broker, session):
    task = make_running_task(session, kind=TaskKind.INDEX, replaces=True)
    note_progress(session, task_id=task.id, turn=task.turn, done=4_000, total=20_000)
    session.commit()
    page = broker.open("/tasks")
    assert page.sends_to("/desk/match-all")
    assert page.soup.select_one("[data-refresh]")["id"] == "tasks"
    assert cells(page)[0] == "Search index"
    assert cells(page)[2].startswith("4000 / 20000")
    assert cells(page)[3] == "Until then searches answer from the index before."
    assert not page.sends_to(f"/tasks/{task.id}/cancel")


def test_what_is_over_is_not_cancelled(broker, session):
    task = make_task(session)
    session.commit()
    page = broker.open("/tasks")
    cancel_task(session, task=task, by=None)
    session.commit()
    refused = page.form(f"/tasks/{task.id}/cancel").send()
    assert refused.status == 409
    assert "This task is over." in refused.text


def test_the_administrators_navigation_leads_to_the_tasks(administrator, broker):
    assert "/tasks" in administrator.open("/desk").links()
    assert "/tasks" not in broker.open("/desk").links()


def new_ones(page):
    return [hit.select_one("h3 a").get_text(strip=True) for hit in page.soup.select(".hit:has(.new-badge)")]


def test_a_company_sees_what_is_new_since_it_looked(engineer, session, home):
    make_patent(session, title="一种陶瓷过滤板")
    need = make_need(session, organization=home[Role.ENGINEER])
    session.commit()
    address = f"/needs/{need.id}/matches"
    assert new_ones(engineer.open(address)) == []
    make_patent(session, title="另一种陶瓷过滤板")
    session.commit()
    assert new_ones(engineer.open(address)) == ["另一种陶瓷过滤板"]
    assert new_ones(engineer.open(address)) == []


def test_the_desk_counts_what_is_new_since_the_staff_looked(broker, engineer, session, home):
    make_patent(session, title="一种陶瓷过滤板")
    need = make_need(session, organization=home[Role.ENGINEER])
    session.commit()

    def new():
        (row,) = broker.open("/desk/needs").soup.select("tbody tr")
        return row.select("td")[4].get_text(strip=True)

    assert new() == "1"
    engineer.open(f"/needs/{need.id}/matches")
    assert new() == "1"
    broker.open(f"/needs/{need.id}/matches")
    assert new() == "0"
    make_patent(session, title="另一种陶瓷过滤板")
    session.commit()
    assert new() == "1"
    assert new_ones(broker.open(f"/needs/{need.id}/matches")) == ["另一种陶瓷过滤板"]
    assert session.scalar(sa.select(sa.func.count(Match.id))) == 2
