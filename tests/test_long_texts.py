"""No text, however it is made, keeps a pattern busy: a hundred thousand characters take as long as others do.

A pattern that goes back and forth over a text takes the square of its length, and minutes where others take
milliseconds. The limit is of the processor's time, and many times what the slowest of these takes.
"""

import signal
from contextlib import contextmanager, suppress

import pytest

from matchmaker.errors import MatchmakerError
from matchmaker.importing.budgets import parse_budget
from matchmaker.importing.dates import parse_date
from matchmaker.importing.documents import parse_count, parse_documents
from matchmaker.importing.fields import PATENT_FIELDS
from matchmaker.importing.formulas import guarded
from matchmaker.importing.headings import fold_heading, understand_headings
from matchmaker.importing.ipc import parse_ipc
from matchmaker.importing.ipc_scheme import read_scheme, short_title
from matchmaker.importing.legal_status import simple_status
from matchmaker.importing.need_terms import parse_cooperation, parse_ownership, parse_secrecy
from matchmaker.importing.numbers import ApplicationNumber, PublicationNumber, parse_publications
from matchmaker.importing.patents import first_claim
from matchmaker.importing.readiness import parse_readiness
from matchmaker.importing.skipped_rows import SkippedRows
from matchmaker.matching.asking import numbers_in
from matchmaker.matching.classification import parse_prefix
from matchmaker.matching.enums import WordKind
from matchmaker.matching.wanted import Names, readings
from matchmaker.matching.word_lists import read_lists
from matchmaker.needs.diagnosis import diagnose
from matchmaker.text.marking import best_passage
from matchmaker.text.masking import clues_in
from matchmaker.text.organization_names import parts_of
from matchmaker.text.redacting import redacted, short_name
from matchmaker.text.segmenting import Segmenter

LENGTH = 100_000
SECONDS = 8
NOBODY = Names({}, lambda _: False, lambda _: False)
SPACED = "A " * 40 + "B"
"""A name with so many blanks that each could be read in two ways."""
HEADINGS = ("编号", "专利名称", "备注")
SKIPPED = SkippedRows(HEADINGS, understand_headings(HEADINGS, PATENT_FIELDS), PATENT_FIELDS)
MEASURES = " ".join(f"{number}mm" for number in range(LENGTH // 7))


def much(piece, before="", after=""):
    return before + (piece * LENGTH)[:LENGTH] + after


ALIKE = [much(piece) for piece in (" ", "\n", "1", "a", "陶", "(", "-", ".", "'")]
READERS = {
    "budgets": (lambda text: parse_budget(text, ""), [much("1,"), much("¥"), much("万", "1")]),
    "clues": (
        clues_in,
        [*map(much, ("省市区路", "路1号楼", "楼", "王总", "微信 ", "a.", "a@", "a@a.", "138", "“", "牌"))],
    ),
    "clues of a name with blanks": (lambda text: clues_in(text, company=SPACED), [much("A  "), much(" ", "A")]),
    "counts": (parse_count, [much("0", "1."), much(" 件", "1")]),
    "dates": (parse_date, [much(" ", "2013-1-2", "x"), much(" ", "2013", "x"), much("T", "2013-01-02")]),
    "diagnoses": (
        diagnose,
        [MEASURES, MEASURES.replace(" ", "用于"), *map(much, ("提高", "用于", "≥", "Al2", "20年", "领域", "专利归"))],
    ),
    "documents": (parse_documents, [much("(a"), much("()"), much(" ", "US1", "x"), much("1/", "US")]),
    "formulas": (guarded, [much("'\t"), much("' "), much(" ", "'", "x")]),
    "headings": (fold_heading, [much("[标]"), much("(必填"), much("_*")]),
    "classes": (parse_ipc, [*(much(" ", code, "x") for code in ("H01M", "H01M1/", "H01M1/00")), much("A01B")]),
    "classification": (
        lambda text: list(read_scheme([text.encode()])) and short_title(text),
        [much("\t"), much("A", "A01B\t"), much("（")],
    ),
    "beginnings of classes": (parse_prefix, [much("H01"), much(" ", "H01M", "1/")]),
    "legal status": (simple_status, [much("无效;"), much("宣告无效请求"), much(";")]),
    "lists of words": (
        lambda text: read_lists({**dict.fromkeys(WordKind, ""), WordKind.SYNONYM: text}),
        [much("="), much("<-"), much("=>"), much("、"), much("<")],
    ),
    "names": (
        lambda text: (short_name(text), parts_of(text)),
        [much("股份"), much("集团控股"), much("(北京"), much("inc")],
    ),
    "lines that are no records": (
        lambda text: [cells in SKIPPED for cells in ((text,), ("注：完", text), ("合计", text), ("合计", "", text))],
        [much("1", "共"), much("1页"), much("1,", "共"), much("注："), much("合计")],
    ),
    "numbers": (numbers_in, [much("CN"), much("ZL1"), much("CN1 "), much(",")]),
    "numbers of applications": (ApplicationNumber.parse, [much("CN"), much("ZL"), much(" ", "CN", "x")]),
    "numbers of publications": (PublicationNumber.parse, [much("CN"), much("1", "CN")]),
    "several publications": (
        parse_publications,
        [";".join(f"CN{10**8 + place}A" for place in range(LENGTH // 12)), much(";"), much("CN;")],
    ),
    "ownership": (parse_ownership, [much("共同"), much("/")]),
    "passages": (
        lambda text: best_passage(text, {"陶瓷": 1.0}, Segmenter()),
        [much("。"), much("。\n "), much("，"), much("，", "陶瓷")],
    ),
    "first claims": (first_claim, [much("\n", "1", "x"), much("\n2"), much("\n2 "), much(" ", "\n2", "x")]),
    "readiness": (parse_readiness, [much("TRL"), much("第")]),
    "readings": (
        lambda text: readings(text, numbers=(), names=NOBODY),
        [much("(2006"), much("( "), much("大学"), much("H01M ")],
    ),
    "secrecy": (parse_secrecy, [much("公"), much("无")]),
    "texts without names": (redacted, [much("a."), much("a@a."), much("a@"), much("+86 1"), much("021-")]),
    "ways to work together": (parse_cooperation, [much("和"), much("委托和"), much("以及")]),
}  # fmt: skip


class TooLongError(Exception):
    pass


@contextmanager
def in_passing():
    def give_up(*_):
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("reader", READERS)
def test_a_hundred_thousand_characters_are_read_or_refused_in_passing(reader):
    read, texts = READERS[reader]
    for text in (*ALIKE, *texts):
        with in_passing(), suppress(MatchmakerError):
            read(text)
