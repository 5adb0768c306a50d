"""A large sheet is read and imported in the background; cancelled, it leaves nothing behind."""

import datetime as dt
from threading import Event

import pytest
import sqlalchemy as sa

from matchmaker.importing.numbers import check_digit
from matchmaker.jobs.work import do, do_what_waits, take_up
from matchmaker.jobs.workplace import Workplace
from matchmaker.matching.catalogue import Catalogue
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import trail_of
from matchmaker.patents.import_models import PatentImport, PatentImportRow
from matchmaker.patents.models import Patent
from matchmaker.sheets import service as imports
from matchmaker.sheets.enums import ImportState
from matchmaker.tasks.enums import TaskState
from matchmaker.tasks.models import Task
from matchmaker.tasks.progress import Progress
from tests.factories.organizations import make_person, make_university
from tests.factories.sheets import sheet

ON = dt.date(2025, 8, 1)


def number(serial):
    digits = f"20201{serial:07}"
    return f"{digits}.{check_digit(digits)}"


@pytest.fixture
def place(database):
    return Workplace(database.sessions, Catalogue())


@pytest.fixture
def officer(session):
    university = make_university(session, name="试验大学")
    return make_person(session, role=Role.OFFICER, organization=university)


@pytest.fixture
def handed_in(session, officer, tmp_path):
    """Hands a sheet in to be read in the background."""

    def handed_in(content):
        file = tmp_path / "kept"
        file.write_bytes(content)
        handed_in = imports.hand_in(
            session, PatentImport, filename="表.csv", file=file, organization=officer.organization, by=officer
        )
        imports.request_reading(session, handed_in=handed_in, by=officer)
        session.commit()
        return handed_in

    return handed_in


@pytest.fixture
def large(handed_in):
    return handed_in(sheet(("申请号", "名称"), *[(number(serial), "过滤板") for serial in range(1, 1101)]))


def again(session, handed_in):
    session.rollback()
    session.expire_all()
    return session.get(PatentImport, handed_in.id)


def count(session, model):
    return session.scalar(sa.select(sa.func.count()).select_from(model))


def agree(session, handed_in, officer):
    imports.request_writing(session, handed_in=handed_in, offer=True, on=ON, by=officer)
    session.commit()


def test_a_sheet_is_read_confirmed_and_imported(session, place, large, officer):
    do_what_waits(place, Event())
    shown = again(session, large)
    assert (shown.state, shown.new, shown.task.state) == (ImportState.READ, 1100, TaskState.DONE)
    assert shown.task.outcome % shown.task.params == "1100 new, 0 changed, 0 unchanged, 0 wrong"
    assert (count(session, PatentImportRow), count(session, Patent)) == (1100, 0)
    agree(session, shown, officer)
    do_what_waits(place, Event())
    shown = again(session, large)
    assert (shown.state, shown.file, count(session, Patent)) == (ImportState.DONE, "", 1100)
    assert (count(session, PatentImportRow), shown.task.done, shown.task.total) == (0, 1100, 1100)
    assert [(entry.action, entry.person) for entry in trail_of(session, shown)] == [
        ("Sheet of patents imported", officer)
    ]


def cancelling(session, place, handed_in, officer, when):
    """Does the import's task, which is cancelled once ``when`` rows are done."""
    task = take_up(place, handed_in.task_id)

    def watched(done, total):
        if done == when:
            imports.cancel_import(session, handed_in=again(session, handed_in), by=officer)
            session.commit()

    do(place, task, Progress(place.sessions, task, pause=0.0, watched=watched))


@pytest.mark.parametrize("when", [0, 500, 1000])
def test_a_reading_that_is_cancelled_leaves_nothing(session, place, large, officer, when, tmp_path):
    cancelling(session, place, large, officer, when)
    imports.tidy_imports(session, PatentImport, at=again(session, large).handed_in_at)
    session.commit()
    shown = again(session, large)
    assert (shown.state, shown.task.state) == (ImportState.DROPPED, TaskState.CANCELLED)
    assert (count(session, PatentImportRow), count(session, Patent)) == (0, 0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("when", [0, 500, 1100])
def test_an_import_that_is_cancelled_leaves_the_inventory_as_it_was(session, place, large, officer, when):
    do_what_waits(place, Event())
    agree(session, again(session, large), officer)
    cancelling(session, place, again(session, large), officer, when)
    shown = again(session, large)
    imports.settle_import(session, handed_in=shown)
    session.commit()
    assert count(session, Patent) == 0
    assert (shown.state, shown.refusal) == (ImportState.READ, "It was cancelled; nothing was imported.")
    agree(session, shown, officer)
    do_what_waits(place, Event())
    assert count(session, Patent) == 1100


def test_a_reading_that_waits_is_cancelled_at_once(session, place, large, officer, tmp_path):
    imports.cancel_import(session, handed_in=again(session, large), by=officer)
    session.commit()
    assert again(session, large).state is ImportState.DROPPED
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_that_cannot_be_taken_is_refused_in_words(session, place, handed_in, tmp_path):
    refused = handed_in(b"\x89PNG\r\n\x1a\n" + bytes(200))
    do_what_waits(place, Event())
    shown = again(session, refused)
    assert (shown.state, shown.task.state) == (ImportState.FAILED, TaskState.FAILED)
    assert (shown.refusal, shown.params) == (shown.task.outcome, {"filename": "表.csv"})
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_without_known_columns_waits_for_a_person(session, place, handed_in):
    unknown = handed_in(sheet(("甲", "乙"), (number(1), "过滤板")))
    do_what_waits(place, Event())
    shown = again(session, unknown)
    assert (shown.state, shown.task.state) == (ImportState.COLUMNS, TaskState.DONE)
    assert [use.heading for use in shown.column_uses] == ["甲", "乙"]


def test_a_reading_that_is_taken_up_again_begins_anew(session, place, large):
    task = take_up(place, large.task_id)
    stopping = Event()

    def watched(done, total):
        if done == 500:
            stopping.set()

    do(place, task, Progress(place.sessions, task, stopping=stopping.is_set, watched=watched))
    session.rollback()
    session.expire_all()
    assert session.get(Task, task.id).state is TaskState.WAITING
    do_what_waits(place, Event())
    assert (again(session, large).new, count(session, PatentImportRow)) == (1100, 1100)
