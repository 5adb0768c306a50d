"""The application for a WSGI server: ``waitress-serve wsgi:app``."""

from matchmaker.app import create_app
from matchmaker.settings import Settings

app = create_app(Settings.from_env())
