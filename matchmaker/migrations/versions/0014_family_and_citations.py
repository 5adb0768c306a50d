"""The family and the citations of patents, and the marks that follow from them on the platform's own scorecards."""

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

LISTS = ("family", "cites", "cited_by")
COUNTS = ("claim_count", "family_size", "cited_times")
RULES = {"同族布局": "family", "被引与竞争": "cited"}

cards = sa.table("scorecards", *map(sa.column, ("id", "scenario", "version", "made_at", "made_by_id")))
scores = sa.table("patent_scores", sa.column("scorecard_id"))
lines = sa.table(
    "indicators", *map(sa.column, ("id", "scorecard_id", "position", "value", "name", "weight", "rule", "guide"))
)


def upgrade() -> None:
    for name in LISTS:
        op.add_column("patents", sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    for name in COUNTS:
        op.add_column("patents", sa.Column(name, sa.Integer(), nullable=True))
    for card in newest_cards():
        if card.made_by_id is None:
            set_rules(card)


def newest_cards() -> list[sa.Row]:
    newest = sa.select(cards.c.scenario, sa.func.max(cards.c.version).label("version")).group_by(cards.c.scenario)
    newest = newest.subquery()
    of_newest = (newest.c.scenario == cards.c.scenario) & (newest.c.version == cards.c.version)
    return list(op.get_bind().execute(sa.select(cards).join(newest, of_newest)))


def set_rules(card: sa.Row) -> None:
    """On the card itself where no patent was scored by it, else on its next version."""
    connection = op.get_bind()
    changed = card.id
    if connection.scalar(sa.select(sa.func.count()).select_from(scores).where(scores.c.scorecard_id == card.id)):
        changed = next_version(card)
    for name, rule in RULES.items():
        unruled = (lines.c.scorecard_id == changed) & (lines.c.name == name) & lines.c.rule.is_(None)
        connection.execute(lines.update().where(unruled).values(rule=rule))


def next_version(card: sa.Row) -> int:
    connection = op.get_bind()
    version = card.version + 1
    dated = sa.table(
        "scorecards", sa.column("scenario"), sa.column("version"), sa.column("made_at", sa.DateTime(timezone=True))
    )
    connection.execute(
        dated.insert().values(scenario=card.scenario, version=version, made_at=dt.datetime.now(dt.UTC))
    )
    made = connection.scalar(
        sa.select(cards.c.id).where(cards.c.scenario == card.scenario, cards.c.version == version)
    )
    kept = connection.execute(sa.select(lines).where(lines.c.scorecard_id == card.id)).mappings()
    copies = [{**line, "scorecard_id": made} for line in kept]
    for copy in copies:
        del copy["id"]
    connection.execute(lines.insert(), copies)
    return made


def downgrade() -> None:
    connection = op.get_bind()
    connection.execute(lines.update().where(lines.c.rule.in_(list(RULES.values()))).values(rule=None))
    for name in (*COUNTS, *LISTS):
        op.drop_column("patents", name)
