"""The page of a step over many patents: what is to be done, what would come of it, and then the doing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.forms import Form
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import reach_of
from matchmaker.organizations.roles import STAFF, open_to
from matchmaker.patents.entries import DEFAULT_WAYS
from matchmaker.patents.many import plans, service
from matchmaker.patents.many.enums import Step
from matchmaker.patents.many.forms import CheckForm, OfferForm, PayForm, WithdrawForm
from matchmaker.patents.many.plans import Plan
from matchmaker.patents.models import Patent
from matchmaker.patents.narrowing import KEPT, narrowed, narrowing_in
from matchmaker.patents.service import expect_check_day, hold_catalogue

room = Blueprint("many", __name__, template_folder="templates")

_REVIEW = "review"
_DUE_AHEAD = timedelta(days=90)
_ALL = "all"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A step as it is asked for: its form, what it would do, and how it is done."""

    form: Form
    plan: Callable[[sa.Select[Patent]], Plan]
    take: Callable[[Plan], None]


@room.route("/inventory/many", methods=["GET", "POST"])
@open_to(Role.OFFICER, *STAFF)
def many() -> Response | str:
    """A step over the patents ticked, or over all that the address narrows the inventory to."""
    chosen = request.args.get("step", "")
    if chosen != _REVIEW and chosen not in set(Step):
        return _refused(gettext("Choose what is to be done with the patents."))
    if request.args.get("which") != _ALL and not request.args.getlist("patent"):
        return _refused(gettext("Tick the patents first, or choose all that are shown."))
    if chosen == _REVIEW:
        return redirect(url_for("reviews.new", **_of_address("patent", "which", *KEPT)))
    step, patents = Step(chosen), narrowed(reach_of(g.person), narrowing_in(request.args), today=g.today)
    asked, plan = _ASKED[step](), None
    if asked.form.validate_on_submit() or (step is Step.WITHDRAW and request.method == "GET"):
        agreed = request.form.get("agreed", "")
        with asked.form.refusals():
            if agreed:
                hold_catalogue(g.session)
            plan = asked.plan(patents)
            if agreed and agreed == plan.token and plan.changed:
                count = len(plan.changed)
                asked.take(plan)
                return _done(step, count, len(plan.rows) - count)
            if agreed:
                g.session.rollback()
                asked.form.form_errors.append(
                    gettext("The patents were changed meanwhile. Look at the preview once more.")
                )
    return _page(step, patents, asked, plan)


def _page(step: Step, patents: sa.Select[Patent], asked: _Asked, plan: Plan | None) -> str:
    count = sa.select(sa.func.count()).select_from(patents.order_by(None).subquery())
    return render_template(
        "many/many.html",
        step=step,
        form=asked.form,
        plan=plan,
        count=len(plan.rows) if plan else g.session.scalar(count),
        sent={name: request.form.getlist(name) for name in request.form if name in _stated(asked.form)},
        paid_on=asked.form["paid_on"].data if step is Step.PAY else None,
        address=url_for(".many", **_of_address("step", "patent", "which", *KEPT)),
        back=_list_address(),
    )


def _stated(form: Form) -> set[str]:
    """What a person states on a form, by name."""
    return {field.name for field in form if field.name != "csrf_token"}


def _offer() -> _Asked:
    form = OfferForm(data={"ways": [way.value for way in DEFAULT_WAYS]})

    def plan(patents: sa.Select[Patent]) -> Plan:
        service.expect_terms(form.terms, today=g.today)
        return plans.plan_offers(g.session, patents=patents, terms=form.terms, today=g.today)

    def take(plan: Plan) -> None:
        service.offer_together(g.session, plan=plan, terms=form.terms, on=g.today, by=g.person)

    return _Asked(form, plan, take)


def _withdraw() -> _Asked:
    def take(plan: Plan) -> None:
        service.withdraw_together(g.session, plan=plan, by=g.person)

    return _Asked(WithdrawForm(), lambda patents: plans.plan_withdrawals(g.session, patents=patents), take)


def _check() -> _Asked:
    form = CheckForm(data={"checked_on": g.today, "source": gettext("Register of the patent office")})

    def plan(patents: sa.Select[Patent]) -> Plan:
        check = form.check(g.today)
        expect_check_day(check.on, today=g.today)
        return plans.plan_checks(g.session, patents=patents, check=check)

    def take(plan: Plan) -> None:
        service.check_together(g.session, plan=plan, check=form.check(g.today), today=g.today, by=g.person)

    return _Asked(form, plan, take)


def _pay() -> _Asked:
    form = PayForm(data={"paid_on": g.today, "due_until": g.today + _DUE_AHEAD})

    def plan(patents: sa.Select[Patent]) -> Plan:
        payments = form.payments(g.today)
        service.expect_payments(payments, today=g.today)
        return plans.plan_payments(g.session, patents=patents, payments=payments, today=g.today)

    def take(plan: Plan) -> None:
        service.pay_together(
            g.session, plan=plan, payments=form.payments(g.today), today=g.today, by=g.person
        )

    return _Asked(form, plan, take)


_ASKED: Mapping[Step, Callable[[], _Asked]] = {
    Step.OFFER: _offer,
    Step.WITHDRAW: _withdraw,
    Step.CHECK: _check,
    Step.PAY: _pay,
}


def _done(step: Step, changed: int, left: int) -> Response:
    flash(gettext(step.outcome, count=changed), "success")
    if left:
        flash(gettext("%(count)s patents were left as they are.", count=left), "info")
    return redirect(_list_address())


def _refused(message: str) -> Response:
    flash(message, "warning")
    return redirect(_list_address())


def _list_address() -> str:
    return url_for("patents.inventory", **_of_address(*KEPT, "order", "down"))


def _of_address(*names: str) -> dict[str, Any]:
    """These parts of the address, and nothing that is empty."""
    return {name: request.args.getlist(name) for name in names if any(request.args.getlist(name))}
