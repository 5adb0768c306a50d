"""Sign-in, the language switch, and the administrator's pages of organisations, people and the trail."""

import secrets
from typing import Any

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_security import LoginForm, RoleMixin, UserMixin, hash_password
from flask_security.datastore import UserDatastore
from sqlalchemy import select
from werkzeug.wrappers import Response

from matchmaker.database import now, page_of
from matchmaker.forms import named_options, said
from matchmaker.organizations import labels, queries, service
from matchmaker.organizations.alike import alike_to
from matchmaker.organizations.enums import Role
from matchmaker.organizations.forms import KnownForm, OrganizationForm, PersonForm
from matchmaker.organizations.merging import links_of
from matchmaker.organizations.models import Organization, Person
from matchmaker.organizations.roles import open_to, open_to_everyone
from matchmaker.organizations.sign_in import TooManyWrongPasswordsError, begin_sign_in, end_sign_in
from matchmaker.settings import LANGUAGES
from matchmaker.text.credit_codes import read_credit_code
from matchmaker.text.organization_names import Likeness, names_in

room = Blueprint("organizations", __name__, template_folder="templates")

_YEAR_IN_SECONDS = 365 * 24 * 3600


def _of_person(name: str) -> Any:
    return property(
        lambda self: getattr(self.person, name), lambda self, value: setattr(self.person, name, value)
    )


class Account(UserMixin):
    """A person as the sign-in library sees them; what it sets is set on the person."""

    id = _of_person("id")
    email = _of_person("email")
    password = _of_person("password")
    active = _of_person("active")
    fs_uniquifier = _of_person("fs_uniquifier")
    roles: list[Any] = []  # noqa: RUF012 - the library's name; who may do what is said by ``open_to``

    def __init__(self, person: Person) -> None:
        self.person = person


class AccountStore(UserDatastore):
    """Finds accounts in the request's session; the request's own commit saves them."""

    def __init__(self) -> None:
        super().__init__(Account, RoleMixin)

    def find_user(self, case_insensitive: bool = False, **facts: Any) -> Account | None:  # noqa: ARG002, FBT001, FBT002 - the library's signature
        """The account with this e-mail address or session identifier."""
        column, value = next(iter(facts.items()))
        if column == "email":
            value = str(value).strip().lower()
        person = g.session.scalar(select(Person).where(getattr(Person, column) == value))
        return Account(person) if person else None

    def put(self, model: Account) -> Account:
        """Notes a change; the request commits it."""
        g.session.add(model.person)
        return model

    def commit(self) -> None:
        """Leaves the commit to the end of the request."""
        g.session.flush()


class SignInForm(LoginForm):
    """The form that people sign in by; after wrong passwords it takes the next only once some time has passed."""

    def validate(self, **facts: Any) -> bool:
        """Whether the account is open and the password right."""
        if not self.email.data or not self.password.data:
            return bool(super().validate(**facts))
        try:
            record = begin_sign_in(
                g.session, email=self.email.data, address=request.remote_addr or "", at=now()
            )
        except TooManyWrongPasswordsError as error:
            self.form_errors.append(said(error))
            return False
        is_right = bool(super().validate(**facts))
        if is_right:
            end_sign_in(record, at=now())
        return is_right


@room.get("/language/<language>")
@open_to_everyone
def switch_language(language: str) -> Response:
    """Remembers the reader's language and goes back to the page they were on."""
    back = request.args.get("back", "")
    inside = back.startswith("/") and not back.startswith(("//", "/\\"))
    response = make_response(redirect(back if inside else url_for("reports.home")))
    if language in LANGUAGES:
        response.set_cookie("language", language, max_age=_YEAR_IN_SECONDS, samesite="Lax")
    return response


