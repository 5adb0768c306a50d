"""What every form shares: refusals shown on the page with all that was typed, and fields for money and choices."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from enum import Enum
from typing import Any

from flask import flash, g, redirect
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DecimalField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.fields.core import Field, UnboundField
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, NumberRange, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaker.database import fen_from_yuan
from matchmaker.errors import MatchmakerError

_LABEL_PARAMS = frozenset({"kind", "role", "stage", "state"})
_FEN_A_WAN = 1_000_000
_MOST_WAN = 10_000_000
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")  # no database takes them all


def said(error: MatchmakerError) -> str:
    """An error in the reader's language; parameters that hold a label are translated too."""
    params = {
        name: gettext(value) if name in _LABEL_PARAMS else value for name, value in error.params.items()
    }
    text: str = gettext(error.message)
    return text % params if params else text


def decided(act: Callable[[], Any], *, done: str, refused: str) -> Response:
    """Does what a button says, told at ``done``; where a rule refuses it, told at ``refused``, and nothing stays."""
    try:
        flash(act(), "success")
    except MatchmakerError as error:
        g.session.rollback()
        flash(said(error), "error")
        return redirect(refused)
    return redirect(done)


class _Meta(FlaskForm.Meta):
    """Takes control characters out of whatever is typed, before it is checked; breaks of lines stay."""

    def bind_field(
        self, form: BaseForm, unbound_field: "UnboundField[Any]", options: dict[str, Any]
    ) -> Field:
        """Makes a field of the form."""
        bound: Field = unbound_field.bind(form=form, **{**options, "filters": [printable]})
        return bound


class Form(FlaskForm):
    """A form whose view may be refused by a rule."""

    Meta = _Meta

    @contextmanager
    def refusals(self, at: Mapping[type[MatchmakerError], Field] | None = None) -> Iterator[None]:
        """Shows a broken rule at the head of the form; nothing of the step stays in the database.

        ``at`` are the fields at which some rules are shown instead.
        """
        try:
            yield
        except MatchmakerError as error:
            g.session.rollback()
            field = (at or {}).get(type(error))
            if field is None:
                self.form_errors.append(said(error))
            else:
                field.errors = [*field.errors, said(error)]


def printable(value: Any) -> Any:
    """A text without control characters; breaks of lines stay, and so does what is no text."""
    return _UNPRINTABLE.sub("", value) if isinstance(value, str) else value


class WanField(DecimalField):
    """An amount in 万元 (ten thousand yuan); ``fen`` is what is stored."""

    def __init__(self, label: Any, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(
            label,
            validators=[InputRequired() if required else Optional(), NumberRange(min=0, max=_MOST_WAN)],
            places=None,
            render_kw={"inputmode": "decimal"},
            **kwargs,
        )

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms' signature
        """What is no number at all needs no second message about its size."""
        if self.process_errors and any(str(typed).strip() for typed in self.raw_data or ()):
            raise StopValidation

    @property
    def fen(self) -> int | None:
        """The amount in fen; None where nothing was entered."""
        return None if self.data is None else fen_from_yuan(self.data * 10_000)


def wan_from_fen(fen: int | None) -> Decimal | None:
    """An amount in 万元 as a form shows it."""
    return None if fen is None else Decimal(fen) / _FEN_A_WAN


def options(kind: type[Enum]) -> list[Any]:
    """The members of an enumeration as a menu's choices, in words."""
    return [SelectChoice(str(member.value), lazy_gettext(member.label)) for member in kind]  # type: ignore[attr-defined]


def named_options(rows: Iterable[Any]) -> list[Any]:
    """Rows that have an id and a name, such as organisations, as a menu's choices."""
    return [SelectChoice(row.id, row.name) for row in rows]


class ChoiceField(SelectField):
    """A menu of the members of one enumeration; ``chosen`` is the member, or None for the empty choice."""

    def __init__(self, label: Any, kind: type[Enum], *, empty: Any = None, **kwargs: Any) -> None:
        self.kind = kind
        first = [SelectChoice("", empty)] if empty is not None else []
        super().__init__(label, choices=[*first, *options(kind)], **kwargs)

    @property
    def chosen(self) -> Any:
        """The member chosen."""
        return next((member for member in self.kind if str(member.value) == self.data), None)


class ChecksField(SelectMultipleField):
    """Several members of one enumeration, as boxes to tick; ``chosen`` are the members."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, kind: type[Enum], **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(label, choices=options(kind), **kwargs)

    @property
    def chosen(self) -> list[Any]:
        """The members ticked, in the enumeration's order."""
        return [member for member in self.kind if str(member.value) in (self.data or [])]
