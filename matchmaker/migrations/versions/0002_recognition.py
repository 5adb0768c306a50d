"""The catalogue's counter, and the recognition thresholds with their source."""

import datetime as dt
import uuid

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SOURCE = "产业知识产权运营中心建设管理工作指引（暂行），国知办函运字〔2024〕1155号，2024-12-31"
_THRESHOLDS = (("amount", 5_000_000_00), ("projects", 10), ("members", 20))


def upgrade() -> None:
    counter = sa.table("catalogue_revision", sa.column("id"), sa.column("number"), sa.column("identity"))
    op.bulk_insert(counter, [{"id": 1, "number": 0, "identity": uuid.uuid4().hex}])
    thresholds = sa.table(
        "thresholds",
        sa.column("level"),
        sa.column("measure"),
        sa.column("value"),
        sa.column("valid_from", sa.Date),
        sa.column("source"),
    )
    op.bulk_insert(
        thresholds,
        [
            {
                "level": "national",
                "measure": measure,
                "value": value,
                "valid_from": dt.date(2024, 12, 31),
                "source": _SOURCE,
            }
            for measure, value in _THRESHOLDS
        ],
    )


def downgrade() -> None:
    op.execute("DELETE FROM thresholds")
    op.execute("DELETE FROM catalogue_revision")
