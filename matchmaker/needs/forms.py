"""The forms of a need: as its company writes it, as the centre refines it, and what goes on at the desk."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from matchmaker.forms import ChecksField, ChoiceField, Form, WanField, named_options
from matchmaker.needs.alike import joined
from matchmaker.needs.curation import MOST_DAYS, TEXT_LENGTH
from matchmaker.needs.enums import DESK_STATES, Cooperation, Ownership, Secrecy
from matchmaker.needs.models import Need
from matchmaker.needs.service import CONTACT_LENGTH, CONTENT_LENGTH, TERM_LENGTH, TITLE_LENGTH, NeedTerms
from matchmaker.organizations.models import Organization

_NO_COMPANY = 0


class NeedForm(Form):
    """A need as its company writes it; a title and a text suffice.

    ``another`` is sent by the button that says that it is none of the company's own needs that it resembles;
    ``own_picked`` are numbers of patents that were ticked instead of typed.
    """

    title = StringField(_l("The problem in one line"), validators=[DataRequired(), Length(max=TITLE_LENGTH)])
    content = TextAreaField(
        _l("What happens today, what was tried, what must be reached"),
        validators=[DataRequired(), Length(max=CONTENT_LENGTH)],
    )
    goal = TextAreaField(_l("Technical goal"), validators=[Length(max=TERM_LENGTH)])
    targets = TextAreaField(_l("Targets, in figures"), validators=[Length(max=TERM_LENGTH)])
    tried = TextAreaField(_l("Situation today, and what was tried"), validators=[Length(max=TERM_LENGTH)])
    conditions = TextAreaField(_l("What the solver must bring"), validators=[Length(max=TERM_LENGTH)])
    budget = WanField(_l("Budget, ×10k yuan"))
    deadline = DateField(_l("Needed by"), validators=[Optional()])
    ownership = ChoiceField(_l("Ownership of the result"), Ownership, empty=_l("not decided"))
    cooperation = ChecksField(_l("How to work together"), Cooperation)
    secrecy = ChoiceField(_l("Secrecy"), Secrecy)
    contact = StringField(_l("Contact, for the centre alone"), validators=[Length(max=CONTACT_LENGTH)])
    own_patents = TextAreaField(
        _l("Patents of your own in this field, by number"), validators=[Length(max=TERM_LENGTH)]
    )
    own_picked = SelectMultipleField(validate_choice=False)
    industry = StringField(_l("Industry of the company"), validators=[Length(max=80)])
    region = StringField(_l("Region of the company"), validators=[Length(max=40)])
    another = BooleanField()

    @property
    def terms(self) -> NeedTerms:
        """What is said beside title, text, budget and time limit."""
        return NeedTerms(
            goal=(self.goal.data or "").strip(),
            targets=(self.targets.data or "").strip(),
            tried=(self.tried.data or "").strip(),
            conditions=(self.conditions.data or "").strip(),
            ownership=self.ownership.chosen,
            cooperation=self.cooperation.chosen,
            secrecy=self.secrecy.chosen or Secrecy.MASKED,
            contact=(self.contact.data or "").strip(),
        )

    @property
    def numbers(self) -> str:
        """The numbers of the company's own patents, typed or ticked."""
        return joined(self.own_patents.data or "", *(self.own_picked.data or ()))

    @property
    def says_more(self) -> bool:
        """Whether anything stands in the fields that are folded away at first, or is wrong there."""
        return any(self[name].data or self[name].errors for name in _FOLDED) or bool(
            self.secrecy.data and self.secrecy.data != Secrecy.MASKED
        )

    @property
    def text(self) -> str:
        """All that is said below the title."""
        fields = (self.content, self.goal, self.targets, self.tried, self.conditions)
        return joined(*(field.data or "" for field in fields))

    @property
    def all_text(self) -> str:
        """Everything typed, for the diagnosis."""
        return joined(self.title.data or "", self.text)


class RefineForm(Form):
    """A need in the centre's words."""

    title = StringField(_l("The problem in one line"), validators=[DataRequired(), Length(max=TITLE_LENGTH)])
    content = TextAreaField(_l("Refined text"), validators=[DataRequired(), Length(max=CONTENT_LENGTH)])


class NeedSheetForm(Form):
    """A sheet of needs; the centre's staff may say whose the rows are that name no company."""

    file = FileField(_l("Sheet of needs"), validators=[FileRequired(_l("Choose a file first."))])
    company_id = SelectField(_l("Company of the rows that name none"), coerce=int, default=_NO_COMPANY)

    def offer(self, companies: Iterable[Organization]) -> None:
        """Sets who can be chosen."""
        nobody = SelectChoice(_NO_COMPANY, _l("none: each row names its company"))
        self.company_id.choices = [nobody, *named_options(companies)]


class ConfirmNeedsForm(Form):
    """The decision on a sheet of needs."""


class CommentForm(Form):
    """A note on a need."""

    text = TextAreaField(_l("Note"), validators=[DataRequired(), Length(max=TEXT_LENGTH)])
    to_company = BooleanField(_l("The company may read it"))


class ReturnForm(Form):
    """Why a need goes back to its company."""

    reason = TextAreaField(_l("What the company should add or change"), validators=[Length(max=TEXT_LENGTH)])


class LimitForm(Form):
    """How long a stage may last from a day on."""

    state = SelectField(
        _l("Stage"), choices=[SelectChoice(state.value, _l(state.stage)) for state in DESK_STATES]
    )
    days = IntegerField(_l("Days"), validators=[InputRequired(), NumberRange(min=1, max=MOST_DAYS)])
    valid_from = DateField(_l("Valid from"), validators=[InputRequired()])
    source = StringField(_l("Whose decision"), validators=[DataRequired(), Length(max=500)])


_FOLDED = (
    "goal", "targets", "tried", "conditions", "ownership", "cooperation", "contact", "own_patents", "own_picked",
)  # fmt: skip


def typed_before(need: Need) -> dict[str, Any]:
    """What a form shows of a need that is changed, but for its budget."""
    names = ("goal", "targets", "tried", "conditions", "deadline", "contact")
    return {
        "title": need.own_title,
        "content": need.own_content,
        **{name: getattr(need, name) for name in names},
        "ownership": need.ownership.value if need.ownership else "",
        "cooperation": [way.value for way in need.cooperation],
        "secrecy": need.secrecy.value,
        "own_patents": "\n".join(need.own_patents),
    }
