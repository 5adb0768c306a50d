"""Imports of sheets of patents with their rows; columns that were confirmed; what publications of a patent share."""

import sqlalchemy as sa
from alembic import op

import matchmaker.database
from matchmaker.importing.numbers import PublicationNumber

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATES = sa.Enum(
    "reading", "columns", "read", "writing", "done", "failed", "dropped",
    name="importstate", native_enum=False, length=40,
)  # fmt: skip
KINDS = sa.Enum("wrong", "changed", "new", "unchanged", name="rowkind", native_enum=False, length=40)
AT_ONCE = 1000


def upgrade() -> None:
    op.add_column("patents", sa.Column("publication_key", sa.String(length=20), nullable=True))
    op.create_index(op.f("ix_patents_publication_key"), "patents", ["publication_key"])
    _fill_keys()
    op.create_table(
        "patent_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("state", STATES, nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("uses", sa.JSON(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("unnamed", sa.Integer(), nullable=False),
        sa.Column("offer", sa.Boolean(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("handed_in_at", matchmaker.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", matchmaker.database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_patent_imports_organization_id_organizations")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_patent_imports_person_id_people")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_patent_imports_task_id_tasks")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent_imports")),
    )
    op.create_index(op.f("ix_patent_imports_organization_id"), "patent_imports", ["organization_id"])
    op.create_index(op.f("ix_patent_imports_state"), "patent_imports", ["state"])
    op.create_table(
        "patent_import_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["patent_imports.id"],
            name=op.f("fk_patent_import_rows_import_id_patent_imports"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent_import_rows")),
    )
    op.create_index("ix_patent_import_rows_shown", "patent_import_rows", ["import_id", "kind", "row"])
    op.create_table(
        "confirmed_columns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("headings_key", sa.String(length=64), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("confirmed_at", matchmaker.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_confirmed_columns_organization_id_organizations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmed_columns")),
        sa.UniqueConstraint(
            "organization_id", "headings_key", name=op.f("uq_confirmed_columns_organization_id_headings_key")
        ),
    )


def downgrade() -> None:
    op.drop_table("confirmed_columns")
    op.drop_table("patent_import_rows")
    op.drop_table("patent_imports")
    op.drop_index(op.f("ix_patents_publication_key"), "patents")
    op.drop_column("patents", "publication_key")


def _fill_keys() -> None:
    patents = sa.table("patents", sa.column("id"), sa.column("publication_number"), sa.column("publication_key"))
    connection = op.get_bind()
    numbers = connection.execute(
        sa.select(patents.c.id, patents.c.publication_number).where(patents.c.publication_number.is_not(None))
    ).all()
    keys = [{"of": row[0], "key": PublicationNumber.parse(row[1]).key} for row in numbers]
    statement = sa.update(patents).where(patents.c.id == sa.bindparam("of")).values(publication_key=sa.bindparam("key"))
    for start in range(0, len(keys), AT_ONCE):
        connection.execute(statement, keys[start : start + AT_ONCE])
