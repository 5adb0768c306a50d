"""Pages behind a signed link: an inventor answers for patents, a college checks what was handed in. No account.

The key of a link is in one address only, that of ``enter``, and there behind the question mark, where the program's
log does not look; the pages after it know the link by the reader's own cookie.
"""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from matchmaker.database import now
from matchmaker.errors import MatchmakerError
from matchmaker.forms import said
from matchmaker.organizations.roles import open_to_everyone
from matchmaker.reviews import queries
from matchmaker.reviews.enums import ItemState, LinkKind, Step
from matchmaker.reviews.forms import AnswersForm
from matchmaker.reviews.links import NotYourPageError, link_of_key, usable_link
from matchmaker.reviews.models import ReviewItem, ReviewLink
from matchmaker.reviews.service import answers_of, hand_in, save_answers, steps_from, take_step

room = Blueprint("answers", __name__, template_folder="templates")

_LINKS = "review_links"
_MOST_LINKS = 10  # a cookie holds so much
_HEADERS = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@room.after_request
def keep_to_ourselves(response: Response) -> Response:
    """No page of this room tells another site where it was opened, or stays in a cache."""
    response.headers.update(_HEADERS)
    return response


@room.get("/answer")
@open_to_everyone
def enter() -> AnyResponse:
    """Comes in by a link; the key is left behind."""
    link = link_of_key(
        g.session, request.args.get("key", ""), secret_key=g.settings.secret_key, today=g.today
    )
    known = {**session.get(_LINKS, {})}
    known.pop(str(link.id), None)
    session[_LINKS] = dict([*known.items(), (str(link.id), link.secret)][-_MOST_LINKS:])
    return redirect(url_for(".patents", link_id=link.id))


@room.get("/answer/<int:link_id>")
@open_to_everyone
def patents(link_id: int) -> str:
    """What the link opens: the patents to answer for, or those that a college checks."""
    link = _link(link_id)
    items = queries.items_of_link(g.session, link)
    waiting = [item for item in items if item.state is ItemState.HANDED_IN]
    if link.kind is LinkKind.COLLEGE:
        steps = steps_from(ItemState.HANDED_IN)
        return render_template("reviews/college.html", link=link, items=items, waiting=waiting, steps=steps)
    return render_template(
        "reviews/answers.html", link=link, items=items, ready=_ready(items), missing=_missing
    )


@room.route("/answer/<int:link_id>/<int:item_id>", methods=["GET", "POST"])
@open_to_everyone
def patent(link_id: int, item_id: int) -> AnyResponse | str:
    """The six answers for one patent; whatever is there is saved, complete or not."""
    link = _link(link_id, LinkKind.RESPONDENT)
    item = queries.item_of_link(g.session, item_id, link)
    form = AnswersForm.of(item)
    if form.validate_on_submit():
        with form.refusals():
            save_answers(g.session, item=item, answers=form.answers, by=link)
            return _saved(link, item)
    items = queries.items_of_link(g.session, link)
    return render_template(
        "reviews/answer.html",
        link=link,
        item=item,
        form=form,
        missing=_missing(item),
        place=items.index(item) + 1,
        count=len(items),
    )


@room.post("/answer/<int:link_id>/hand-in")
@open_to_everyone
def hand_in_all(link_id: int) -> AnyResponse:
    """Hands in every patent whose six answers are there."""
    link = _link(link_id, LinkKind.RESPONDENT)
    ready = _ready(queries.items_of_link(g.session, link))
    for item in ready:
        hand_in(g.session, item=item, at=now(), by=link)
    if ready:
        flash(gettext("Handed in: %(count)s patents. Thank you.", count=len(ready)), "success")
    else:
        flash(gettext("There was nothing left to hand in; what you handed in before is kept."), "info")
    return redirect(url_for(".patents", link_id=link.id))


@room.post("/answer/<int:link_id>/check")
@open_to_everyone
def check(link_id: int) -> AnyResponse:
    """A college approves or returns the patents ticked."""
    link, chosen = _link(link_id, LinkKind.COLLEGE), request.form.get("step", "")
    ticked = set(request.form.getlist("item", int))
    items = [item for item in queries.items_of_link(g.session, link) if item.id in ticked]
    try:
        for item in items if chosen in set(Step) else ():
            reason = request.form.get("reason", "")[:400]
            take_step(g.session, item=item, step=Step(chosen), reason=reason, at=now(), by=link)
        if items:
            flash(gettext("Done for %(count)s patents.", count=len(items)), "success")
        else:
            flash(gettext("Tick the patents first."), "info")
    except MatchmakerError as error:
        g.session.rollback()
        flash(said(error), "error")
    return redirect(url_for(".patents", link_id=link_id))


def _link(link_id: int, kind: LinkKind | None = None) -> ReviewLink:
    secret = session.get(_LINKS, {}).get(str(link_id))
    link = usable_link(g.session, link_id, secret=secret, today=g.today)
    if kind and link.kind is not kind:
        raise NotYourPageError
    return link


def _missing(item: ReviewItem) -> int:
    return answers_of(item).missing


def _ready(items: list[ReviewItem]) -> list[ReviewItem]:
    return [item for item in items if item.state.takes_answers and not _missing(item)]


def _saved(link: ReviewLink, saved: ReviewItem) -> AnyResponse:
    """On to the next patent with answers missing, or back to the list."""
    missing = _missing(saved)
    if missing:
        flash(gettext("Saved. %(missing)s of the six answers are still missing.", missing=missing), "info")
    else:
        flash(gettext("Saved. All six answers are there."), "success")
    items = queries.items_of_link(g.session, link)
    to_fill = [item for item in items if item.state.takes_answers and _missing(item) and item is not saved]
    if "next" in request.form and to_fill:
        later = [item for item in to_fill if item.id > saved.id]
        return redirect(url_for(".patent", link_id=link.id, item_id=(later or to_fill)[0].id))
    return redirect(url_for(".patents", link_id=link.id))
