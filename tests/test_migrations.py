"""The migrations against the models, on both backends."""

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import matchmaker.deals.models
import matchmaker.statistics.models  # noqa: F401 - with the deals above, every model is known to the metadata
from matchmaker.database import Base, migration_config


def tables_of(database):
    return set(sa.inspect(database.engine).get_table_names())


def rows_of(database, table, *columns):
    with database.engine.connect() as connection:
        return connection.execute(sa.select(*(Base.metadata.tables[table].c[name] for name in columns))).all()


def test_models_and_migrations_agree(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_an_empty_database_gets_every_table(empty_database):
    empty_database.migrate()
    assert tables_of(empty_database) == {*Base.metadata.tables, "alembic_version"}


def test_a_second_upgrade_changes_nothing(database):
    before = rows_of(database, "thresholds", "level", "measure", "value")
    database.migrate()
    assert rows_of(database, "thresholds", "level", "measure", "value") == before


def test_every_revision_can_be_taken_back_and_made_again(database):
    thresholds = rows_of(database, "thresholds", "level", "measure", "value", "valid_from", "source")
    with database.engine.begin() as connection:
        command.downgrade(migration_config(connection), "base")
    assert tables_of(database) == {"alembic_version"}
    database.migrate()
    assert tables_of(database) == {*Base.metadata.tables, "alembic_version"}
    assert rows_of(database, "thresholds", "level", "measure", "value", "valid_from", "source") == thresholds
    assert rows_of(database, "catalogue_revision", "id", "number") == [(1, 0)]


def test_the_revisions_are_one_line(database):
    with database.engine.connect() as connection:
        revisions = ScriptDirectory.from_config(migration_config(connection))
    assert [script.revision for script in revisions.walk_revisions()] == [
        "0012",
        "0006",
        "0005",
        "0004",
        "0003",
        "0002",
        "0001",
    ]
