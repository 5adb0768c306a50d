"""Pages of the transfer officer: reviews, their progress and links, the decisions, and the batch template."""

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from matchmaker.database import now, page_of
from matchmaker.errors import ForbiddenError, MatchmakerError
from matchmaker.forms import said
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import reach_of, trail_of
from matchmaker.organizations.roles import STAFF, open_to
from matchmaker.patents.enums import PatentStatus
from matchmaker.patents.models import Patent
from matchmaker.patents.narrowing import narrowing_in
from matchmaker.patents.queries import departments_of
from matchmaker.reviews import opening, queries
from matchmaker.reviews.enums import ItemState, Step
from matchmaker.reviews.forms import AnswerSheetForm, DueForm, RespondentForm, ReviewForm
from matchmaker.reviews.models import Review, ReviewItem, ReviewLink
from matchmaker.reviews.proposal import proposals, take_proposals_over
from matchmaker.reviews.service import steps_from, take_step
from matchmaker.showing import masked_name

room = Blueprint("reviews", __name__, template_folder="templates")

_MOST_TICKED = 200


@room.app_template_filter()
def person_name(link: ReviewLink | None) -> str:
    """Who answers: by the whole name for the own organisation, masked for everybody else."""
    if link is None:
        return ""
    own = g.person is not None and g.person.organization_id == link.review.organization_id
    return link.name if own else masked_name(link.name)


@room.app_template_global()
def review_of(patent: Patent) -> ReviewItem | None:
    """Where a patent stands in the last review that asked about it."""
    return queries.latest_item(g.session, patent)


@room.get("/reviews")
@open_to(Role.OFFICER, *STAFF)
def reviews() -> str:
    """The reviews of the officer's organisation; for the centre's staff, of all."""
    page = page_of(g.session, queries.reviews_of(reach_of(g.person)), number=request.args.get("page", 1, int))
    progress = queries.progress_of_reviews(g.session, page.rows)
    return render_template("reviews/reviews.html", page=page, progress=progress)


@room.route("/reviews/new", methods=["GET", "POST"])
@open_to(Role.OFFICER)
def new() -> AnyResponse | str:
    """Chooses patents by what the address says, and opens a review over them or over those of them ticked."""
    organization, asked = g.person.organization, narrowing_in(request.args)
    dormant = request.args.get("dormant") == "1"
    patents = opening.patents_to_review(organization, asked, today=g.today, dormant=dormant)
    page = page_of(g.session, patents, number=1, size=_MOST_TICKED)
    listed = page.total <= _MOST_TICKED
    levels = queries.last_ratings(g.session, organization) or opening.default_levels()
    form = ReviewForm(data={"levels": "\n".join(levels)})
    if form.validate_on_submit():
        if listed:
            patents = patents.where(Patent.id.in_(request.form.getlist("patent", int)))
        with form.refusals():
            review = opening.open_review(
                g.session,
                organization=organization,
                title=form.title.data or "",
                patents=patents,
                due_on=form.due_on.data or g.today,
                levels=(form.levels.data or "").splitlines(),
                today=g.today,
                by=g.person,
            )
            flash(gettext("The review is open. Send the links to those who answer."), "success")
            return redirect(url_for("review_links.links", review_id=review.id))
    ticked = request.form.getlist("patent", int) if form.is_submitted() else [row.id for row in page.rows]
    return render_template(
        "reviews/new.html",
        form=form,
        page=page,
        listed=listed,
        ticked=ticked,
        asked=asked,
        dormant=dormant,
        departments=departments_of(g.session, organization),
        statuses=PatentStatus,
    )


@room.get("/reviews/<int:review_id>")
@open_to(Role.OFFICER, *STAFF)
def review(review_id: int) -> str:
    """How far a review is, and its patents."""
    shown = queries.review_to_read(g.session, review_id, g.person)
    chosen = request.args.get("state", "")
    state = ItemState(chosen) if chosen in set(ItemState) else None
    department = request.args.get("department")
    page = page_of(
        g.session,
        queries.items_of(shown, state=state, department=department),
        number=request.args.get("page", 1, int),
    )
    by_department = queries.progress_by_department(g.session, shown)
    whole = queries.progress_of_reviews(g.session, [shown])[shown.id]
    return render_template(
        "reviews/review.html",
        review=shown,
        page=page,
        whole=whole,
        by_department=by_department,
        states=ItemState,
        state=state,
        department=department,
        mine=_mine(shown),
        steps=steps_from(state) if state else (),
        owing=len(queries.respondents(g.session, shown, owing=True)),
        unassigned=queries.count_unassigned(g.session, shown),
        due=DueForm(due_on=shown.due_on),
        sheet=AnswerSheetForm(),
    )


