"""Writes the terms on which the holders of the demo centre offer their patents."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from patents import Patent

HEADINGS = ("application_number", "ways", "price_cny", "readiness")
_WITH_TERMS = 0.7
_WITH_PRICE = 0.55
_WITH_READINESS = 0.85
_LAPSED = "失效"


def listing_rows(patents: Sequence[Patent], terms: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """The cells under ``HEADINGS``, for those patents not lapsed whose holder has thought about terms."""
    for patent in patents:
        number = patent.filing.application_number
        rng = Random(f"listing of {number}")
        if patent.filing.validity == _LAPSED or rng.random() >= _WITH_TERMS:
            continue
        priced, stated = rng.random() < _WITH_PRICE, rng.random() < _WITH_READINESS
        yield (
            number,
            "; ".join(rng.choice(terms["ways"])),
            str(rng.choice(terms["prices_cny"])) if priced else "",
            str(rng.choice(terms["readiness"][patent.form])) if stated else "",
        )
