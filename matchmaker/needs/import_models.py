"""Imports of sheets of needs, and the rows that are shown of each."""

from typing import ClassVar

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.errors import N_
from matchmaker.importing.headings import Field
from matchmaker.importing.needs import NEED_FIELDS
from matchmaker.organizations.models import Organization
from matchmaker.sheets.models import SheetImport, SheetImportRow
from matchmaker.tasks.enums import TaskKind


class NeedImportRow(SheetImportRow):
    """A row of a sheet of needs; ``told`` has for a new one ``company``, ``content``, ``budget`` and ``deadline``."""

    __tablename__ = "need_import_rows"
    __table_args__ = (Index("ix_need_import_rows_shown", "import_id", "kind", "row"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("need_imports.id", ondelete="CASCADE"))


class NeedImport(SheetImport):
    """One sheet of needs, handed in by the centre or by a company for itself.

    ``company`` has the needs of rows that name none; where it is the organisation that handed the sheet in, no row
    may name another.
    """

    __tablename__ = "need_imports"
    fields: ClassVar[tuple[Field, ...]] = NEED_FIELDS
    row_model: ClassVar[type[SheetImportRow]] = NeedImportRow
    reading: ClassVar[TaskKind] = TaskKind.NEEDS_READING
    writing: ClassVar[TaskKind] = TaskKind.NEEDS_IMPORT
    done_as: ClassVar[str] = N_("Sheet of needs imported")
    has_remarks: ClassVar[bool] = True

    company_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))

    company: Mapped[Organization | None] = relationship(foreign_keys=company_id, lazy="joined")

    @property
    def company_name(self) -> str:
        """Whose needs the rows are that name no company; empty where nobody's."""
        return self.company.name if self.company else ""

    @property
    def is_a_companys_own(self) -> bool:
        """Whether the company itself handed it in: all rows are its own."""
        return self.company_id == self.organization_id
