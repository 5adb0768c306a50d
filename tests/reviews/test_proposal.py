"""What the inventor said is proposed for the offer, and taken over only where a person says so."""

import pytest

from matchmaker.patents.enums import Readiness, Way
from matchmaker.reviews.enums import Step
from matchmaker.reviews.proposal import NothingProposedError, proposals, take_proposals_over
from tests.factories.organizations import make_university
from tests.factories.reviews import TODAY, make_item, make_reviewed_patent

PLACED = (Step.COLLEGE_APPROVE, Step.PLACE)


def test_nothing_is_proposed_before_a_patent_is_placed_and_nothing_is_taken_over_by_itself(session):
    item = make_item(session, Step.COLLEGE_APPROVE)
    assert proposals(item) == []
    with pytest.raises(NothingProposedError):
        take_proposals_over(session, item=item, names={"ways"}, today=TODAY, by=None)
    placed = make_item(session, *PLACED)
    assert [each.name for each in proposals(placed)] == ["ways", "readiness", "scenarios"]
    assert (placed.patent.listing.ways, placed.patent.listing.readiness) == (
        [Way.TRANSFER, Way.LICENCE],
        None,
    )


def test_only_what_is_ticked_is_taken_over(session):
    item = make_item(session, *PLACED)
    take_proposals_over(session, item=item, names={"readiness", "scenarios"}, today=TODAY, by=None)
    offer = item.patent.listing
    assert (offer.ways, offer.readiness, offer.scenarios) == (
        [Way.TRANSFER, Way.LICENCE], Readiness.FINAL_SAMPLE, "铝水过滤",
    )  # fmt: skip
    assert [each.name for each in proposals(item)] == ["ways"]
    take_proposals_over(session, item=item, names={"ways"}, today=TODAY, by=None)
    assert (offer.ways, proposals(item)) == ([Way.LICENCE, Way.EQUITY], [])


def test_a_patent_without_an_offer_is_put_on_offer(session):
    holder = make_university(session)
    patent = make_reviewed_patent(session, holder=holder, offer=False)
    item = make_item(session, *PLACED, patents=[patent])
    take_proposals_over(session, item=item, names={"ways", "scenarios"}, today=TODAY, by=None)
    assert (patent.listing.ways, patent.listing.scenarios) == ([Way.LICENCE, Way.EQUITY], "铝水过滤")
