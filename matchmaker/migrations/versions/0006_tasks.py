"""Background tasks; by which weights a run ranked; when the centre's staff last looked at a need."""

import sqlalchemy as sa
from alembic import op

import matchmaker.database

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KINDS = sa.Enum("round", name="taskkind", native_enum=False, length=40)
STATES = sa.Enum(
    "waiting", "running", "done", "failed", "cancelled", name="taskstate", native_enum=False, length=40
)


def upgrade() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("state", STATES, nullable=False),
        sa.Column("active_key", sa.String(length=120), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("asked_at", matchmaker.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("started_at", matchmaker.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("heartbeat_at", matchmaker.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", matchmaker.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f("fk_tasks_asked_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("active_key", name=op.f("uq_tasks_active_key")),
    )
    op.create_index(op.f("ix_tasks_state"), "tasks", ["state"])
    op.add_column("match_runs", sa.Column("weighed_at", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "needs", sa.Column("desk_looked_at", matchmaker.database.UtcDateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("needs", "desk_looked_at")
    op.drop_column("match_runs", "weighed_at")
    op.drop_table("tasks")
