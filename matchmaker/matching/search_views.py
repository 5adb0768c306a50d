"""Pages of the search: what is found, why one stands above another, and why a patent is missing."""

import re
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from matchmaker.downloads import download
from matchmaker.errors import InvalidError, NotFoundError
from matchmaker.forms import said
from matchmaker.matching import comparison, service
from matchmaker.matching.addresses import LONGEST_IN_ADDRESS, Asked, read_asked
from matchmaker.matching.asking import Question, question_of, read_question
from matchmaker.matching.classification import IpcPrefixError
from matchmaker.matching.enums import Reading, Sought
from matchmaker.matching.facets import MOST_COUNTED, Chip, loosenings, narrowing
from matchmaker.matching.filters import NO_FILTERS, FilterKind, Filters, read_filters
from matchmaker.matching.interpreting import interpreted
from matchmaker.matching.models import MATCHES_A_NEED, SavedSearch
from matchmaker.matching.result_sheet import result_workbook, results_of
from matchmaker.matching.saved_searches import asked_by, note_search_look, open_search
from matchmaker.matching.wanted import Wanted
from matchmaker.needs.models import Need
from matchmaker.needs.queries import may_read as may_read_need
from matchmaker.needs.queries import may_see_company, need_with_id
from matchmaker.organizations.roles import open_to_everyone
from matchmaker.patents.queries import may_read, patent_with_number

room = Blueprint("search", __name__, template_folder="templates")

ANSWERS = 10
_PAIR = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


@room.route("/search", methods=["GET", "POST"])
@open_to_everyone
def search() -> AnyResponse | str | tuple[str, int]:
    """The best patents for a problem, or those of a kind; what fits stands in the address, to be shared."""
    if "saved" in request.args and g.person is None:  # as the link of a mail does
        return redirect(url_for("security.login", next=request.full_path))
    saved = _saved()
    asked = asked_by(saved) if saved else _asked()
    try:
        meanings = interpreted(g.session, g.catalogue, asked.box) if asked.box.strip() else ()
    except InvalidError:  # the search itself tells of it
        meanings = ()
    chosen = asked.chosen(meanings)
    there = None if saved else _way_on(asked, chosen)
    if there:
        return there
    shown = _frame(asked)
    shown["saved"], shown["new"] = saved, note_search_look(saved) if saved else ()
    shown["chosen"], shown["others"] = chosen, [each for each in meanings if each is not chosen]
    if asked.is_list:
        return _show_list(asked, shown)
    if not asked.text.strip() and request.method == "GET":
        return render_template("matching/search.html", **shown)
    return _show_answer(asked, shown)


def _way_on(asked: Asked, chosen: Wanted | None) -> AnyResponse | None:
    """Where a search leads that is not answered here: to a list, a patent, or the address that holds all of it."""
    if chosen and asked.text.strip():
        if chosen.is_list:
            return redirect(url_for(".search", **asked.as_list(chosen).arguments()))
        if chosen.reading is Reading.NUMBER and (there := _patent_of(chosen)):
            return there
    if request.method == "POST" and asked.in_address and (asked.text.strip() or asked.is_list):
        return redirect(url_for(".search", **asked.arguments()))
    return None


def _saved() -> SavedSearch | None:
    """The reader's own saved search that is opened, with what is new in it as of now."""
    number = request.args.get("saved", 0, int)
    if not number:
        return None
    return open_search(
        g.session, g.catalogue, saved_id=number, sought=Sought.PATENTS, today=g.today, reader=g.person
    )


def _asked() -> Asked:
    """What the address or the form asks; the filters that an earlier text stood for go where it was replaced."""
    asked = read_asked(request.values.to_dict(flat=False))
    was = request.form.get("was")
    if was is None:
        return asked
    return asked.retyped(was, lambda said: interpreted(g.session, g.catalogue, said))


def _patent_of(chosen: Wanted) -> AnyResponse | None:
    """The way to the patent of a number, if the reader may see it."""
    patent = patent_with_number(g.session, chosen.words[0])
    if patent is None or not may_read(patent, g.person):
        return None
    near = url_for(".search", text=chosen.words[0], reading=Reading.NEAR.value)
    note = Markup('{} <a class="alert-link" href="{}">{}</a>').format(
        gettext("Found by its number."), near, gettext("Find what is near to it")
    )
    flash(note, "info")
    return redirect(url_for("patents.patent", patent_id=patent.id))


def _frame(asked: Asked) -> dict[str, Any]:
    """What the page shows whatever is found: the box, and the filters with their counts."""
    filters, problem = read_filters(asked.typed)
    blank = request.method == "GET" and not asked.box.strip() and not asked.typed
    attributes = None if blank else g.catalogue.attributes.caught_up(g.session)
    return {
        "asked": asked, "text": asked.text, "typed": asked.kept, "in_address": asked.in_address,
        "filters": filters, "no_filters": NO_FILTERS, "kinds": FilterKind,
        "answer": None, "patents": (), "more": False, "loosenings": (), "most": MOST_COUNTED,
        "narrowing": narrowing(attributes, filters) if attributes else None,
        "refusal": said(problem) if problem else "", "status": 422 if problem else 200,
        "wrong_code": problem.params["code"] if isinstance(problem, IpcPrefixError) else "",
        "start": (asked.page - 1) * ANSWERS, "most_sorted": service.MOST_SORTED,
    }  # fmt: skip


