"""Damaged, hostile and odd files at every way in: read or refused as ``refusals.toml`` tells, and no trace kept.

The child that reads workbooks reads each file once; what it sent, and how it ended, is given to the other ways in.
"""

import dataclasses
import datetime as dt
import hashlib
import io
import json
from itertools import chain

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from click.testing import CliRunner
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from matchmaker.cli import import_
from matchmaker.database import Base, Database
from matchmaker.errors import MatchmakerError
from matchmaker.importing import sheets
from matchmaker.importing.errors import ImportingError
from matchmaker.importing.sheets import open_sheet
from matchmaker.needs.import_models import NeedImport
from matchmaker.organizations.enums import Role
from matchmaker.patents.import_models import PatentImport
from matchmaker.reviews.import_models import AnswerImport
from matchmaker.sheets.enums import ImportState
from tests.factories.reviews import make_review, make_reviewed_patent
from tests.importing.hostile_table import FILES, MB, content_of, expected

LIMIT = 16 * MB
WIDEST_SHOWN, LONGEST_SHOWN = 4, 500
NO_COLUMN = "No column was recognised as "
PREVIEWS = {
    *(f"{kind}_import{ending}" for kind in ("patent", "need", "answer") for ending in ("s", "_rows")),
    "tasks",
}
"""The tables that a preview writes to."""


class RememberedWorkbooks:
    """Reads each workbook once, in a child as always."""

    def __init__(self):
        self._read, self._known = sheets.workbook_rows, {}

    def __call__(self, file):
        file.seek(0)
        key = hashlib.sha256(file.read()).digest()
        if key not in self._known:
            self._known[key] = [], None
            try:
                self._known[key][0].extend(self._read(file))
            except ValueError as error:
                self._known[key] = self._known[key][0], error
        rows, error = self._known[key]
        yield from rows
        if error:
            raise error


_remembered = RememberedWorkbooks()


@pytest.fixture(autouse=True)
def remembered(monkeypatch):
    monkeypatch.setattr(sheets, "workbook_rows", _remembered)


@pytest.fixture
def app(app, monkeypatch):
    """The application, with a limit that no file of the table passes."""
    platform = app.extensions["matchmaker"]
    settings = dataclasses.replace(platform.settings, max_upload_bytes=LIMIT, max_import_bytes=LIMIT)
    monkeypatch.setitem(app.extensions, "matchmaker", platform._replace(settings=settings))
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", LIMIT + MB)
    return app


@pytest.fixture
def rows_kept(session):
    """How many rows each table has."""
    tables = Base.metadata.sorted_tables
    counts = sa.select(*(sa.select(sa.func.count()).select_from(table).scalar_subquery() for table in tables))

    def kept():
        session.rollback()
        return dict(zip((table.name for table in tables), session.execute(counts).one(), strict=True))

    return kept


def refusal(text, name):
    """The name in ``refusals.toml`` of what was said of a file; the text itself where it is none."""
    if text.startswith(NO_COLUMN):
        return "no column"
    known = {message.format(file=name): key for key, message in expected()["refusals"].items()}
    return known.get(text, text)


def read_from(name):
    """The rows below the headings; how many there are where they are wide."""
    try:
        with open_sheet(io.BytesIO(content_of(name)), name) as sheet:
            rows = [list(cells) for _, cells in sheet.rows]
    except ImportingError as error:
        return refusal(str(error), name)
    width = max(map(len, chain([sheet.headings], rows)))
    if width > WIDEST_SHOWN or len(str(rows)) > LONGEST_SHOWN:
        return f"{len(rows)} rows, {width} columns"
    return rows


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_read_as_told_or_refused_in_words(name):
    assert read_from(name) == expected()["files"][name]["reader"]


def only_sqlite(test):
    return pytest.mark.parametrize("shelf", ["sqlite"], indirect=True)(test)


@only_sqlite
@pytest.mark.parametrize("way", ["patents", "needs", "answers"])
def test_every_file_is_shown_or_refused_on_the_pages_and_leaves_nothing_else(
    way, sign_in, session, home, rows_kept, tmp_path
):
    address, kind, role = {
        "patents": ("/inventory/import", PatentImport, Role.OFFICER),
        "needs": ("/needs/import", NeedImport, Role.ENGINEER),
        "answers": ("/reviews/1/answers", AnswerImport, Role.OFFICER),
    }[way]
    patent = make_reviewed_patent(session, holder=home[Role.OFFICER])
    review = make_review(session, patents=[patent], today=today(), due_on=today() + dt.timedelta(days=5))
    address = address.replace("1", str(review.id))
    reader = sign_in(role)
    token = reader.open(address.removesuffix("/answers")).form(address).values["csrf_token"]
    outcomes, strays = {}, {}
    for name in FILES:
        before, aside = rows_kept(), len(list((tmp_path / "imports").glob("*")))
        answer = handed_in(reader, address, token, name)
        after = rows_kept()
        if after[kind.__tablename__] > before[kind.__tablename__]:
            outcomes[name] = shown(session, kind)
            assert (reader.client.get(answer.location).status_code, name) == (200, name)
            allowed = PREVIEWS
        else:
            page = reader.client.get(answer.location) if answer.location else answer
            outcomes[name] = refusal(said_on(page), name)
            allowed = set()
            assert (len(list((tmp_path / "imports").glob("*"))), name) == (aside, name)
        changed = {table for table in before if before[table] != after[table]}
        if changed - allowed:
            strays[name] = changed - allowed
    assert outcomes == {name: told.get(way, told["reader"]) for name, told in expected()["files"].items()}
    assert strays == {}


