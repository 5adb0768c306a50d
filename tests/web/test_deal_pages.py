"""Deals: opened with one click, walked step by step, refused with a reason, read by the two sides alone."""

import datetime as dt

import pytest
import sqlalchemy as sa

from matchmaker.database import now
from matchmaker.deals.enums import EntryKind, Stage
from matchmaker.deals.models import Deal, LedgerEntry
from matchmaker.needs.enums import NeedState
from matchmaker.organizations.enums import Role
from matchmaker.patents.enums import LicenceKind, PatentStatus, Way
from tests.factories.deals import make_deal, make_deal_at
from tests.factories.matching import make_match
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization
from tests.factories.patents import make_patent
from tests.factories.roadshows import make_intent

SIGNED = {"way": "transfer", "contract_number": "HT-7", "signed_on": "2025-03-10", "amount": "12.5"}


@pytest.fixture
def deal_at(session, home):
    """A deal between the officer's university and the engineer's company: ``deal_at(stage, …)``."""

    def made(stage, **facts):
        patent = facts.pop("patent", None) or make_patent(session, holder=home[Role.OFFICER])
        deal = make_deal_at(session, stage, patents=[patent], buyer=home[Role.ENGINEER], **facts)
        session.commit()
        return deal

    return made


def send(reader, deal, step, **typed):
    return reader.press(f"/deals/{deal.id}", f"/deals/{deal.id}/{step}", **typed)


def kept(session, deal):
    """A deal as it now stands, with its ledger."""
    session.expire_all()
    session.rollback()
    return session.get(Deal, deal.id)


def test_one_click_on_a_match_opens_a_deal_with_all_that_it_knows(broker, session, home):
    need = make_need(session, state=NeedState.SUBMITTED, organization=home[Role.ENGINEER])
    patent = make_patent(session, holder=home[Role.OFFICER])
    match = make_match(session, need=need, patent=patent)
    session.commit()
    button = broker.open(f"/needs/{need.id}/matches").form(f"/deals/from-match/{match.id}")
    first, second = button.send(), button.send()
    deal = session.scalars(sa.select(Deal)).one()
    assert first.path == second.path == f"/deals/{deal.id}"
    assert (deal.seller, deal.buyer, deal.patents, deal.need, deal.match, deal.way, deal.owner_id) == (
        home[Role.OFFICER], home[Role.ENGINEER], [patent], need, match, Way.TRANSFER, broker.person.id
    )  # fmt: skip


def test_the_need_follows_its_deal_and_each_page_leads_to_the_other(broker, sign_in, session, home):
    need = make_need(session, state=NeedState.SUBMITTED, organization=home[Role.ENGINEER])
    patent = make_patent(session, holder=home[Role.OFFICER])
    patent.listing.ways, patent.listing.price_fen = [Way.LICENCE], 30_000_000
    patent.listing.licence_kind = LicenceKind.SOLE
    match = make_match(session, need=need, patent=patent)
    session.commit()
    page = broker.press(f"/needs/{need.id}/matches", f"/deals/from-match/{match.id}")
    assert [note for note in page.notes if "Publish it without names" in note] != []
    deal = session.scalars(sa.select(Deal)).one()
    broker.press(f"/needs/{need.id}/publish", f"/needs/{need.id}/publish")
    page = send(broker, deal, "talks", on=deal.opened_on.isoformat())
    assert [note for note in page.notes if "Publish it" in note] == []
    for address in (f"/needs/{need.id}", "/desk/curation"):
        assert f"/deals/{deal.id}" in broker.open(address).links()
    preset = page.form(f"/deals/{deal.id}/sign").values
    assert (preset["way"], preset["licence_kind"], preset["amount"]) == ("licence", "sole", "30")
    signed = page.form(f"/deals/{deal.id}/sign").send(contract_number="HT-9")
    assert signed.form(f"/deals/{deal.id}/payments").values["amount"] == "30"
    session.expire_all()
    assert (need.state, deal.amount_fen) == (NeedState.SIGNED, 30_000_000)
    seen = sign_in(Role.ENGINEER).open(f"/needs/{need.id}")
    assert f"/deals/{deal.id}" in seen.links()
    assert "Contract on the need signed → Signed" in seen.text


