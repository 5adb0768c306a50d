"""Dates as databases, spreadsheets and people write them."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from matchmaker.errors import N_
from matchmaker.importing.cells import Cell, cell_text
from matchmaker.importing.errors import WrongValueError

_DATE = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})"
    r"(?:(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
    r"|\s*[-./年]\s*(?P<month_>[0-9]{1,2})\s*[-./月]\s*(?P<day_>[0-9]{1,2})(?:\s*日)?)"
    r"(?:[T\s]+[0-9]{1,2}:[0-9]{2}.*)?"
)
# A spreadsheet counts days from here; the range keeps a lone year such as 2013 from being read as 1905.
_DAY_ZERO = date(1899, 12, 30)
_SERIALS = range(10_000, 80_000)


class WrongDateError(WrongValueError):
    """The value is no date, or none that exists."""

    message = N_("%(value)s is not a date that exists.")
    remedy = N_("Write the date as 2013-01-02, or leave the cell blank.")


def parse_date(value: Cell) -> date | None:
    """The date, or None for a blank.

    Takes ``2013.01.02``, ``2013-1-2``, ``2013/1/2``, ``20130102`` (text or number), ``2013年1月2日``, dates,
    and a spreadsheet's serial number; a time of day is dropped.

    Raises:
        WrongDateError: it is something else, or the day does not exist.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and int(value) in _SERIALS:
        return _DAY_ZERO + timedelta(days=int(value))
    text = unicodedata.normalize("NFKC", cell_text(value)).strip()
    if not text:
        return None
    match = _DATE.fullmatch(text)
    if match is None:
        raise WrongDateError(value=text)
    try:
        return date(
            int(match["year"]), int(match["month"] or match["month_"]), int(match["day"] or match["day_"])
        )
    except ValueError as error:
        raise WrongDateError(value=text) from error
