"""Inventory reviews: what inventors say of their patents by signed links, and what the library takes."""

import sqlalchemy as sa
from alembic import op

import matchmaker.database

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def instant(name: str) -> sa.Column:
    return sa.Column(name, matchmaker.database.UtcDateTime(), nullable=True)


def key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("ratings", sa.JSON(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        key("reviews", "organization_id", "organizations"),
        key("reviews", "opened_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    op.create_index(op.f("ix_reviews_organization_id"), "reviews", ["organization_id"])
    op.create_table(
        "review_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("kind", choice("linkkind", "respondent", "college"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("department", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("secret", sa.String(length=32), nullable=True),
        key("review_links", "review_id", "reviews"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_links")),
        sa.UniqueConstraint(
            "review_id", "kind", "name", "department", name=op.f("uq_review_links_review_id_kind_name_department")
        ),
    )
    op.create_table(
        "review_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            choice("itemstate", "open", "returned", "handed_in", "college_approved", "placed", "not_placed"),
            nullable=False,
        ),
        sa.Column("funding", choice("funding", "public", "other"), nullable=True),
        sa.Column(
            "implementation", choice("implementation", "none", "own", "others", "industrial"), nullable=True
        ),
        sa.Column("ways", sa.JSON(), nullable=False),
        sa.Column("unwilling", sa.Boolean(), nullable=False),
        sa.Column(
            "readiness", choice("readiness", "1", "2", "3", "4", "5", "6", "7", "8", "9"), nullable=True
        ),
        sa.Column("rating", sa.String(length=40), nullable=False),
        sa.Column("scenarios", sa.Text(), nullable=False),
        instant("handed_in_at"),
        instant("college_approved_at"),
        instant("university_approved_at"),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "state <> 'placed' OR (college_approved_at IS NOT NULL AND university_approved_at IS NOT NULL)",
            name=op.f("ck_review_items_is_placed_by_both"),
        ),
        key("review_items", "review_id", "reviews"),
        key("review_items", "patent_id", "patents"),
        key("review_items", "link_id", "review_links"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_items")),
        sa.UniqueConstraint("review_id", "patent_id", name=op.f("uq_review_items_review_id_patent_id")),
    )
    op.create_index(op.f("ix_review_items_patent_id"), "review_items", ["patent_id"])
    op.create_index(op.f("ix_review_items_link_id"), "review_items", ["link_id"])


def downgrade() -> None:
    for table in ("review_items", "review_links", "reviews"):
        op.drop_table(table)
