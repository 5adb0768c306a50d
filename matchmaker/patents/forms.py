"""Forms for the inventory: the file to import, and the offer of a patent."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from matchmaker.forms import ChecksField, ChoiceField, Form, WanField
from matchmaker.patents.enums import PatentStatus, Readiness, Way


class ImportForm(Form):
    """A sheet of patents; the centre's staff also say whose they are."""

    file = FileField(_l("Sheet of patents"), validators=[FileRequired(_l("Choose a file first."))])
    organization_id = SelectField(_l("Holder"), coerce=int)


class ConfirmForm(Form):
    """The decision on an upload."""

    offer = BooleanField(
        _l("Put the new patents on offer at once (those not known to have lapsed)"), default=True
    )


class ListingForm(Form):
    """The terms on which a patent is offered."""

    ways = ChecksField(_l("Offered for"), Way)
    price = WanField(_l("Price, ×10k yuan"))
    readiness = ChoiceField(_l("Technology readiness"), Readiness, empty=_l("Not stated"))
    benefit = TextAreaField(_l("What it does better than what is used today"), validators=[Length(max=2000)])


class StatusForm(Form):
    """What the register says of a patent, and the day on which it was looked up."""

    status = ChoiceField(_l("Legal status"), PatentStatus)
    checked_on = DateField(_l("Checked on"), validators=[DataRequired()])
