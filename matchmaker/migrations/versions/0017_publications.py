"""All publication numbers of a patent, and the lines of imported sheets that are no entries.

Taken back, a patent keeps the number of its latest stage alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

IMPORTS = ("patent_imports", "need_imports", "answer_imports")


def upgrade() -> None:
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["patent_id"], ["patents.id"], name=op.f("fk_publications_patent_id_patents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
        sa.UniqueConstraint("number", name=op.f("uq_publications_number")),
    )
    op.execute(
        "INSERT INTO publications (patent_id, number, key)"
        " SELECT id, publication_number, publication_key FROM patents"
        " WHERE publication_number IS NOT NULL AND publication_key IS NOT NULL ORDER BY id"
    )
    op.create_index(op.f("ix_publications_patent_id"), "publications", ["patent_id"])
    op.create_index(op.f("ix_publications_key"), "publications", ["key"])
    op.drop_index(op.f("ix_patents_publication_key"), "patents")
    op.drop_column("patents", "publication_key")
    for table in IMPORTS:
        op.add_column(table, sa.Column("skipped", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    for table in IMPORTS:
        op.drop_column(table, "skipped")
    op.add_column("patents", sa.Column("publication_key", sa.String(length=20), nullable=True))
    op.execute(
        "UPDATE patents SET publication_key ="
        " (SELECT key FROM publications WHERE publications.number = patents.publication_number)"
    )
    op.create_index(op.f("ix_patents_publication_key"), "patents", ["publication_key"])
    op.drop_table("publications")
