"""A large sheet of needs, or of answers, is read and imported in the background, all of it or nothing."""

from threading import Event

import pytest
import sqlalchemy as sa

from matchmaker.jobs.work import do, do_what_waits, take_up
from matchmaker.jobs.workplace import Workplace
from matchmaker.matching.catalogue import Catalogue
from matchmaker.needs.import_models import NeedImport
from matchmaker.needs.models import Need
from matchmaker.organizations.models import Organization
from matchmaker.organizations.queries import trail_of
from matchmaker.reviews.enums import ItemState
from matchmaker.reviews.import_models import AnswerImport
from matchmaker.sheets import service
from matchmaker.sheets.enums import ImportState
from matchmaker.tasks.progress import Progress
from tests.factories.organizations import make_person
from tests.factories.reviews import items, make_review
from tests.factories.sheets import sheet

HEADINGS = ("需求编号", "需求名称", "企业名称")


@pytest.fixture
def place(database):
    return Workplace(database.sessions, Catalogue())


@pytest.fixture
def broker(session):
    return make_person(session)


@pytest.fixture
def handed_in(session, broker, tmp_path):
    """Hands a sheet in to be read in the background."""

    def handed_in(kind, content, **facts):
        file = tmp_path / "kept"
        file.write_bytes(content)
        organization = facts.pop("organization", broker.organization)
        kept = service.hand_in(
            session, kind, filename="表.csv", file=file, organization=organization, by=broker, **facts
        )
        service.request_reading(session, handed_in=kept, by=broker)
        session.commit()
        return kept

    return handed_in


def again(session, kept):
    session.rollback()
    session.expire_all()
    return session.get(type(kept), kept.id)


def test_a_sheet_of_needs_is_read_cancelled_while_it_is_written_and_imported(
    session, place, handed_in, broker
):
    rows = [(f"N-{number}", "过滤板开裂", f"背景第{number % 3}公司") for number in range(600)]
    large = handed_in(NeedImport, sheet(HEADINGS, *rows))
    do_what_waits(place, Event())
    shown = again(session, large)
    assert (shown.state, shown.new, session.scalars(sa.select(Need)).all()) == (ImportState.READ, 600, [])
    service.request_writing(session, handed_in=shown, on=shown.handed_in_at.date(), by=broker)
    session.commit()
    task = take_up(place, shown.task_id)

    def cancelling(done, _total):
        if done == 500:
            service.cancel_import(session, handed_in=again(session, large), by=broker)
            session.commit()

    do(place, task, Progress(place.sessions, task, pause=0.0, watched=cancelling))
    shown = again(session, large)
    service.settle_import(session, handed_in=shown)
    assert (shown.state, session.scalars(sa.select(Need)).all()) == (ImportState.READ, [])
    service.request_writing(session, handed_in=shown, on=shown.handed_in_at.date(), by=broker)
    session.commit()
    do_what_waits(place, Event())
    shown = again(session, large)
    assert (shown.state, shown.new, shown.file) == (ImportState.DONE, 600, "")
    needs = session.scalars(sa.select(Need)).all()
    assert (len(needs), {need.created_by_id for need in needs}) == (600, {broker.id})
    assert (
        session.scalar(sa.select(sa.func.count(Organization.id)).where(Organization.name.like("背景第%")))
        == 3
    )
    assert [entry.action for entry in trail_of(session, shown)] == ["Sheet of needs imported"]


def test_a_sheet_of_answers_is_read_and_taken_over(session, place, handed_in, broker):
    review = make_review(session)
    [item] = items(session, review)
    headings = ("申请号", "是否财政资助", "专利实施状态", "转化意愿", "技术成熟度", "专利自评", "应用场景")
    row = (item.patent.number, "是", "未实施", "许可", "6", "高", "铝水过滤")
    headings = tuple(heading.replace("是否财政资助", "财政资助") for heading in headings)
    kept = handed_in(AnswerImport, sheet(headings, row), organization=review.organization, review=review)
    do_what_waits(place, Event())
    shown = again(session, kept)
    assert (shown.state, shown.new) == (ImportState.READ, 1)
    service.request_writing(session, handed_in=shown, on=review.opened_on, by=broker, hand_in=True)
    session.commit()
    do_what_waits(place, Event())
    shown = again(session, kept)
    assert (shown.state, shown.handed_in) == (ImportState.DONE, 1)
    assert items(session, review)[0].state is ItemState.HANDED_IN


def test_a_sheet_that_was_left_lying_is_dropped(session, handed_in, place, tmp_path):
    kept = handed_in(NeedImport, sheet(HEADINGS, ("N-1", "开裂", "第1公司")))
    do_what_waits(place, Event())
    shown = again(session, kept)
    shown.handed_in_at -= service.KEPT_FOR
    session.commit()
    do_what_waits(place, Event())
    assert (again(session, kept).state, list(tmp_path.glob("kept"))) == (ImportState.DROPPED, [])
