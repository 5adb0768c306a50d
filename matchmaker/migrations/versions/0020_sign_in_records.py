"""How accounts were signed in to from each address, so that wrong passwords slow the next attempt down."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_records")),
        sa.UniqueConstraint("account", "address", name=op.f("uq_sign_in_records_account_address")),
    )
    for column in ("address", "failed_at"):
        op.create_index(op.f(f"ix_sign_in_records_{column}"), "sign_in_records", [column])


def downgrade() -> None:
    op.drop_table("sign_in_records")
