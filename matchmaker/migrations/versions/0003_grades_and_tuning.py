"""The grades' scale as it was fitted, and the tunings of the recipe."""

import sqlalchemy as sa
from alembic import op

import matchmaker.database

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calibrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fitted_at", matchmaker.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("judgements", sa.Integer(), nullable=False),
        sa.Column("needs", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibrations")),
    )
    op.create_table(
        "tunings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tuned_at", matchmaker.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("needs", sa.Integer(), nullable=False),
        sa.Column("judgements", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("adopted_at", matchmaker.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("adopted_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_back_at", matchmaker.database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["adopted_by_id"], ["people.id"], name=op.f("fk_tunings_adopted_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tunings")),
    )


def downgrade() -> None:
    op.drop_table("tunings")
    op.drop_table("calibrations")
