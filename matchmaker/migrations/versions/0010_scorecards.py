"""Scorecards by scenario, with the platform's own as their first version, the scores of patents, and the IPC."""

import datetime as dt

import sqlalchemy as sa
from alembic import op

import matchmaker.database

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SCENARIOS = ("transfer", "finance", "reporting", "remedy", "management")
VALUES = ("legal", "technical", "economic")
RULES = ("status", "term", "claim", "owners", "burdens", "readiness", "breadth", "stated")

# value, name, rule, how a person marks it, and the weights in the order of SCENARIOS
INDICATORS = (
    ("legal", "权利状态与核查", "status", "登记簿上的状态；没有核查的不能当作有效。", (7, 8, 7, 8, 12)),
    ("legal", "剩余保护期", "term", "", (6, 8, 12, 5, 8)),
    ("legal", "首项权利要求的范围", "claim", "限定越少，范围越宽，越难绕开。", (5, 3, 3, 12, 4)),
    ("legal", "权属清晰", "owners", "共有人；职务发明和受让手续是否齐全。", (4, 5, 5, 5, 4)),
    ("legal", "负担与限制", "burdens", "质押、在先许可、中止。", (5, 10, 6, 4, 4)),
    ("legal", "权利稳定性", None, "最接近的现有技术、评价报告、无效和异议的结果；越难被宣告无效分越高。", (5, 6, 5, 18, 5)),
    ("legal", "侵权可判定性", None, "能否从产品上看出是否使用；取证越容易分越高。", (3, 2, 2, 18, 3)),
    ("technical", "技术先进性", None, "与现用方案比较的指标和试验数据。", (10, 6, 6, 6, 10)),
    ("technical", "不可替代性", None, "有没有同样效果的其他方案，绕开要付出什么。", (8, 6, 6, 6, 8)),
    ("technical", "技术成熟度", "readiness", "试制、中试、量产的证据。", (12, 8, 6, 3, 8)),
    ("technical", "应用领域广度", "breadth", "可用在哪些产品和行业。", (5, 3, 2, 2, 4)),
    ("economic", "市场需求", None, "已有的需求、询价、市场规模及其来源。", (10, 10, 8, 4, 10)),
    ("economic", "应用场景与效果说明", "stated", "", (6, 3, 2, 1, 6)),
    ("economic", "预期收益", None, "许可费、转让价或产品利润的测算和依据。", (8, 15, 24, 4, 6)),
    ("economic", "同族布局", None, "在哪些国家和地区有同族专利；没有的给低分。", (3, 4, 3, 2, 4)),
    ("economic", "被引与竞争", None, "被谁引用，竞争对手在做什么；写明检索日期。", (3, 3, 3, 2, 4)),
)


def a_choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def upgrade() -> None:
    cards = op.create_table(
        "scorecards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario", a_choice("scenario", *SCENARIOS), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", matchmaker.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_scorecards_made_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecards")),
        sa.UniqueConstraint("scenario", "version", name=op.f("uq_scorecards_scenario_version")),
    )
    indicators = op.create_table(
        "indicators",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scorecard_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("value", a_choice("valuekind", *VALUES), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("rule", a_choice("markrule", *RULES), nullable=True),
        sa.Column("guide", sa.String(length=200), nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 100", name=op.f("ck_indicators_weight_is_a_share")),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecards.id"], name=op.f("fk_indicators_scorecard_id_scorecards")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicators")),
        sa.UniqueConstraint("scorecard_id", "name", name=op.f("uq_indicators_scorecard_id_name")),
    )
    op.create_table(
        "patent_scores",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patent_id", sa.Integer(), nullable=False),
        sa.Column("scorecard_id", sa.Integer(), nullable=False),
        sa.Column("scored_on", sa.Date(), nullable=False),
        sa.Column("scored_by_id", sa.Integer(), nullable=True),
        sa.Column("hundredths", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["patent_id"], ["patents.id"], name=op.f("fk_patent_scores_patent_id_patents")),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecards.id"], name=op.f("fk_patent_scores_scorecard_id_scorecards")
        ),
        sa.ForeignKeyConstraint(["scored_by_id"], ["people.id"], name=op.f("fk_patent_scores_scored_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent_scores")),
    )
    op.create_index(op.f("ix_patent_scores_patent_id"), "patent_scores", ["patent_id"])
    op.create_table(
        "marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("score_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("fact", sa.String(length=200), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.CheckConstraint("points BETWEEN 0 AND 100", name=op.f("ck_marks_points_are_possible")),
        sa.ForeignKeyConstraint(["score_id"], ["patent_scores.id"], name=op.f("fk_marks_score_id_patent_scores")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicators.id"], name=op.f("fk_marks_indicator_id_indicators")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marks")),
        sa.UniqueConstraint("score_id", "indicator_id", name=op.f("uq_marks_score_id_indicator_id")),
    )
    fill(cards, indicators)
    op.create_table(
        "ipc_entries",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("parent", sa.String(length=20), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_ipc_entries")),
    )
    op.create_index(op.f("ix_ipc_entries_parent"), "ipc_entries", ["parent"])


def fill(cards: sa.Table, indicators: sa.Table) -> None:
    made_at = dt.datetime.now(dt.UTC)
    op.bulk_insert(cards, [{"scenario": scenario, "version": 1, "made_at": made_at} for scenario in SCENARIOS])
    ids = {row.scenario: row.id for row in op.get_bind().execute(sa.select(cards.c.scenario, cards.c.id))}
    op.bulk_insert(
        indicators,
        [
            {
                "scorecard_id": ids[scenario],
                "position": position,
                "value": value,
                "name": name,
                "weight": weights[place],
                "rule": rule,
                "guide": guide,
            }
            for place, scenario in enumerate(SCENARIOS)
            for position, (value, name, rule, guide, weights) in enumerate(INDICATORS, start=1)
        ],
    )


def downgrade() -> None:
    for table in ("ipc_entries", "marks", "patent_scores", "indicators", "scorecards"):
        op.drop_table(table)