def _show_list(asked: Asked, shown: dict[str, Any]) -> tuple[str, int]:
    found = service.patents_like(
        g.session, g.catalogue,
        filters=shown["filters"], order=asked.sorted_by, start=shown["start"], k=ANSWERS,
    )  # fmt: skip
    shown["patents"], shown["more"] = found.patents, found.more
    return render_template("matching/search.html", **shown), shown["status"]


def _show_answer(asked: Asked, shown: dict[str, Any]) -> tuple[str, int]:
    filters = shown["filters"]
    try:
        answer = service.search_patents(
            g.session, g.catalogue,
            text=asked.text, filters=filters, reader=g.person,
            start=shown["start"], k=ANSWERS, order=asked.order,
        )  # fmt: skip
    except InvalidError as error:
        shown["refusal"] = said(error)
        return render_template("matching/search.html", **shown), 422
    shown["answer"], shown["more"] = answer, answer.more
    if filters.kinds and not answer.found:
        index, fields = g.catalogue.caught_up(g.session), answer.question.query.fields
        attributes = g.catalogue.attributes.caught_up(g.session)
        shown["loosenings"] = loosenings(attributes, filters, index, fields)
    return render_template("matching/search.html", **shown), shown["status"]


@room.route("/search/sheet", methods=["GET", "POST"])
@open_to_everyone
def sheet() -> AnyResponse | tuple[str, int]:
    """What a search finds as an Excel sheet, in the order of its page: of a text the nearest, of a list the first."""
    asked = read_asked(request.values.to_dict(flat=False))
    filters, problem = read_filters(asked.typed)
    try:
        if problem:
            raise problem
        results = results_of(g.session, g.catalogue, asked=asked, filters=filters, reader=g.person)
    except InvalidError as error:
        return render_template("matching/refused.html", refusal=said(error), **_way_back()), 422
    told = [
        (gettext("Search"), asked.box.strip()),
        *((gettext(chip.kind.label), _words(chip)) for chip in _chips(filters)),
        (gettext("Sorted"), gettext(asked.sorted_by.label)),
        (gettext("Patents"), str(len(results))),
        (gettext("As of"), g.today.isoformat()),
    ]
    content = result_workbook(results, columns=asked.columns, asked=told, translate=gettext)
    return download(content, f"patents-{g.today.isoformat()}.xlsx")


def _chips(filters: Filters) -> tuple[Chip, ...]:
    return narrowing(g.catalogue.attributes.caught_up(g.session), filters).chips


def _words(chip: Chip) -> str:
    words = gettext(chip.label.text) if chip.label.is_message else chip.label.text
    return gettext("%(amount)s ×10k yuan", amount=words) if chip.kind is FilterKind.PRICE else words


@room.route("/compare", methods=["GET", "POST"])
@open_to_everyone
def compare() -> str | tuple[str, int]:
    """Why one patent stands above another, for a search or for a need that the reader may see from inside."""
    pair = _PAIR.fullmatch(request.values.get("pair", ""))
    try:
        asked, need = _question()
    except InvalidError as error:
        return render_template("matching/refused.html", refusal=said(error), **_way_back()), 422
    if pair is None:
        raise NotFoundError
    first, second = int(pair[1]), int(pair[2])
    found = comparison.compare(g.session, g.catalogue, question=asked, first_id=first, second_id=second)
    return render_template("matching/compare.html", found=found, question=asked, need=need, **_way_back())


@room.route("/why-not", methods=["GET", "POST"])
@open_to_everyone
def why_not() -> str | tuple[str, int]:
    """Why a patent that the reader names is not on a list."""
    try:
        asked, need = _question()
        found = comparison.whereabouts(
            g.session,
            g.catalogue,
            question=asked,
            number=request.values.get("number", ""),
            reader=g.person,
            length=MATCHES_A_NEED if need else ANSWERS,
        )
    except InvalidError as error:
        return render_template("matching/refused.html", refusal=said(error), **_way_back()), 422
    return render_template("matching/why_not.html", found=found, question=asked, need=need, **_way_back())


def _question() -> tuple[Question, Need | None]:
    """What the list at hand was asked for: a need, or a text with its filters."""
    if "need" in request.values:
        need = need_with_id(g.session, request.values.get("need", 0, int))
        if not (may_read_need(need, g.person) and may_see_company(need, g.person)):
            raise NotFoundError
        return question_of(g.session, need, g.catalogue), need
    asked = read_asked(request.values.to_dict(flat=False))
    filters, _ = read_filters(asked.typed)
    return read_question(g.session, g.catalogue, text=asked.text, filters=filters, reader=g.person), None


def _way_back() -> dict[str, Any]:
    """What leads back to the list: its need, or its text and filters."""
    text = request.values.get("text", "").strip()
    return {
        "text": text,
        "typed": read_asked(request.values.to_dict(flat=False)).kept,
        "in_address": 0 < len(text) <= LONGEST_IN_ADDRESS,
        "need_id": request.values.get("need", None, int),
    }
