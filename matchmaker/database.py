"""The SQLAlchemy base, the column types of money and time, the engine and its sessions, and paging."""

import datetime as dt
import enum
import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from pathlib import Path
from typing import Any, Generic, TypeVar, cast
from zlib import crc32

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from matchmaker.errors import NotFoundError

T = TypeVar("T")
E = TypeVar("E", bound=enum.Enum)

_FEN_A_YUAN = 100
_BUSY_TIMEOUT_MS = 60_000  # longer than a sheet of 100,000 patents takes to be written


class Base(DeclarativeBase):
    """The base of every model, with constraint names that migrations can rely on."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(sa.types.TypeDecorator[dt.datetime]):
    """An instant: aware on the way in and out, UTC in the database."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Turns an aware instant into UTC."""
        if value is None:
            return None
        utc = value.astimezone(dt.UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Gives the instant back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Choices(sa.types.TypeDecorator[list[Any]]):
    """A list of members of one enumeration, stored as a JSON list of their values."""

    impl = sa.JSON
    cache_ok = True

    def __init__(self, kind: type[enum.Enum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: list[Any] | None, dialect: sa.Dialect) -> list[Any]:  # noqa: ARG002 - SQLAlchemy's signature
        """Gives the members' values."""
        return [self.kind(member).value for member in value or []]

    def process_result_value(self, value: list[Any] | None, dialect: sa.Dialect) -> list[Any]:  # noqa: ARG002 - SQLAlchemy's signature
        """Gives the members back."""
        return [self.kind(member) for member in value or []]


def choice(kind: type[E]) -> sa.Enum:
    """A column for an enumeration, stored as its value in plain text."""
    return sa.Enum(
        kind,
        native_enum=False,
        length=40,
        values_callable=lambda members: [str(member.value) for member in members],
    )


def found(row: T | None) -> T:
    """A row that was looked up, or NotFoundError where there is none."""
    if row is None:
        raise NotFoundError
    return row


def lock(session: Session, row: Base) -> None:
    """Holds one row until the transaction ends, on SQLite and PostgreSQL alike: others wait for it here."""
    model, keyed = cast("Any", type(row)), cast("Any", row)
    session.execute(
        sa.update(model).where(model.id == keyed.id).values(id=model.id),
        execution_options={"synchronize_session": False},
    )


@contextmanager
def alone(bind: sa.Engine | sa.Connection, work: str) -> Iterator[None]:
    """Waits until no other process does this work on the same database, and keeps them waiting until the block ends.

    It holds no transaction and no row, and ends with a process that is killed. Where the connection is lost, another
    process may begin: what must not be done twice needs a row's lock beside it.
    """
    engine = bind.engine
    if engine.dialect.name == "sqlite":
        with Path(f"{engine.url.database}.{work.replace(' ', '-')}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        number = {"number": crc32(work.encode())}
        connection.execute(sa.text("SELECT pg_advisory_lock(:number)"), number)
        try:
            yield
        finally:
            connection.execute(sa.text("SELECT pg_advisory_unlock(:number)"), number)


def now() -> dt.datetime:
    """This instant, in UTC."""
    return dt.datetime.now(dt.UTC)


def fen_from_yuan(yuan: Decimal) -> int:
    """Money as it is stored (whole fen) from yuan, rounded half up to the fen."""
    return int((yuan * _FEN_A_YUAN).to_integral_value(ROUND_HALF_UP))


def yuan_from_fen(fen: int) -> Decimal:
    """Money as it is shown (yuan, two places) from fen."""
    return Decimal(fen) / _FEN_A_YUAN


class Database:
    """One database and its sessions: SQLite (WAL, foreign keys on) or PostgreSQL."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        if self.url.get_backend_name() == "sqlite" and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        self.engine = sa.create_engine(self.url)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
        self.sessions = sessionmaker(self.engine, expire_on_commit=False)

    def migrate(self) -> None:
        """Brings the schema to the newest revision; an empty database gets all of it."""
        with self.engine.begin() as connection:
            command.upgrade(migration_config(connection), "head")

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session on the newest schema: committed at the end, or nothing of it kept."""
        self.migrate()
        with self.sessions.begin() as session:
            yield session

    def dispose(self) -> None:
        """Closes every connection."""
        self.engine.dispose()


def migration_config(connection: sa.Connection) -> Config:
    """Alembic's configuration for one open connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _prepare_sqlite(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
    cursor.close()


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: its rows, its number (from 1) and the size of the whole."""

    rows: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, ceil(self.total / self.size))


def page_of(session: Session, statement: sa.Select[Any], *, number: int, size: int = 50) -> Page[Any]:
    """One page of a statement's first column; a number past the end gives the last page.

    Costs two queries whatever the size of the list.
    """
    count = sa.select(sa.func.count()).select_from(statement.order_by(None).subquery())
    total = session.scalar(count) or 0
    number = min(max(1, number), max(1, ceil(total / size)))
    rows = session.scalars(statement.limit(size).offset((number - 1) * size)).unique().all()
    return Page(rows=rows, number=number, size=size, total=total)
