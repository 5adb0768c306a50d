"""What is kept of the import of a sheet, whatever its kind, and the columns that an organisation confirmed."""

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from matchmaker.database import Base, UtcDateTime, choice, now
from matchmaker.importing.headings import ColumnUse, Field
from matchmaker.importing.skipped_rows import rows_named
from matchmaker.organizations.clashes import left, settled_by
from matchmaker.organizations.models import Organization, Person
from matchmaker.sheets.enums import ImportState, RowKind
from matchmaker.tasks.enums import TaskKind
from matchmaker.tasks.models import Task


class SheetImportRow(Base):
    """A row of an import as it is shown: what is wrong with it, what it changes, or what is new in short.

    ``told`` has for a wrong row its ``cells`` and ``errors``, for a changed one its ``changes`` (label, before,
    after), for a new one what its kind of sheet tells. Rows that change nothing are only counted; once the import
    is done, only the wrong ones are kept. A kind of sheet has a table of its own, with ``import_id``.
    """

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int]
    kind: Mapped[RowKind] = mapped_column(choice(RowKind))
    row: Mapped[int]
    title: Mapped[str] = mapped_column(Text, default="")
    told: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class SheetImport(Base):
    """One sheet, from being handed in to its report, which stays; a kind of sheet has a table of its own.

    ``file`` is where the sheet is kept aside, empty once it is deleted. ``columns`` are a person's choices: the
    column's number as a text, and the field or None. ``uses`` is what each column was taken for. The counts are of
    the preview, and after the import of what was done; ``skipped`` are the lines that are no record (see
    ``importing.skipped_rows``). ``refusal`` is a catalogue message that tells why it came
    to nothing so far, and ``params`` fill it.

    A kind says which ``fields`` its columns may hold, where its ``shown_rows`` are kept, which tasks do its
    ``reading`` and ``writing``, what the trail calls its end (``done_as``), and whether its rows may have remarks.
    """

    __abstract__ = True

    fields: ClassVar[tuple[Field, ...]]
    row_model: ClassVar[type[SheetImportRow]]
    reading: ClassVar[TaskKind]
    writing: ClassVar[TaskKind]
    done_as: ClassVar[str]
    has_remarks: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    state: Mapped[ImportState] = mapped_column(choice(ImportState), default=ImportState.READING, index=True)
    filename: Mapped[str] = mapped_column(String(255))
    file: Mapped[str] = mapped_column(Text, default="")
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    columns: Mapped[dict[str, str | None]] = mapped_column(JSON, default=dict)
    uses: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    new: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    wrong: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[list[int]] = mapped_column(JSON, default=list)
    refusal: Mapped[str] = mapped_column(Text, default="")
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    handed_in_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    @declared_attr
    @classmethod
    def organization(cls) -> Mapped[Organization]:
        """Who handed it in, or for whom it was."""
        return relationship(Organization, foreign_keys=lambda: [cls.organization_id])

    @declared_attr
    @classmethod
    def person(cls) -> Mapped[Person | None]:
        """Who handed it in; None where a command did."""
        return relationship(Person)

    @declared_attr
    @classmethod
    def task(cls) -> Mapped[Task | None]:
        """What reads or imports it in the background."""
        return relationship(Task)

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return self.new + self.changed + self.unchanged + self.wrong

    @property
    def skipped_rows(self) -> str:
        """The lines that are no record, as a person reads them."""
        return rows_named(self.skipped)

    @property
    def column_uses(self) -> tuple[ColumnUse, ...]:
        """What each column was taken for."""
        return tuple(ColumnUse(*use) for use in self.uses)


class ConfirmedColumns(Base):
    """What the columns under a set of headings hold, as somebody of an organisation confirmed it.

    ``kind`` is the table of imports of this kind of sheet; ``headings_key`` is the digest of the folded headings;
    ``fields`` has the field (or None) of each folded heading.
    """

    __tablename__ = "confirmed_columns"
    __table_args__ = (UniqueConstraint("organization_id", "kind", "headings_key"), settled_by(left))

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    kind: Mapped[str] = mapped_column(String(40))
    headings_key: Mapped[str] = mapped_column(String(64))
    fields: Mapped[dict[str, str | None]] = mapped_column(JSON, default=dict)
    confirmed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
