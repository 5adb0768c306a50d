"""Numbers of a company's own patents, looked up for its need, all their others, and the patents it can pick from."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.errors import N_, InvalidError
from matchmaker.matching.asking import (
    MOST_NUMBERS,
    TooManyNumbersError,
    is_meant_as_number,
    own_patents_of,
    parts_of,
)
from matchmaker.needs.models import Need
from matchmaker.needs.own_patents import OwnPatents
from matchmaker.organizations.known_names import name_keys
from matchmaker.organizations.models import Organization
from matchmaker.patents.applicants import names_holder
from matchmaker.patents.models import Patent, Publication
from matchmaker.patents.numbered import wrong_check_digit
from matchmaker.patents.queries import inventory, may_be_read_in, patents_with_numbers

MOST_TO_PICK = 50
MOST_OF_ABSTRACT = 2_000
"""Characters of each patent's abstract that a need is ranked by."""

_SHOWN = 40  # characters of what is no number


class NotANumberError(InvalidError):
    """Something that is no number stands among the numbers of patents."""

    message = N_(
        "“%(text)s” is no patent number. Write application or publication numbers alone, one a line, "
        "such as 202011438186.0 or CN114081026A."
    )


class UnknownNumberError(InvalidError):
    """No patent that a company may read here has a number."""

    message = N_(
        "No patent on offer here, and none of the company's own, has the number %(number)s. Compare it with the "
        "patent document; if it is right, leave it out and paste the patent's title and abstract into the text "
        "instead."
    )


def read_own_patents(session: Session, text: str, company: Organization) -> OwnPatents:
    """Looks up the numbers in a text for a company's need, in any customary form, and what is wrong with the others.

    Whoever types them, they are those of patents that the company may read: its need says what they say.
    """
    parts = parts_of(text)
    if not parts:
        return OwnPatents()
    if len(parts) > MOST_NUMBERS:
        return OwnPatents(problems=(TooManyNumbersError(count=len(parts)),))
    known = patents_with_numbers(session, parts)
    found = {part: patent for part, patent in known.items() if may_be_read_in(patent, company)}
    patents = tuple(dict.fromkeys(found[part] for part in parts if part in found))
    return OwnPatents(
        numbers=tuple(patent.number for patent in patents),
        text="\n".join(f"{patent.title}\n{patent.abstract[:MOST_OF_ABSTRACT]}".strip() for patent in patents),
        problems=tuple(_problem(part) for part in parts if part not in found),
    )


def all_numbers(session: Session, numbers: Collection[str]) -> list[str]:
    """Numbers of patents with all others, application and publications, that these patents have: at most one query.

    They are given as they are kept here.
    """
    return _with_others(numbers, _numbers_of_patents(session, numbers))


def own_numbers_of(session: Session, needs: Collection[Need]) -> dict[int, list[str]]:
    """All numbers of the patents that each need names, by the need's id: at most one query; see ``all_numbers``."""
    groups = _numbers_of_patents(session, {number for need in needs for number in need.own_patents})
    return {need.id: _with_others(need.own_patents, groups) for need in needs}


def patents_to_pick(session: Session, company: Organization) -> Sequence[Patent]:
    """The patents that are kept here as a company's own, the newest first: one query."""
    has_number = sa.or_(Patent.application_number.is_not(None), Patent.publication_number.is_not(None))
    return session.scalars(inventory(company).where(has_number).limit(MOST_TO_PICK)).all()


def held_by_others(session: Session, need: Need) -> tuple[Patent, ...]:
    """The patents that a need names as its company's own and that are kept here as those of others alone.

    An applicant's patent is its own too, whoever holds it.
    """
    others = [
        patent for patent in own_patents_of(session, need) if patent.organization_id != need.organization_id
    ]
    if not others:
        return ()
    keys = name_keys(session, need.organization)
    return tuple(
        patent for patent in others if not (patent.applicants and names_holder(patent.applicants, keys))
    )


def _with_others(numbers: Collection[str], groups: Sequence[set[str]]) -> list[str]:
    others = (number for group in groups if not group.isdisjoint(numbers) for number in sorted(group))
    return list(dict.fromkeys([*numbers, *others]))


def _numbers_of_patents(session: Session, named: Collection[str]) -> list[set[str]]:
    if not named:
        return []
    applied = sa.select(Patent.id).where(Patent.application_number.in_(named))
    published = sa.select(Publication.patent_id).where(Publication.number.in_(named))
    rows = session.execute(
        sa.select(Patent.id, Patent.application_number, Publication.number)
        .outerjoin(Publication, Publication.patent_id == Patent.id)
        .where(Patent.id.in_(applied.union(published)))
    )
    groups: dict[int, set[str]] = {}
    for patent_id, *numbers in rows:
        groups.setdefault(patent_id, set()).update(filter(None, numbers))
    return list(groups.values())


def _problem(part: str) -> InvalidError:
    if not is_meant_as_number(part):
        return NotANumberError(text=part[:_SHOWN])
    return wrong_check_digit(part) or UnknownNumberError(number=part)
