"""Saved searches of needs beside those of patents."""

import sqlalchemy as sa
from alembic import op

from matchmaker.database import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("saved_searches") as batch:
        batch.add_column(sa.Column("sought", sa.String(40), nullable=False, server_default="patents"))
        batch.add_column(sa.Column("searched_at", UtcDateTime(), nullable=True))
    op.execute("UPDATE saved_searches SET searched_at = saved_at")
    with op.batch_alter_table("saved_searches") as batch:
        batch.alter_column("sought", server_default=None)
        batch.alter_column("searched_at", nullable=False)


def downgrade() -> None:
    op.execute("DELETE FROM saved_searches WHERE sought <> 'patents'")
    with op.batch_alter_table("saved_searches") as batch:
        batch.drop_column("searched_at")
        batch.drop_column("sought")
