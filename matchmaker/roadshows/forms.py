"""Forms of roadshows."""

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange

from matchmaker.forms import Form


class RoadshowForm(Form):
    """A new roadshow."""

    title = StringField(_l("Title"), validators=[DataRequired(), Length(max=200)])
    starts_at = DateTimeLocalField(_l("Begins"), validators=[DataRequired()])
    venue = StringField(_l("Venue"), validators=[DataRequired(), Length(max=200)])
    seats = IntegerField(_l("Seats for organisations"), validators=[DataRequired(), NumberRange(1, 10_000)])
    description = TextAreaField(_l("What it is about"), validators=[Length(max=5_000)])


class PitchForm(Form):
    """A patent for the programme, by its number."""

    number = StringField(_l("Patent's number"), validators=[DataRequired()])


class IntentForm(Form):
    """A company's interest in a pitch."""

    organization_id = SelectField(_l("Company"), coerce=int)
    note = StringField(_l("Note"), validators=[Length(max=500)])
