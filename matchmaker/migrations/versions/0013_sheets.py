"""Imports of sheets of needs and of answers, which wait on disk; columns are confirmed for a kind; reminders."""

import sqlalchemy as sa
from alembic import op

import matchmaker.database

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATES = sa.Enum(
    "reading", "columns", "read", "writing", "done", "failed", "dropped",
    name="importstate", native_enum=False, length=40,
)  # fmt: skip
KINDS = sa.Enum("wrong", "changed", "new", "unchanged", name="rowkind", native_enum=False, length=40)


def upgrade() -> None:
    with op.batch_alter_table("confirmed_columns") as batch:
        batch.add_column(sa.Column("kind", sa.String(40), nullable=False, server_default="patent_imports"))
        batch.drop_constraint(batch.f("uq_confirmed_columns_organization_id_headings_key"), type_="unique")
        batch.create_unique_constraint(
            batch.f("uq_confirmed_columns_organization_id_kind_headings_key"),
            ["organization_id", "kind", "headings_key"],
        )
    with op.batch_alter_table("confirmed_columns") as batch:
        batch.alter_column("kind", server_default=None)
    _create_imports("need", sa.Column("company_id", sa.Integer(), nullable=True), "company_id", "organizations")
    _create_imports("answer", sa.Column("review_id", sa.Integer(), nullable=False), "review_id", "reviews",
        sa.Column("blank", sa.Integer(), nullable=False), sa.Column("hand_in", sa.Boolean(), nullable=False),
        sa.Column("handed_in", sa.Integer(), nullable=False))  # fmt: skip
    op.create_index(op.f("ix_answer_imports_review_id"), "answer_imports", ["review_id"])
    op.drop_table("uploads")
    op.create_table(
        "due_mails",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_due_mails_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_due_mails")),
    )


def downgrade() -> None:
    op.drop_table("due_mails")
    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", matchmaker.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_uploads_organization_id_organizations")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_uploads_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
    )
    op.create_index(op.f("ix_uploads_person_id"), "uploads", ["person_id"])
    for name in ("answer", "need"):
        op.drop_table(f"{name}_import_rows")
        op.drop_table(f"{name}_imports")
    op.execute("DELETE FROM confirmed_columns WHERE kind <> 'patent_imports'")
    with op.batch_alter_table("confirmed_columns") as batch:
        batch.drop_constraint(batch.f("uq_confirmed_columns_organization_id_kind_headings_key"), type_="unique")
        batch.create_unique_constraint(
            batch.f("uq_confirmed_columns_organization_id_headings_key"), ["organization_id", "headings_key"]
        )
        batch.drop_column("kind")


def _create_imports(name: str, of: sa.Column, column: str, table: str, *more: sa.Column) -> None:
    imports, rows = f"{name}_imports", f"{name}_import_rows"
    op.create_table(
        imports,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        of,
        *more,
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
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("handed_in_at", matchmaker.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", matchmaker.database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f(f"fk_{imports}_organization_id_organizations")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{imports}_person_id_people")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f(f"fk_{imports}_task_id_tasks")),
        sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{imports}_{column}_{table}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{imports}")),
    )
    op.create_index(op.f(f"ix_{imports}_organization_id"), imports, ["organization_id"])
    op.create_index(op.f(f"ix_{imports}_state"), imports, ["state"])
    op.create_table(
        rows,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], [f"{imports}.id"], name=op.f(f"fk_{rows}_import_id_{imports}"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{rows}")),
    )
    op.create_index(f"ix_{rows}_shown", rows, ["import_id", "kind", "row"])
