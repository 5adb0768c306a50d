"""Every need against every patent: what a change can have altered is ranked again, the rest is left alone."""

import datetime as dt
import random
from dataclasses import replace

import pytest
import sqlalchemy as sa

from matchmaker.database import now
from matchmaker.errors import ForbiddenError
from matchmaker.jobs.round import match_all
from matchmaker.jobs.workplace import Workplace
from matchmaker.matching import rounds as rounds_module
from matchmaker.matching import runs as runs_module
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.models import Match, MatchRun
from matchmaker.matching.queries import latest_runs
from matchmaker.matching.rounds import due_needs, request_round, request_round_when_due
from matchmaker.needs.enums import NeedState
from matchmaker.needs.models import Need
from matchmaker.needs.service import change_need, close_need
from matchmaker.organizations.enums import Role
from matchmaker.patents.service import list_patent, next_revision, withdraw_listing
from matchmaker.ranking import index as index_module
from matchmaker.tasks.enums import TaskState
from matchmaker.tasks.models import Task
from matchmaker.tasks.queries import task_with_id
from matchmaker.tasks.service import cancel_task, end_task, take_up_task
from tests.factories.needs import make_need
from tests.factories.organizations import make_person
from tests.factories.patents import ENTERED_ON, make_patent

MOST = 3
WORDS = ("陶瓷", "过滤", "电池", "传感", "轴承", "涂层", "薄膜", "纤维", "合金", "树脂")


@pytest.fixture(autouse=True)
def _three_matches_a_need(monkeypatch):
    for module in (runs_module, rounds_module):
        monkeypatch.setattr(module, "MATCHES_A_NEED", MOST)


class Centre:
    """Needs and patents of a few words, and rounds over them."""

    def __init__(self, database, session, seed=0):
        self.session, self.random = session, random.Random(seed)
        self.place = Workplace(database.sessions, Catalogue())
        self.patents = [make_patent(session, title=self.text(3), abstract=self.text(4)) for _ in range(8)]
        self.needs = [make_need(session, title=self.text(2), content=self.text(4)) for _ in range(6)]
        session.commit()

    def text(self, words):
        return "".join(self.random.choices(WORDS, k=words))

    def match_all(self, progress=lambda done, total: None):
        self.session.commit()
        _, counts = match_all(self.place, {}, progress)
        self.session.rollback()
        self.session.expire_all()
        return counts

    def change(self):
        """Something happens to some patents and sometimes to a need."""
        match self.random.choice(("rewrite", "withdraw", "offer", "enter", "need")):
            case "rewrite":
                patent = self.random.choice(self.patents)
                patent.abstract, patent.revision = self.text(5), next_revision(self.session)
            case "withdraw":
                withdraw_listing(self.session, patent=self.random.choice(self.patents), by=None)
            case "offer":
                list_patent(self.session, patent=self.random.choice(self.patents), on=ENTERED_ON, by=None)
            case "enter":
                self.patents.append(make_patent(self.session, title=self.text(3), abstract=self.text(2)))
            case "need":
                self.rewrite(self.random.choice(self.needs), self.text(4))
        self.session.flush()

    def rewrite(self, need, content):
        facts = {"title": need.title, "budget_fen": None, "deadline": None, "by": None}
        change_need(self.session, need=need, patents=(), content=content, **facts)

    def kept(self):
        """What each need's latest run found: patents with their scores, in order."""
        runs = latest_runs(self.session, [need.id for need in self.needs])
        return {
            need.id: [
                (match.patent_id, match.score)
                for match in self.session.scalars(
                    sa.select(Match).where(Match.run_id == runs[need.id].id).order_by(Match.rank)
                )
            ]
            for need in self.needs
            if need.id in runs
        }

    def ranked(self):
        """What ranking each need now finds."""
        standing = self.place.catalogue.standing(self.session)
        return {
            need.id: [
                (hit.id, hit.score)
                for hit in standing.index.rank(
                    standing.query(title=need.title, text=need.content).fields, MOST
                )
            ]
            for need in self.needs
        }

    def runs(self):
        return self.session.scalar(sa.select(sa.func.count(MatchRun.id)))


@pytest.fixture
def centre(database, session):
    return Centre(database, session)


