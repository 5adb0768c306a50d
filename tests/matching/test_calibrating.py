"""The calibration of the centre follows its judgements, now and then."""

import sqlalchemy as sa

from matchmaker.matching.calibrating import (
    current_calibration,
    latest_calibration,
    refit_calibration,
    refit_when_due,
)
from matchmaker.matching.enums import Level
from matchmaker.matching.grading import DEFAULT_CALIBRATION
from matchmaker.matching.models import FittedCalibration, Judgement, Match
from matchmaker.matching.own_judgements import own_pairs
from matchmaker.matching.service import judge_match
from matchmaker.organizations.queries import trail_of
from tests.factories.judgements import make_judgements
from tests.factories.matching import make_match
from tests.factories.organizations import make_person


def fitted_count(session):
    return session.scalar(sa.select(sa.func.count(FittedCalibration.id)))


def test_the_shipped_one_is_in_use_until_another_was_fitted(session):
    assert (current_calibration(session), latest_calibration(session)) == (DEFAULT_CALIBRATION, None)


def test_refitting_keeps_the_points_and_what_they_rest_on_and_is_traced(session):
    make_judgements(session, *[Level.STRONG] * 3)
    by = make_person(session)
    fitted = refit_calibration(session, by=by)
    session.expire_all()
    assert current_calibration(session) == DEFAULT_CALIBRATION.refitted(
        own_pairs(session).scores, own_pairs(session).levels
    )
    assert (fitted.judgements, fitted.needs, latest_calibration(session)) == (3, 1, fitted)
    told = [(entry.action, entry.person, entry.before, entry.after) for entry in trail_of(session, fitted)]
    assert told == [("Grades refitted", by, {}, {"judgements": 3, "needs": 1})]


def test_refitting_twice_begins_from_the_shipped_one_again(session):
    make_judgements(session, Level.STRONG, Level.STRONG)
    first, second = (refit_calibration(session, by=None) for _ in range(2))
    assert (first.points, first.id) == (second.points, second.id - 1)
    assert trail_of(session, second)[0].before == {"judgements": 2}


def test_without_judgements_the_shipped_one_is_what_is_fitted(session):
    refit_calibration(session, by=None)
    assert current_calibration(session) == DEFAULT_CALIBRATION


def grade(session, match, times):
    """So many people grade one match."""
    for _ in range(times):
        person = make_person(session)
        session.flush()
        session.add(
            Judgement(need_id=match.need_id, patent_id=match.patent_id, person_id=person.id, level=Level.WEAK)
        )
    refit_when_due(session)


def test_it_is_due_at_twenty_judgements_and_again_at_forty(session):
    match = make_match(session)
    for times, fitted, rests_on in ((19, 0, None), (1, 1, 20), (0, 1, 20), (19, 1, 20), (1, 2, 40)):
        grade(session, match, times)
        latest = latest_calibration(session)
        assert (fitted_count(session), latest and latest.judgements) == (fitted, rests_on)


def test_a_centre_with_many_judgements_refits_when_a_tenth_more_has_come_in(session):
    session.add(FittedCalibration(points=[(0.0, 1.0), (1.0, 4.0)], judgements=1_000, needs=90))
    make_judgements(session, Level.WEAK)
    refit_when_due(session)
    assert fitted_count(session) == 1


def test_grading_the_twentieth_time_refits(session):
    match, by = make_match(session), make_person(session)
    grade(session, match, 19)
    judge_match(session, match=match, level=Level.STRONG, by=by)
    assert latest_calibration(session).judgements == 20
    assert current_calibration(session) != DEFAULT_CALIBRATION


def test_grades_of_one_pair_are_averaged(session):
    need = make_judgements(session, Level.STRONG)
    patent_id = session.scalar(sa.select(Judgement.patent_id))
    other = make_person(session)
    session.flush()
    session.add(Judgement(need_id=need.id, patent_id=patent_id, person_id=other.id, level=Level.FAIR))
    pairs = own_pairs(session)
    score = session.scalar(sa.select(Match.score))
    assert (pairs.scores.tolist(), pairs.levels.tolist(), pairs.needs) == ([score], [3.5], [need.title])
