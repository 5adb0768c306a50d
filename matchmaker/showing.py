"""How figures, days and instants look on a page and in a sheet; no request and no language in here."""

import datetime as dt
import math
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from matchmaker.database import yuan_from_fen

_FEN_A_WAN = 1_000_000
_PARTS = 1000  # a score is told to the thousandth where its parts are told too


def wan(fen: int | None, places: int = 2) -> str:
    """An amount in 万元: ``123456789`` fen is ``123.46``."""
    if fen is None:
        return ""
    amount = (Decimal(fen) / _FEN_A_WAN).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{amount:,f}"


def yuan(fen: int | None) -> str:
    """An amount in yuan to the fen: ``123456789`` fen is ``1,234,567.89``."""
    return "" if fen is None else f"{yuan_from_fen(fen):,.2f}"


def day(date: dt.date | None) -> str:
    """A day as ``2026-11-22``."""
    return date.isoformat() if date else ""


def moment(instant: dt.datetime | None, zone: ZoneInfo) -> str:
    """An instant as ``2026-11-22 09:30`` in the centre's zone."""
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" if instant else ""


def span(duration: dt.timedelta | None) -> str:
    """A stretch of time as ``1:02:05``: hours, minutes, seconds."""
    return str(dt.timedelta(seconds=round(duration.total_seconds()))) if duration is not None else ""


def score(value: float) -> str:
    """A score as ``0.42``."""
    return f"{value:.2f}"


def parts_of_score(values: Iterable[float]) -> list[str]:
    """Parts of a score as ``0.042``, so that what is shown adds up to their sum as it is shown.

    Each is rounded down or up: up where the most would be lost (the method of largest remainders).

    >>> parts_of_score([0.0014, 0.0023, 0.0033])  # 0.0070
    ['0.002', '0.002', '0.003']
    """
    parts = [value * _PARTS for value in values]
    shown = [math.floor(part) for part in parts]
    lost = round(math.fsum(parts)) - sum(shown)
    by_remainder = sorted(range(len(parts)), key=lambda place: shown[place] - parts[place])
    for place in by_remainder[:lost]:
        shown[place] += 1
    return [f"{part / _PARTS:.3f}" for part in shown]


def masked_email(address: str) -> str:
    """An address that shows whose it may be and not what it is: ``a***@example.org``."""
    name, _, host = address.partition("@")
    return f"{name[:1]}***@{host}"


def masked_name(name: str) -> str:
    """A name that shows whose it may be and not what it is: ``王**``; one of a single sign shows nothing."""
    return f"{name[:1]}**" if len(name) > 1 else "**"
