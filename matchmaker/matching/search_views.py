"""Pages of the search: what is found, why one stands above another, and why a patent is missing."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from matchmaker.errors import InvalidError, NotFoundError
from matchmaker.forms import said
from matchmaker.matching import comparison, service
from matchmaker.matching.asking import Question, question_of, read_question
from matchmaker.matching.classification import IpcPrefixError
from matchmaker.matching.facets import MOST_COUNTED, loosenings, narrowing
from matchmaker.matching.filters import NAMES, NO_FILTERS, FilterKind, read_filters
from matchmaker.matching.runs import MATCHES_A_NEED
from matchmaker.needs.models import Need
from matchmaker.needs.queries import may_read as may_read_need
from matchmaker.needs.queries import may_see_company, need_with_id
from matchmaker.organizations.roles import open_to_everyone
from matchmaker.patents.queries import may_read

room = Blueprint("search", __name__, template_folder="templates")

_LONGEST_IN_ADDRESS = 600
_ANSWERS = 10
_PAIR = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


@room.route("/search", methods=["GET", "POST"])
@open_to_everyone
def search() -> Response | str | tuple[str, int]:
    """The ten best patents for a problem; a short one stands in the address with its filters, to be shared."""
    text, typed = request.values.get("text", ""), _typed_filters()
    in_address = len(text.strip()) <= _LONGEST_IN_ADDRESS
    if request.method == "POST" and in_address and text.strip():
        address: dict[str, Any] = {"text": text.strip(), **typed}
        return redirect(url_for(".search", **address))
    filters, problem = read_filters(typed)
    shown: dict[str, Any] = {
        "text": text, "typed": typed, "filters": filters, "no_filters": NO_FILTERS,
        "in_address": in_address, "kinds": FilterKind,
        "answer": None, "narrowing": None, "loosenings": (), "most": MOST_COUNTED,
        "refusal": said(problem) if problem else "",
        "wrong_code": problem.params["code"] if isinstance(problem, IpcPrefixError) else "",
    }  # fmt: skip
    if "text" not in request.values:
        return render_template("matching/search.html", **shown)
    attributes = g.catalogue.attributes.caught_up(g.session)
    shown["narrowing"] = narrowing(attributes, filters)
    try:
        answer = service.search_patents(g.session, g.catalogue, text=text, filters=filters, reader=g.person)
    except InvalidError as error:
        shown["refusal"] = said(error)
        return render_template("matching/search.html", **shown), 422
    if answer.numbered and not may_read(answer.numbered, g.person):
        answer = replace(answer, numbered=None)
    shown["answer"] = answer
    if filters.kinds and not answer.found:
        index = g.catalogue.caught_up(g.session)
        shown["loosenings"] = loosenings(attributes, filters, index, answer.question.query.fields)
    return render_template("matching/search.html", **shown), 422 if problem else 200


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
    return render_template("matching/compare.html", found=found, need=need, **_way_back())


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
            length=MATCHES_A_NEED if need else _ANSWERS,
        )
    except InvalidError as error:
        return render_template("matching/refused.html", refusal=said(error), **_way_back()), 422
    return render_template("matching/why_not.html", found=found, need=need, **_way_back())


def _question() -> tuple[Question, Need | None]:
    """What the list at hand was asked for: a need, or a text with its filters."""
    if "need" in request.values:
        need = need_with_id(g.session, request.values.get("need", 0, int))
        if not (may_read_need(need, g.person) and may_see_company(need, g.person)):
            raise NotFoundError
        return question_of(need, g.catalogue), need
    text, (filters, _) = request.values.get("text", ""), read_filters(_typed_filters())
    asked = read_question(g.session, g.catalogue, text=text, filters=filters, reader=g.person)
    return asked, None


def _way_back() -> dict[str, Any]:
    """What leads back to the list: its need, or its text and filters."""
    text = request.values.get("text", "").strip()
    return {
        "text": text,
        "typed": _typed_filters(),
        "in_address": 0 < len(text) <= _LONGEST_IN_ADDRESS,
        "need_id": request.values.get("need", None, int),
    }


def _typed_filters() -> dict[str, list[str]]:
    """The filters as they were sent; ``instead`` is what a button puts in the place of all of them."""
    instead = request.form.get("instead")
    values = request.values.to_dict(flat=False) if instead is None else parse_qs(instead)
    return {name: [text for text in values[name] if text.strip()] for name in NAMES if name in values}
