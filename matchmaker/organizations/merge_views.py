"""The administrator's pages of organisations that may be one: told, looked at side by side, merged, undone."""

from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from matchmaker.database import page_of
from matchmaker.errors import NotFoundError
from matchmaker.forms import decided
from matchmaker.organizations import labels, queries
from matchmaker.organizations.alike import alike_pairs, reason_of
from matchmaker.organizations.enums import Role
from matchmaker.organizations.merging import keep_apart, links_of, undo_merge
from matchmaker.organizations.models import Organization
from matchmaker.organizations.organization_merging import merge_organizations
from matchmaker.organizations.roles import open_to

room = Blueprint("merging", __name__, template_folder="templates")

_PAGE_SIZE = 30


@room.get("/organizations/alike")
@open_to(Role.ADMINISTRATOR)
def alike() -> str:
    """The pairs of organisations that may be one, the surest first."""
    page = alike_pairs(g.session, number=request.args.get("page", 1, int), size=_PAGE_SIZE)
    return render_template("organizations/alike.html", page=page)


@room.get("/organizations/<int:first>/beside/<int:second>")
@open_to(Role.ADMINISTRATOR)
def pair(first: int, second: int) -> str:
    """Two organisations side by side, with what points to each."""
    both = [queries.organization_with_id(g.session, number) for number in (first, second)]
    if first == second or any(each.merged_into_id is not None for each in both):
        raise NotFoundError
    links = [links_of(g.session, each) for each in both]
    return render_template(
        "organizations/pair.html",
        pair=both,
        links=links,
        tables=[table for table in labels.LINKS if any(table in counts for counts in links)],
        labels=labels.LINKS,
        reason=reason_of(*both),
    )


@room.post("/organizations/<int:kept>/merge/<int:gone>")
@open_to(Role.ADMINISTRATOR)
def merge(kept: int, gone: int) -> Response:
    """Makes two organisations one."""
    staying, going = (queries.organization_with_id(g.session, number) for number in (kept, gone))
    names = {"kept": staying.name, "gone": going.name}

    def act() -> Any:
        merge_organizations(g.session, kept=staying, gone=going, by=g.person)
        return gettext("“%(gone)s” is now part of “%(kept)s”.", **names)

    return decided(act, done=url_for(".merges"), refused=url_for(".alike"))


@room.post("/organizations/<int:first>/apart/<int:second>")
@open_to(Role.ADMINISTRATOR)
def apart(first: int, second: int) -> Response:
    """Remembers that two organisations are not the same."""
    one, other = (queries.organization_with_id(g.session, number) for number in (first, second))

    def act() -> Any:
        keep_apart(g.session, first=one, second=other, by=g.person)
        return gettext("Noted: “%(first)s” and “%(second)s” are two.", first=one.name, second=other.name)

    return decided(act, done=url_for(".alike"), refused=url_for(".alike"))


@room.get("/organizations/merges")
@open_to(Role.ADMINISTRATOR)
def merges() -> str:
    """What was merged, the newest first."""
    page = page_of(g.session, queries.merges(Organization), number=request.args.get("page", 1, int))
    return render_template(
        "organizations/merges.html", page=page, records=labels.RECORDS, fields=labels.FIELDS
    )


@room.post("/organizations/merges/<int:merge_id>/undo")
@open_to(Role.ADMINISTRATOR)
def undo(merge_id: int) -> Response:
    """Takes a merge back."""
    merged = queries.merge_with_id(g.session, Organization, merge_id)

    def act() -> Any:
        left = undo_merge(g.session, merged=merged, kind=Organization, by=g.person)
        return gettext(labels.UNDONE_IN_PART, count=left) if left else gettext(labels.UNDONE)

    return decided(act, done=url_for(".merges"), refused=url_for(".merges"))
