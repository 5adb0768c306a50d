"""The year's report as a workbook: the figures on one sheet, the contracts behind them on the next."""

from collections.abc import Callable, Iterable

from matchmaker.database import yuan_from_fen
from matchmaker.deals.models import LedgerEntry
from matchmaker.errors import N_
from matchmaker.statistics.figures import WayFigures, YearFigures
from matchmaker.statistics.recognition import Recognition
from matchmaker.workbooks import Sheet, Value, add_row, add_sheet, as_bytes, new_workbook

Translate = Callable[[str], str]

_FIGURE_HEADINGS = (
    N_("Way"),
    N_("Contracts"),
    N_("Number of patents"),
    N_("Registrations"),
    N_("Contract amount, yuan"),
    N_("Amount in effect, yuan"),
    N_("Received, yuan"),
)
_FIGURE_WIDTHS = (24, 14, 14, 14, 22, 22, 22)
_ENTRY_HEADINGS = (
    N_("Day"),
    N_("Entry"),
    N_("Way"),
    N_("Contract number"),
    N_("Seller"),
    N_("Buyer"),
    N_("Contracts"),
    N_("Number of patents"),
    N_("Registrations"),
    N_("Amount, yuan"),
    N_("Note"),
)
_ENTRY_WIDTHS = (12, 16, 12, 22, 26, 30, 10, 10, 10, 18, 40)


def year_workbook(
    figures: YearFigures, standing: Recognition | None, entries: Iterable[LedgerEntry], translate: Translate
) -> bytes:
    """An .xlsx of a year's figures; money in yuan; texts never run as formulas.

    ``translate`` turns the headings and labels into the reader's language.
    """
    workbook = new_workbook()
    shown = add_sheet(workbook, translate(N_("Figures")), _FIGURE_WIDTHS)
    _write_figures(shown, figures, standing, translate)
    booked = add_sheet(workbook, translate(N_("Ledger entries")), _ENTRY_WIDTHS)
    _write_entries(booked, entries, translate)
    return as_bytes(workbook)


def _write_figures(
    sheet: Sheet, figures: YearFigures, standing: Recognition | None, translate: Translate
) -> None:
    add_row(sheet, [translate(N_("Year")), figures.year, translate(N_("As of")), figures.as_of.isoformat()])
    add_row(sheet, [translate(heading) for heading in _FIGURE_HEADINGS], bold=True)
    for row in (*figures.ways, figures.total):
        add_row(sheet, _figure_row(row, translate))
    if standing:
        add_row(sheet, [])
        headings = (N_("Recognition"), N_("Reached"), N_("Threshold"), N_("Met"), N_("Source"))
        add_row(sheet, [translate(heading) for heading in headings], bold=True)
        for part in standing.standings:
            is_money = part is standing.amount
            reached, goal = part.value, part.threshold.value
            add_row(
                sheet,
                [
                    translate(part.measure.label),
                    yuan_from_fen(reached) if is_money else reached,
                    yuan_from_fen(goal) if is_money else goal,
                    translate(N_("yes") if part.met else N_("no")),
                    part.threshold.source,
                ],
            )


def _figure_row(row: WayFigures, translate: Translate) -> list[Value]:
    return [
        translate(row.way.label if row.way else N_("Total")),
        row.contract.total.contracts,
        row.contract.total.patents,
        row.registration.total.registrations,
        yuan_from_fen(row.contract.total.amount_fen),
        yuan_from_fen(row.effect.total.amount_fen),
        yuan_from_fen(row.receipt.total.amount_fen),
    ]


def _write_entries(sheet: Sheet, entries: Iterable[LedgerEntry], translate: Translate) -> None:
    add_row(sheet, [translate(heading) for heading in _ENTRY_HEADINGS], bold=True)
    for entry in entries:
        add_row(
            sheet,
            [
                entry.booked_on.isoformat(),
                translate(entry.kind.label),
                translate(entry.way.label),
                entry.deal.contract_number or "",
                entry.deal.seller.name,
                entry.deal.buyer.name,
                entry.contracts,
                entry.patents,
                entry.registrations,
                yuan_from_fen(entry.amount_fen),
                entry.note,
            ],
        )
