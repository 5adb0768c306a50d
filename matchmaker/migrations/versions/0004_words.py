"""The centre's terms, synonyms and stop words; it begins with the synonyms that come with matchmaker."""

import datetime as dt
from importlib import resources

import sqlalchemy as sa
from alembic import op

from matchmaker.database import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = op.create_table(
        "words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=30), nullable=False),
        sa.Column("meaning", sa.String(length=30), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_words")),
        sa.UniqueConstraint("kind", "text", "meaning", name=op.f("uq_words_kind_text_meaning")),
    )
    revision_of_words = op.create_table(
        "words_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_words_revision")),
    )
    op.bulk_insert(revision_of_words, [{"id": 1, "number": 0}])
    instant = dt.datetime.now(dt.UTC)
    op.bulk_insert(
        words,
        [
            {"kind": "synonym", "text": said, "meaning": meant, "entered_at": instant}
            for said, meant in sorted(_supplied_pairs())
        ],
    )


def downgrade() -> None:
    op.drop_table("words_revision")
    op.drop_table("words")


def _supplied_pairs() -> set[tuple[str, str]]:
    pairs = set()
    file = resources.files("matchmaker.text").joinpath("synonyms.txt")
    for line in file.read_text(encoding="utf-8").splitlines():
        line = line.partition("#")[0]
        for sign in "=→":
            said, found, meant = (part.strip() for part in line.partition(sign))
            if found:
                pairs |= {(said, meant)} | ({(meant, said)} if sign == "=" else set())
    return pairs
