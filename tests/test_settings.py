"""Settings: what is unknown or impossible fails at start."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from matchmaker.settings import MailServer, SettingError, Settings


def settings(tmp_path, **environ):
    return Settings.from_env({"MATCHMAKER_INSTANCE": str(tmp_path), **environ})


def refusal(tmp_path, **environ):
    with pytest.raises(SettingError) as refused:
        settings(tmp_path, **environ)
    return refused.value


def test_an_empty_environment_gives_a_centre_that_runs(tmp_path):
    assert settings(tmp_path) == Settings(
        database_url=f"sqlite:///{tmp_path / 'matchmaker.sqlite3'}",
        secret_key=(tmp_path / "secret_key").read_text(),
        instance=tmp_path,
        language="zh_Hans_CN",
        timezone=ZoneInfo("Asia/Shanghai"),
        centre_name="",
        https=False,
        max_upload_bytes=32 * 1024 * 1024,
        ranker="memory",
        milvus_uri="",
    )


def test_the_instance_is_a_folder_of_the_working_directory_unless_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert Settings.from_env({"MATCHMAKER_SECRET_KEY": "k"}).instance == tmp_path / "instance"
    assert not (tmp_path / "instance").exists()


def test_the_process_environment_is_read_where_none_is_given(monkeypatch, tmp_path):
    monkeypatch.setenv("MATCHMAKER_INSTANCE", str(tmp_path))
    monkeypatch.setenv("MATCHMAKER_CENTRE_NAME", "试验运营中心")
    assert Settings.from_env().centre_name == "试验运营中心"


def test_every_setting_is_taken(tmp_path):
    taken = settings(
        tmp_path,
        MATCHMAKER_SECRET_KEY="a key",
        MATCHMAKER_LANGUAGE="en",
        MATCHMAKER_TIMEZONE="Europe/Berlin",
        MATCHMAKER_CENTRE_NAME="试验运营中心",
        MATCHMAKER_HTTPS="1",
        MATCHMAKER_PROXIES="2",
        MATCHMAKER_MAX_UPLOAD_MB="5",
        MATCHMAKER_RANKER="milvus",
        MATCHMAKER_MILVUS_URI="http://milvus:19530",
        DATABASE_URL="sqlite:////srv/centre.sqlite3",
    )
    assert taken == Settings(
        database_url="sqlite:////srv/centre.sqlite3",
        secret_key="a key",
        instance=tmp_path,
        language="en",
        timezone=ZoneInfo("Europe/Berlin"),
        centre_name="试验运营中心",
        https=True,
        proxies=2,
        max_upload_bytes=5 * 1024 * 1024,
        ranker="milvus",
        milvus_uri="http://milvus:19530",
    )


def test_a_secret_is_made_once_and_kept_for_its_owner_alone(tmp_path):
    first, second = settings(tmp_path), settings(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    assert Path(tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_two_centres_never_share_a_secret(tmp_path):
    assert settings(tmp_path / "a").secret_key != settings(tmp_path / "b").secret_key


@pytest.mark.parametrize("scheme", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_a_postgresql_address_is_taken_in_each_customary_form(tmp_path, scheme):
    taken = settings(tmp_path, DATABASE_URL=f"{scheme}centre@db/centre")
    assert taken.database_url == "postgresql+psycopg://centre@db/centre"


def test_another_database_is_refused_without_repeating_its_password(tmp_path):
    error = refusal(tmp_path, DATABASE_URL="mysql://centre:geheim@db/centre")
    assert error.params == {"value": "db/centre"}


def test_a_misspelt_setting_is_named_with_those_there_are(tmp_path):
    error = refusal(tmp_path, MATCHMAKER_SECRETKEY="x")
    assert error.params == {
        "name": "MATCHMAKER_SECRETKEY",
        "known": "MATCHMAKER_ADDRESS, MATCHMAKER_CENTRE_NAME, MATCHMAKER_HTTPS, MATCHMAKER_INSTANCE, "
        "MATCHMAKER_LANGUAGE, MATCHMAKER_MAX_IMPORT_MB, MATCHMAKER_MAX_UPLOAD_MB, MATCHMAKER_MILVUS_URI, "
        "MATCHMAKER_PROXIES, MATCHMAKER_RANKER, "
        "MATCHMAKER_SECRET_KEY, MATCHMAKER_SMTP_FROM, MATCHMAKER_SMTP_HOST, MATCHMAKER_SMTP_PASSWORD, "
        "MATCHMAKER_SMTP_PORT, MATCHMAKER_SMTP_SECURITY, MATCHMAKER_SMTP_USER, MATCHMAKER_TIMEZONE",
    }


def test_the_names_that_tests_and_benchmarks_read_are_let_through(tmp_path):
    assert settings(tmp_path, MATCHMAKER_SHARED_DATA="/somewhere").instance == tmp_path


@pytest.mark.parametrize(
    ("name", "value", "params"),
    [
        ("LANGUAGE", "fr", {"allowed": "zh_Hans_CN, en", "value": "fr"}),
        ("HTTPS", "yes", {"allowed": "0, 1", "value": "yes"}),
        ("RANKER", "Milvus", {"allowed": "memory, milvus", "value": "Milvus"}),
        ("RANKER", "", {"allowed": "memory, milvus", "value": ""}),
        ("MAX_UPLOAD_MB", "0", {"value": "0"}),
        ("MAX_UPLOAD_MB", "-3", {"value": "-3"}),
        ("MAX_UPLOAD_MB", "２", {"value": "２"}),
        ("MAX_UPLOAD_MB", "", {"value": ""}),
    ],
)
def test_an_impossible_value_is_named_with_what_it_may_be(tmp_path, name, value, params):
    error = refusal(tmp_path, **{f"MATCHMAKER_{name}": value})
    assert error.params == {"name": f"MATCHMAKER_{name}", **params}


@pytest.mark.parametrize("value", ["Asia/Peking", "../etc/passwd", "/etc/localtime", ""])
def test_an_unknown_time_zone_is_refused(tmp_path, value):
    assert refusal(tmp_path, MATCHMAKER_TIMEZONE=value).params == {"value": value}


@pytest.mark.parametrize(
    "uri", ["http://milvus:19530", "https://centre:geheim@milvus.example", "instance/index.db"]
)
def test_milvus_is_found_at_an_address_or_in_a_file(tmp_path, uri):
    taken = settings(tmp_path, MATCHMAKER_RANKER="milvus", MATCHMAKER_MILVUS_URI=uri)
    assert taken.milvus_uri == uri


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("", '""'),
        ("milvus:19530", "milvus:19530"),
        ("http://", "http://"),
        ("ftp://centre:geheim@milvus/index.db", "milvus/index.db"),
    ],
)
def test_milvus_without_a_possible_address_is_refused_without_repeating_its_password(tmp_path, uri, shown):
    error = refusal(tmp_path, MATCHMAKER_RANKER="milvus", MATCHMAKER_MILVUS_URI=uri)
    assert error.params == {"value": shown}
    assert "MATCHMAKER_MILVUS_URI: http://HOST:19530" in str(error)


def test_milvus_that_is_not_installed_is_told_with_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr("matchmaker.settings.find_spec", lambda _: None)
    error = refusal(tmp_path, MATCHMAKER_RANKER="milvus", MATCHMAKER_MILVUS_URI="http://milvus:19530")
    assert 'run pip install "matchmaker[milvus]"' in str(error)


def test_an_address_of_milvus_is_left_alone_where_ranking_is_in_memory(tmp_path):
    assert settings(tmp_path, MATCHMAKER_MILVUS_URI="milvus").milvus_uri == ""


MAIL = {
    "MATCHMAKER_SMTP_HOST": "mail.example",
    "MATCHMAKER_SMTP_FROM": "centre@mail.example",
    "MATCHMAKER_ADDRESS": "https://centre.example/",
}


def test_without_a_mail_server_no_mail_is_sent_and_with_one_it_is(tmp_path):
    assert settings(tmp_path).mail is None
    known = settings(tmp_path, **MAIL)
    assert known.address == "https://centre.example"
    assert known.mail == MailServer("mail.example", "centre@mail.example", port=587, security="starttls")
    more = {"SMTP_PORT": "465", "SMTP_SECURITY": "tls", "SMTP_USER": "u", "SMTP_PASSWORD": "p"}
    known = settings(tmp_path, **MAIL, **{f"MATCHMAKER_{name}": value for name, value in more.items()})
    assert known.mail == MailServer("mail.example", "centre@mail.example", 465, "tls", "u", "p")
    assert "'p'" not in repr(known.mail)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMTP_FROM", ""),
        ("SMTP_FROM", "centre"),
        ("SMTP_FROM", "a@b\nBcc: c@d"),
        ("ADDRESS", ""),
        ("ADDRESS", "centre.example"),
        ("SMTP_PORT", "0"),
        ("SMTP_SECURITY", "maybe"),
    ],
)
def test_a_mail_server_that_cannot_be_used_is_told_at_start(tmp_path, name, value):
    assert isinstance(refusal(tmp_path, **MAIL | {f"MATCHMAKER_{name}": value}), SettingError)
