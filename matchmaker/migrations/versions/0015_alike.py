"""Other names of organisations, merges of organisations and of needs, and pairs that were kept apart."""

import sqlalchemy as sa
from alembic import op

from matchmaker.database import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organization_aliases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_organization_aliases_organization_id_organizations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_aliases")),
        sa.UniqueConstraint("key", name=op.f("uq_organization_aliases_key")),
    )
    op.create_index(
        op.f("ix_organization_aliases_organization_id"), "organization_aliases", ["organization_id"]
    )
    op.create_table(
        "merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("kept_name", sa.String(length=200), nullable=False),
        sa.Column("gone_name", sa.String(length=200), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("merged_at", UtcDateTime(), nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("left_behind", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["merged_by_id"], ["people.id"], name=op.f("fk_merges_merged_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_index("ix_merges_gone", "merges", ["subject_type", "gone_id"])
    op.create_table(
        "kept_apart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_kept_apart_decided_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_apart")),
        sa.UniqueConstraint(
            "subject_type", "first_id", "second_id", name=op.f("uq_kept_apart_subject_type_first_id_second_id")
        ),
    )
    for table in ("organizations", "needs"):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN merged_into_id INTEGER"
            f" CONSTRAINT fk_{table}_merged_into_id_{table} REFERENCES {table} (id)"
        )
        op.create_index(f"ix_{table}_merged_into_id", table, ["merged_into_id"])


def downgrade() -> None:
    for table in ("needs", "organizations"):
        op.drop_index(f"ix_{table}_merged_into_id", table)
        op.drop_column(table, "merged_into_id")
    for table in ("kept_apart", "merges", "organization_aliases"):
        op.drop_table(table)
