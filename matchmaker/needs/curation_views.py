"""Pages of the need desk, for the centre's staff: stages, who is on what, refinement, publication without names."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from matchmaker.errors import NotFoundError
from matchmaker.needs import curation, desk_queries, service
from matchmaker.needs.diagnosis import diagnose
from matchmaker.needs.enums import CURATED_STATES, DESK_STATES, NeedState
from matchmaker.needs.forms import LimitForm, RefineForm, ReturnForm
from matchmaker.needs.models import Need
from matchmaker.needs.publication import (
    full_text,
    masks_of,
    proposed_masks,
    public_is_outdated,
    public_words,
    words_seen,
)
from matchmaker.needs.queries import may_read, need_with_id
from matchmaker.organizations.enums import Role
from matchmaker.organizations.roles import STAFF, open_to
from matchmaker.text.clues import Clue, Find
from matchmaker.text.masking import stretches

room = Blueprint("curation", __name__, template_folder="templates")

_ALL_OF_A_STAGE = 200


@room.get("/desk/curation")
@open_to(*STAFF)
def desk() -> str:
    """The needs by stage, the oldest first, with what has stood too long."""
    chosen = request.args.get("state", "")
    state = NeedState(chosen) if chosen in DESK_STATES else None
    curator_id = request.args.get("who", None, int)
    stages = desk_queries.stages(
        g.session,
        on=g.today,
        curator_id=curator_id,
        state=state,
        most=_ALL_OF_A_STAGE if state else 8,
    )
    return render_template(
        "needs/desk.html",
        stages=stages,
        returns=desk_queries.returns_of(g.session, [need for stage in stages for need in stage.needs]),
        state=state,
        who=curator_id,
        nobody=desk_queries.NOBODY,
        curators=desk_queries.curators(g.session),
        days_in_stage=desk_queries.days_in_stage,
        is_outdated=public_is_outdated,
    )


@room.route("/desk/curation/limits", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def limits() -> Response | str:
    """How long a need may stay in each stage, from which day on, and who said so."""
    form = LimitForm(data={"valid_from": g.today})
    if form.validate_on_submit():
        with form.refusals():
            curation.set_stage_limit(
                g.session,
                state=NeedState(form.state.data),
                days=form.days.data or 0,
                valid_from=form.valid_from.data or g.today,
                source=form.source.data or "",
                by=g.person,
            )
            flash(gettext("The limit is saved."), "success")
            return redirect(url_for(".limits"))
    return render_template("needs/limits.html", form=form, limits=desk_queries.stage_limits(g.session))


@room.post("/needs/<int:need_id>/assign")
@open_to(*STAFF)
def assign(need_id: int) -> Response:
    """Says who is on a need."""
    assigned = _curated(need_id)
    wanted = request.form.get("curator", 0, int)
    curator = next((one for one in desk_queries.curators(g.session) if one.id == wanted), None)
    curation.assign_need(g.session, need=assigned, curator=curator, by=g.person)
    return _to_need(assigned)


@room.post("/needs/<int:need_id>/move")
@open_to(*STAFF)
def move(need_id: int) -> Response:
    """Moves a need along the desk."""
    moved, wanted = _curated(need_id), request.form.get("state", "")
    if wanted not in set(NeedState):
        raise NotFoundError
    curation.move_need(g.session, need=moved, state=NeedState(wanted), by=g.person)
    flash(gettext("The need is now “%(state)s”.", state=gettext(moved.state.label)), "success")
    return _to_need(moved)


@room.post("/needs/<int:need_id>/return")
@open_to(*STAFF)
def give_back(need_id: int) -> Response:
    """Gives a need back to its company with the reason."""
    returned, form = _curated(need_id), ReturnForm()
    curation.return_need(g.session, need=returned, reason=form.reason.data or "", by=g.person)
    flash(gettext("The need is back with its company, which reads your reason."), "success")
    return _to_need(returned)


@room.route("/needs/<int:need_id>/refine", methods=["GET", "POST"])
@open_to(*STAFF)
def refine(need_id: int) -> Response | str:
    """Puts a need into words that find patents; the company's stay beside them."""
    refined = _curated(need_id)
    form = RefineForm(data={"title": refined.title, "content": full_text(refined)})
    if form.validate_on_submit() and "edit" not in request.form:
        with form.refusals():
            curation.refine_need(
                g.session,
                need=refined,
                title=form.title.data or "",
                content=form.content.data or "",
                by=g.person,
            )
            flash(gettext("The refined text is saved; needs are ranked by it from now on."), "success")
            return redirect(url_for("refinement.refinement", need_id=refined.id))
    findings = diagnose(
        f"{form.title.data or ''}\n{form.content.data or ''}",
        budget_fen=refined.budget_fen,
        deadline=refined.deadline,
        ownership=refined.ownership,
    )
    return render_template("needs/refine.html", form=form, need=refined, findings=findings)


