"""What is due for the reader, on a page and by e-mail."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.database import Page
from matchmaker.deals import due_mail
from matchmaker.deals.due import CHOICES_OF_DAYS, YEAR, Due, due_ahead
from matchmaker.organizations.roles import SIGNED_IN, open_to, open_to_everyone
from matchmaker.organizations.ways_out import person_on_way_out

room = Blueprint("due", __name__, template_folder="templates")

_A_PAGE = 50


@room.app_template_global()
def due_soon() -> list[Due]:
    """What is due for the reader within a week, and what was in the week before."""
    return due_ahead(g.session, g.person, g.today, zone=g.settings.timezone)


@room.get("/due")
@open_to(*SIGNED_IN)
def due() -> str:
    """What is due, from the last week to as far ahead as was chosen."""
    asked = request.args.get("days", 0, int)
    days = asked if asked in CHOICES_OF_DAYS else CHOICES_OF_DAYS[0]
    found = due_ahead(g.session, g.person, g.today, zone=g.settings.timezone, days=days, back=YEAR)
    number = min(max(1, request.args.get("page", 1, int)), max(1, -(-len(found) // _A_PAGE)))
    return render_template(
        "deals/due.html",
        page=Page(found[(number - 1) * _A_PAGE : number * _A_PAGE], number, _A_PAGE, len(found)),
        days=days,
        choices=CHOICES_OF_DAYS,
        by_mail=due_mail.wants_mail(g.session, g.person),
    )


@room.post("/due/mail")
@open_to(*SIGNED_IN)
def mail() -> Response:
    """Begins or ends the reminders by e-mail."""
    wished = g.settings.mail is not None and request.form.get("by_mail") == "yes"
    due_mail.choose_due_mail(g.session, person=g.person, wished=wished, today=g.today, by=g.person)
    message = (
        gettext("You will be reminded by e-mail too.") if wished else gettext("No more mail of what is due.")
    )
    flash(message, "success")
    return redirect(url_for(".due"))


@room.route("/due/stop/<token>", methods=["GET", "POST"])
@open_to_everyone
def stop(token: str) -> str:
    """The way out that stands in each mail: it needs no signing in."""
    person = person_on_way_out(g.session, due_mail.MAIL, token, secret=g.settings.secret_key)
    if request.method == "POST":
        due_mail.choose_due_mail(g.session, person=person, wished=False, today=g.today, by=person)
    return render_template("deals/stop_mail.html", token=token, ended=request.method == "POST")
