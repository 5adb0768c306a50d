"""Who offered a patent for a need and what they said to it; a company's own patents as part of its need."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In the column itself: SQLite cannot add a constraint to a table, and a copied table would lose its rows' links.
    op.execute(
        "ALTER TABLE matches ADD COLUMN offered_by_id INTEGER"
        " CONSTRAINT fk_matches_offered_by_id_people REFERENCES people (id)"
    )
    op.add_column("matches", sa.Column("offer_note", sa.Text(), nullable=False, server_default=""))
    op.add_column("needs", sa.Column("own_patents", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("needs", sa.Column("patents_text", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("needs", "patents_text")
    op.drop_column("needs", "own_patents")
    op.drop_column("matches", "offer_note")
    op.drop_column("matches", "offered_by_id")
