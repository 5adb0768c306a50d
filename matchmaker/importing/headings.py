"""Which column of a sheet holds what, however its author headed it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from matchmaker.importing.errors import ColumnChosenTwiceError

_STANDARDIZED = "[标]"
_IGNORED = re.compile(rf"^(?:{re.escape(_STANDARDIZED)})+|\(必填\)|[\s_*:]")


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a column can hold.

    ``headings`` are what columns of it are called, the best one first. A ``required`` field must be filled in
    every row, unless one of the fields named by ``unless`` is. What ``is_number`` tells one row from another.
    ``also`` is a field of the same kind, by whose column errors are named where the sheet has none of this.
    """

    name: str
    label: str
    headings: tuple[str, ...]
    required: bool = False
    unless: tuple[str, ...] = ()
    is_number: bool = False
    also: str = ""


How: TypeAlias = Literal["exact", "synonym", "guessed", "remembered", "chosen"]


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What a column was taken for.

    ``how`` is ``exact`` where it bears the field's name or first heading, ``synonym`` where a later one,
    ``guessed`` where its heading is only like one, ``remembered`` where a person said so of such a file before,
    ``chosen`` where a person says so now, and None where the column is not used.
    """

    column: int
    heading: str
    field: str | None
    how: How | None


def fold_heading(heading: str) -> str:
    """The heading without what differs between exports: width, case, blanks, marks and ``[标]``."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return _IGNORED.sub("", "".join(text.split()))


def understand_headings(headings: Sequence[str], fields: Sequence[Field]) -> tuple[ColumnUse, ...]:
    """One use for each column, in their order.

    No two columns get the same field: the heading that the field lists first wins, then one without ``[标]``,
    then the one further left.
    """
    folded = [fold_heading(heading) for heading in headings]
    by_preference = sorted(
        range(len(headings)), key=lambda column: headings[column].startswith(_STANDARDIZED)
    )
    columns: dict[str, int] = {}
    for column in by_preference:
        columns.setdefault(folded[column], column)
    uses = [ColumnUse(column, heading, None, None) for column, heading in enumerate(headings)]
    for field in fields:
        known = [fold_heading(heading) for heading in (*field.headings, field.name)]
        found = next((heading for heading in known if heading in columns), None)
        if found is not None:
            column = columns.pop(found)
            how: Literal["exact", "synonym"] = "exact" if found in {known[0], known[-1]} else "synonym"
            uses[column] = replace(uses[column], field=field.name, how=how)
    return tuple(uses)


def with_overrides(
    uses: Sequence[ColumnUse], overrides: Mapping[int, str | None], how: How = "chosen"
) -> tuple[ColumnUse, ...]:
    """The uses after a person's choices: column index to field name, or to None for "leave it out".

    A field that is chosen for one column is taken from any other. ``how`` says when the choices were made.

    Raises:
        ColumnChosenTwiceError: one field is chosen for two columns.
    """
    chosen = [field for field in overrides.values() if field is not None]
    for field in chosen:
        if chosen.count(field) > 1:
            raise ColumnChosenTwiceError(field=field)
    return tuple(_overridden(use, overrides, chosen, how) for use in uses)


def _overridden(
    use: ColumnUse, overrides: Mapping[int, str | None], chosen: Sequence[str], how: How
) -> ColumnUse:
    if use.column in overrides:
        field = overrides[use.column]
        if field == use.field and use.how != "guessed":
            return use
        return replace(use, field=field, how=how if field else None)
    return replace(use, field=None, how=None) if use.field in chosen else use
