"""The year's report as a workbook: the figures on one sheet, the contracts behind them on the next."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from matchmaker.database import yuan_from_fen
from matchmaker.deals.models import LedgerEntry
from matchmaker.errors import N_
from matchmaker.statistics.figures import WayFigures, YearFigures
from matchmaker.statistics.recognition import Recognition

Translate = Callable[[str], str]
Cell = str | int | Decimal | None

_FIGURE_HEADINGS = (
    N_("Way"),
    N_("Contracts"),
    N_("Number of patents"),
    N_("Registrations"),
    N_("Contract amount, yuan"),
    N_("Amount in effect, yuan"),
    N_("Received, yuan"),
)
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


def year_workbook(
    figures: YearFigures, standing: Recognition | None, entries: Iterable[LedgerEntry], translate: Translate
) -> bytes:
    """An .xlsx of a year's figures; money in yuan; texts never run as formulas.

    ``translate`` turns the headings and labels into the reader's language.
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    _figures_sheet(workbook.create_sheet(translate(N_("Figures"))), figures, standing, translate)
    _entries_sheet(workbook.create_sheet(translate(N_("Ledger entries"))), entries, translate)
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _figures_sheet(
    sheet: Worksheet, figures: YearFigures, standing: Recognition | None, translate: Translate
) -> None:
    _append(sheet, [translate(N_("Year")), figures.year, translate(N_("As of")), figures.as_of.isoformat()])
    _append(sheet, [translate(heading) for heading in _FIGURE_HEADINGS], bold=True)
    for row in (*figures.ways, figures.total):
        _append(sheet, _figure_row(row, translate))
    if standing:
        _append(sheet, [])
        headings = (N_("Recognition"), N_("Reached"), N_("Threshold"), N_("Met"), N_("Source"))
        _append(sheet, [translate(heading) for heading in headings], bold=True)
        for part in standing.standings:
            is_money = part is standing.amount
            reached, goal = part.value, part.threshold.value
            _append(
                sheet,
                [
                    translate(part.measure.label),
                    yuan_from_fen(reached) if is_money else reached,
                    yuan_from_fen(goal) if is_money else goal,
                    translate(N_("yes") if part.met else N_("no")),
                    part.threshold.source,
                ],
            )
    _set_widths(sheet, (24, 14, 14, 14, 22, 22, 22))


def _figure_row(row: WayFigures, translate: Translate) -> list[Cell]:
    return [
        translate(row.way.label if row.way else N_("Total")),
        row.contract.total.contracts,
        row.contract.total.patents,
        row.registration.total.registrations,
        yuan_from_fen(row.contract.total.amount_fen),
        yuan_from_fen(row.effect.total.amount_fen),
        yuan_from_fen(row.receipt.total.amount_fen),
    ]


def _entries_sheet(sheet: Worksheet, entries: Iterable[LedgerEntry], translate: Translate) -> None:
    _append(sheet, [translate(heading) for heading in _ENTRY_HEADINGS], bold=True)
    for entry in entries:
        _append(
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
    _set_widths(sheet, (12, 16, 12, 22, 26, 30, 10, 10, 10, 18, 40))


def _append(sheet: Worksheet, values: list[Cell], *, bold: bool = False) -> None:
    sheet.append(values)
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, str):
            cell.data_type = "s"
        if isinstance(cell.value, Decimal):
            cell.number_format = "#,##0.00"
        if bold:
            cell.font = Font(bold=True)


def _set_widths(sheet: Worksheet, widths: tuple[int, ...]) -> None:
    for place, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
