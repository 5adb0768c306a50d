"""Imports of answers from batch templates, and the rows that are shown of each."""

from typing import ClassVar

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.errors import N_
from matchmaker.importing.headings import Field
from matchmaker.importing.reviews import REVIEW_FIELDS
from matchmaker.reviews.models import Review
from matchmaker.sheets.models import SheetImport, SheetImportRow
from matchmaker.tasks.enums import TaskKind


class AnswerImportRow(SheetImportRow):
    """A row of a batch template; one that answers for the first time has its ``changes`` too."""

    __tablename__ = "answer_import_rows"
    __table_args__ = (Index("ix_answer_import_rows_shown", "import_id", "kind", "row"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("answer_imports.id", ondelete="CASCADE"))


class AnswerImport(SheetImport):
    """One batch template that was filled in for a review.

    ``blank`` counts rows that answer nothing. With ``hand_in`` what is complete is handed in to the colleges at once;
    ``handed_in`` counts how many were.
    """

    __tablename__ = "answer_imports"
    fields: ClassVar[tuple[Field, ...]] = REVIEW_FIELDS
    row_model: ClassVar[type[SheetImportRow]] = AnswerImportRow
    reading: ClassVar[TaskKind] = TaskKind.ANSWERS_READING
    writing: ClassVar[TaskKind] = TaskKind.ANSWERS_IMPORT
    done_as: ClassVar[str] = N_("Sheet of answers imported")

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), index=True)
    blank: Mapped[int] = mapped_column(default=0)
    hand_in: Mapped[bool] = mapped_column(default=True)
    handed_in: Mapped[int] = mapped_column(default=0)

    review: Mapped[Review] = relationship(lazy="joined")

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return super().rows + self.blank
