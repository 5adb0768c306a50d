"""Patents by number, written in any customary form."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress

import sqlalchemy as sa

from matchmaker.errors import InvalidError
from matchmaker.importing.numbers import ApplicationNumber, PublicationNumber, WrongCheckDigitError
from matchmaker.patents.models import Patent, Publication

_PREFIX = re.compile(r"^(?:CN|ZL)+")
_LEAST_DIGITS = 4


def is_number(text: str) -> bool:
    """Whether a text has the form of an application or publication number."""
    return bool(application_form(text) or publication_keys(text))


def application_form(text: str) -> str | None:
    """The canonical application number that a text is, if it is one."""
    with suppress(InvalidError):
        return str(ApplicationNumber.parse(text))
    return None


def wrong_check_digit(text: str) -> WrongCheckDigitError | None:
    """What is wrong with an application number whose digits contradict one another; None for any other text."""
    try:
        ApplicationNumber.parse(text)
    except WrongCheckDigitError as error:
        return error
    except InvalidError:
        return None
    return None


def publication_keys(text: str) -> tuple[str, ...]:
    """The keys of the publications that a text names; several for an old number without its kind."""
    with suppress(InvalidError):
        number = PublicationNumber.parse(text)
        return (number.key,) if number.kind else (number.key, *number.other_keys)
    return ()


def has_number(text: str) -> sa.ColumnElement[bool]:
    """Whether a patent has the number that a text is."""
    conditions: list[sa.ColumnElement[bool]] = []
    if form := application_form(text):
        conditions.append(Patent.application_number == form)
    if keys := publication_keys(text):
        conditions.append(_published(Publication.key.in_(keys)))
    return sa.or_(sa.false(), *conditions)


def has_part_of_number(text: str) -> sa.ColumnElement[bool]:
    """Whether a patent's number has a part like a text, however that is written."""
    part = _PREFIX.sub("", re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper())
    if sum(character.isdigit() for character in part) < _LEAST_DIGITS:
        return sa.false()
    return sa.or_(
        Patent.application_number.icontains(part, autoescape=True),
        _published(Publication.number.icontains(part, autoescape=True)),
    )


def by_number(
    texts: Iterable[str], applications: Mapping[str, Patent], publications: Mapping[str, Patent]
) -> dict[str, Patent]:
    """The patent that each text names, among some by their application numbers and the keys of their publications."""
    found = {}
    for text in texts:
        keyed = next((publications[key] for key in publication_keys(text) if key in publications), None)
        patent = applications.get(application_form(text) or "") or keyed
        if patent:
            found[text] = patent
    return found


def _published(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether one of a patent's publications meets a condition."""
    return Patent.id.in_(sa.select(Publication.patent_id).where(condition))
