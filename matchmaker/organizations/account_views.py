"""The administrator's pages of one account: what is known of the person, and whether they may come in."""

import secrets
from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from flask_security import hash_password
from werkzeug.wrappers import Response
from wtforms.fields.core import Field

from matchmaker.errors import MatchmakerError
from matchmaker.forms import decided, named_options
from matchmaker.organizations import accounts, labels, queries
from matchmaker.organizations.enums import Role
from matchmaker.organizations.forms import PersonForm
from matchmaker.organizations.models import Person
from matchmaker.organizations.roles import open_to
from matchmaker.organizations.service import EmailTakenError, StaffRoleError

room = Blueprint("accounts", __name__, template_folder="templates")


@room.route("/people/<int:person_id>", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def account(person_id: int) -> Response | str:
    """What is known of a person, to be changed, and what happened to the account."""
    shown = queries.person_with_id(g.session, person_id)
    names = ("name", "email", "role", "organization_id")
    form = PersonForm(data={name: getattr(shown, name) for name in names})
    form.organization_id.choices = named_options(g.session.scalars(queries.organizations()))
    at_fields: dict[type[MatchmakerError], Field] = {
        EmailTakenError: form.email,
        accounts.LastAdministratorError: form.role,
        StaffRoleError: form.role,
    }
    if form.validate_on_submit():
        with form.refusals(at_fields):
            accounts.change_person(
                g.session,
                person=shown,
                name=form.name.data or "",
                email=form.email.data or "",
                role=form.role.chosen,
                organization=queries.organization_with_id(g.session, form.organization_id.data),
                by=g.person,
            )
            flash(gettext("The account of %(name)s is changed.", name=shown.name), "success")
            return _to_account(shown)
    return render_template(
        "organizations/account.html",
        form=form,
        person=shown,
        is_last=accounts.is_last_administrator(g.session, shown),
        trail=queries.trail_of(g.session, shown),
        fields=labels.FIELDS,
    )


@room.post("/people/<int:person_id>/close")
@open_to(Role.ADMINISTRATOR)
def close(person_id: int) -> Response:
    """Lets a person in no more, and ends every session they have."""
    person = queries.person_with_id(g.session, person_id)

    def act() -> str:
        accounts.close_account(g.session, person=person, by=g.person)
        told: str = gettext("The account is closed; %(name)s is signed out everywhere.", name=person.name)
        return told

    return _decided(person, act)


@room.post("/people/<int:person_id>/reopen")
@open_to(Role.ADMINISTRATOR)
def reopen(person_id: int) -> Response:
    """Lets a person in again."""
    person = queries.person_with_id(g.session, person_id)

    def act() -> str:
        accounts.reopen_account(g.session, person=person, by=g.person)
        told: str = gettext(
            "The account of %(name)s is open again, with the password it had.", name=person.name
        )
        return told

    return _decided(person, act)


@room.post("/people/<int:person_id>/password")
@open_to(Role.ADMINISTRATOR)
def renew_password(person_id: int) -> Response:
    """Makes a new first password for a person who forgot theirs; it is shown once."""
    person, password = queries.person_with_id(g.session, person_id), secrets.token_urlsafe(12)
    accounts.renew_password(g.session, person=person, password_hash=hash_password(password), by=g.person)
    flash(
        gettext(
            "%(name)s has a new first password, shown only now: %(password)s",
            name=person.name,
            password=password,
        ),
        "success",
    )
    return _to_account(person)


def _decided(person: Person, act: Callable[[], str]) -> Response:
    here = url_for(".account", person_id=person.id)
    return decided(act, done=here, refused=here)


def _to_account(person: Person) -> Response:
    return redirect(url_for(".account", person_id=person.id))
