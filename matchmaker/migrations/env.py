"""Alembic's environment: runs the revisions over the connection that ``Database`` hands in."""

from alembic import context

import matchmaker.deals.models
import matchmaker.needs.import_models
import matchmaker.patents.import_models
import matchmaker.patents.scheme.models
import matchmaker.patents.scorecards.models
import matchmaker.reviews.import_models
import matchmaker.reviews.models
import matchmaker.statistics.models
import matchmaker.tasks.models  # noqa: F401 - with those above, every model is known to the metadata
from matchmaker.database import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