@only_sqlite
def test_every_file_is_taken_or_refused_by_the_word_lists(broker, rows_kept):
    token = broker.open("/words").form("/words").values["csrf_token"]
    before, outcomes = rows_kept(), {}
    for name in FILES:
        answer = handed_in(broker, "/words", token, name)
        outcomes[name] = refusal(said_on(answer), name) if answer.status_code == 422 else answer.status_code
    assert outcomes == {
        name: "no column" if isinstance(told["reader"], list) or "rows" in told["reader"] else told["reader"]
        for name, told in expected()["files"].items()
    }
    assert rows_kept() == before


@only_sqlite
@pytest.mark.parametrize(
    ("kind", "owner"),
    [("patents", ("--holder", "乙方理工大学")), ("needs", ("--company", "甲方陶瓷有限公司"))],
)
def test_every_file_is_counted_or_refused_by_the_commands_and_nothing_is_kept(
    kind, owner, app, home, rows_kept, tmp_path, monkeypatch
):
    """A file that is refused is refused whole, also where its good rows are to be kept."""
    monkeypatch.setattr(
        Database, "migrate", lambda _: None
    )  # as it is by now; asking takes longer than reading
    before, outcomes = rows_kept(), {}
    for name in FILES:
        file = tmp_path / name
        file.write_bytes(content_of(name))
        is_refused = isinstance(expected()["files"][name].get(kind, ""), str)
        options = ["--yes"] if is_refused else []
        with app.test_request_context(headers={"Cookie": "language=en"}):
            answer = CliRunner().invoke(import_, [kind, str(file), *owner, "--json", *options], obj=app)
        file.unlink()
        outcomes[name] = counted(answer, name)
    told = {name: told.get(kind, told["reader"]) for name, told in expected()["files"].items()}
    assert outcomes == {name: "no column" if what == "columns" else what for name, what in told.items()}
    assert rows_kept() == before


@only_sqlite
def test_no_file_is_a_classification(app, rows_kept, tmp_path, monkeypatch):
    monkeypatch.setattr(Database, "migrate", lambda _: None)
    before, failures = rows_kept(), {}
    for name in filter(is_small, FILES):
        file = tmp_path / name
        file.write_bytes(content_of(name))
        with app.test_request_context(headers={"Cookie": "language=en"}):
            answer = CliRunner().invoke(import_, ["ipc", str(file)], obj=app)
        file.unlink()
        if not answer.stdout.startswith("0 new, 0 changed, 0 unchanged, "):
            failures[name] = answer.exception or answer.stdout
    assert failures == {}
    assert rows_kept() == before


def handed_in(reader, address, token, name):
    """What is answered to a file; it is sent from memory, for the client never closes what it puts on the disk."""
    sent = {"csrf_token": token, "file": FileStorage(io.BytesIO(content_of(name)), name)}
    boundary, body = encode_multipart(sent)
    return reader.client.post(address, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')


def is_small(name):
    return len(content_of(name)) < MB // 4


def counted(answer, name):
    """How many rows a command found to be what, or why it refused the file."""
    if isinstance(answer.exception, MatchmakerError):
        return refusal(str(answer.exception), name)
    if not isinstance(answer.exception, SystemExit | None):
        return repr(answer.exception)
    told = json.loads(answer.stdout)
    return [told["new"], len({error["row"] for error in told["wrong"]})]


def shown(session, kind):
    """How many rows of the newest import are new and wrong, or what it waits for."""
    newest = session.scalars(sa.select(kind).order_by(kind.id.desc())).first()
    return [newest.new, newest.wrong] if newest.state is ImportState.READ else newest.state.value


def said_on(answer):
    soup = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    found = soup.select(".alert, .invalid-feedback")
    return found[0].get_text(" ", strip=True) if found else f"status {answer.status_code}"


def today():
    return dt.datetime.now(dt.UTC).date()