@room.post("/reviews/<int:review_id>/extend")
@open_to(Role.OFFICER)
def extend(review_id: int) -> AnyResponse:
    """Moves the last day for answers."""
    own, form = _own(review_id), DueForm()

    def step() -> None:
        day = form.due_on.data
        if form.validate_on_submit() and day:
            opening.extend_review(g.session, review=own, due_on=day, today=g.today, by=g.person)
            flash(gettext("Answers are now due on %(day)s.", day=day.isoformat()), "success")

    return _done(step, url_for(".review", review_id=review_id))


@room.post("/reviews/<int:review_id>/close")
@open_to(Role.OFFICER)
def close(review_id: int) -> AnyResponse:
    """Closes a review."""
    opening.close_review(g.session, review=_own(review_id), today=g.today, by=g.person)
    flash(gettext("The review is closed: no link works any more, and the contacts are deleted."), "success")
    return redirect(url_for(".review", review_id=review_id))


@room.post("/reviews/<int:review_id>/decide")
@open_to(Role.OFFICER)
def decide(review_id: int) -> AnyResponse:
    """Takes one step with the patents ticked; those that do not wait for it are named, and nothing is done."""
    own, chosen = _own(review_id), request.form.get("step", "")
    items = queries.items_with_ids(g.session, own, request.form.getlist("item", int))

    def step() -> None:
        for item in items:
            take_step(
                g.session,
                item=item,
                step=Step(chosen),
                reason=request.form.get("reason", "")[:400],
                at=now(),
                by=g.person,
            )
        if items:
            flash(gettext("Done for %(count)s patents.", count=len(items)), "success")
        else:
            flash(gettext("Tick the patents first."), "info")

    back = url_for(".review", review_id=review_id, state=request.form.get("state") or None)
    if len(items) == 1 and request.form.get("back") == "item":
        back = url_for(".item", item_id=items[0].id)
    return _done(step, back) if chosen in set(Step) else redirect(back)


@room.get("/reviews/items/<int:item_id>")
@open_to(Role.OFFICER, *STAFF)
def item(item_id: int) -> str:
    """One patent of a review: its answers, its course, and what they propose for its offer."""
    return _item_page(queries.item_to_read(g.session, item_id, g.person), RespondentForm(formdata=None))


@room.post("/reviews/items/<int:item_id>/respondent")
@open_to(Role.OFFICER)
def assign(item_id: int) -> AnyResponse | str:
    """Names who answers for one patent."""
    shown, form = _own_item(item_id), RespondentForm()
    if form.validate_on_submit():
        with form.refusals():
            opening.name_respondent(
                g.session,
                items=[shown],
                name=form.name.data or "",
                contact=form.contact.data or "",
                by=g.person,
            )
            flash(gettext("%(name)s answers for this patent from now on.", name=form.name.data), "success")
            return redirect(url_for(".item", item_id=item_id))
    return _item_page(shown, form)


@room.post("/reviews/items/<int:item_id>/offer")
@open_to(Role.OFFICER)
def take_over(item_id: int) -> AnyResponse:
    """Takes what was ticked of the inventor's answers over into the offer."""
    shown, names = _own_item(item_id), request.form.getlist("field")

    def step() -> None:
        take_proposals_over(g.session, item=shown, names=names, today=g.today, by=g.person)
        flash(gettext("The offer says it now."), "success")

    return _done(step, url_for(".item", item_id=item_id))


def _item_page(shown: ReviewItem, form: RespondentForm) -> str:
    mine = _mine(shown.review)
    return render_template(
        "reviews/item.html",
        item=shown,
        form=form,
        mine=mine,
        steps=steps_from(shown.state),
        proposals=proposals(shown),
        trail=trail_of(g.session, shown),
    )


def _done(step: Callable[[], None], back: str) -> AnyResponse:
    """Takes a step and goes back; a broken rule is told there, and nothing of the step stays."""
    try:
        step()
    except MatchmakerError as error:
        g.session.rollback()
        flash(said(error), "error")
    return redirect(back)


def _own(review_id: int) -> Review:
    return queries.review_to_change(g.session, review_id, g.person)


def _own_item(item_id: int) -> ReviewItem:
    shown = queries.item_to_read(g.session, item_id, g.person)
    if not _mine(shown.review):
        raise ForbiddenError
    return shown


def _mine(shown: Review) -> bool:
    return bool(g.person.role is Role.OFFICER and g.person.organization_id == shown.organization_id)
