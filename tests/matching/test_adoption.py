"""Tuned weights are adopted at a person's word, rank from then on, and are taken back."""

from dataclasses import replace

import pytest

from matchmaker.errors import ForbiddenError
from matchmaker.matching.adoption import (
    NothingAdoptedError,
    TooFewNeedsError,
    adopt_tuning,
    adopted_recipe,
    adopted_tuning,
    keep_tuning,
    latest_tuning,
    take_back_tuning,
)
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.recipe import Recipe
from matchmaker.matching.service import current_run
from matchmaker.matching.tuning import ENOUGH, Tuned
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import trail_of
from matchmaker.patents.queries import catalogue_revision
from matchmaker.ranking.metrics.bootstrap import Estimate
from tests.factories.matching import is_stale
from tests.factories.needs import make_need
from tests.factories.organizations import make_person
from tests.factories.patents import make_patent

OTHER = replace(Recipe(), words=0.5)


@pytest.fixture
def by(session):
    person = make_person(session)
    session.flush()
    return person


def kept(session, recipe=OTHER, needs=ENOUGH):
    estimates = Estimate(0.7, 0.6, 0.8), Estimate(0.75, 0.65, 0.85), Estimate(0.05, 0.01, 0.09)
    tuned = Tuned(recipe, needs, 400, *estimates)
    return keep_tuning(session, tuned=tuned, fingerprint="f" * 64)


def test_what_a_tuning_found_is_kept_and_changes_nothing(session):
    tuning = kept(session)
    session.expire_all()
    assert (tuning.needs, tuning.judgements, tuning.fingerprint) == (ENOUGH, 400, "f" * 64)
    assert tuning.figures == {
        "before": [0.7, 0.6, 0.8],
        "after": [0.75, 0.65, 0.85],
        "difference": [0.05, 0.01, 0.09],
    }
    assert (latest_tuning(session), adopted_tuning(session), adopted_recipe(session)) == (
        tuning,
        None,
        Recipe(),
    )


def test_adopted_weights_are_those_of_the_recipe_until_they_are_taken_back(session, by):
    first, second = kept(session), kept(session, replace(Recipe(), pairs=0.5))
    adopt_tuning(session, tuning=first, by=by)
    assert (adopted_recipe(session), first.adopted_by_id) == (OTHER, by.id)
    adopt_tuning(session, tuning=second, by=by)
    assert adopted_recipe(session) == replace(Recipe(), pairs=0.5)
    assert take_back_tuning(session, by=by) is second
    assert adopted_recipe(session) == OTHER
    take_back_tuning(session, by=by)
    assert adopted_recipe(session) == Recipe()
    with pytest.raises(NothingAdoptedError) as refused:
        take_back_tuning(session, by=by)
    assert refused.value.params == {}


def test_adopting_and_taking_back_are_traced(session, by):
    tuning = kept(session)
    adopt_tuning(session, tuning=tuning, by=by)
    take_back_tuning(session, by=by)
    shipped = {"words": 1 / 8, "pairs": 1 / 3, "need_opening": 1 / 4}
    told = [(entry.action, entry.person, entry.before, entry.after) for entry in trail_of(session, tuning)]
    assert told == [
        ("Weights taken back", by, {**shipped, "words": 0.5}, shipped),
        ("Weights adopted", by, shipped, {**shipped, "words": 0.5}),
        ("Weights tuned", None, {}, {"needs": ENOUGH, "judgements": 400}),
    ]


def test_weights_chosen_on_too_little_are_not_adopted(session, by):
    with pytest.raises(TooFewNeedsError) as refused:
        adopt_tuning(session, tuning=kept(session, needs=ENOUGH - 1), by=by)
    assert refused.value.params == {"needs": ENOUGH - 1, "enough": ENOUGH}
    assert adopted_recipe(session) == Recipe()


def test_only_the_centres_staff_decide(session, by):
    tuning, stranger = kept(session), make_person(session, role=Role.ENGINEER)
    with pytest.raises(ForbiddenError):
        adopt_tuning(session, tuning=tuning, by=stranger)
    adopt_tuning(session, tuning=tuning, by=by)
    with pytest.raises(ForbiddenError):
        take_back_tuning(session, by=stranger)
    assert adopted_recipe(session) == OTHER


def test_a_weight_that_a_later_recipe_no_longer_has_is_left_out(session, by):
    tuning = kept(session)
    tuning.weights = {"words": 0.5, "given up": 1.0}
    adopt_tuning(session, tuning=tuning, by=by)
    assert adopted_recipe(session) == OTHER


def test_the_catalogue_ranks_by_what_was_adopted_and_runs_are_stale(session, by):
    make_patent(session)
    need, catalogue = make_need(session), Catalogue()
    run = current_run(session, catalogue, need=need)
    before = catalogue_revision(session)
    adopt_tuning(session, tuning=kept(session), by=by)
    assert catalogue_revision(session) == before + 1
    assert is_stale(session, catalogue, need, run)
    assert (catalogue.recipe, len(catalogue.caught_up(session).ids_)) == (OTHER, 1)
    again = current_run(session, catalogue, need=need)
    assert (again.id, again.fingerprint != run.fingerprint) == (run.id + 1, True)
    take_back_tuning(session, by=by)
    assert current_run(session, catalogue, need=need).fingerprint == run.fingerprint
    assert catalogue.recipe == Recipe()
