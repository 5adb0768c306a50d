"""Forms for organisations and people."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, EmailField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from matchmaker.forms import ChoiceField, Form
from matchmaker.organizations.enums import OrganizationKind, Role


class OrganizationForm(Form):
    """A new organisation, with the day it joined the alliance if it is a member."""

    name = StringField(_l("Registered name"), validators=[DataRequired(), Length(max=200)])
    kind = ChoiceField(_l("Kind"), OrganizationKind)
    region = StringField(_l("Region"), validators=[Length(max=40)])
    industry = StringField(_l("Industry"), validators=[Length(max=80)])
    joined_on = DateField(_l("Member since"), validators=[Optional()])


class PersonForm(Form):
    """A new account; its first password is made by the program and shown once."""

    name = StringField(_l("Name"), validators=[DataRequired(), Length(max=80)])
    email = EmailField(
        _l("E-mail"),
        validators=[
            DataRequired(),
            Length(max=200),
            Regexp(r"^[^@\s]+@[^@\s]+$", message=_l("Enter an address such as name@example.org.")),
        ],
    )
    role = ChoiceField(_l("Role"), Role)
    organization_id = SelectField(_l("Organisation"), coerce=int)
