"""The terms of a need, its refinement, its public text, who is on it, notes, and how long a stage may last."""

import datetime as dt

import sqlalchemy as sa
from alembic import op

import matchmaker.database

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_INSTANT = matchmaker.database.UtcDateTime(timezone=True)
_OWNERSHIP = sa.Enum("company", "taker", "shared", "agreed", name="ownership", native_enum=False, length=40)
_SECRECY = sa.Enum("masked", "named", "centre", name="secrecy", native_enum=False, length=40)
_STATES = sa.Enum(
    "draft", "returned", "submitted", "refining", "screening", "published", "in_talks", "signed", "closed",
    name="needstate", native_enum=False, length=40,
)
_TEXTS = ("goal", "targets", "tried", "conditions")
_ADDED = (
    *_TEXTS, "original_title", "original_content", "public_title", "public_content", "masks", "ownership",
    "cooperation", "secrecy", "contact", "stage_since",
)
_DAYS = {"submitted": 3, "refining": 7, "screening": 5, "published": 60, "in_talks": 30, "returned": 14}
_SOURCE = "出厂默认值，无法规依据；由运营中心按自身服务承诺调整"


def upgrade() -> None:
    for name in _TEXTS:
        op.add_column("needs", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("needs", sa.Column("original_title", sa.String(length=200), nullable=True))
    op.add_column("needs", sa.Column("original_content", sa.Text(), nullable=True))
    op.add_column("needs", sa.Column("public_title", sa.Text(), nullable=True))
    op.add_column("needs", sa.Column("public_content", sa.Text(), nullable=True))
    op.add_column("needs", sa.Column("masks", sa.JSON(), nullable=True))
    op.add_column("needs", sa.Column("ownership", _OWNERSHIP, nullable=True))
    op.add_column("needs", sa.Column("cooperation", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("needs", sa.Column("secrecy", _SECRECY, nullable=False, server_default="masked"))
    op.add_column("needs", sa.Column("contact", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("needs", sa.Column("stage_since", _INSTANT, nullable=False, server_default="1970-01-01 00:00:00"))
    # In the column itself: SQLite cannot add a constraint to a table, and a copied table would lose its rows' links.
    op.execute(
        "ALTER TABLE needs ADD COLUMN curator_id INTEGER CONSTRAINT fk_needs_curator_id_people REFERENCES people (id)"
    )
    op.execute("UPDATE needs SET stage_since = COALESCE(published_at, submitted_at, created_at)")
    op.execute("UPDATE needs SET public_title = title, public_content = content WHERE state = 'published'")
    op.create_table(
        "need_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("written_at", _INSTANT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("inside", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_need_comments_need_id_needs")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_need_comments_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_comments")),
    )
    op.create_index(op.f("ix_need_comments_need_id"), "need_comments", ["need_id"])
    limits = op.create_table(
        "stage_limits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", _STATES, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_limits")),
        sa.UniqueConstraint("state", "valid_from", name=op.f("uq_stage_limits_state_valid_from")),
    )
    rows = [
        {"state": state, "days": days, "valid_from": dt.date(2025, 1, 1), "source": _SOURCE}
        for state, days in _DAYS.items()
    ]
    op.bulk_insert(limits, rows)


def downgrade() -> None:
    op.drop_table("stage_limits")
    op.drop_table("need_comments")
    op.execute(
        "UPDATE needs SET title = original_title, content = original_content WHERE original_content IS NOT NULL"
    )
    op.execute("UPDATE needs SET state = 'submitted' WHERE state IN ('refining', 'screening')")
    op.execute("UPDATE needs SET state = 'published' WHERE state = 'in_talks' AND public_content IS NOT NULL")
    op.execute("UPDATE needs SET state = 'submitted' WHERE state = 'in_talks'")
    op.execute("UPDATE needs SET state = 'draft' WHERE state = 'returned'")
    op.execute("UPDATE needs SET state = 'closed' WHERE state = 'signed'")
    # The old pages show title and content to everyone: they become what was fit to be shown.
    op.execute("UPDATE needs SET title = SUBSTR(public_title, 1, 200), content = public_content WHERE state = 'published'")
    for name in ("curator_id", *reversed(_ADDED)):
        op.drop_column("needs", name)
