"""What the pages and commands of one centre work with."""

from typing import Any, NamedTuple, Protocol

from matchmaker.database import Database
from matchmaker.matching.catalogue import Catalogue
from matchmaker.settings import Settings


class Platform(NamedTuple):
    """The settings of a centre, its database, and the index of its patents on offer."""

    settings: Settings
    database: Database
    catalogue: Catalogue


class Equipped(Protocol):
    """An application that has been wired."""

    extensions: dict[str, Any]


def platform_of(app: Equipped) -> Platform:
    """What an application works with."""
    platform: Platform = app.extensions["matchmaker"]
    return platform
