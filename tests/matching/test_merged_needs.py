"""A need that was merged away is neither found nor matched; both are ranked anew, merged and put back."""

import pytest

from matchmaker.matching.demand import needs_for
from matchmaker.matching.need_search import shelf_for
from matchmaker.matching.queries import matches_by_patent, matches_of
from matchmaker.matching.rounds import due_needs
from matchmaker.matching.service import current_run, refresh_open_needs
from matchmaker.needs.models import Need
from matchmaker.needs.need_merging import merge_needs
from matchmaker.organizations.enums import Role
from matchmaker.organizations.merging import undo_merge
from matchmaker.patents.models import Patent
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person
from tests.factories.patents import make_patent


@pytest.fixture
def pair(session, catalogue):
    """Two needs of one company in the same words, each ranked by itself, and the three patents that both find."""
    company = make_organization(session)
    both = [make_need(session, organization=company) for _ in range(2)]
    patents = {make_patent(session, title=f"多孔陶瓷过滤板{place}").id for place in "甲乙丙"}
    session.flush()
    refresh_open_needs(session, catalogue)
    return both, patents


def listed(session, catalogue, need):
    run = current_run(session, catalogue, need=need)
    return {match.patent_id for match in matches_of(session, need, run)}


def test_a_need_merged_away_is_neither_found_nor_matched(session, catalogue, pair):
    (kept, gone), patents = pair
    patent = session.get_one(Patent, min(patents))
    broker = make_person(session, role=Role.BROKER)
    readers = (None, broker)
    assert [shelf_for(session, catalogue, reader).needs.keys() for reader in readers] == [
        {kept.id, gone.id}
    ] * 2
    merged = merge_needs(session, kept=kept, gone=gone, by=broker)
    assert [shelf_for(session, catalogue, reader).needs.keys() for reader in readers] == [{kept.id}] * 2
    assert [hit.need.id for hit in needs_for(session, catalogue, patent=patent, reader=broker)] == [kept.id]
    assert [due.need_id for due in due_needs(session, catalogue.standing(session))] == [kept.id]
    undo_merge(session, merged=merged, kind=Need, by=broker)
    assert [shelf_for(session, catalogue, reader).needs.keys() for reader in readers] == [
        {kept.id, gone.id}
    ] * 2


def test_the_lists_of_both_are_whole_after_a_merge_and_after_its_undoing(session, catalogue, pair):
    (kept, gone), patents = pair
    assert listed(session, catalogue, kept) == listed(session, catalogue, gone) == patents
    ours = matches_by_patent(session, kept)
    session.delete(ours[min(patents)])  # one that only the other has
    session.flush()
    merged = merge_needs(session, kept=kept, gone=gone, by=None)
    assert listed(session, catalogue, kept) == patents
    undo_merge(session, merged=merged, kind=Need, by=None)
    assert listed(session, catalogue, kept) == listed(session, catalogue, gone) == patents
