"""Life of a patent: fees paid, co-owners, pledges, licences, open licences; what an offer says; offered matches."""

import sqlalchemy as sa
from alembic import op

import matchmaker.database

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KINDS = ("exclusive", "sole", "ordinary")


def kind() -> sa.Enum:
    return sa.Enum(*KINDS, name="licencekind", native_enum=False, length=40)


def text(name: str, length: int | None = None) -> sa.Column:
    of = sa.String(length=length) if length else sa.Text()
    return sa.Column(name, of, nullable=False, server_default="")


def no(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def patent_columns() -> tuple[sa.Column, ...]:
    return (
        text("status_source", 80),
        sa.Column("extension_days", sa.Integer(), nullable=False, server_default="0"),
        no("suspended"),
        sa.Column("report_on", sa.Date(), nullable=True),
        no("own_use"),
        sa.Column("transferred_on", sa.Date(), nullable=True),
        sa.Column("let_lapse_on", sa.Date(), nullable=True),
        text("let_lapse_reason", 200),
    )


def listing_columns() -> tuple[sa.Column, ...]:
    return (
        text("scenarios"),
        sa.Column("licence_kind", kind(), nullable=True),
        sa.Column("available_until", sa.Date(), nullable=True),
        sa.Column("trial_until", sa.Date(), nullable=True),
    )


def upgrade() -> None:
    for table, columns in (("patents", patent_columns()), ("listings", listing_columns())):
        for column in columns:
            op.add_column(table, column)
    op.add_column(
        "matches", sa.Column("offered_at", matchmaker.database.UtcDateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "fee_payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["patent_id"], ["patents.id"], name=op.f("fk_fee_payments_patent_id_patents")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["people.id"], name=op.f("fk_fee_payments_entered_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_payments")),
        sa.UniqueConstraint("patent_id", "year", name=op.f("uq_fee_payments_patent_id_year")),
    )
    op.create_table(
        "co_owners",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["patent_id"], ["patents.id"], name=op.f("fk_co_owners_patent_id_patents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_owners")),
        sa.UniqueConstraint("patent_id", "name", name=op.f("uq_co_owners_patent_id_name")),
    )
    op.create_table(
        "pledges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("pledgee", sa.String(length=200), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("consents", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["patent_id"], ["patents.id"], name=op.f("fk_pledges_patent_id_patents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledges")),
    )
    op.create_index(op.f("ix_pledges_patent_id"), "pledges", ["patent_id"])
    op.create_table(
        "patent_licences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("kind", kind(), nullable=False),
        sa.Column("licensee", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("contract_number", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["patent_id"], ["patents.id"], name=op.f("fk_patent_licences_patent_id_patents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent_licences")),
    )
    op.create_index(op.f("ix_patent_licences_patent_id"), "patent_licences", ["patent_id"])
    op.create_table(
        "open_licences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("fixed_fee_fen", sa.BigInteger(), nullable=True),
        sa.Column("royalty_points", sa.Integer(), nullable=True),
        sa.Column(
            "royalty_base",
            sa.Enum("sales", "profit", name="royaltybase", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("payment", sa.String(length=400), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["patent_id"], ["patents.id"], name=op.f("fk_open_licences_patent_id_patents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_licences")),
        sa.UniqueConstraint("patent_id", name=op.f("uq_open_licences_patent_id")),
    )
    take_over_signed_deals()


def take_over_signed_deals() -> None:
    """What was signed here before is a licence under its patents; what was registered took them out of the hand."""
    op.execute(
        "INSERT INTO patent_licences (patent_id, kind, licensee, starts_on, contract_number)"
        " SELECT deal_patents.patent_id, deals.licence_kind, organizations.name, deals.signed_on,"
        " deals.contract_number FROM deals JOIN deal_patents ON deal_patents.deal_id = deals.id"
        " JOIN organizations ON organizations.id = deals.buyer_id"
        " WHERE deals.way = 'licence' AND deals.stage IN ('signed', 'registered', 'paid')"
    )
    op.execute(
        "UPDATE patents SET transferred_on = (SELECT MIN(deals.registered_on) FROM deals"
        " JOIN deal_patents ON deal_patents.deal_id = deals.id WHERE deal_patents.patent_id = patents.id"
        " AND deals.way IN ('transfer', 'equity') AND deals.stage IN ('registered', 'paid'))"
        " WHERE id IN (SELECT patent_id FROM deal_patents)"
    )


def downgrade() -> None:
    for table in ("open_licences", "patent_licences", "pledges", "co_owners", "fee_payments"):
        op.drop_table(table)
    op.drop_column("matches", "offered_at")
    for table, columns in (("listings", listing_columns()), ("patents", patent_columns())):
        for column in columns:
            op.drop_column(table, column.name)
