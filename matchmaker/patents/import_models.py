"""Imports of sheets of patents, and the rows that are shown of each."""

from typing import ClassVar

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.errors import N_
from matchmaker.importing.fields import PATENT_FIELDS
from matchmaker.importing.headings import Field
from matchmaker.sheets.models import SheetImport, SheetImportRow
from matchmaker.tasks.enums import TaskKind


class PatentImportRow(SheetImportRow):
    """A row of a sheet of patents.

    ``told`` has for a new one ``number``, ``applicants``, ``ipc``, ``filed_on``, ``legal_status`` and ``unnamed``.
    """

    __tablename__ = "patent_import_rows"
    __table_args__ = (Index("ix_patent_import_rows_shown", "import_id", "kind", "row"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("patent_imports.id", ondelete="CASCADE"))


class PatentImport(SheetImport):
    """One sheet of patents of a holder.

    ``unnamed`` counts rows whose applicants do not name the holder; with ``offer`` the new patents are listed.
    """

    __tablename__ = "patent_imports"
    fields: ClassVar[tuple[Field, ...]] = PATENT_FIELDS
    row_model: ClassVar[type[SheetImportRow]] = PatentImportRow
    reading: ClassVar[TaskKind] = TaskKind.PATENTS_READING
    writing: ClassVar[TaskKind] = TaskKind.PATENTS_IMPORT
    done_as: ClassVar[str] = N_("Sheet of patents imported")

    unnamed: Mapped[int] = mapped_column(default=0)
    offer: Mapped[bool] = mapped_column(default=True)
