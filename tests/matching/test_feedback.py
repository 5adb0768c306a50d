"""Why matches were passed on, counted."""

from matchmaker.matching.enums import PassReason
from matchmaker.matching.feedback import feedback_for, reason_counts, reasons_for
from matchmaker.matching.service import keep_match, pass_match
from tests.factories.matching import make_match
from tests.factories.needs import make_need
from tests.factories.organizations import make_person
from tests.factories.patents import make_patent


def pass_on(session, patent, *reasons):
    by = make_person(session)
    session.flush()
    for reason in reasons:
        match = make_match(session, need=make_need(session), patent=patent)
        pass_match(session, match=match, reason=reason, by=by)
    session.flush()


def test_reasons_are_counted_the_most_frequent_first(session):
    patent, other, kept = (make_patent(session) for _ in range(3))
    pass_on(session, patent, PassReason.PRICE, PassReason.TOO_EARLY, PassReason.TOO_EARLY)
    pass_on(session, other, PassReason.PRICE, PassReason.PRICE)
    keep_match(session, match=make_match(session, patent=kept), by=make_person(session))
    assert list(reason_counts(session)) == [(PassReason.PRICE, 3), (PassReason.TOO_EARLY, 2)]
    assert list(reasons_for(session, patent)) == [(PassReason.TOO_EARLY, 2), (PassReason.PRICE, 1)]
    assert list(reasons_for(session, kept)) == []


def test_a_holder_sees_its_own_patents_the_most_often_passed_on_first(session):
    rarely = make_patent(session, title="一种陶瓷过滤板")
    often = make_patent(session, title="一种过滤板", holder=rarely.organization)
    pass_on(session, rarely, PassReason.PRICE)
    pass_on(session, often, PassReason.HOLDER, PassReason.PRICE, PassReason.HOLDER)
    pass_on(session, make_patent(session), PassReason.OFF_TOPIC)
    told = feedback_for(session, rarely.organization)
    assert [(each.patent_id, each.title, each.times, list(each.reasons)) for each in told] == [
        (often.id, "一种过滤板", 3, [(PassReason.HOLDER, 2), (PassReason.PRICE, 1)]),
        (rarely.id, "一种陶瓷过滤板", 1, [(PassReason.PRICE, 1)]),
    ]


def test_reasons_given_as_often_stand_in_the_order_of_the_list(session):
    patent = make_patent(session)
    pass_on(session, patent, PassReason.NOT_IN_FORCE, PassReason.OFF_TOPIC)
    assert [reason for reason, _ in reasons_for(session, patent)] == [
        PassReason.OFF_TOPIC,
        PassReason.NOT_IN_FORCE,
    ]


def test_nothing_passed_on_has_no_reasons(session):
    patent = make_patent(session)
    assert (list(reason_counts(session)), feedback_for(session, patent.organization)) == ([], [])
