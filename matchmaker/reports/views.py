"""The front page, the year's statistics, the entries behind each figure, and the workbook of a year."""

import datetime as dt
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import text
from werkzeug.wrappers import Response

from matchmaker.database import now
from matchmaker.deals.enums import EntryKind
from matchmaker.deals.queries import EntryFilter, booked_years, entries, entries_between, entry_sum
from matchmaker.downloads import download
from matchmaker.errors import N_, InvalidError
from matchmaker.needs.queries import published_count, published_needs
from matchmaker.organizations.queries import centre, members_on
from matchmaker.organizations.roles import SIGNED_IN, STAFF, open_to, open_to_everyone
from matchmaker.patents.enums import Way
from matchmaker.patents.queries import holders_with_listings, listings_open
from matchmaker.reports.navigation import administration_for, entries_for, first_page
from matchmaker.reports.workbook import year_workbook
from matchmaker.roadshows.queries import upcoming_roadshows
from matchmaker.statistics.enums import Measure
from matchmaker.statistics.figures import Figure, year_figures
from matchmaker.statistics.recognition import recognition

room = Blueprint("reports", __name__, template_folder="templates")

_NEEDS_ON_FRONT_PAGE = 6


class UnknownFigureError(InvalidError):
    """An address that names no figure."""

    message = N_("This address names no figure. Open the statistics and follow a figure from there.")


@room.app_context_processor
def frame() -> dict[str, Any]:
    """What the frame of every page shows: whose platform it is, and the entries for this reader."""
    role = g.person.role if g.person else None
    return {
        "centre": centre(g.session),
        "navigation": lambda: entries_for(role),
        "administration": lambda: administration_for(role),
    }


@room.get("/")
@open_to_everyone
def home() -> str:
    """One large box, and what is on offer in figures that are true."""
    return render_template(
        "reports/home.html",
        listings=listings_open(g.session),
        holders=holders_with_listings(g.session),
        need_count=published_count(g.session),
        roadshows=upcoming_roadshows(g.session, now()),
        needs=list(g.session.scalars(published_needs().limit(_NEEDS_ON_FRONT_PAGE))),
    )


@room.get("/start")
@open_to(*SIGNED_IN)
def start() -> Response:
    """The page at which this person's day begins."""
    return redirect(url_for(first_page(g.person.role)))


@room.get("/healthz")
@open_to_everyone
def healthz() -> dict[str, str]:
    """Answers once the database does."""
    g.session.execute(text("SELECT 1"))
    return {"status": "ok"}


@room.get("/statistics")
@open_to(*STAFF)
def statistics() -> str:
    """A year's figures against the thresholds of recognition."""
    year = request.args.get("year", g.today.year, int)
    figures = year_figures(g.session, year=_year(year), as_of=g.today)
    return render_template(
        "reports/statistics.html",
        figures=figures,
        recognition=recognition(g.session, figures),
        years=sorted({g.today.year, *booked_years(g.session)}, reverse=True),
        measures=Measure,
        link=_link,
    )


@room.get("/statistics/entries")
@open_to(*STAFF)
def behind() -> str:
    """The ledger entries that a figure adds up, and their sum."""
    chosen = _filter_from_address()
    rows = list(g.session.scalars(entries(chosen)))
    return render_template(
        "reports/entries.html", rows=rows, total=entry_sum(g.session, chosen), chosen=chosen
    )


@room.get("/statistics/members")
@open_to(*STAFF)
def members() -> str:
    """The member organisations behind the count of a day."""
    try:
        on = dt.date.fromisoformat(request.args.get("on", g.today.isoformat()))
    except ValueError as error:
        raise UnknownFigureError from error
    return render_template("reports/members.html", members=members_on(g.session, on), on=on)


@room.get("/statistics/<int:year>.xlsx")
@open_to(*STAFF)
def workbook(year: int) -> Response:
    """A year's report as a workbook."""
    figures = year_figures(g.session, year=_year(year), as_of=g.today)
    booked = g.session.scalars(entries_between(dt.date(figures.year, 1, 1), figures.as_of))
    content = year_workbook(figures, recognition(g.session, figures), booked, gettext)
    return download(content, f"statistics-{figures.year}.xlsx")


def _link(figure: Figure) -> str:
    behind_it = figure.behind
    return url_for(
        "reports.behind",
        kind=behind_it.kind.value,
        way=behind_it.way.value if behind_it.way else None,
        first=behind_it.first_day.isoformat(),
        last=behind_it.last_day.isoformat(),
    )


def _filter_from_address() -> EntryFilter:
    try:
        way = request.args.get("way")
        return EntryFilter(
            kind=EntryKind(request.args.get("kind", "")),
            first_day=dt.date.fromisoformat(request.args.get("first", "")),
            last_day=dt.date.fromisoformat(request.args.get("last", "")),
            way=Way(way) if way else None,
        )
    except ValueError as error:
        raise UnknownFigureError from error


def _year(year: int) -> int:
    if not 1985 <= year <= g.today.year:  # noqa: PLR2004 - the Patent Law's first year
        raise UnknownFigureError
    return year