def test_one_click_on_an_interest_opens_a_deal_and_takes_it_off_the_desk(broker, session, home):
    intent = make_intent(session, organization=home[Role.ENGINEER])
    session.commit()
    button = broker.open("/desk").form(f"/deals/from-intent/{intent.id}")
    first, second = button.send(), button.send()
    deal = session.scalars(sa.select(Deal)).one()
    assert first.path == second.path == f"/deals/{deal.id}"
    assert (deal.buyer, deal.intent) == (home[Role.ENGINEER], intent)
    assert not broker.open("/desk").sends_to(f"/deals/from-intent/{intent.id}")


def test_a_deal_is_walked_from_its_opening_to_the_payment(broker, session, deal_at):
    deal = deal_at(Stage.LEAD)
    send(broker, deal, "talks", on="2025-02-10")
    send(broker, deal, "sign", **SIGNED)
    send(broker, deal, "register", registered_on="2025-04-10", number="登记-7")
    page = send(broker, deal, "payments", received_on="2025-05-10", amount="12.5", note="一次付清")
    deal = kept(session, deal)
    assert (deal.stage, deal.amount_fen, deal.contract_number) == (Stage.PAID, 12_500_000, "HT-7")
    assert [(entry.kind, entry.booked_on.month) for entry in deal.entries] == [
        (EntryKind.CONTRACT, 3), (EntryKind.REGISTRATION, 4), (EntryKind.EFFECT, 4), (EntryKind.RECEIPT, 5)
    ]  # fmt: skip
    assert len(page.soup.select(".steps .done")) == 5
    assert len(page.soup.select(".timeline li")) == 6


