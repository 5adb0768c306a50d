"""Imports of sheets of patents, the rows that are shown of each, and the columns that an organisation confirmed."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.database import Base, UtcDateTime, choice, now
from matchmaker.importing.headings import ColumnUse
from matchmaker.organizations.models import Organization, Person
from matchmaker.patents.import_states import ImportState, RowKind
from matchmaker.tasks.models import Task


class PatentImport(Base):
    """One sheet of patents, from being handed in to its report, which stays.

    ``file`` is where the sheet is kept aside, empty once it is deleted. ``columns`` are a person's choices: the
    column's number as a text, and the field or None. ``uses`` is what each column was taken for. The counts are of
    the preview, and after the import of what was done; ``unnamed`` counts rows whose applicants do not name the
    holder. ``refusal`` is a catalogue message that tells why it came to nothing so far, and ``params`` fill it.
    """

    __tablename__ = "patent_imports"

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
    unnamed: Mapped[int] = mapped_column(default=0)
    offer: Mapped[bool] = mapped_column(default=True)
    refusal: Mapped[str] = mapped_column(Text, default="")
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    handed_in_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    organization: Mapped[Organization] = relationship()
    person: Mapped[Person | None] = relationship()
    task: Mapped[Task | None] = relationship()

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return self.new + self.changed + self.unchanged + self.wrong

    @property
    def column_uses(self) -> tuple[ColumnUse, ...]:
        """What each column was taken for."""
        return tuple(ColumnUse(*use) for use in self.uses)


class PatentImportRow(Base):
    """A row of an import as it is shown: what is wrong with it, what it changes, or the new patent in short.

    ``told`` has for a wrong row its ``cells`` and ``errors``, for a changed one its ``changes`` (label, before,
    after), for a new one ``number``, ``applicants``, ``ipc``, ``filed_on``, ``legal_status`` and ``unnamed``. Rows
    that change nothing are only counted; once the import is done, only the wrong ones are kept.
    """

    __tablename__ = "patent_import_rows"
    __table_args__ = (Index("ix_patent_import_rows_shown", "import_id", "kind", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("patent_imports.id", ondelete="CASCADE"))
    kind: Mapped[RowKind] = mapped_column(choice(RowKind))
    row: Mapped[int]
    title: Mapped[str] = mapped_column(Text, default="")
    told: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class ConfirmedColumns(Base):
    """What the columns under a set of headings hold, as somebody of an organisation confirmed it.

    ``headings_key`` is the digest of the folded headings; ``fields`` has the field (or None) of each folded heading.
    """

    __tablename__ = "confirmed_columns"
    __table_args__ = (UniqueConstraint("organization_id", "headings_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    headings_key: Mapped[str] = mapped_column(String(64))
    fields: Mapped[dict[str, str | None]] = mapped_column(JSON, default=dict)
    confirmed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
