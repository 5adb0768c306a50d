"""The broker's desk, the list of deals, and a deal with its next step."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.database import page_of
from matchmaker.deals import forms, queries, service
from matchmaker.deals.enums import PATH, Stage
from matchmaker.deals.ledger import received_fen, standing_entries
from matchmaker.deals.models import Deal
from matchmaker.deals.stages import days_standing, is_stale, recordal_due, steps
from matchmaker.errors import NotFoundError
from matchmaker.forms import Form, wan_from_fen
from matchmaker.matching.queries import match_with_id, offers_to_decide, undecided_counts
from matchmaker.matching.service import refresh_runs
from matchmaker.needs.enums import NeedState
from matchmaker.needs.models import Need
from matchmaker.needs.queries import open_needs
from matchmaker.needs.talks import missing_for_talks
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import trail_of
from matchmaker.organizations.roles import SIGNED_IN, STAFF, open_to
from matchmaker.patents.enums import Way
from matchmaker.patents.models import Patent
from matchmaker.roadshows.queries import intent_with_id, intents_to_follow_up

room = Blueprint("deals", __name__, template_folder="templates")

_ON_THE_DESK = 12


@room.app_template_global()
def deals_on(needs: Sequence[Need]) -> dict[int, list[Deal]]:
    """The deals on needs that the reader may read, by need."""
    found = queries.deals_by_need(g.session, [need.id for need in needs]) if g.person else {}
    return {
        need_id: [deal for deal in of_need if queries.may_read(deal, g.person)]
        for need_id, of_need in found.items()
    }


@room.get("/desk")
@open_to(*STAFF)
def desk() -> str:
    """The broker's day: new needs, interest to follow up, deals that stand still, papers that are due."""
    new_needs = list(g.session.scalars(open_needs(NeedState.SUBMITTED).limit(_ON_THE_DESK)))
    refresh_runs(g.session, g.catalogue, needs=new_needs)
    intents = list(g.session.scalars(intents_to_follow_up().limit(_ON_THE_DESK * 4)))
    known = queries.deals_by_intent(g.session, [intent.id for intent in intents])
    running = list(g.session.scalars(queries.deals(running_only=True)))
    return render_template(
        "deals/desk.html",
        new_needs=new_needs,
        offers=offers_to_decide(g.session, most=_ON_THE_DESK),
        undecided=undecided_counts(g.session, [need.id for need in new_needs]),
        intents=[intent for intent in intents if intent.id not in known][:_ON_THE_DESK],
        stale=[deal for deal in running if is_stale(deal, g.today)][:_ON_THE_DESK],
        due=[(deal, recordal_due(deal)) for deal in running if recordal_due(deal)][:_ON_THE_DESK],
        counts=queries.deal_counts(g.session),
        path=PATH,
        days_standing=days_standing,
    )


@room.get("/deals")
@open_to(*STAFF)
def deals() -> str:
    """All deals, by stage."""
    chosen = request.args.get("stage", "")
    stage = Stage(chosen) if chosen in set(Stage) else None
    page = page_of(g.session, queries.deals(stage), number=request.args.get("page", 1, int))
    return render_template(
        "deals/deals.html",
        page=page,
        stage=stage,
        stages=Stage,
        counts=queries.deal_counts(g.session),
        is_stale=is_stale,
    )


@room.get("/my/deals")
@open_to(Role.ENGINEER, Role.OFFICER)
def my_deals() -> str:
    """The deals in which the person's organisation takes part."""
    page = page_of(
        g.session, queries.deals_of(g.person.organization), number=request.args.get("page", 1, int)
    )
    return render_template("deals/my_deals.html", page=page)


@room.post("/deals/from-match/<int:match_id>")
@open_to(*STAFF)
def open_from_match(match_id: int) -> Response:
    """Opens a deal with all that a match knows; a second click goes to the deal there is."""
    match = match_with_id(g.session, match_id)
    known = queries.deal_from_match(g.session, match_id)
    opened = known or service.open_deal_from_match(
        g.session, match=match, way=_offered_way(match.patent), on=g.today, by=g.person
    )
    return redirect(url_for(".deal", deal_id=opened.id))


@room.post("/deals/from-intent/<int:intent_id>")
@open_to(*STAFF)
def open_from_intent(intent_id: int) -> Response:
    """Opens a deal with all that a company's interest tells; a second click goes to the deal there is."""
    intent = intent_with_id(g.session, intent_id)
    known = queries.deal_from_intent(g.session, intent_id)
    opened = known or service.open_deal_from_intent(
        g.session, intent=intent, way=_offered_way(intent.pitch.patent), on=g.today, by=g.person
    )
    return redirect(url_for(".deal", deal_id=opened.id))


@room.get("/deals/<int:deal_id>")
@open_to(*SIGNED_IN)
def deal(deal_id: int) -> str:
    """One deal: its stage, its facts, its ledger and its history."""
    shown = queries.deal_with_id(g.session, deal_id)
    if not queries.may_read(shown, g.person):
        raise NotFoundError
    return _page(shown)


@room.post("/deals/<int:deal_id>/talks")
@open_to(*STAFF)
def talks(deal_id: int) -> Response | str:
    """线索 → 洽谈."""
    moved, form = queries.deal_with_id(g.session, deal_id), forms.TalksForm()
    if form.validate_on_submit():
        with form.refusals():
            service.start_talks(g.session, deal=moved, on=form.on.data or g.today, today=g.today, by=g.person)
            return _done(moved)
    return _page(moved, talks=form)


