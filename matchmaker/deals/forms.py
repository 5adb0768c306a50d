"""Forms of a deal's steps."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from matchmaker.forms import ChoiceField, Form, WanField
from matchmaker.patents.enums import LicenceKind, Way


class TalksForm(Form):
    """The day on which both sides met."""

    on = DateField(_l("Talks began on"), validators=[DataRequired()])


class SignForm(Form):
    """What the contract says."""

    way = ChoiceField(_l("Way"), Way)
    licence_kind = ChoiceField(_l("Kind of licence"), LicenceKind, empty=_l("not a licence"))
    contract_number = StringField(_l("Contract number"), validators=[DataRequired(), Length(max=60)])
    signed_on = DateField(_l("Signed on"), validators=[DataRequired()])
    amount = WanField(_l("Contract amount, ×10k yuan"), required=True)
    co_owners_agreed = BooleanField(_l("Every co-owner has agreed in writing"))


class RegisterForm(Form):
    """The entry in the register."""

    registered_on = DateField(_l("Registered on"), validators=[DataRequired()])
    number = StringField(
        _l("Number of the notice or certificate"), validators=[DataRequired(), Length(max=60)]
    )


class PaymentForm(Form):
    """Money that has arrived."""

    received_on = DateField(_l("Received on"), validators=[DataRequired()])
    amount = WanField(_l("Amount received, ×10k yuan"), required=True)
    note = StringField(_l("Note"), validators=[Length(max=500)])


class LossForm(Form):
    """Why a deal came to nothing."""

    reason = TextAreaField(_l("Why it came to nothing"), validators=[DataRequired(), Length(max=1000)])


class CorrectionForm(Form):
    """Why a payment is taken back."""

    note = StringField(_l("Why it is taken back"), validators=[DataRequired(), Length(max=500)])
