"""The application on a database of its own, and a signed-in reader of each role."""

import dataclasses
from copy import copy

import pytest
from flask_security import hash_password
from jinja2 import FileSystemBytecodeCache

from matchmaker.app import create_app, database_of, settings_of
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.platform import Platform
from matchmaker.organizations.enums import Role
from matchmaker.settings import Settings
from tests.factories.organizations import make_centre, make_organization, make_person, make_university
from tests.web.browsing import Reader

PASSWORD = "a long first password"
MAX_UPLOAD_BYTES = 256 * 1024


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory):
    """The templates, compiled once for all the applications of a worker."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def wired(tmp_path_factory, compiled_templates):
    """An application, wired once for all the tests of a worker, which takes a tenth of a second."""
    settings = Settings(
        database_url="sqlite://",
        secret_key="the same for every test",
        instance=tmp_path_factory.mktemp("wired"),
        max_upload_bytes=MAX_UPLOAD_BYTES,
        max_import_bytes=MAX_UPLOAD_BYTES,
    )
    app = create_app(settings)
    app.jinja_env.bytecode_cache = compiled_templates
    return app


@pytest.fixture
def app(wired, database_url, opened, tmp_path, monkeypatch):
    """The application as if it were this test's own; it accepts files of up to 256 KB."""
    settings = dataclasses.replace(settings_of(wired), database_url=database_url, instance=tmp_path)
    monkeypatch.setattr(wired, "config", copy(wired.config))
    monkeypatch.setattr(wired, "view_functions", dict(wired.view_functions))
    monkeypatch.setitem(wired.jinja_env.globals, "settings", settings)
    monkeypatch.setitem(wired.extensions, "matchmaker", Platform(settings, opened, Catalogue(tmp_path)))
    return wired


@pytest.fixture
def database(app):
    """The application's own database, so that ``session`` and ``count_queries`` see what the pages do."""
    return database_of(app)


@pytest.fixture
def home(session):
    """The organisation of each role, by role; the broker and the administrator are the centre's."""
    centre = make_centre(session)
    homes = {
        Role.ENGINEER: make_organization(session, name="甲方陶瓷有限公司", region="浙江省", industry="陶瓷"),
        Role.OFFICER: make_university(session, name="乙方理工大学"),
        Role.BROKER: centre,
        Role.ADMINISTRATOR: centre,
    }
    session.commit()
    return homes


@pytest.fixture
def sign_in(app, session, home):
    """Opens an account and seats its person, signed in: ``sign_in(role, organization=None)``.

    The form that people sign in by has tests of its own.
    """

    def signed_in(role, organization=None):
        person = make_person(session, role=role, organization=organization or home[role])
        person.password = _hashed(app.config["SECRET_KEY"], app)
        session.commit()
        return Reader(app).sit_down(person)

    return signed_in


@pytest.fixture
def visitor(app):
    return Reader(app)


@pytest.fixture
def engineer(sign_in):
    return sign_in(Role.ENGINEER)


@pytest.fixture
def officer(sign_in):
    return sign_in(Role.OFFICER)


@pytest.fixture
def broker(sign_in):
    return sign_in(Role.BROKER)


@pytest.fixture
def administrator(sign_in):
    return sign_in(Role.ADMINISTRATOR)


_hashes = {}


def _hashed(secret, app):
    """The password as every application with this secret stores it; hashing is slow on purpose."""
    if secret not in _hashes:
        with app.app_context():
            _hashes[secret] = hash_password(PASSWORD)
    return _hashes[secret]
