"""What a person states for many patents at once."""

import datetime as dt

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, StringField
from wtforms.validators import DataRequired, Length, Optional

from matchmaker.forms import ChecksField, ChoiceField, Form, WanField
from matchmaker.patents.enums import PatentStatus, Way
from matchmaker.patents.many.plans import Check, CommonTerms, Payments


class OfferForm(Form):
    """Common terms of an offer."""

    ways = ChecksField(_l("Offered for"), Way)
    price = WanField(_l("Price of each, ×10k yuan"))
    available_until = DateField(_l("Offer stands until"), validators=[Optional()])
    renews = BooleanField(_l("Change the offers that stand already, too"))
    co_owners_agree = BooleanField(_l("The co-owners of those that have some agree to this offer"))

    @property
    def terms(self) -> CommonTerms:
        """The terms."""
        return CommonTerms(
            ways=self.ways.chosen,
            price_fen=self.price.fen,
            available_until=self.available_until.data,
            renews=bool(self.renews.data),
            co_owners_agree=bool(self.co_owners_agree.data),
        )


class WithdrawForm(Form):
    """Nothing is to be stated."""


class CheckForm(Form):
    """What the register said, and on which day."""

    status = ChoiceField(_l("Legal status"), PatentStatus, empty=_l("For each as it is recorded here"))
    checked_on = DateField(_l("Checked on"), validators=[DataRequired()])
    source = StringField(_l("Looked up in"), validators=[DataRequired(), Length(max=80)])

    def check(self, today: dt.date) -> Check:
        """The check."""
        return Check(self.status.chosen, self.checked_on.data or today, self.source.data or "")


class PayForm(Form):
    """The day on which fees were paid, and which fees."""

    paid_on = DateField(_l("Paid on"), validators=[DataRequired()])
    due_until = DateField(_l("Fees that fall due by"), validators=[DataRequired()])

    def payments(self, today: dt.date) -> Payments:
        """The payments."""
        return Payments(self.paid_on.data or today, self.due_until.data or today)