@pytest.fixture
def weighed_once(monkeypatch):
    """From now on the catalogue is too large to be weighed anew with each change."""

    def large():
        monkeypatch.setattr(index_module, "_MERGED_AT_ONCE", 0)

    return large


def test_a_round_ranks_every_open_need_and_tells_what_is_new(centre):
    closed, draft = (make_need(centre.session) for _ in range(2))
    close_need(centre.session, need=closed, by=None)
    draft.state = NeedState.DRAFT
    counts = centre.match_all()
    kept = centre.kept()
    assert kept == centre.ranked()
    assert counts == {"ranked": 6, "alone": 0, "new": sum(map(len, kept.values()))}
    assert latest_runs(centre.session, [closed.id, draft.id]) == {}


def test_a_round_after_which_nothing_changed_does_nothing(centre):
    centre.match_all()
    assert centre.match_all() == {"ranked": 0, "alone": 0, "new": 0}
    assert centre.runs() == 6


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("is_large", [False, True])
def test_an_incremental_round_leaves_what_a_full_one_would(database, session, weighed_once, seed, is_large):
    centre = Centre(database, session, seed)
    centre.match_all()
    if is_large:
        weighed_once()
    for _ in range(5):
        for _ in range(centre.random.randint(1, 2)):
            centre.change()
        centre.match_all()
        assert centre.kept() == centre.ranked()
        with centre.place.sessions() as reading:
            assert due_needs(reading, centre.place.catalogue.standing(reading)) == []


def test_needs_that_a_change_cannot_have_altered_are_left_alone(centre, weighed_once):
    make_patent(centre.session, title="轨枕扣件")
    far = make_need(centre.session, title="轨枕", content="轨枕扣件")
    centre.needs.append(far)
    for _ in range(MOST):
        make_patent(centre.session, title="轨枕")
    centre.match_all()
    weighed_once()
    before = latest_runs(centre.session, [far.id])[far.id]
    make_patent(centre.session, title="".join(WORDS))
    counts = centre.match_all()
    after = latest_runs(centre.session, [far.id])[far.id]
    assert counts["alone"] >= 1
    assert (after, after.catalogue_revision) == (before, centre.place.catalogue.revision)
    assert after.catalogue_size == len(centre.place.catalogue.caught_up(centre.session).ids_)
    assert centre.kept() == centre.ranked()


def test_a_patent_found_for_the_first_time_is_new_once(centre, weighed_once):
    need = centre.needs[0]
    centre.match_all()
    weighed_once()
    patent = make_patent(centre.session, title=need.title, abstract=need.content)
    counts = centre.match_all()
    assert centre.kept()[need.id][0][0] == patent.id
    assert counts["new"] >= 1
    patent.revision = next_revision(centre.session)
    assert centre.match_all()["new"] == 0


