"""All that a database holds, to be held against what it held before."""

import sqlalchemy as sa

from matchmaker.database import Base

NOT_PUT_BACK = {"audit_entries", "merges", "catalogue_revision"}
"""The trail and the merges tell of a merge that was undone, and the catalogue counts on."""

COUNTS_ON = {("patents", "revision"), ("match_runs", "fingerprint"), ("match_runs", "catalogue_revision")}
"""What makes the index read a patent anew, and a need be ranked anew."""


def everything(session):
    """All rows of all tables as plain values, but for what no undoing of a merge puts back."""
    session.flush()
    return {
        table.name: [
            {name: value for name, value in row.items() if (table.name, name) not in COUNTS_ON}
            for row in session.execute(sa.select(table).order_by(*table.primary_key)).mappings()
        ]
        for table in Base.metadata.sorted_tables
        if table.name not in NOT_PUT_BACK
    }
