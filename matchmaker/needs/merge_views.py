"""The staff's pages of needs that may be one: told, looked at side by side, merged, kept apart, undone."""

from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.database import page_of
from matchmaker.errors import N_, NotFoundError
from matchmaker.forms import decided
from matchmaker.needs.alike import LikeNeed, alike_pairs, likeness_between, needs_like, own_text
from matchmaker.needs.models import Need
from matchmaker.needs.need_merging import merge_needs, refusal_of
from matchmaker.needs.queries import may_read, need_with_id
from matchmaker.organizations import labels
from matchmaker.organizations.merging import keep_apart, links_of, undo_merge
from matchmaker.organizations.queries import merge_with_id
from matchmaker.organizations.queries import merges as merges_of
from matchmaker.organizations.roles import STAFF, open_to
from matchmaker.text.need_words import differences

room = Blueprint("need_merging", __name__, template_folder="templates")

_PAGE_SIZE = 30
_LINKS = {
    "matches": N_("Matches"),
    "judgements": N_("Grades given"),
    "deals": N_("Deals"),
    "need_comments": N_("Notes"),
    "needs": N_("Needs merged into it"),
}
"""What points to a need, by table, in the order in which a page tells it."""


@room.app_template_global()
def needs_like_this(need: Need) -> list[LikeNeed]:
    """The needs that one may be, whosever they are; nobody but the centre's staff is told of any."""
    if g.person is None or not g.person.role.is_staff:
        return []
    return needs_like(g.session, g.catalogue.alike_needs.caught_up(g.session), need)


@room.get("/desk/needs/alike")
@open_to(*STAFF)
def alike() -> str:
    """The pairs of needs that may be one, the surest first."""
    known = g.catalogue.alike_needs.caught_up(g.session)
    page = alike_pairs(g.session, known, number=request.args.get("page", 1, int), size=_PAGE_SIZE)
    return render_template("needs/alike.html", page=page)


@room.get("/desk/needs/<int:first>/beside/<int:second>")
@open_to(*STAFF)
def pair(first: int, second: int) -> str:
    """Two needs side by side, with what differs in their words and what hangs on each."""
    one, other = both = _both(first, second)
    if first == second or any(need.merged_into_id is not None for need in both):
        raise NotFoundError
    links = [links_of(g.session, need) for need in both]
    return render_template(
        "needs/pair.html",
        pair=both,
        titles=[differences(one.own_title, other.own_title), differences(other.own_title, one.own_title)],
        texts=[differences(own_text(one), own_text(other)), differences(own_text(other), own_text(one))],
        links=links,
        tables=[table for table in _LINKS if any(table in counts for counts in links)],
        labels=_LINKS,
        likeness=likeness_between(one, other),
        refusal=refusal_of(one, other),
    )


@room.post("/desk/needs/<int:kept>/merge/<int:gone>")
@open_to(*STAFF)
def merge(kept: int, gone: int) -> Response:
    """Makes two needs one."""
    staying, going = _both(kept, gone)
    names = {"kept": staying.title, "gone": going.title}

    def act() -> Any:
        merge_needs(g.session, kept=staying, gone=going, by=g.person)
        return gettext("“%(gone)s” is now part of “%(kept)s”.", **names)

    return decided(act, done=url_for(".merges"), refused=url_for(".alike"))


@room.post("/desk/needs/<int:first>/apart/<int:second>")
@open_to(*STAFF)
def apart(first: int, second: int) -> Response:
    """Remembers that two needs are not the same."""
    one, other = _both(first, second)

    def act() -> Any:
        keep_apart(g.session, first=one, second=other, by=g.person)
        return gettext(
            "Noted: “%(first)s” and “%(second)s” are two needs.", first=one.title, second=other.title
        )

    return decided(act, done=url_for(".alike"), refused=url_for(".alike"))


@room.get("/desk/needs/merges")
@open_to(*STAFF)
def merges() -> str:
    """Which needs were merged, the newest first."""
    page = page_of(g.session, merges_of(Need), number=request.args.get("page", 1, int))
    return render_template("needs/merges.html", page=page, records=labels.RECORDS, fields=labels.FIELDS)


@room.post("/desk/needs/merges/<int:merge_id>/undo")
@open_to(*STAFF)
def undo(merge_id: int) -> Response:
    """Takes a merge back."""
    merged = merge_with_id(g.session, Need, merge_id)

    def act() -> Any:
        left = undo_merge(g.session, merged=merged, kind=Need, by=g.person)
        return gettext(labels.UNDONE_IN_PART, count=left) if left else gettext(labels.UNDONE)

    return decided(act, done=url_for(".merges"), refused=url_for(".merges"))


def _both(first: int, second: int) -> list[Need]:
    both = [need_with_id(g.session, number) for number in (first, second)]
    if not all(may_read(need, g.person) for need in both):
        raise NotFoundError
    return both