class KilledError(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("needs_done", [0, 1, 3, 5])
@pytest.mark.parametrize("is_large", [False, True])
def test_a_round_that_was_killed_goes_on_where_it_stopped(
    database, session, weighed_once, needs_done, is_large
):
    centre = Centre(database, session, seed=needs_done)
    centre.match_all()
    if is_large:
        weighed_once()
    for need in centre.needs:
        centre.rewrite(need, centre.text(6))
    runs_before = centre.runs()

    def kill(done, total):
        if done == needs_done:
            raise KilledError

    with pytest.raises(KilledError):
        centre.match_all(kill)
    session.rollback()
    assert centre.runs() == runs_before + needs_done
    if not is_large:  # a large catalogue's index is found in the folder, as it was
        centre.place = Workplace(database.sessions, Catalogue())
    counts = centre.match_all()
    assert counts["ranked"] == 6 - needs_done
    assert centre.kept() == centre.ranked()
    assert centre.runs() == runs_before + 6


def test_needs_that_were_ranked_by_other_weights_are_ranked_again(centre):
    centre.match_all()
    held = centre.place.catalogue._held
    centre.place.catalogue._held = replace(held, weighed_at=held.weighed_at - 1)
    assert centre.match_all()["ranked"] == 6
    assert centre.match_all()["ranked"] == 0


def test_what_is_left_to_do_is_told_after_each_need(centre):
    told = []
    centre.match_all(lambda done, total: told.append((done, total)))
    assert told == [(0, 6), *((done, 6) for done in range(1, 7)), (6, 6)]


def test_a_need_that_was_closed_meanwhile_is_passed_over(centre):
    need = centre.needs[0]

    def close(done, total):
        if done == 0:
            close_need(centre.session, need=need, by=None)
            centre.session.commit()

    assert centre.match_all(close)["ranked"] == 5
    assert need.id not in centre.kept()


def test_needs_are_looked_at_in_as_many_queries_however_many(centre, weighed_once, count_queries):
    centre.match_all()
    weighed_once()
    make_patent(centre.session, title="轨枕")
    centre.session.commit()
    standing = centre.place.catalogue.standing(centre.session)
    due = due_needs(centre.session, standing)
    changes = rounds_module.changes_for(centre.session, due)
    with count_queries() as statements:
        left = rounds_module.leave_alone(centre.session, standing, due=due, changes=changes)
    assert (len(left), len(statements)) == (6, 3)


def round_tasks(session):
    return session.scalars(sa.select(Task).order_by(Task.id)).all()


@pytest.mark.parametrize("role", [Role.BROKER, Role.ADMINISTRATOR])
def test_the_centres_staff_start_a_round_and_a_second_start_is_the_same(session, role):
    by = make_person(session, role=role)
    assert request_round(session, by=by) is request_round(session, by=by)


@pytest.mark.parametrize("role", [Role.ENGINEER, Role.OFFICER])
def test_nobody_else_starts_a_round(session, role):
    with pytest.raises(ForbiddenError):
        request_round(session, by=make_person(session, role=role))


def test_a_round_is_due_once_after_any_number_of_changes(centre):
    centre.match_all()
    request_round_when_due(centre.session, at=now())
    assert round_tasks(centre.session) == []
    for _ in range(3):
        make_patent(centre.session)
    for _ in range(2):
        request_round_when_due(centre.session, at=now())
    assert [task.state for task in round_tasks(centre.session)] == [TaskState.WAITING]


def test_a_round_is_due_for_a_need_that_was_never_ranked(session):
    make_need(session, state=NeedState.DRAFT)
    request_round_when_due(session, at=now())
    assert round_tasks(session) == []
    make_need(session)
    request_round_when_due(session, at=now())
    assert len(round_tasks(session)) == 1


def ended(session, state, *, took):
    """A round that ended just now, and when."""
    request_round_when_due(session, at=now())
    task = take_up_task(session, task_id=round_tasks(session)[-1].id)
    end_task(session, task_id=task.id, turn=task.turn, state=state)
    task = task_with_id(session, task.id)
    task.started_at = task.ended_at - took
    session.flush()
    return task.ended_at


@pytest.mark.parametrize(
    ("state", "pause"),
    [
        (TaskState.DONE, dt.timedelta(minutes=10)),
        (TaskState.FAILED, dt.timedelta(days=1)),
        (TaskState.CANCELLED, dt.timedelta(days=1)),
    ],
)
def test_the_next_round_of_its_own_accord_comes_after_a_pause(session, state, pause):
    make_need(session)
    at = ended(session, state, took=dt.timedelta(minutes=1))
    request_round_when_due(session, at=at + pause - dt.timedelta(seconds=1))
    assert len(round_tasks(session)) == 1
    request_round_when_due(session, at=at + pause)
    assert len(round_tasks(session)) == 2


def test_one_that_was_cancelled_before_it_began_does_not_count(session):
    make_need(session)
    request_round_when_due(session, at=now())
    cancel_task(session, task=round_tasks(session)[0], by=None)
    request_round_when_due(session, at=now())
    assert len(round_tasks(session)) == 2


def test_the_evidence_of_a_round_adds_up_to_the_scores(centre):
    centre.match_all()
    matches = centre.session.scalars(sa.select(Match)).all()
    assert matches
    assert [sum(value for _, value in match.evidence) for match in matches] == pytest.approx(
        [match.score for match in matches], abs=1e-9
    )
    assert {match.need_id for match in matches} <= set(centre.session.scalars(sa.select(Need.id)))