@room.route("/needs/<int:need_id>/publish", methods=["GET", "POST"])
@open_to(*STAFF)
def publish(need_id: int) -> Response | str:
    """Shows what would give the company away, to be ticked; sent, publishes the need without it."""
    published = _curated(need_id)
    first_time = not published.is_public
    if first_time:
        service.expect_state(published, *CURATED_STATES)
    finds = _finds_for(published)
    seen = words_seen(published, finds)
    looked_at = request.form.get("seen", "") == seen
    if request.method == "POST" and "look" not in request.form and not looked_at:
        flash(
            gettext(
                "The text, or what is known of the company, was changed meanwhile. Look through it once more."
            ),
            "warning",
        )
    elif request.method == "POST" and "look" not in request.form:
        chosen = _chosen(finds, request.form)
        if first_time:
            service.publish_need(g.session, need=published, masks=chosen, by=g.person)
            g.note_publication(published)
            message = gettext("The need is published: industry and region are shown, the company is not.")
            if published.state is NeedState.IN_TALKS:
                flash(gettext("A deal on it is running already, so it stands under the talks."), "success")
        else:
            service.mask_need(g.session, need=published, masks=chosen, by=g.person)
            message = gettext("Others now read the need like this.")
        flash(message, "success")
        return _to_need(published)
    ticked = _chosen(finds, request.form)
    if not looked_at:
        ticked = list({find.text: find for find in [*_ticked_at_first(published, finds), *ticked]}.values())
    text = full_text(published)
    return render_template(
        "needs/publish.html",
        need=published,
        first_time=first_time,
        seen=seen,
        finds=finds,
        ticked={find.text for find in ticked},
        by_hand="\n".join(find.text for find in ticked if find.clue is Clue.OTHER),
        title_parts=stretches(published.title, [*finds, *ticked]),
        text_parts=stretches(text, [*finds, *ticked]),
        public=public_words(published, ticked),
        count=lambda find: f"{published.title}\n{text}".count(find.text),
    )


def _curated(need_id: int) -> Need:
    found = need_with_id(g.session, need_id)
    if not may_read(found, g.person):
        raise NotFoundError
    return found


def _finds_for(need: Need) -> list[Find]:
    """What is proposed, and what was masked before and still stands there."""
    people, patents = desk_queries.people_names(g.session, need), g.all_numbers(need.own_patents)
    finds = proposed_masks(need, people, patents)
    known = {find.text for find in finds}
    words = f"{need.title}\n{full_text(need)}"
    earlier = (find for find in masks_of(need) if find.clue is not Clue.OTHER)
    return [*finds, *(find for find in earlier if find.text not in known and find.text in words)]


def _ticked_at_first(need: Need, finds: list[Find]) -> list[Find]:
    if need.masks is None:
        return [find for find in finds if find.sure]
    masked = {find.text for find in masks_of(need)}
    newly = [find for find in finds if find.sure and find.text not in (need.public_content or "")]
    by_hand = [find for find in masks_of(need) if find.clue is Clue.OTHER]
    return [*(find for find in finds if find.text in masked or find in newly), *by_hand]


def _chosen(finds: list[Find], sent: MultiDict[str, str]) -> list[Find]:
    """The finds that are ticked, and what was added by hand, one a line."""
    ticked = set(sent.getlist("mask"))
    by_hand = dict.fromkeys(line.strip() for line in sent.get("more", "").splitlines())
    return [
        *(find for find in finds if find.text in ticked),
        *(Find(Clue.OTHER, line) for line in by_hand if line),
    ]


def _to_need(need: Need) -> Response:
    return redirect(url_for("needs.need", need_id=need.id))
