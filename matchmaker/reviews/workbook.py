"""The sheets of a review: the batch template with its menus, and the links for a mail merge."""

from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from matchmaker.errors import N_
from matchmaker.importing.reviews import FUNDINGS, IMPLEMENTATIONS, UNWILLING, WAYS
from matchmaker.reviews.models import Review, ReviewItem
from matchmaker.reviews.queries import LinkLoad
from matchmaker.workbooks import Sheet, add_row, add_sheet, as_bytes, new_workbook

_LONGEST_MESSAGE = 255  # what a spreadsheet takes
_MENUS = "选项"
_HEADINGS = (
    "申请号",
    "专利名称",
    "学院",
    "填报人",
    "是否财政资助项目形成",
    "专利实施状态",
    "转化意愿",
    "技术成熟度",
    "专利自评",
    "应用场景",
    "状态",
    "退回原因",
)
_WIDTHS = (20, 44, 18, 12, 22, 16, 22, 16, 14, 44, 16, 24)
_LINK_WIDTHS = (14, 22, 26, 8, 12, 8, 14, 90)
_FIRST_MENU = 5
_READINESS = tuple(
    f"{place}级（{name}级）"
    for place, name in enumerate(
        ("报告", "方案", "功能", "仿真", "初样", "正样", "环境", "产品", "系统"), start=1
    )
)
_LINK_HEADINGS = (
    N_("Name"),
    N_("Department"),
    N_("E-mail or telephone"),
    N_("Patents"),
    N_("Still to be filled in"),
    N_("Returned"),
    N_("Answers are due on"),
    N_("Link"),
)


def batch_template(review: Review, items: Iterable[ReviewItem], translate: Callable[[str], str]) -> bytes:
    """An .xlsx of a review's patents with the answers so far and a menu in each column that has one.

    Headings and answers are in Chinese whatever the reader's language, so that the sheet can be read again; texts
    never run as formulas.
    """
    workbook = new_workbook()
    sheet = add_sheet(workbook, "盘点", _WIDTHS, frozen="C2")
    add_row(sheet, _HEADINGS, bold=True)
    rows = 1
    for item in items:
        rows += 1
        add_row(sheet, _row(item, translate))
    several = (*WAYS, "转让；许可", "转让；许可；作价入股", UNWILLING)
    menus = (tuple(FUNDINGS), tuple(IMPLEMENTATIONS), several, _READINESS, tuple(review.ratings))
    for place, menu in enumerate(menus):
        _add_menu(sheet, place, menu, rows=rows, strict=menu is not several)
    choices = add_sheet(workbook, _MENUS)
    choices.sheet_state = "hidden"
    for line in zip_longest(*menus, fillvalue=""):
        add_row(choices, line)
    return as_bytes(workbook)


def links_workbook(
    review: Review,
    links: Iterable[tuple[LinkLoad, str]],
    translate: Callable[[str], str],
) -> bytes:
    """An .xlsx for a mail merge: one row for each who answers, with the address of the link (empty: taken back)."""
    workbook = new_workbook()
    sheet = add_sheet(workbook, translate(N_("Links and reminders")), _LINK_WIDTHS)
    add_row(sheet, [translate(heading) for heading in _LINK_HEADINGS], bold=True)
    for load, address in links:
        link = load.link
        add_row(
            sheet,
            (
                link.name,
                link.department,
                link.contact,
                load.patents,
                load.to_fill,
                load.returned,
                review.due_on.isoformat(),
                address,
            ),
        )
    return as_bytes(workbook)


def _row(item: ReviewItem, translate: Callable[[str], str]) -> list[str]:
    words = {value: word for known in (FUNDINGS, IMPLEMENTATIONS, WAYS) for word, value in known.items()}
    ways = [UNWILLING] if item.unwilling else [words[way.value] for way in item.ways]
    return [
        item.patent.number,
        item.patent.title,
        item.patent.department,
        item.link.name if item.link else "",
        words[item.funding.value] if item.funding else "",
        words[item.implementation.value] if item.implementation else "",
        "；".join(ways),
        _READINESS[item.readiness - 1] if item.readiness else "",
        item.rating,
        item.scenarios,
        translate(item.state.label),
        item.reason,
    ]


def _add_menu(sheet: Sheet, place: int, menu: Sequence[str], *, rows: int, strict: bool) -> None:
    """A menu for one column of answers; its choices stand in a column of the hidden sheet."""
    letter, column = get_column_letter(_FIRST_MENU + place), get_column_letter(place + 1)
    validation = DataValidation(
        type="list", formula1=f"{_MENUS}!${column}$1:${column}${len(menu)}", allow_blank=True
    )
    validation.showErrorMessage = strict
    validation.error = f"请从列表中选择：{'、'.join(menu)}"[:_LONGEST_MESSAGE]
    if not strict:
        validation.promptTitle, validation.prompt = "可多选", "可从列表选择，也可填写多项，用“；”分隔。"
        validation.showInputMessage = True
    sheet.data_validations.append(validation)
    validation.add(f"{letter}2:{letter}{max(rows, 2)}")
