"""The migrations against the models, on both backends."""

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import matchmaker.deals.models
import matchmaker.needs.import_models
import matchmaker.patents.import_models
import matchmaker.patents.scheme.models
import matchmaker.patents.scorecards.models
import matchmaker.reviews.import_models
import matchmaker.reviews.models
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


def test_needs_from_before_the_desk_keep_what_they_are(empty_database):
    """A published need stays readable by everyone, as it was; those handed in stay where they are."""
    with empty_database.engine.begin() as connection:
        command.upgrade(migration_config(connection), "0006")
        connection.execute(sa.text(_ORGANIZATION))
        for number, state in enumerate(("draft", "submitted", "published", "closed"), start=1):
            connection.execute(sa.text(_NEED), {"id": number, "state": state})
    empty_database.migrate()
    names = ("state", "title", "public_title", "public_content", "secrecy", "goal", "masks", "stage_since")
    kept = {row.state.value: row for row in rows_of(empty_database, "needs", *names)}
    assert kept.keys() == {"draft", "submitted", "published", "closed"}
    assert {row.title for row in kept.values()} == {"开裂"}
    assert [row.state.value for row in kept.values() if row.public_title] == ["published"]
    published = kept["published"]
    assert (published.public_title, published.public_content, published.masks) == ("开裂", "高温开裂。", None)
    assert (published.secrecy.value, published.goal) == ("masked", "")
    assert {row.stage_since.isoformat() for row in kept.values()} == {"2026-01-02T03:04:05+00:00"}
    with empty_database.engine.begin() as connection:
        command.downgrade(migration_config(connection), "0006")
        after = connection.execute(sa.text("SELECT state, title FROM needs ORDER BY id")).all()
    assert [tuple(row) for row in after] == [
        (state, "开裂") for state in ("draft", "submitted", "published", "closed")
    ]


_ORGANIZATION = (
    "INSERT INTO organizations (id, name, kind, region, industry, fictional)"
    " VALUES (1, '试验公司', 'company', '', '', false)"
)
_NEED = (
    "INSERT INTO needs (id, organization_id, title, content, state, created_at)"
    " VALUES (:id, 1, '开裂', '高温开裂。', :state, '2026-01-02 03:04:05+00')"
)


def test_publication_numbers_move_to_their_table_and_back(empty_database):
    with empty_database.engine.begin() as connection:
        command.upgrade(migration_config(connection), "0016")
        connection.execute(sa.text(_ORGANIZATION))
        for number, (publication, key) in enumerate((("CN103123456B", "103123456"), (None, None)), start=1):
            facts = {"id": number, "publication": publication, "key": key}
            connection.execute(sa.text(_PATENT), facts)
        before = connection.execute(sa.text(_PUBLISHED)).all()
    empty_database.migrate()
    assert rows_of(empty_database, "publications", "patent_id", "number", "key") == [
        (1, "CN103123456B", "103123456")
    ]
    with empty_database.engine.begin() as connection:
        more = {"patent_id": 1, "number": "CN103123456A", "key": "103123456"}
        connection.execute(sa.insert(Base.metadata.tables["publications"]).values(more))
        command.downgrade(migration_config(connection), "0016")
        assert connection.execute(sa.text(_PUBLISHED)).all() == before


_PUBLISHED = "SELECT id, publication_number, publication_key FROM patents ORDER BY id"
_PATENT = (
    "INSERT INTO patents (id, organization_id, title, abstract, claims, applicants, inventors, department,"
    " names_holder, ipc, legal_status, status, status_source, extension_days, suspended, own_use,"
    " let_lapse_reason, revision, added_at, source_key, publication_number, publication_key)"
    " VALUES (:id, 1, '过滤板', '', '', '[]', '[]', '', true, '[]', '', 'unknown', '', 0, false, false,"
    " '', 1, '2026-01-02 03:04:05+00', CAST(:id AS VARCHAR), :publication, :key)"
)


def test_searches_saved_before_needs_could_be_are_of_patents(empty_database):
    with empty_database.engine.begin() as connection:
        command.upgrade(migration_config(connection), "0016")
        for statement in (_ORGANIZATION, _PERSON, _SEARCH):
            connection.execute(sa.text(statement))
    empty_database.migrate()
    (kept,) = rows_of(empty_database, "saved_searches", "sought", "searched_at", "found")
    assert (kept.sought.value, kept.searched_at.isoformat()) == ("patents", "2026-01-02T03:04:05+00:00")
    with empty_database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE saved_searches SET sought = 'needs'"))
        command.downgrade(migration_config(connection), "0016")
        assert connection.scalar(sa.text("SELECT count(*) FROM saved_searches")) == 0


_PERSON = (
    "INSERT INTO people (id, email, name, role, organization_id, password, active, fs_uniquifier)"
    " VALUES (1, 'a@b.example', '甲', 'engineer', 1, 'x', true, 'x')"
)
_SEARCH = (
    "INSERT INTO saved_searches (id, person_id, name, address, by_mail, saved_at, looked_at, revision, found, new,"
    " unsent) VALUES (1, 1, '过滤板', 'text=x', false, '2026-01-02 03:04:05+00', '2026-01-02 03:04:05+00', 0, '[]',"
    " '[]', '[]')"
)


def test_the_revisions_are_one_line(database):
    with database.engine.connect() as connection:
        revisions = ScriptDirectory.from_config(migration_config(connection))
    assert [script.revision for script in revisions.walk_revisions()] == [
        "0020",
        "0019",
        "0018",
        "0017",
        "0016",
        "0015",
        "0014",
        "0013",
        "0012",
        "0011",
        "0010",
        "0009",
        "0008",
        "0007",
        "0006",
        "0005",
        "0004",
        "0003",
        "0002",
        "0001",
    ]