@room.post("/deals/<int:deal_id>/sign")
@open_to(*STAFF)
def sign(deal_id: int) -> Response | str:
    """洽谈 → 签约."""
    moved, form = queries.deal_with_id(g.session, deal_id), forms.SignForm()
    if form.validate_on_submit():
        with form.refusals():
            service.change_way(g.session, deal=moved, way=form.way.chosen, by=g.person)
            service.sign_deal(
                g.session,
                deal=moved,
                contract_number=form.contract_number.data or "",
                signed_on=form.signed_on.data or g.today,
                amount_fen=form.amount.fen or 0,
                licence_kind=form.licence_kind.chosen,
                co_owners_agreed=bool(form.co_owners_agreed.data),
                today=g.today,
                by=g.person,
            )
            return _done(moved)
    return _page(moved, sign=form)


@room.post("/deals/<int:deal_id>/register")
@open_to(*STAFF)
def register(deal_id: int) -> Response | str:
    """签约 → 登记/备案."""
    moved, form = queries.deal_with_id(g.session, deal_id), forms.RegisterForm()
    if form.validate_on_submit():
        with form.refusals():
            service.register_deal(
                g.session,
                deal=moved,
                registered_on=form.registered_on.data or g.today,
                number=form.number.data or "",
                today=g.today,
                by=g.person,
            )
            return _done(moved)
    return _page(moved, register=form)


@room.post("/deals/<int:deal_id>/payments")
@open_to(*STAFF)
def pay(deal_id: int) -> Response | str:
    """Books money that has arrived."""
    moved, form = queries.deal_with_id(g.session, deal_id), forms.PaymentForm()
    if form.validate_on_submit():
        with form.refusals():
            service.receive_payment(
                g.session,
                deal=moved,
                received_on=form.received_on.data or g.today,
                amount_fen=form.amount.fen or 0,
                note=form.note.data or "",
                today=g.today,
                by=g.person,
            )
            return _done(moved)
    return _page(moved, pay=form)


@room.post("/deals/<int:deal_id>/payments/<int:entry_id>/take-back")
@open_to(*STAFF)
def take_back(deal_id: int, entry_id: int) -> Response | str:
    """Reverses a payment that was entered by mistake."""
    moved, form = queries.deal_with_id(g.session, deal_id), forms.CorrectionForm()
    entry = next((entry for entry in moved.entries if entry.id == entry_id), None)
    if entry is None:
        raise NotFoundError
    if form.validate_on_submit():
        with form.refusals():
            service.take_payment_back(
                g.session, entry=entry, note=form.note.data or "", on=g.today, by=g.person
            )
            return _done(moved)
    return _page(moved, correct=form)


@room.post("/deals/<int:deal_id>/lose")
@open_to(*STAFF)
def lose(deal_id: int) -> Response | str:
    """The deal came to nothing."""
    moved, form = queries.deal_with_id(g.session, deal_id), forms.LossForm()
    if form.validate_on_submit():
        with form.refusals():
            service.lose_deal(
                g.session, deal=moved, on=g.today, reason=form.reason.data or "", today=g.today, by=g.person
            )
            return _done(moved)
    return _page(moved, lose=form)


def _offered_way(patent: Patent) -> Way:
    return patent.listing.ways[0] if patent.listing and patent.listing.ways else Way.TRANSFER


def _offered_terms(shown: Deal) -> dict[str, Any]:
    """What is known of a contract before it is signed: the deal's way, and what its patents are offered for."""
    terms: dict[str, Any] = {"way": shown.way.value, "signed_on": g.today}
    listings = [patent.listing for patent in shown.patents if patent.listing]
    kinds = {listing.licence_kind for listing in listings}
    if shown.way is Way.LICENCE and len(kinds) == 1 and (kind := kinds.pop()):
        terms["licence_kind"] = kind.value
    prices = [listing.price_fen for listing in listings if listing.price_fen is not None]
    offered_fen = sum(prices)
    if len(prices) == len(shown.patents) and offered_fen:
        terms["amount"] = wan_from_fen(offered_fen)
    return terms


def _open_wan(shown: Deal) -> Decimal | None:
    """What of the contract amount has not been received, in 万元; None where nothing is open."""
    open_fen = (shown.amount_fen or 0) - received_fen(shown)
    return wan_from_fen(open_fen) if open_fen > 0 else None


def _done(moved: Deal) -> Response:
    flash(gettext("The deal is now at “%(stage)s”.", stage=gettext(moved.stage.label)), "success")
    return redirect(url_for(".deal", deal_id=moved.id))


def _page(shown: Deal, **sent: Form) -> str:
    """The page of a deal, with a form that was sent and refused in place of its empty one."""
    empty: dict[str, Any] = {
        "talks": lambda: forms.TalksForm(formdata=None, data={"on": g.today}),
        "sign": lambda: forms.SignForm(formdata=None, data=_offered_terms(shown)),
        "register": lambda: forms.RegisterForm(formdata=None, data={"registered_on": g.today}),
        "pay": lambda: forms.PaymentForm(
            formdata=None, data={"received_on": g.today, "amount": _open_wan(shown)}
        ),
        "lose": lambda: forms.LossForm(formdata=None),
        "correct": lambda: forms.CorrectionForm(formdata=None),
    }
    return render_template(
        "deals/deal.html",
        deal=shown,
        steps=steps(shown),
        forms={name: sent.get(name) or make() for name, make in empty.items()},
        sent=next(iter(sent), None),
        received=received_fen(shown),
        standing=standing_entries(shown),
        recordal_due=recordal_due(shown),
        co_owned=any(len(patent.applicants) > 1 for patent in shown.patents),
        trail=trail_of(g.session, shown),
        staff=g.person.role.is_staff,
        missing=missing_for_talks(shown.need) if shown.need and shown.stage in queries.RUNNING else None,
    )
