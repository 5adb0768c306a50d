"""What an undone merge could not put back, by name."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("merges", sa.Column("left_rows", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("merges", "left_rows")
