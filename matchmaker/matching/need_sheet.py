"""What a search of needs found, as a workbook: the needs as the reader may see them, and what was asked."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from matchmaker.errors import N_
from matchmaker.matching.enums import Column
from matchmaker.matching.need_search import NeedHit
from matchmaker.matching.result_sheet import Heading, Translate, found_workbook
from matchmaker.workbooks import Value

_FEN_A_WAN = 1_000_000
_HEADINGS: tuple[Heading, ...] = (
    (N_("Place"), 6, "always"),
    (N_("Title"), 44, "always"),
    (N_("Company"), 28, "always"),
    (N_("Industry"), 18, Column.INDUSTRY),
    (N_("Region"), 14, Column.REGION),
    (N_("How to work together"), 28, Column.COOPERATION),
    (N_("Budget, ×10k yuan"), 14, Column.BUDGET),
    (N_("Needed by"), 12, Column.DEADLINE),
    (N_("Made public on"), 12, Column.PUBLISHED),
    (N_("Score"), 8, "always"),
    (N_("Text"), 80, "always"),
)


def need_workbook(
    hits: Sequence[NeedHit],
    *,
    columns: Sequence[Column] = (),
    asked: Sequence[tuple[str, str]],
    translate: Translate,
    zone: dt.tzinfo,
) -> bytes:
    """An .xlsx of the needs found, in their order; days are those of ``zone``, the rest as in ``result_workbook``."""
    rows = [_row(hit, translate, zone) for hit in hits]
    return found_workbook(
        N_("Needs found"), _HEADINGS, rows, columns=columns, asked=asked, translate=translate
    )


def _row(hit: NeedHit, translate: Translate, zone: dt.tzinfo) -> list[Value]:
    need = hit.need
    return [
        hit.rank,
        need.title,
        need.company or translate(N_("A company")),
        need.industry,
        need.region,
        " / ".join(translate(way.label) for way in need.cooperation),
        translate(N_("to be agreed")) if need.budget_fen is None else Decimal(need.budget_fen) / _FEN_A_WAN,
        need.deadline,
        need.since.astimezone(zone).date(),
        None if hit.score is None else round(hit.score, 3),
        need.content,
    ]
