"""The settings of one running centre, read once from the environment; a wrong one fails at start."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from matchmaker.errors import N_, InvalidError

LANGUAGES = ("zh_Hans_CN", "en")
RANKERS = ("memory", "milvus")
MAIL_SECURITY = ("starttls", "tls", "none")
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_PREFIX = "MATCHMAKER_"
_SENDER = re.compile(r"[^@\s<>,]+@[^@\s<>,]+")
_KNOWN = frozenset(
    {
        "SECRET_KEY",
        "INSTANCE",
        "LANGUAGE",
        "TIMEZONE",
        "CENTRE_NAME",
        "HTTPS",
        "PROXIES",
        "MAX_UPLOAD_MB",
        "MAX_IMPORT_MB",
        "RANKER",
        "MILVUS_URI",
        "ADDRESS",
        "SMTP_HOST",
        "SMTP_PORT",
        "SMTP_SECURITY",
        "SMTP_USER",
        "SMTP_PASSWORD",
        "SMTP_FROM",
    }
)
# Read by the tests, not by a running centre.
_FOREIGN = frozenset({"SHARED_DATA"})


class SettingError(InvalidError):
    """An environment variable that is unknown or impossible."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """The SMTP server that takes the centre's mail.

    ``security`` is one of ``MAIL_SECURITY``; ``sender`` is the address that mail comes from; with an empty ``user``
    nobody signs in.
    """

    host: str
    sender: str
    port: int = 587
    security: str = MAIL_SECURITY[0]
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between one installation and another.

    ``max_upload_bytes`` bounds an uploaded file that is read into memory, ``max_import_bytes`` a sheet of patents,
    which is not; ``timezone`` is the centre's zone, in which
    instants are shown and days begin. ``proxies`` is how many stand in front, each of which adds the address that it
    saw to ``X-Forwarded-For``. ``ranker`` is one of ``RANKERS``; ``milvus_uri`` is where the second is.
    ``address`` is where people find the centre, for links in mails; without ``mail`` none are sent.
    """

    database_url: str
    secret_key: str
    instance: Path
    language: str = "zh_Hans_CN"
    timezone: ZoneInfo = _SHANGHAI
    centre_name: str = ""
    https: bool = False
    proxies: int = 0
    max_upload_bytes: int = 32 * 1024 * 1024
    max_import_bytes: int = 512 * 1024 * 1024
    ranker: str = RANKERS[0]
    milvus_uri: str = ""
    address: str = ""
    mail: MailServer | None = None

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Reads the settings.

        Raises:
            SettingError: a ``MATCHMAKER_…`` name is unknown, or a value is impossible.
        """
        environ = os.environ if environ is None else environ
        values = _own_values(environ)
        instance = Path(values.get("INSTANCE", "instance")).resolve()
        ranker = _one_of("RANKER", values.get("RANKER", RANKERS[0]), RANKERS)
        return cls(
            database_url=_database_url(environ.get("DATABASE_URL", ""), instance),
            secret_key=values.get("SECRET_KEY") or _kept_secret(instance),
            instance=instance,
            language=_one_of("LANGUAGE", values.get("LANGUAGE", LANGUAGES[0]), LANGUAGES),
            timezone=_timezone(values.get("TIMEZONE", _SHANGHAI.key)),
            centre_name=values.get("CENTRE_NAME", ""),
            https=_one_of("HTTPS", values.get("HTTPS", "0"), ("0", "1")) == "1",
            proxies=int(_one_of("PROXIES", values.get("PROXIES", "0"), ("0", "1", "2", "3"))),
            max_upload_bytes=_positive("MAX_UPLOAD_MB", values.get("MAX_UPLOAD_MB", "32")) * 1024 * 1024,
            max_import_bytes=_positive("MAX_IMPORT_MB", values.get("MAX_IMPORT_MB", "512")) * 1024 * 1024,
            ranker=ranker,
            milvus_uri=_milvus_uri(values.get("MILVUS_URI", "")) if ranker == "milvus" else "",
            address=_address(values.get("ADDRESS", "")),
            mail=_mail_server(values),
        )


def _own_values(environ: Mapping[str, str]) -> dict[str, str]:
    values = {
        name.removeprefix(_PREFIX): value for name, value in environ.items() if name.startswith(_PREFIX)
    }
    unknown = sorted(values.keys() - _KNOWN - _FOREIGN)
    if unknown:
        raise SettingError(
            N_("There is no setting %(name)s. The settings are: %(known)s."),
            name=_PREFIX + unknown[0],
            known=", ".join(_PREFIX + name for name in sorted(_KNOWN)),
        )
    return values


def _database_url(url: str, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'matchmaker.sqlite3'}"
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingError(
            N_("DATABASE_URL must begin with sqlite:/// or postgresql://, but it is %(value)s."),
            value=url.rsplit("@", maxsplit=1)[-1],
        )
    return url


def _kept_secret(instance: Path) -> str:
    """A secret made on this machine on first use and kept beside the database."""
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise SettingError(
            N_("%(name)s must be one of %(allowed)s, but it is %(value)s."),
            name=_PREFIX + name,
            allowed=", ".join(allowed),
            value=value,
        )
    return value


def _positive(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value) == 0:
        raise SettingError(
            N_("%(name)s must be a whole number above 0, but it is %(value)s."),
            name=_PREFIX + name,
            value=value,
        )
    return int(value)


def _milvus_uri(uri: str) -> str:
    if find_spec("pymilvus") is None:
        raise SettingError(
            N_(
                "MATCHMAKER_RANKER=milvus needs packages that are not installed: run"
                ' pip install "matchmaker[milvus]", or set MATCHMAKER_RANKER=memory.'
            )
        )
    is_server = uri.startswith(("http://", "https://")) and urlsplit(uri).hostname
    if not is_server and not (uri.endswith(".db") and "://" not in uri):
        raise SettingError(
            N_(
                "MATCHMAKER_RANKER=milvus needs MATCHMAKER_MILVUS_URI: http://HOST:19530, https://HOST, or a"
                " file that ends in .db for Milvus Lite; it is %(value)s."
            ),
            value=uri.rsplit("@", maxsplit=1)[-1] or '""',
        )
    return uri


def _address(value: str) -> str:
    if value and not (value.startswith(("http://", "https://")) and urlsplit(value).hostname):
        raise SettingError(
            N_(
                "MATCHMAKER_ADDRESS must be where people find the centre, such as https://HOST, but it is"
                " %(value)s."
            ),
            value=value,
        )
    return value.rstrip("/")


def _mail_server(values: Mapping[str, str]) -> MailServer | None:
    host = values.get("SMTP_HOST", "")
    if not host:
        return None
    sender = values.get("SMTP_FROM", "")
    if not _SENDER.fullmatch(sender) or not values.get("ADDRESS"):
        raise SettingError(
            N_(
                "MATCHMAKER_SMTP_HOST needs MATCHMAKER_SMTP_FROM, the e-mail address that mail comes from, and"
                " MATCHMAKER_ADDRESS, where its links lead."
            )
        )
    return MailServer(
        host=host,
        sender=sender,
        port=_positive("SMTP_PORT", values.get("SMTP_PORT", "587")),
        security=_one_of("SMTP_SECURITY", values.get("SMTP_SECURITY", MAIL_SECURITY[0]), MAIL_SECURITY),
        user=values.get("SMTP_USER", ""),
        password=values.get("SMTP_PASSWORD", ""),
    )


def _timezone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingError(
            N_("MATCHMAKER_TIMEZONE must name a time zone such as Asia/Shanghai, but it is %(value)s."),
            value=value,
        ) from error
