"""Headings that are nearly those of a field: a guess that a person is asked to confirm."""

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from matchmaker.importing.headings import ColumnUse, Field, fold_heading

LEAST_LIKENESS = 85.0
"""Twice the characters that two headings share in order, per hundred characters of both (rapidfuzz's ``ratio``).

申请(专利权)人名称 (89), 专利申请号码 (91) and 授权公告日期 (91) are above it; CPC分类号 for IPC分类号 (83),
专利权人类型 for 专利类型 (80) and 申请人地址 for 申请人 (75) below.
"""


def with_guesses(uses: Sequence[ColumnUse], fields: Sequence[Field]) -> tuple[ColumnUse, ...]:
    """The uses, and for columns and fields without one the likeliest above ``LEAST_LIKENESS``, if it is the only one.

    A heading that is known is no guess for another field: 公开(公告)日 is not taken for 公开(公告)号.
    """
    known = [(fold_heading(heading), field.name) for field in fields for heading in field.headings]
    all_known = {heading for heading, _ in known}
    open_fields = {field.name for field in fields} - {use.field for use in uses}
    guessed: dict[str, tuple[float, int]] = {}
    for use in uses:
        folded = fold_heading(use.heading)
        if use.field is None and folded and folded not in all_known:
            likeness, field = _likeliest(folded, known)
            if field in open_fields and likeness > guessed.get(field, (0.0, 0))[0]:
                guessed[field] = likeness, use.column
    fields_by_column = {column: field for field, (_, column) in guessed.items()}
    return tuple(
        replace(use, field=fields_by_column[use.column], how="guessed")
        if use.column in fields_by_column
        else use
        for use in uses
    )


def unconfirmed_numbers(uses: Sequence[ColumnUse], fields: Sequence[Field]) -> tuple[ColumnUse, ...]:
    """The columns that were only guessed to hold numbers: they are not read before a person has said so."""
    numbers = {field.name for field in fields if field.is_number}
    return tuple(use for use in uses if use.how == "guessed" and use.field in numbers)


def without_unconfirmed_numbers(uses: Sequence[ColumnUse], fields: Sequence[Field]) -> tuple[ColumnUse, ...]:
    """The uses as they may be read without asking anybody."""
    unconfirmed = unconfirmed_numbers(uses, fields)
    return tuple(replace(use, field=None, how=None) if use in unconfirmed else use for use in uses)


def _likeliest(folded: str, known: Sequence[tuple[str, str]]) -> tuple[float, str]:
    """The likeness of the field that the heading is most like, and its name; no name where two are equally like."""
    headings = [heading for heading, _ in known]
    likenesses: dict[str, float] = {}
    for _, likeness, place in process.extract(
        folded, headings, scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS, limit=None
    ):
        likenesses.setdefault(known[place][1], likeness)  # the best come first
    best = max(likenesses.values(), default=0.0)
    fields = [field for field, likeness in likenesses.items() if likeness == best]
    return (best, fields[0]) if len(fields) == 1 else (0.0, "")
