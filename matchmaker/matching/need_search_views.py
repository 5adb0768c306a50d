"""Pages of the search for needs: the box, what it finds, and that as a sheet."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from matchmaker.downloads import download
from matchmaker.errors import InvalidError
from matchmaker.forms import said
from matchmaker.matching import need_search
from matchmaker.matching.addresses import Asked, read_asked
from matchmaker.matching.enums import Reading, Sought
from matchmaker.matching.facets import Label
from matchmaker.matching.models import SavedSearch
from matchmaker.matching.need_filters import NeedFilterKind, NeedFilters, read_need_filters
from matchmaker.matching.need_search import NeedAnswer
from matchmaker.matching.need_sheet import need_workbook
from matchmaker.matching.need_shelf import ShelvedNeed
from matchmaker.matching.result_sheet import MOST_LISTED
from matchmaker.matching.saved_searches import asked_by, note_search_look, open_search
from matchmaker.matching.service import MOST_RANKED, MOST_SORTED
from matchmaker.matching.wanted import Wanted
from matchmaker.organizations.roles import open_to_everyone

room = Blueprint("need_search", __name__, template_folder="templates")

ANSWERS = 10


@room.route("/search/needs", methods=["GET", "POST"])
@open_to_everyone
def search() -> AnyResponse | tuple[str, int]:
    """The needs nearest to a text, or those of a kind; outsiders search and see the public texts alone."""
    if "saved" in request.args and g.person is None:  # as the link of a mail does
        return redirect(url_for("security.login", next=request.full_path))
    saved = _saved()
    shelf = need_search.shelf_for(g.session, g.catalogue, g.person)
    asked = asked_by(saved) if saved else _asked(lambda text: need_search.need_readings(shelf, text))
    meanings = need_search.need_readings(shelf, asked.box) if asked.box.strip() else ()
    chosen = asked.chosen(meanings)
    there = None if saved else _way_on(asked, chosen, need_search.need_numbered(shelf, asked.text))
    if there:
        return there
    filters, problem = read_need_filters(asked.typed)
    answer, status = None, 422 if problem else 200
    refusal = said(problem) if problem else ""
    if asked.text.strip() or asked.is_list or request.method == "POST":
        try:
            answer = _answer(asked, filters, start=(asked.page - 1) * ANSWERS, k=ANSWERS)
        except InvalidError as error:
            refusal, status = said(error), 422
    page = render_template(
        "matching/need_search.html",
        answer=answer,
        refusal=refusal,
        chosen=chosen,
        others=[each for each in meanings if each is not chosen],
        saved=saved,
        new=note_search_look(saved) if saved else (),
        **_frame(asked, answer),
    )
    return page, status


@room.route("/search/needs/sheet", methods=["GET", "POST"])
@open_to_everyone
def sheet() -> AnyResponse:
    """What a search of needs finds as an Excel sheet, in the order of its page."""
    asked = read_asked(request.values.to_dict(flat=False), Sought.NEEDS)
    filters, problem = read_need_filters(asked.typed)
    try:
        if problem:
            raise problem
        answer = _answer(asked, filters, k=MOST_LISTED if asked.is_list else MOST_RANKED)
    except InvalidError:  # the page of the search tells of it
        return redirect(url_for(".search", **asked.arguments()))
    told = [
        (gettext("Search"), asked.box.strip()),
        *((gettext(chip.kind.label), _words(chip.label)) for chip in answer.narrowing.chips),
        (gettext("Sorted"), gettext(asked.sorted_by.label)),
        (gettext("Technology needs"), str(len(answer.found))),
        (gettext("As of"), g.today.isoformat()),
    ]
    content = need_workbook(
        answer.found, columns=asked.columns, asked=told, translate=gettext, zone=g.settings.timezone
    )
    return download(content, f"needs-{g.today.isoformat()}.xlsx")


def _saved() -> SavedSearch | None:
    """The reader's own saved search that is opened, with what is new in it as of now."""
    number = request.args.get("saved", 0, int)
    if not number:
        return None
    return open_search(
        g.session, g.catalogue, saved_id=number, sought=Sought.NEEDS, today=g.today, reader=g.person
    )


def _asked(meanings: Callable[[str], Sequence[Wanted]]) -> Asked:
    asked = read_asked(request.values.to_dict(flat=False), Sought.NEEDS)
    was = request.form.get("was")
    return asked if was is None else asked.retyped(was, meanings)


def _way_on(asked: Asked, chosen: Wanted | None, numbered: ShelvedNeed | None) -> AnyResponse | None:
    """Where a search leads that is not answered here: to a need, a list, or the address that holds all of it."""
    if numbered and asked.reading is not Reading.WORDS:
        flash(gettext("Found by its number."), "info")
        return redirect(url_for("needs.need", need_id=numbered.id))
    if chosen and chosen.is_list and asked.text.strip():
        return redirect(url_for(".search", **asked.as_list(chosen).arguments()))
    if request.method == "POST" and asked.in_address and (asked.text.strip() or asked.is_list):
        return redirect(url_for(".search", **asked.arguments()))
    return None


def _answer(asked: Asked, filters: NeedFilters, *, start: int = 0, k: int) -> NeedAnswer:
    return need_search.search_needs(
        g.session, g.catalogue,
        asked=asked, filters=filters, reader=g.person, today=g.today, start=start, k=k,
    )  # fmt: skip


def _frame(asked: Asked, answer: NeedAnswer | None) -> dict[str, Any]:
    """What the parts that both boxes share look for."""
    return {
        "asked": asked, "text": asked.text, "in_address": asked.in_address, "kinds": NeedFilterKind,
        "no_filters": NeedFilters(), "more": bool(answer and answer.more),
        "start": (asked.page - 1) * ANSWERS, "most_sorted": MOST_SORTED,
        "staff": g.person is not None and g.person.role.is_staff,
    }  # fmt: skip


def _words(label: Label) -> str:
    return gettext(label.text) if label.is_message else label.text
