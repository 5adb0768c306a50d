"""The places of the International Patent Classification."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.database import Base
from matchmaker.importing.ipc_scheme import short_title


class IpcEntry(Base):
    """A place of the classification by its code in canonical form (``H01M 10/05``), under its parent's.

    ``title`` is empty where the file that was loaded names places beneath it, but not itself.
    """

    __tablename__ = "ipc_entries"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    parent: Mapped[str | None] = mapped_column(String(20), index=True)
    title: Mapped[str] = mapped_column(Text)

    @property
    def name(self) -> str:
        """The title without its references."""
        return short_title(self.title)

    @property
    def prefix(self) -> str:
        """The beginning of all codes of this place: a main group stands for its whole group."""
        return self.code.removesuffix("/00")

    @property
    def order(self) -> tuple[str, int, str]:
        """Where it stands among its like; subgroups go by their digits as the classification does."""
        subclass, _, group = self.code.partition(" ")
        number, _, subgroup = group.partition("/")
        return subclass, int(number or 0), subgroup
