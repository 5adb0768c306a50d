"""Budgets as companies state them."""

import re
import unicodedata
from decimal import Decimal

from matchmaker.errors import N_
from matchmaker.importing.errors import WrongValueError

_NEGOTIABLE = re.compile("面议|面谈|待定|协商|不限|^[-—/无]*$")
_AMOUNT = re.compile(r"[¥约]?(?P<amount>\d{1,12}(?:\.\d{1,6})?)(?P<unit>万元?|亿元?|元)?(?:人民币)?")
_YUAN = {"元": 1, "万": 10_000, "亿": 100_000_000}


class WrongBudgetError(WrongValueError):
    """The text is neither an amount nor says that the price is open."""

    message = N_("%(value)s is not one amount of money.")
    remedy = N_("Write one number in the unit of the heading, or 面议 where the budget is open.")


def parse_budget(text: str, heading: str) -> Decimal | None:
    """The budget in yuan, None where it is open (面议) or blank.

    A unit beside the number counts before one in the heading (``预算（万元）``); without either it is yuan.

    Raises:
        WrongBudgetError: it is no single amount.
    """
    compact = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text))
    if _NEGOTIABLE.search(compact):
        return None
    match = _AMOUNT.fullmatch(compact)
    if match is None:
        raise WrongBudgetError(value=text)
    unit = match["unit"] or ("万" if "万元" in heading else "元")
    return Decimal(match["amount"]) * _YUAN[unit[0]]
