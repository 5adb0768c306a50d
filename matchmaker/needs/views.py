"""Pages of needs: what is published, a company's own, and the form."""

from typing import Any
from zlib import crc32

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask import session as visit
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.database import page_of
from matchmaker.errors import ForbiddenError, NotFoundError
from matchmaker.forms import said, wan_from_fen
from matchmaker.needs import desk_queries, publication, queries, service
from matchmaker.needs.alike import LikeNeed, own_needs_like, own_text
from matchmaker.needs.curation import comment_on_need, steps_from
from matchmaker.needs.diagnosis import Finding, diagnose, missing
from matchmaker.needs.enums import WRITABLE_STATES, Secrecy
from matchmaker.needs.forms import CommentForm, NeedForm, ReturnForm, typed_before
from matchmaker.needs.models import Need
from matchmaker.needs.own_patents import OwnPatents
from matchmaker.needs.service import NeedTerms
from matchmaker.organizations.enums import Role
from matchmaker.organizations.models import Organization
from matchmaker.organizations.queries import trail_of
from matchmaker.organizations.roles import STAFF, open_to, open_to_everyone
from matchmaker.organizations.service import complete_organization

room = Blueprint("needs", __name__, template_folder="templates")
room.add_app_template_global(publication.outward_terms)
room.add_app_template_global(publication.shows_company)

_WRITTEN = "written"


@room.app_context_processor
def written_form() -> dict[str, Any]:
    """Which form has just been written down, told once: the browser then lets go of what it kept of it."""
    return {"written_form": lambda: visit.pop(_WRITTEN, "")}


@room.get("/needs")
@open_to_everyone
def needs() -> str:
    """The published needs, as others may read them."""
    page = page_of(g.session, queries.published_needs(), number=request.args.get("page", 1, int), size=20)
    return render_template("needs/needs.html", page=page, may_see_company=queries.may_see_company)


@room.get("/needs/<int:need_id>")
@open_to_everyone
def need(need_id: int) -> Response | str:
    """One need, for those who may read it: its public text, or all of it for its company and the staff.

    One that was merged into another leads there.
    """
    stays = queries.standing_need(g.session, queries.need_with_id(g.session, need_id))
    if stays.id != need_id and queries.may_read(stays, g.person):
        return redirect(url_for(".need", need_id=stays.id))
    shown = readable(need_id)
    if not queries.may_see_company(shown, g.person):
        return render_template("needs/public.html", need=shown)
    staff, mine = g.person.role.is_staff, queries.belongs_to(shown, g.person)
    return render_template(
        "needs/need.html",
        need=shown,
        staff=staff,
        mine=mine,
        own_like=_own_like(shown) if mine and shown.state in WRITABLE_STATES else (),
        trail=trail_of(g.session, shown),
        returned=desk_queries.returns_of(g.session, [shown]).get(shown.id),
        days_in_stage=desk_queries.days_in_stage,
        findings=findings_of(shown),
        missing=missing,
        steps=steps_from(shown) if staff else (),
        outdated=publication.public_is_outdated(shown),
        comments=desk_queries.comments_on(g.session, shown, inside=staff),
        form=CommentForm(formdata=None),
        back=ReturnForm(formdata=None),
        curators=desk_queries.curators(g.session) if staff else (),
    )


@room.route("/needs/new", methods=["GET", "POST"])
@open_to(Role.ENGINEER)
def new() -> Response | str:
    """Writes a need down; saved as a draft, or handed in at once."""
    searched = request.args.get("text", "")
    form, company = NeedForm(data=_from_search(searched)), g.person.organization
    draft = _draft_of(searched) if searched else _draft_of()
    own = _read_whole(form, company)
    like = _like_typed(form, company) if own else []
    if own and not like:
        with form.refusals():
            _complete(company, form)
            written = service.write_need(
                g.session,
                organization=company,
                title=form.title.data or "",
                content=form.content.data or "",
                budget_fen=form.budget.fen,
                deadline=form.deadline.data,
                by=g.person,
                **_terms(form, own),
            )
            answer = _saved(written)
            visit[_WRITTEN] = draft
            return answer
    return _form_page(form, None, company, like, draft=draft)


@room.route("/needs/<int:need_id>/change", methods=["GET", "POST"])
@open_to(Role.ENGINEER, *STAFF)
def change(need_id: int) -> Response | str:
    """Changes the company's words and terms."""
    changed = inside(need_id)
    before = {**typed_before(changed), "budget": wan_from_fen(changed.budget_fen)}
    form, draft = NeedForm(data=before), _draft_of(need_id, before)
    own = _read_whole(form, changed.organization, changed)
    like = _like_typed(form, changed.organization, changed) if own else []
    if own and not like:
        with form.refusals():
            _complete(changed.organization, form)
            service.change_need(
                g.session,
                need=changed,
                title=form.title.data or "",
                content=form.content.data or "",
                budget_fen=form.budget.fen,
                deadline=form.deadline.data,
                patents=g.all_numbers(own.numbers),
                by=g.person,
                **_terms(form, own),
            )
            visit[_WRITTEN] = draft
            return _saved(changed)
    return _form_page(form, changed, changed.organization, like, draft=draft)


@room.post("/needs/diagnosis")
@open_to(Role.ENGINEER, *STAFF)
def diagnosis() -> str:
    """What a need says and what it leaves out, as a part of the form's page."""
    return render_template("needs/diagnosis.html", findings=_findings_in(NeedForm()))


