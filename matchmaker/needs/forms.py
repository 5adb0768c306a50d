"""The form of a need."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from matchmaker.forms import Form, WanField
from matchmaker.needs.service import CONTENT_LENGTH, TITLE_LENGTH


class NeedForm(Form):
    """A need as its company writes it."""

    title = StringField(_l("The problem in one line"), validators=[DataRequired(), Length(max=TITLE_LENGTH)])
    content = TextAreaField(
        _l("What happens today, what was tried, what must be reached"),
        validators=[DataRequired(), Length(max=CONTENT_LENGTH)],
    )
    budget = WanField(_l("Budget, ×10k yuan"))
    deadline = DateField(_l("Needed by"), validators=[Optional()])
