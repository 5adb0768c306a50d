"""Reads the vocabulary of the demo centre: the TOML files beside this script."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_VOCABULARY = Path(__file__).parent / "vocabulary"


@dataclass(frozen=True, slots=True)
class Route:
    """One way of solving a topic's ``problems``; ``form`` is method, analysis, product or device."""

    titles: tuple[str, ...]
    problems: tuple[str, ...]
    steps: tuple[str, ...]
    effects: tuple[str, ...]
    form: str


@dataclass(frozen=True, slots=True)
class NeedText:
    """A need in its company's own words; ``topic`` is empty where no patent answers it."""

    title: str
    content: str
    company: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A narrow field of research, with the words of its patents; ``since`` is the first year of filing."""

    theme: str
    name: str
    field: str
    since: int
    ipc: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    routes: tuple[Route, ...]
    needs: tuple[NeedText, ...]


def read_topics() -> tuple[Topic, ...]:
    """Every topic, in the order of the files' names."""
    return tuple(
        _topic(path.stem, table)
        for path in sorted((_VOCABULARY / "topics").glob("*.toml"))
        for table in tomllib.loads(path.read_text(encoding="utf-8"))["topic"]
    )


def read_vocabulary(name: str) -> dict[str, Any]:
    """The tables of ``vocabulary/<name>.toml`` as they stand."""
    return tomllib.loads((_VOCABULARY / f"{name}.toml").read_text(encoding="utf-8"))


def _topic(theme: str, table: Mapping[str, Any]) -> Topic:
    return Topic(
        theme=theme,
        name=table["name"],
        field=table["field"],
        since=table["since"],
        ipc=tuple(table["ipc"]),
        words={name: tuple(options) for name, options in table["words"].items()},
        routes=tuple(_route(route) for route in table["route"]),
        needs=tuple(NeedText(**need, topic=table["name"]) for need in table["need"]),
    )


def _route(table: Mapping[str, Any]) -> Route:
    return Route(
        titles=tuple(table["titles"]),
        problems=tuple(table["problems"]),
        steps=tuple(table["steps"]),
        effects=tuple(table["effects"]),
        form=table.get("form", "method"),
    )