@room.post("/needs/<int:need_id>/submit")
@open_to(Role.ENGINEER)
def submit(need_id: int) -> Response:
    """Hands a draft, or what was returned, to the centre; one like another of the company only at a second word."""
    handed_in = _own(need_id)
    if "another" not in request.form and handed_in.state in WRITABLE_STATES and _own_like(handed_in):
        flash(gettext("It is like another need of yours. Look at that one first."), "warning")
        return redirect(url_for(".need", need_id=handed_in.id))
    service.submit_need(g.session, need=handed_in, by=g.person)
    flash(gettext("The need is with the centre; its patents are ranked."), "success")
    return redirect(url_for("matching.matches", need_id=handed_in.id))


@room.post("/needs/<int:need_id>/comment")
@open_to(Role.ENGINEER, *STAFF)
def comment(need_id: int) -> Response:
    """Notes something on a need."""
    noted, form = inside(need_id), CommentForm()
    comment_on_need(
        g.session, need=noted, text=form.text.data or "", inside=not form.to_company.data, by=g.person
    )
    return redirect(url_for(".need", need_id=noted.id, _anchor="comments"))


@room.post("/needs/<int:need_id>/close")
@open_to(Role.ENGINEER, *STAFF)
def close(need_id: int) -> Response:
    """Ends a need."""
    closed = inside(need_id)
    service.close_need(g.session, need=closed, by=g.person)
    flash(gettext("The need is closed."), "success")
    return redirect(url_for(".need", need_id=closed.id))


def readable(need_id: int) -> Need:
    """A need that the reader may read, or NotFoundError."""
    found = queries.need_with_id(g.session, need_id)
    if not queries.may_read(found, g.person):
        raise NotFoundError
    return found


def inside(need_id: int) -> Need:
    """A need that the reader sees from inside, or NotFoundError, or ForbiddenError."""
    found = readable(need_id)
    if not queries.may_see_company(found, g.person):
        raise ForbiddenError
    return found


def findings_of(need: Need) -> tuple[Finding, ...]:
    """The diagnosis of a need as it stands."""
    return diagnose(
        f"{need.title}\n{publication.full_text(need)}",
        budget_fen=need.budget_fen,
        deadline=need.deadline,
        ownership=need.ownership,
    )


def _findings_in(form: NeedForm) -> tuple[Finding, ...]:
    budget = None if form.budget.data is None or form.budget.process_errors else 0
    return diagnose(
        form.all_text, budget_fen=budget, deadline=form.deadline.data, ownership=form.ownership.chosen
    )


def _read_whole(form: NeedForm, company: Organization, need: Need | None = None) -> OwnPatents | None:
    """The company's own patents that a form names; None where it was not sent to be saved, or anything is wrong.

    The numbers that a need has already are not looked up again: their patents may be gone meanwhile.
    """
    if not form.validate_on_submit() or "check" in request.form:
        return None
    if need and form.numbers.split() == need.own_patents:
        return OwnPatents(tuple(need.own_patents), need.patents_text)
    own: OwnPatents = g.read_own_patents(form.numbers, company)
    form.own_patents.errors = [said(problem) for problem in own.problems]
    return None if own.problems else own


def _terms(form: NeedForm, own: OwnPatents) -> NeedTerms:
    return {**form.terms, "own_patents": list(own.numbers), "patents_text": own.text}


def _form_page(
    form: NeedForm, need: Need | None, company: Organization, like: list[LikeNeed], *, draft: str
) -> str:
    """The form; ``draft`` names what the browser keeps of it."""
    returned = desk_queries.returns_of(g.session, [need]).get(need.id) if need else None
    return render_template(
        "needs/form.html",
        form=form,
        need=need,
        company=company,
        like=like,
        draft=draft,
        findings=_findings_in(form),
        returned=returned,
    )


def _draft_of(*begun_with: object) -> str:
    """What the browser keeps a form under: another one where a person begins with other words."""
    return f"need-{g.person.id}" + (f"-{crc32(repr(begun_with).encode())}" if begun_with else "")


def _like_typed(form: NeedForm, company: Organization, need: Need | None = None) -> list[LikeNeed]:
    """The company's own needs that one about to be handed in may be, unless somebody said that it is another."""
    if "submit_now" not in request.form or form.another.data:
        return []
    return own_needs_like(
        g.session, organization=company, title=form.title.data or "", text=form.text, but=need
    )


def _own_like(need: Need) -> list[LikeNeed]:
    return own_needs_like(
        g.session, organization=need.organization, title=need.own_title, text=own_text(need), but=need
    )


def _complete(company: Organization, form: NeedForm) -> None:
    complete_organization(
        g.session,
        organization=company,
        industry=form.industry.data or "",
        region=form.region.data or "",
        by=g.person,
    )


def _saved(saved: Need) -> Response:
    if "submit_now" in request.form or "another" in request.form:
        service.submit_need(g.session, need=saved, by=g.person)
        flash(gettext("The need is with the centre; its patents are ranked."), "success")
        return redirect(url_for("matching.matches", need_id=saved.id))
    flash(gettext("The need is saved."), "success")
    return redirect(url_for(".need", need_id=saved.id))


def _from_search(text: str) -> dict[str, str]:
    """A search becomes a need: its first line or sentence is the title."""
    text = text.strip()
    title = text.replace("。", "\n").splitlines()[0][:60] if text else ""
    return {"title": title, "content": text, "secrecy": Secrecy.MASKED.value}


def _own(need_id: int) -> Need:
    found = readable(need_id)
    if not queries.belongs_to(found, g.person):
        raise ForbiddenError
    return found
