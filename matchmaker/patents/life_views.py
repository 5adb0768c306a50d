"""Pages of a patent's life: its term, fees, owners, pledges and licences; and the fees that are due."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.database import Page, now
from matchmaker.downloads import download
from matchmaker.forms import Form
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import reach_of
from matchmaker.organizations.roles import STAFF, open_to
from matchmaker.patents import forms, life
from matchmaker.patents.due_days import due_days_file
from matchmaker.patents.enums import Reminder
from matchmaker.patents.fees import AnnualFee, FeeCalendar
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import patent_to_change, patents_with_ids
from matchmaker.patents.reminders import DueFee, fees_of_the_coming_year, fees_to_remind_of
from matchmaker.patents.standing import (
    calendar_of,
    dormancy_of,
    running_licences,
    standing_pledges,
    term_of_patent,
)
from matchmaker.patents.term import Term

room = Blueprint("life", __name__, template_folder="templates")

_FEES_A_PAGE = 25
_READ_AT_ONCE = 500  # a database takes so many places in a query
_LISTS = {"life.fees", "last_round.show"}
_KEPT = ("which", "days", "page")


@room.app_template_global()
def life_of(patent: Patent) -> dict[str, Any]:
    """What a page shows of where a patent stands today."""
    return {
        "term": term_of_patent(patent),
        "dormancy": dormancy_of(patent, g.today),
        "licences": running_licences(patent, g.today),
        "pledges": standing_pledges(patent, g.today),
    }


@room.app_template_global()
def time_left(term: Term) -> str:
    """How long a term still runs, in words."""
    months = term.months_left(g.today)
    if term.expires_on <= g.today:
        return str(gettext("has run out"))
    return str(gettext("%(years)s years %(months)s months left", years=months // 12, months=months % 12))


@room.get("/patents/<int:patent_id>/life")
@open_to(Role.OFFICER, *STAFF)
def show(patent_id: int) -> str:
    """The life of one patent, for its holder and the centre."""
    return _page(_own(patent_id))


@room.post("/patents/<int:patent_id>/life/facts")
@open_to(Role.OFFICER, *STAFF)
def state_facts(patent_id: int) -> Response | str:
    """Takes over what the holder states."""
    form = forms.LifeFactsForm()

    def step(patent: Patent) -> None:
        facts = life.LifeFacts(
            extension_days=form.extension_days.data or 0,
            suspended=bool(form.suspended.data),
            report_on=form.report_on.data,
            own_use=bool(form.own_use.data),
            transferred_on=form.transferred_on.data,
        )
        life.state_life_facts(g.session, patent=patent, facts=facts, by=g.person)

    return _taken(patent_id, "facts", form, step)


@room.post("/patents/<int:patent_id>/fees/<int:year>")
@open_to(Role.OFFICER, *STAFF)
def pay(patent_id: int, year: int) -> Response | str:
    """Records that the fee of a year was paid."""
    form = forms.FeeForm()

    def step(patent: Patent) -> None:
        life.record_payment(
            g.session,
            patent=patent,
            year=year,
            paid_on=form.paid_on.data or g.today,
            today=g.today,
            by=g.person,
        )

    return _taken(patent_id, "fee", form, step)


@room.post("/patents/<int:patent_id>/fees/<int:year>/take-back")
@open_to(Role.OFFICER, *STAFF)
def take_back(patent_id: int, year: int) -> Response:
    """Takes a payment back."""
    patent = _own(patent_id)
    life.take_fee_payment_back(g.session, patent=patent, year=year, by=g.person)
    return _back(patent)


@room.post("/patents/<int:patent_id>/co-owners")
@open_to(Role.OFFICER, *STAFF)
def add_co_owner(patent_id: int) -> Response | str:
    """Adds a co-owner."""
    form = forms.CoOwnerForm()

    def step(patent: Patent) -> None:
        life.add_co_owner(
            g.session,
            patent=patent,
            name=form.name.data or "",
            share_percent=form.share_percent.data,
            by=g.person,
        )

    return _taken(patent_id, "co_owner", form, step)


@room.post("/patents/<int:patent_id>/co-owners/<int:owner_id>/remove")
@open_to(Role.OFFICER, *STAFF)
def remove_co_owner(patent_id: int, owner_id: int) -> Response:
    """Takes a co-owner off."""
    patent = _own(patent_id)
    life.remove_co_owner(g.session, patent=patent, owner_id=owner_id, by=g.person)
    return _back(patent)


@room.post("/patents/<int:patent_id>/pledges")
@open_to(Role.OFFICER, *STAFF)
def enter_pledge(patent_id: int) -> Response | str:
    """Enters a pledge."""
    form = forms.PledgeForm()

    def step(patent: Patent) -> None:
        life.enter_pledge(
            g.session,
            patent=patent,
            pledgee=form.pledgee.data or "",
            registered_on=form.registered_on.data or g.today,
            consents=bool(form.consents.data),
            by=g.person,
        )

    return _taken(patent_id, "pledge", form, step)


@room.post("/patents/<int:patent_id>/pledges/<int:pledge_id>/release")
@open_to(Role.OFFICER, *STAFF)
def release_pledge(patent_id: int, pledge_id: int) -> Response | str:
    """Releases a pledge."""
    form = forms.ReleaseForm()

    def step(patent: Patent) -> None:
        life.release_pledge(
            g.session, patent=patent, pledge_id=pledge_id, on=form.released_on.data or g.today, by=g.person
        )

    return _taken(patent_id, "release", form, step)


@room.post("/patents/<int:patent_id>/licences")
@open_to(Role.OFFICER, *STAFF)
def enter_licence(patent_id: int) -> Response | str:
    """Enters a licence given elsewhere."""
    form = forms.LicenceForm()

    def step(patent: Patent) -> None:
        life.enter_licence(
            g.session,
            patent=patent,
            kind=form.kind.chosen,
            licensee=form.licensee.data or "",
            starts_on=form.starts_on.data or g.today,
            ends_on=form.ends_on.data,
            by=g.person,
        )

    return _taken(patent_id, "licence", form, step)


@room.post("/patents/<int:patent_id>/licences/<int:licence_id>/remove")
@open_to(Role.OFFICER, *STAFF)
def remove_licence(patent_id: int, licence_id: int) -> Response:
    """Takes a licence off."""
    patent = _own(patent_id)
    life.remove_licence(g.session, patent=patent, licence_id=licence_id, by=g.person)
    return _back(patent)


@room.post("/patents/<int:patent_id>/let-lapse")
@open_to(Role.OFFICER, *STAFF)
def let_lapse(patent_id: int) -> Response | str:
    """Notes that a patent is to lapse."""
    form = forms.LapseForm()

    def step(patent: Patent) -> None:
        life.let_lapse(g.session, patent=patent, reason=form.reason.data or "", on=g.today, by=g.person)

    return _taken(patent_id, "lapse", form, step)


@room.post("/patents/<int:patent_id>/keep-up")
@open_to(Role.OFFICER, *STAFF)
def keep_up(patent_id: int) -> Response:
    """Takes that back."""
    patent = _own(patent_id)
    life.keep_up(g.session, patent=patent, by=g.person)
    return _back(patent)


@room.get("/patents/<int:patent_id>/fees.ics")
@open_to(Role.OFFICER, *STAFF)
def patent_file(patent_id: int) -> Response:
    """The fees of one patent that are still to be paid, for a calendar program."""
    patent = _own(patent_id)
    calendar = calendar_of(patent, g.today)
    fees = calendar.fees if calendar else ()
    return _calendar_file(
        [DueFee(patent.id, fee) for fee in fees if fee.due_on >= g.today and not fee.paid_on],
        f"fees-{patent.id}",
    )


@room.get("/inventory/fees")
@open_to(Role.OFFICER, *STAFF)
def fees() -> str:
    """The annual fees to think of: missed, in grace, or due soon; unless chosen those in grace, if there are any."""
    chosen = request.args.get("which", "")
    reminder = Reminder(chosen) if chosen in set(Reminder) else Reminder.GRACE
    due = fees_to_remind_of(g.session, reach_of(g.person), reminder, today=g.today)
    if not (due or chosen):
        reminder = Reminder.WITHIN_30
        due = fees_to_remind_of(g.session, reach_of(g.person), reminder, today=g.today)
    number = min(max(1, request.args.get("page", 1, int)), max(1, -(-len(due) // _FEES_A_PAGE)))
    shown = due[(number - 1) * _FEES_A_PAGE : number * _FEES_A_PAGE]
    return render_template(
        "patents/fees.html",
        page=Page(rows=shown, number=number, size=_FEES_A_PAGE, total=len(due)),
        patents=patents_with_ids(g.session, [each.patent_id for each in shown]),
        reminder=reminder,
        reminders=Reminder,
        sum_fen=sum(each.fee.payable_fen(g.today) or 0 for each in due),
    )


@room.get("/inventory/fees.ics")
@open_to(Role.OFFICER, *STAFF)
def fees_file() -> Response:
    """The fees of the coming year, for a calendar program."""
    return _calendar_file(
        fees_of_the_coming_year(g.session, reach_of(g.person), today=g.today), "annual-fees"
    )


def _taken(patent_id: int, name: str, form: Form, step: Callable[[Patent], None]) -> Response | str:
    """Takes a step whose form is on the page; a refused one is shown there with what was typed."""
    patent = _own(patent_id)
    if form.validate_on_submit():
        with form.refusals():
            step(patent)
            return _back(patent)
    return _page(patent, **{name: form})


def _page(patent: Patent, **filled: Form) -> str:
    calendar = calendar_of(patent, g.today)
    facts = life.life_facts(patent)
    return render_template(
        "patents/life.html",
        patent=patent,
        life=life_of(patent),
        calendar=calendar,
        looked_at=_looked_at(calendar),
        forms={
            "facts": forms.LifeFactsForm(obj=facts, formdata=None),
            "fee": forms.FeeForm(data={"paid_on": g.today}, formdata=None),
            "co_owner": forms.CoOwnerForm(formdata=None),
            "pledge": forms.PledgeForm(formdata=None),
            "release": forms.ReleaseForm(data={"released_on": g.today}, formdata=None),
            "licence": forms.LicenceForm(formdata=None),
            "lapse": forms.LapseForm(formdata=None),
            **filled,
        },
        opened=set(filled),
    )


def _looked_at(calendar: FeeCalendar | None) -> AnnualFee | None:
    """The fee whose months of grace are shown: the year of the address, else the next or the missed one."""
    if calendar is None:
        return None
    year = request.args.get("year", 0, int)
    asked = next((fee for fee in calendar.fees if fee.year == year and fee.surcharges), None)
    return asked or calendar.next_fee or calendar.missed


def _own(patent_id: int) -> Patent:
    return patent_to_change(g.session, patent_id, g.person)


def _back(patent: Patent) -> Response:
    """To the list on which the step was taken, else to the patent's life."""
    flash(gettext("Noted."), "success")
    came_from = request.form.get("back", "")
    if came_from in _LISTS:
        kept: dict[str, Any] = {name: request.form[name] for name in _KEPT if name in request.form}
        return redirect(url_for(came_from, **kept))
    return redirect(url_for(".show", patent_id=patent.id))


def _calendar_file(due: list[DueFee], name: str) -> Response:
    ids = sorted({each.patent_id for each in due})
    patents: dict[int, Patent] = {}
    for start in range(0, len(ids), _READ_AT_ONCE):
        patents |= patents_with_ids(g.session, ids[start : start + _READ_AT_ONCE])
    return download(due_days_file(due, patents, gettext, at=now()), f"{name}.ics")
