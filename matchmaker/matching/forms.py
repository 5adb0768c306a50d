"""The forms of decisions about matches, and of the word lists."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from matchmaker.forms import ChoiceField, Form
from matchmaker.matching.enums import Level, PassReason, WordKind
from matchmaker.matching.offering import NOTE_LENGTH


class PassForm(Form):
    """Why a match is passed on."""

    reason = ChoiceField(_l("Reason"), PassReason)


class LevelForm(Form):
    """How well a patent answers a need."""

    level = ChoiceField(_l("Grade"), Level)


class OfferForm(Form):
    """A holder's note to the patents that it offers for a need; which, is ticked beside them."""

    note = TextAreaField(
        _l("What the company and the centre should know"), validators=[Length(max=NOTE_LENGTH)]
    )


class WordsForm(Form):
    """The centre's word lists, one entry a line, and a sheet to add to them."""

    terms = TextAreaField(_l("Terms"))
    synonyms = TextAreaField(_l("Synonyms"))
    stop_words = TextAreaField(_l("Stop words"))
    file = FileField(_l("Add the entries of a sheet"))
    revision = HiddenField()

    @property
    def texts(self) -> dict[WordKind, str]:
        """What stands in each list."""
        return {kind: field.data or "" for kind, field in self._fields_by_kind.items()}

    @texts.setter
    def texts(self, texts: Mapping[WordKind, str]) -> None:
        for kind, field in self._fields_by_kind.items():
            field.data = texts[kind]

    @property
    def edited_revision(self) -> int:
        """The revision of the lists that the person began with; -1 where it is no number."""
        typed = self.revision.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len(str(2**31)) else -1

    @property
    def _fields_by_kind(self) -> dict[WordKind, TextAreaField]:
        return {
            WordKind.TERM: self.terms,
            WordKind.SYNONYM: self.synonyms,
            WordKind.STOP_WORD: self.stop_words,
        }
