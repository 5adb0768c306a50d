"""Forms for the inventory: the file to import, the offer of a patent, and the facts of its life."""

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from matchmaker.forms import ChecksField, ChoiceField, Form, WanField, wan_from_fen
from matchmaker.patents.entries import DEFAULT_WAYS
from matchmaker.patents.enums import LicenceKind, PatentStatus, Readiness, RoyaltyBase, Way
from matchmaker.patents.models import Patent
from matchmaker.patents.offers import OfferTerms
from matchmaker.patents.open_licence import POINTS_A_PERCENT, OpenLicenceTerms


class ImportForm(Form):
    """A sheet of patents; the centre's staff also say whose they are."""

    file = FileField(_l("Sheet of patents"), validators=[FileRequired(_l("Choose a file first."))])
    organization_id = SelectField(_l("Holder"), coerce=int)


class ConfirmForm(Form):
    """The decision on an upload."""

    offer = BooleanField(
        _l(
            "Put the new patents on offer at once (those not known to have lapsed whose applicants name the holder)"
        ),
        default=True,
    )


class ListingForm(Form):
    """The terms on which a patent is offered."""

    ways = ChecksField(_l("Offered for"), Way)
    price = WanField(_l("Price, ×10k yuan"))
    readiness = ChoiceField(_l("Technology readiness"), Readiness, empty=_l("Not stated"))
    scenarios = TextAreaField(_l("Where it is used"), validators=[Length(max=2000)])
    benefit = TextAreaField(_l("What it does better than what is used today"), validators=[Length(max=2000)])
    licence_kind = ChoiceField(_l("Kind of licence"), LicenceKind, empty=_l("Left open"))
    trial_until = DateField(_l("Trial before payment, until"), validators=[Optional()])
    available_until = DateField(_l("Offer stands until"), validators=[Optional()])
    open_licence = BooleanField(_l("Declare an open licence: whoever pays may use it"))
    open_fee = WanField(_l("Fixed fee, ×10k yuan"))
    open_royalty = DecimalField(
        _l("Royalty, per cent"), places=None, validators=[Optional(), NumberRange(0, 100)]
    )
    open_base = ChoiceField(_l("Royalty is a share"), RoyaltyBase, empty=_l("No royalty"))
    open_payment = StringField(_l("How the fee is paid"), validators=[Length(max=400)])
    open_until = DateField(_l("Open licence ends on"), validators=[Optional()])

    @property
    def terms(self) -> OfferTerms:
        """What the offer says beyond its ways and price."""
        return OfferTerms(
            licence_kind=self.licence_kind.chosen,
            scenarios=(self.scenarios.data or "").strip(),
            available_until=self.available_until.data,
            trial_until=self.trial_until.data,
        )

    @property
    def open_licence_terms(self) -> OpenLicenceTerms:
        """What the declaration of an open licence says."""
        royalty = self.open_royalty.data
        return OpenLicenceTerms(
            fixed_fee_fen=self.open_fee.fen,
            royalty_points=None if royalty is None else round(royalty * POINTS_A_PERCENT),
            royalty_base=self.open_base.chosen,
            payment=self.open_payment.data or "",
            ends_on=self.open_until.data,
        )


def listing_values(patent: Patent) -> dict[str, Any]:
    """What the form of an offer shows of a patent, by field."""
    known, declared = patent.listing, patent.open_licence
    values: dict[str, Any] = {"ways": [way.value for way in (known.ways if known else DEFAULT_WAYS)]}
    if known:
        values |= {
            "price": wan_from_fen(known.price_fen),
            "readiness": str(known.readiness.value) if known.readiness else "",
            "scenarios": known.scenarios,
            "benefit": known.benefit,
            "licence_kind": known.licence_kind.value if known.licence_kind else "",
            "trial_until": known.trial_until,
            "available_until": known.available_until,
        }
    if declared:
        points = declared.royalty_points
        values |= {
            "open_licence": True,
            "open_fee": wan_from_fen(declared.fixed_fee_fen),
            "open_royalty": None if points is None else Decimal(points) / POINTS_A_PERCENT,
            "open_base": declared.royalty_base.value if declared.royalty_base else "",
            "open_payment": declared.payment,
            "open_until": declared.ends_on,
        }
    return values


class StatusForm(Form):
    """What the register says of a patent, and the day on which it was looked up."""

    status = ChoiceField(_l("Legal status"), PatentStatus)
    checked_on = DateField(_l("Checked on"), validators=[DataRequired()])
    source = StringField(_l("Looked up in"), validators=[DataRequired(), Length(max=80)])


class FeeForm(Form):
    """The day on which an annual fee was paid."""

    paid_on = DateField(_l("Paid on"), validators=[DataRequired()])


class LifeFactsForm(Form):
    """What no register here tells of a patent."""

    own_use = BooleanField(_l("The holder uses it itself"))
    suspended = BooleanField(_l("The right is suspended"))
    report_on = DateField(_l("Evaluation report of"), validators=[Optional()])
    transferred_on = DateField(_l("Transferred on"), validators=[Optional()])
    extension_days = IntegerField(_l("Extension of the term, days"), validators=[Optional()])


class CoOwnerForm(Form):
    """Somebody who owns a patent too."""

    name = StringField(_l("Name"), validators=[DataRequired(), Length(max=200)])
    share_percent = IntegerField(_l("Share, per cent"), validators=[Optional()])


class PledgeForm(Form):
    """A patent given as security."""

    pledgee = StringField(_l("Pledgee"), validators=[DataRequired(), Length(max=200)])
    registered_on = DateField(_l("Registered on"), validators=[DataRequired()])
    consents = BooleanField(_l("Consents to an open licence"))


class ReleaseForm(Form):
    """The day on which a pledge was released."""

    released_on = DateField(_l("Released on"), validators=[DataRequired()])


class LicenceForm(Form):
    """A licence given outside this platform."""

    kind = ChoiceField(_l("Kind of licence"), LicenceKind)
    licensee = StringField(_l("Licensee"), validators=[DataRequired(), Length(max=200)])
    starts_on = DateField(_l("Runs from"), validators=[DataRequired()])
    ends_on = DateField(_l("Runs until"), validators=[Optional()])


class LapseForm(Form):
    """Why a patent is let lapse."""

    reason = StringField(_l("Why it is let lapse"), validators=[DataRequired(), Length(max=200)])
