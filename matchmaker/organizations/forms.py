"""Forms for organisations and people."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_security import ChangePasswordForm
from wtforms import BooleanField, DateField, EmailField, SelectField, StringField, TextAreaField
from wtforms.fields.core import Field
from wtforms.validators import DataRequired, Length, Optional, Regexp, ValidationError

from matchmaker.errors import InvalidError
from matchmaker.forms import ChoiceField, Form, said
from matchmaker.organizations.enums import OrganizationKind, Role
from matchmaker.text.credit_codes import read_credit_code
from matchmaker.text.organization_names import names_in

_LONGEST_NAME = 200


class KnownForm(Form):
    """What is known of an organisation; its registered name and kind stay."""

    credit_code = StringField(_l("Unified social credit code"))
    aliases = TextAreaField(_l("Other names"), validators=[Length(max=2000)])
    region = StringField(_l("Region"), validators=[Length(max=40)])
    industry = StringField(_l("Industry"), validators=[Length(max=80)])

    def validate_credit_code(self, field: Field) -> None:
        """Says at the field which character is wrong."""
        try:
            read_credit_code(field.data or "")
        except InvalidError as error:
            raise ValidationError(said(error)) from error

    def validate_aliases(self, field: Field) -> None:
        """A name is as long as a registered one at most."""
        if any(len(name) > _LONGEST_NAME for name in names_in(field.data or "")):
            raise ValidationError(
                _l("A name has at most 200 characters. Write each name on a line of its own.")
            )

    @property
    def names(self) -> list[str]:
        """The other names, each once."""
        return names_in(self.aliases.data or "")


class OrganizationForm(KnownForm):
    """A new organisation, with the day it joined the alliance if it is a member.

    ``another`` is sent by the button that says that it is none of those it resembles.
    """

    name = StringField(_l("Registered name"), validators=[DataRequired(), Length(max=200)])
    kind = ChoiceField(_l("Kind"), OrganizationKind)
    joined_on = DateField(_l("Member since"), validators=[Optional()])
    another = BooleanField()


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


class PasswordForm(ChangePasswordForm):
    """The library's form with labels that tell its three fields apart, in every language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.label.text = gettext("Present password")
        self.new_password.label.text = gettext("New password")
        self.new_password_confirm.label.text = gettext("New password again")