@room.route("/organizations", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def organizations() -> Response | str:
    """The organisations, and a form for a new one; one that is like others is entered only at a second word."""
    form = OrganizationForm()
    like = []
    if form.validate_on_submit():
        like = _like(form)
        if not like:
            with form.refusals():
                organization = _enter(form)
                flash(gettext("%(name)s is entered.", name=organization.name), "success")
                return redirect(url_for(".organizations"))
    page = page_of(g.session, queries.organizations(), number=request.args.get("page", 1, int))
    members = {member.id for member in queries.members_on(g.session, g.today)}
    return render_template(
        "organizations/organizations.html", form=form, page=page, members=members, like=like
    )


def _like(form: OrganizationForm) -> list[tuple[Organization, Likeness]]:
    name, code = form.name.data or "", read_credit_code(form.credit_code.data or "")
    if form.another.data or queries.organization_named(g.session, name):
        return []
    return alike_to(g.session, name=name, code=code, aliases=form.names)


def _enter(form: OrganizationForm) -> Organization:
    organization = service.ensure_organization(
        g.session,
        name=form.name.data or "",
        kind=form.kind.chosen,
        region=form.region.data or "",
        industry=form.industry.data or "",
        credit_code=form.credit_code.data,
        by=g.person,
    )
    known = [alias.name for alias in organization.aliases]
    service.change_organization(
        g.session,
        organization=organization,
        credit_code=form.credit_code.data or organization.credit_code or "",
        region=organization.region,
        industry=organization.industry,
        aliases=names_in("\n".join([*known, *form.names])),
        by=g.person,
    )
    if form.joined_on.data:
        service.join_alliance(g.session, organization=organization, on=form.joined_on.data, by=g.person)
    return organization


@room.route("/organizations/<int:organization_id>", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def organization(organization_id: int) -> Response | str:
    """What is known of an organisation, to be changed; one that was merged leads to the one that stays."""
    shown = queries.organization_with_id(g.session, organization_id)
    if shown.merged_into_id is not None:
        return redirect(url_for(".organization", organization_id=queries.standing(g.session, shown).id))
    known = {name: getattr(shown, name) for name in ("credit_code", "region", "industry")}
    form = KnownForm(data={**known, "aliases": "\n".join(alias.name for alias in shown.aliases)})
    if form.validate_on_submit():
        with form.refusals():
            service.change_organization(
                g.session,
                organization=shown,
                credit_code=form.credit_code.data or "",
                region=form.region.data or "",
                industry=form.industry.data or "",
                aliases=form.names,
                by=g.person,
            )
            flash(gettext("%(name)s is changed.", name=shown.name), "success")
            return redirect(url_for(".organization", organization_id=organization_id))
    return render_template(
        "organizations/organization.html",
        form=form,
        organization=shown,
        links=links_of(g.session, shown),
        labels=labels.LINKS,
    )


@room.route("/people", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def people() -> Response | str:
    """The accounts, and a form for a new one."""
    form = PersonForm()
    everyone = g.session.scalars(queries.organizations())
    form.organization_id.choices = named_options(everyone)
    if form.validate_on_submit():
        with form.refusals({service.EmailTakenError: form.email, service.StaffRoleError: form.role}):
            password = secrets.token_urlsafe(12)
            person = service.create_person(
                g.session,
                email=form.email.data or "",
                name=form.name.data or "",
                role=form.role.chosen,
                organization=queries.organization_with_id(g.session, form.organization_id.data),
                password_hash=hash_password(password),
                by=g.person,
            )
            flash(
                gettext(
                    "Account %(email)s is open. First password, shown only now: %(password)s",
                    email=person.email,
                    password=password,
                ),
                "success",
            )
            return redirect(url_for(".people"))
    page = page_of(g.session, queries.people(), number=request.args.get("page", 1, int))
    return render_template("organizations/people.html", form=form, page=page)


@room.get("/trail")
@open_to(Role.ADMINISTRATOR)
def trail() -> str:
    """Everything that was changed, by whom and when."""
    page = page_of(g.session, queries.trail(), number=request.args.get("page", 1, int))
    return render_template(
        "organizations/trail.html", page=page, records=labels.RECORDS, fields=labels.FIELDS
    )
