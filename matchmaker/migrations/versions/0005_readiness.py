"""How ready the technology of an offered patent is."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LEVELS = ("1", "2", "3", "4", "5", "6", "7", "8", "9")


def upgrade() -> None:
    level = sa.Enum(*_LEVELS, name="readiness", native_enum=False, length=40)
    op.add_column("listings", sa.Column("readiness", level, nullable=True))


def downgrade() -> None:
    op.drop_column("listings", "readiness")
