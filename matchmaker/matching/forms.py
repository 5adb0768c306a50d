"""The forms of a search and of decisions about matches."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from matchmaker.forms import ChoiceField, Form
from matchmaker.matching.enums import Level, PassReason


class SearchForm(Form):
    """A problem in plain words, or a patent's number."""

    text = TextAreaField(_l("Describe the problem in plain words, or paste a patent's number"))


class PassForm(Form):
    """Why a match is passed on."""

    reason = ChoiceField(_l("Reason"), PassReason)


class LevelForm(Form):
    """How well a patent answers a need."""

    level = ChoiceField(_l("Grade"), Level)
