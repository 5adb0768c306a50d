"""Whose address counts where proxies stand in front: what the outermost one saw, and never what a stranger writes."""

import re
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest
import sqlalchemy as sa

from matchmaker.database import Database
from matchmaker.organizations.models import SignInRecord
from tests.serving import served

pytestmark = pytest.mark.parametrize("shelf", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("proxies", "counted"), [("0", "127.0.0.1"), ("1", "203.0.113.7"), ("2", "198.51.100.9")]
)
def test_a_wrong_password_counts_at_the_address_that_the_proxies_saw(
    database_url, tmp_path, proxies, counted
):
    environment = {
        "DATABASE_URL": database_url,
        "MATCHMAKER_INSTANCE": str(tmp_path),
        "MATCHMAKER_PROXIES": proxies,
    }
    with served(environment) as (address, _):
        sign_in_wrongly(f"{address}/login", {"X-Forwarded-For": "192.0.2.1, 198.51.100.9, 203.0.113.7"})
    database = Database(database_url)
    with database.sessions() as session:
        assert session.scalars(sa.select(SignInRecord.address)).all() == [counted]
    database.dispose()


def sign_in_wrongly(address, headers):
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = opener.open(urllib.request.Request(address, headers=headers)).read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    sent = {"csrf_token": token, "email": "nobody@example.org", "password": "wrong"}
    opener.open(urllib.request.Request(address, urllib.parse.urlencode(sent).encode(), headers)).read()
