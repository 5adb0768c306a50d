"""What refined words do to a need's ten best: who comes in, goes out, rises and falls."""

import pytest

from matchmaker.matching.need_index import NeedIndex
from matchmaker.matching.refinement import refinement_of
from matchmaker.matching.service import current_run, refresh_runs
from matchmaker.needs.curation import refine_need
from matchmaker.needs.enums import NeedState
from matchmaker.organizations.enums import Role
from tests.factories.needs import make_need
from tests.factories.organizations import make_person
from tests.factories.patents import make_patent


@pytest.fixture
def patents(session):
    return {
        name: make_patent(session, title=title, abstract=abstract)
        for name, title, abstract in (
            ("plate", "多孔陶瓷过滤板", "陶瓷过滤板抗热震。"),
            ("picker", "一种辣椒采摘机", "采摘辣椒。"),
            ("tube", "陶瓷管", "陶瓷管的烧结。"),
        )
    }


def places(found):
    return [(place.patent, place.before, place.after) for place in found.places]


def test_the_ten_best_by_either_words_are_held_against_one_another(session, catalogue, patents):
    need = make_need(session, title="过滤板开裂", content="多孔陶瓷过滤板开裂。", state=NeedState.SUBMITTED)
    found = refinement_of(session, catalogue, need=need, title="辣椒", content="采摘辣椒；陶瓷管。")
    assert places(found) == [(patents["picker"], None, 1), (patents["tube"], 2, 2), (patents["plate"], 1, 3)]
    assert (found.stay, found.come, found.go) == (2, 1, 0)
    assert found.places[0].score_before == 0.0
    assert found.places[0].score_after > found.places[1].score_after > 0.0


def test_a_saved_refinement_is_held_against_the_companys_own_words(session, catalogue, patents):
    need = make_need(
        session, title="开裂", content="过滤板开裂。", goal="多孔陶瓷", state=NeedState.SUBMITTED
    )
    before = [
        match
        for match, _, _ in places(
            refinement_of(session, catalogue, need=need, title=need.title, content=need.wording)
        )
    ]
    by = make_person(session, role=Role.BROKER)
    refine_need(session, need=need, title="辣椒采摘", content="辣椒采摘机。", by=by)
    found = refinement_of(session, catalogue, need=need, title=need.title, content=need.wording)
    assert [place.patent for place in found.places if place.before] == before
    assert [place.patent for place in found.places if place.after] == [patents["picker"]]


def test_a_need_is_ranked_by_its_goal_and_targets_until_it_is_refined(session, catalogue, patents):
    need = make_need(session, title="开裂", content="老是开裂。", goal="采摘辣椒", state=NeedState.SUBMITTED)
    index = NeedIndex()

    def best():
        run = current_run(session, catalogue, need=need)
        refresh_runs(session, catalogue, needs=[need])
        assert current_run(session, catalogue, need=need) is run
        session.flush()
        return "辣椒" in index.caught_up(session, catalogue.reader).queries[need.id].words

    assert best()
    refine_need(
        session, need=need, title="开裂", content="陶瓷管开裂。", by=make_person(session, role=Role.BROKER)
    )
    assert not best()
