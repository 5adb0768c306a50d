"""The tree of the International Patent Classification with what is on offer, and the names of codes on all pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from flask import Blueprint, g, render_template, request

from matchmaker.errors import InvalidError, NotFoundError
from matchmaker.matching.classification import parse_prefix, subclass_name
from matchmaker.matching.columns import Columns
from matchmaker.organizations.roles import open_to_everyone
from matchmaker.patents.scheme.models import IpcEntry
from matchmaker.patents.scheme.queries import (
    children_of,
    entries_with_codes,
    line_of,
    subclass_names,
    unknown_codes,
)

room = Blueprint("ipc", __name__, template_folder="templates")

_CLASS_LENGTH = 3
_NAMED_FROM = 4  # sections and classes say little of a patent


@dataclass(frozen=True, slots=True)
class NamedCode:
    """A code with the names of its subclass, its main group and itself, as far as they are known."""

    code: str
    names: tuple[str, ...]
    is_known: bool


@room.app_template_global()
def named_codes(codes: list[str]) -> list[NamedCode]:
    """Codes with their names: one query; every code counts as known where no classification is loaded.

    What stands above several of them is named at the first.
    """
    lines = {code: line_of(code) for code in codes}
    entries = entries_with_codes(g.session, {above for line in lines.values() for above in line})
    titled = {code for code, entry in entries.items() if entry.title and len(code) >= _NAMED_FROM}
    named, told = [], set[str]()
    for code, line in lines.items():
        shown = [above for above in line if above in titled and (above == code or above not in told)]
        names = tuple(entries[above].name for above in shown)
        named.append(NamedCode(code, names, code in entries or not entries))
        told.update(line)
    return named


@room.app_template_global()
def subclass_name_of(code: str) -> str:
    """The name of a code's subclass, class or section; empty where it is not known. One query a page."""
    if "subclass_names" not in g:
        g.subclass_names = subclass_names(g.session)
    name: str = g.subclass_names.get(code[:4].strip(), "")
    return name


@room.app_template_global()
def unknown_codes_of(codes: Iterable[Iterable[str]]) -> tuple[list[str], list[str]]:
    """Codes of rows that the classification does not have, and apart those whose subclass it does not have."""
    return unknown_codes(g.session, chain.from_iterable(codes))


@room.get("/ipc")
@open_to_everyone
def tree() -> str:
    """One place of the classification, the whole for none, and what is beneath it, each with its count."""
    code = request.args.get("code", "").strip()
    line = _line(code) if code else []
    attributes = g.catalogue.attributes.caught_up(g.session)
    children = children_of(g.session, line[-1].code if line else None)
    if line and len(line[-1].code) == _CLASS_LENGTH:
        children = _with_unnamed(children, line[-1].code, attributes.columns)
    places = [*children, *line[-1:]]
    counts = attributes.columns.counted([entry.prefix for entry in places])
    return render_template(
        "matching/ipc.html",
        line=line,
        children=children,
        counts=dict(zip((entry.code for entry in places), counts, strict=True)),
        total=attributes.size,
    )


def _with_unnamed(children: list[IpcEntry], above: str, columns: Columns) -> list[IpcEntry]:
    """The subclasses of a class, and those that only patents here have: a file may lack some."""
    known = {entry.code for entry in children}
    held = {subclass_name(int(number)) for number in columns.subclasses[0]}
    unnamed = [code for code in held if code.startswith(above) and code not in known]
    return sorted(
        [*children, *(IpcEntry(code=code, title="", parent=above) for code in unnamed)],
        key=lambda entry: entry.order,
    )


def _line(text: str) -> list[IpcEntry]:
    """The entry of a code that was asked for and those above it, from the section down."""
    try:
        code = parse_prefix(text)
    except InvalidError as error:
        raise NotFoundError from error
    if " " in code and "/" not in code:
        code = f"{code}/00"
    codes = line_of(code)
    entries = entries_with_codes(g.session, codes)
    if code not in entries:
        raise NotFoundError
    return [entries[above] for above in codes if above in entries]
