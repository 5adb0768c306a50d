"""The six answers of an inventory review as the rows of the batch template."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matchmaker.errors import N_
from matchmaker.importing.cells import Cell, cell_text
from matchmaker.importing.errors import WrongValueError
from matchmaker.importing.grid import NumberedRow
from matchmaker.importing.headings import ColumnUse, Field
from matchmaker.importing.readiness import parse_readiness
from matchmaker.importing.rows import ReadRow, Row, each_row

MAX_SCENARIOS = 2_000

FUNDINGS = {"是": "public", "否": "other"}
IMPLEMENTATIONS = {"未实施": "none", "自行实施": "own", "他人实施": "others", "已产业化": "industrial"}
WAYS = {"转让": "transfer", "许可": "licence", "作价入股": "equity", "质押融资": "financing"}
UNWILLING = "暂不转化"

_OTHER_WORDS = {
    "财政资助": "public",
    "非财政资助": "other",
    "许可他人实施": "others",
    "产业化": "industrial",
    "作价投资": "equity",
    "作价出资": "equity",
    "普通许可": "licence",
    "质押": "financing",
    "无转化意愿": UNWILLING,
}
_BETWEEN_WAYS = re.compile(r"[|;；,，、/\n]")

REVIEW_FIELDS = (
    Field(
        "number",
        N_("Number"),
        ("申请号", "专利申请号", "专利号", "专利号/申请号", "申请号/专利号", "公开(公告)号", "编号"),
        required=True,
        is_number=True,
    ),
    Field("title", N_("Title"), ("专利名称", "标题", "名称", "发明名称")),
    Field(
        "funding",
        N_("Of a publicly funded project"),
        ("是否财政资助项目形成", "是否由财政资助项目形成", "财政资助"),
    ),
    Field("implementation", N_("Put into practice"), ("专利实施状态", "专利实施状态(含产业化)", "实施状态")),
    Field("ways", N_("Ways accepted"), ("转化意愿", "转化意愿(可多选)", "转化方式", "拟转化方式")),
    Field("readiness", N_("Technology readiness"), ("技术成熟度", "成熟度", "技术就绪度")),
    Field("rating", N_("Self-rating"), ("专利自评", "自评", "前景自评", "自评等级")),
    Field("scenarios", N_("Where it is used"), ("应用场景", "可应用场景", "适用场景")),
)


class UnknownAnswerError(WrongValueError):
    """A word that is none of those to choose from."""

    message = N_("%(value)s is none of the answers, which are: %(known)s.")
    remedy = N_("Write one of them, or leave the cell blank.")


class UnwillingWaysCellError(WrongValueError):
    """Ways stand together with 暂不转化."""

    message = N_("Ways and 暂不转化 stand together.")
    remedy = N_("Keep either the ways or 暂不转化.")


class ScenariosTooLongError(WrongValueError):
    """The text has more than ``MAX_SCENARIOS`` characters."""

    message = N_("The text has %(length)s characters; at most %(limit)s are taken.")
    remedy = N_("Shorten it to where the technology can be used.")


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """What one row answers; blanks are None or empty, values are those of the rooms reviews and patents.

    ``told`` are the fields that the row fills in.
    """

    row: int
    number: str
    told: frozenset[str]
    funding: str | None
    implementation: str | None
    ways: tuple[str, ...]
    unwilling: bool
    readiness: int | None
    rating: str
    scenarios: str


def each_answer(
    headings: Sequence[str], rows: Iterable[NumberedRow], uses: Sequence[ColumnUse]
) -> Iterator[ReadRow[ReviewRecord]]:
    """Each row as the answers for one patent, one after the other.

    Raises, before the first row:
        NoKnownHeadingError: no column holds numbers.
    """
    return each_row(headings, rows, uses, REVIEW_FIELDS, read=_record, keys=_keys)


def _record(row: Row) -> ReviewRecord:
    ways = row.parsed("ways", _ways) or ()
    scenarios = row.text("scenarios")
    if len(scenarios) > MAX_SCENARIOS:
        row.refuse("scenarios", ScenariosTooLongError(length=len(scenarios), limit=MAX_SCENARIOS))
    return ReviewRecord(
        row=row.number,
        number=row.line("number"),
        told=frozenset(field.name for field in REVIEW_FIELDS[2:] if row.text(field.name)),
        funding=row.parsed("funding", _one_of(FUNDINGS)),
        implementation=row.parsed("implementation", _one_of(IMPLEMENTATIONS)),
        ways=tuple(way for way in ways if way != UNWILLING),
        unwilling=UNWILLING in ways,
        readiness=row.parsed("readiness", parse_readiness),
        rating=row.line("rating"),
        scenarios=scenarios,
    )


def _keys(record: ReviewRecord) -> dict[str, str]:
    return {"number": record.number} if record.number else {}


def _one_of(known: Mapping[str, str]) -> Callable[[Cell], str]:
    def parse(cell: Cell) -> str:
        return _member(cell_text(cell), known)

    return parse


def _ways(cell: Cell) -> tuple[str, ...]:
    parts = (part.strip() for part in _BETWEEN_WAYS.split(cell_text(cell)))
    known = {**WAYS, UNWILLING: UNWILLING}
    ways = tuple(dict.fromkeys(_member(part, known) for part in parts if part))
    if UNWILLING in ways and len(ways) > 1:
        raise UnwillingWaysCellError
    return ways


def _member(text: str, known: Mapping[str, str]) -> str:
    word = "".join(unicodedata.normalize("NFKC", text).split())
    member = known.get(word) or _OTHER_WORDS.get(word)
    if member not in known.values():
        raise UnknownAnswerError(value=text, known="、".join(known))
    return str(member)
