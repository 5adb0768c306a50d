"""The forms of decisions about matches."""

from flask_babel import lazy_gettext as _l

from matchmaker.forms import ChoiceField, Form
from matchmaker.matching.enums import Level, PassReason


class PassForm(Form):
    """Why a match is passed on."""

    reason = ChoiceField(_l("Reason"), PassReason)


class LevelForm(Form):
    """How well a patent answers a need."""

    level = ChoiceField(_l("Grade"), Level)
