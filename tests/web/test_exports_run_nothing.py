"""Whatever is handed out as a workbook or as separated values: no cell of it runs as a formula."""

import ast
import csv
import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

import matchmaker
from matchmaker.deals.enums import Stage
from matchmaker.matching.enums import Level, WordKind
from matchmaker.matching.models import Word
from matchmaker.organizations.enums import Role
from tests.factories.deals import make_deal_at
from tests.factories.judgements import make_judgements
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization
from tests.factories.reviews import make_review, make_reviewed_patent
from tests.factories.sheets import sheet
from tests.web.browsing import as_file

SIGNS = ("=", "+", "-", "@", "\t=", "\r=")
TITLE = "1+1 多孔陶瓷过滤板"
EXPORTS = {
    "search_views.sheet": "/search/sheet?text=多孔陶瓷过滤板",
    "need_search_views.sheet": "/search/needs/sheet?text=多孔陶瓷过滤板",
    "word_views.words_sheet": "/words/sheet",
    "quality_views.export_judgements": "/desk/quality/judgements.zip",
    "sheet_views.template": "/reviews/{review}/template.xlsx",
    "link_views._file": "/reviews/{review}/links.xlsx",
    "views.workbook": "/statistics/2025.xlsx",
    "sheet_views._wrong_rows": "{upload}/wrong.xlsx",
}
FOR_OFFICERS = ("sheet_views.template", "link_views._file", "sheet_views._wrong_rows")
NO_TABLES = {"life_views._calendar_file"}


def test_every_export_is_among_those_that_are_looked_into():
    calling = set()
    for path in Path(matchmaker.__file__).parent.rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                names = {call.func.id for call in calls_in(function) if isinstance(call.func, ast.Name)}
                calling |= {f"{path.stem}.{function.name}"} if "download" in names else set()
    assert calling == EXPORTS.keys() | NO_TABLES


def calls_in(function):
    return [node for node in ast.walk(function) if isinstance(node, ast.Call)]


@pytest.mark.parametrize("shelf", ["sqlite"], indirect=True)
def test_no_cell_of_any_export_runs(session, officer, broker, home):
    addresses = prepared(session, officer, home)
    found = {}
    for name, address in addresses.items():
        answer = (officer if name in FOR_OFFICERS else broker).client.get(address)
        assert answer.status_code == 200, address
        running, texts = looked_into(answer)
        assert running == [], address
        found[name] = any(text.lstrip("'").lstrip().startswith(("=", "+", "-", "@")) for text in texts)
    assert found == dict.fromkeys(addresses, True)


def prepared(session, officer, home):
    """Puts texts that begin as formulas wherever an export takes its texts from; gives the exports' addresses."""
    holder, today = home[Role.OFFICER], dt.datetime.now(dt.UTC).date()
    patents = [
        make_reviewed_patent(session, holder=holder, title=f"{sign}{TITLE}", inventors=(f"{sign}王",))
        for sign in SIGNS
    ]
    review = make_review(session, patents=patents, today=today, due_on=today + dt.timedelta(days=5))
    for sign in SIGNS:
        company = make_organization(session, name=f"{sign}1+1 公司")
        make_need(session, title=f"{sign}{TITLE}", organization=company)
        make_deal_at(session, Stage.SIGNED, buyer=company)
        session.add(Word(kind=WordKind.SYNONYM, text=f"{sign}甲", meaning=f"{sign}乙"))
    make_judgements(session, Level.STRONG, need=make_need(session, title=f"={TITLE}", content=f"-{TITLE}"))
    session.commit()
    rows = [(f"{sign}{TITLE}", f"{sign}1") for sign in SIGNS]
    upload = officer.open("/inventory/import").form().send(file=as_file(sheet(("标题", "申请号"), *rows)))
    return {name: address.format(review=review.id, upload=upload.path) for name, address in EXPORTS.items()}


def looked_into(answer):
    """The cells of a file that would run, and all its texts."""
    if answer.mimetype == "text/csv":
        return of_values(answer.data)
    if answer.mimetype == "application/zip":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            tables = [of_values(archive.read(name)) for name in archive.namelist() if name.endswith(".csv")]
        return [cell for running, _ in tables for cell in running], [
            text for _, texts in tables for text in texts
        ]
    workbook = openpyxl.load_workbook(io.BytesIO(answer.data))
    cells = [cell for page in workbook.worksheets for row in page.iter_rows() for cell in row]
    return (
        [cell.coordinate for cell in cells if cell.data_type == "f"],
        [cell.value for cell in cells if isinstance(cell.value, str)],
    )


def of_values(content):
    texts = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]
    return [text for text in texts if text.startswith(("=", "+", "-", "@", "\t", "\r"))], texts