@pytest.mark.parametrize(
    ("stage", "step", "typed"),
    [
        (Stage.LEAD, "talks", {"on": "2024-12-31"}),
        (Stage.LEAD, "talks", {"on": "2999-01-01"}),
        (Stage.LEAD, "talks", {"on": "morgen"}),
        (Stage.TALKS, "sign", {**SIGNED, "signed_on": "2025-01-01"}),
        (Stage.TALKS, "sign", {**SIGNED, "signed_on": "2999-01-01"}),
        (Stage.TALKS, "sign", {**SIGNED, "contract_number": ""}),
        (Stage.TALKS, "sign", {**SIGNED, "amount": "0"}),
        (Stage.TALKS, "sign", {**SIGNED, "amount": "viel"}),
        (Stage.TALKS, "sign", {**SIGNED, "way": "licence"}),
        (Stage.TALKS, "sign", {**SIGNED, "way": "gift"}),
        (Stage.SIGNED, "register", {"registered_on": "2025-01-01", "number": "登记-7"}),
        (Stage.SIGNED, "register", {"registered_on": "2025-04-10", "number": ""}),
        (Stage.REGISTERED, "payments", {"received_on": "2025-05-10", "amount": "999999"}),
        (Stage.REGISTERED, "payments", {"received_on": "2025-05-10", "amount": "-1"}),
        (Stage.REGISTERED, "payments", {"received_on": "2999-01-01", "amount": "1"}),
        (Stage.SIGNED, "lose", {"reason": ""}),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_taken_shows_why_and_keeps_what_was_typed(
    broker, session, deal_at, stage, step, typed
):
    deal = deal_at(stage)
    before = session.scalar(sa.select(sa.func.count(LedgerEntry.id)))
    page = send(broker, deal, step, **typed)
    assert page.status == 200
    assert page.refusals != []
    form = page.form(f"/deals/{deal.id}/{step}")
    choices = {name: value for name, value in typed.items() if value in form.choices.get(name, [value])}
    assert {name: form.values[name] for name in choices} == choices
    after = kept(session, deal)
    assert (after.stage, after.way, len(after.entries)) == (stage, deal.way, before)


def test_a_co_owned_patent_is_not_transferred_before_the_box_is_ticked(broker, session, deal_at, home):
    patent = make_patent(session, holder=home[Role.OFFICER], applicants=("乙方理工大学", "丙方学院"))
    deal = deal_at(Stage.TALKS, patent=patent)
    page = send(broker, deal, "sign", **SIGNED)
    assert patent.application_number in page.refusals[0]
    send(broker, deal, "sign", **SIGNED, co_owners_agreed="y")
    assert kept(session, deal).stage is Stage.SIGNED


def test_a_lapsed_patent_is_not_sold(broker, session, deal_at, home):
    patent = make_patent(session, holder=home[Role.OFFICER], status=PatentStatus.LAPSED)
    deal = deal_at(Stage.TALKS, patent=patent)
    assert patent.application_number in send(broker, deal, "sign", **SIGNED).refusals[0]
    assert kept(session, deal).stage is Stage.TALKS


def test_a_contract_number_is_used_once(broker, session, deal_at):
    send(broker, deal_at(Stage.TALKS), "sign", **SIGNED)
    deal = deal_at(Stage.TALKS)
    page = send(broker, deal, "sign", **SIGNED)
    assert "HT-7" in page.refusals[0]
    assert kept(session, deal).stage is Stage.TALKS


def test_a_licence_says_of_which_kind_it_is(broker, session, deal_at):
    deal = deal_at(Stage.TALKS)
    send(broker, deal, "sign", **{**SIGNED, "way": "licence"}, licence_kind="ordinary")
    deal = kept(session, deal)
    assert (deal.way, deal.licence_kind) == (Way.LICENCE, LicenceKind.ORDINARY)


def test_a_step_that_was_taken_meanwhile_is_refused(broker, session, deal_at):
    deal = deal_at(Stage.LEAD)
    form = broker.open(f"/deals/{deal.id}").form(f"/deals/{deal.id}/talks")
    form.send(on="2025-02-10")
    late = form.send(on="2025-02-11")
    assert late.status < 500
    assert kept(session, deal).talks_on == dt.date(2025, 2, 10)


def test_a_payment_is_taken_back_once_and_with_a_reason(broker, session, deal_at):
    deal = deal_at(Stage.PAID)
    entry = next(entry for entry in deal.entries if entry.kind is EntryKind.RECEIPT)
    form = broker.open(f"/deals/{deal.id}").form(f"/deals/{deal.id}/payments/{entry.id}/take-back")
    assert form.send(note="").status == 200
    assert kept(session, deal).stage is Stage.PAID
    form.send(note="记错了")
    assert form.send(note="记错了").status < 500
    deal = kept(session, deal)
    assert deal.stage is Stage.REGISTERED
    assert [entry.amount_fen for entry in deal.entries if entry.kind is EntryKind.RECEIPT] == [
        100_000_00, -100_000_00
    ]  # fmt: skip


def test_an_entry_of_another_deal_is_not_taken_back(broker, session, deal_at):
    deal, other = deal_at(Stage.PAID), deal_at(Stage.PAID)
    entry = next(entry for entry in other.entries if entry.kind is EntryKind.RECEIPT)
    token = broker.open("/change").form().values["csrf_token"]
    sent = {"csrf_token": token, "note": "记错了"}
    assert broker.post(f"/deals/{deal.id}/payments/{entry.id}/take-back", data=sent).status == 404
    assert kept(session, other).stage is Stage.PAID


def test_a_lost_deal_shows_its_reason_and_stands_at_nothing(broker, session, deal_at):
    deal = deal_at(Stage.SIGNED)
    page = send(broker, deal, "lose", reason="价格谈不拢")
    assert "价格谈不拢" in page.text
    deal = kept(session, deal)
    assert (deal.stage, sum(entry.amount_fen for entry in deal.entries)) == (Stage.LOST, 0)


def test_a_deal_is_for_its_two_sides_and_the_centre(engineer, officer, broker, sign_in, session, deal_at):
    deal = deal_at(Stage.SIGNED)
    competitor = sign_in(Role.ENGINEER, make_organization(session))
    address = f"/deals/{deal.id}"
    assert [reader.open(address).status for reader in (engineer, officer, broker, competitor)] == [
        200,
        200,
        200,
        404,
    ]
    assert address in engineer.open("/my/deals").links()
    assert address in officer.open("/my/deals").links()
    assert address not in competitor.open("/my/deals").links()
    assert [form.action for form in engineer.open(address).forms()] == []


def test_the_desk_names_deals_that_stand_still_and_licences_to_be_recorded(broker, session, home):
    long_ago = (now() - dt.timedelta(days=400)).date()
    deal = make_deal(session, on=long_ago, buyer=home[Role.ENGINEER])
    licence = make_deal_at(session, Stage.SIGNED, way=Way.LICENCE, buyer=home[Role.ENGINEER])
    session.commit()
    panels = broker.open("/desk").soup.select(".panel")
    named = [{link["href"] for link in panel.select("a[href^='/deals/']")} for panel in panels]
    assert {f"/deals/{deal.id}", f"/deals/{licence.id}"} in named
    assert {f"/deals/{licence.id}"} in named


@pytest.mark.parametrize("query", ["", "?stage=signed", "?stage=none-such", "?page=99"])
def test_the_list_of_deals_answers_every_address(broker, deal_at, query):
    deal = deal_at(Stage.SIGNED)
    assert f"/deals/{deal.id}" in broker.open(f"/deals{query}").links()
