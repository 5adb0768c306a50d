"""Forms of reviews: a new one, the answers, and who answers."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from matchmaker.forms import ChecksField, ChoiceField, Form
from matchmaker.patents.enums import Readiness, Way
from matchmaker.reviews.enums import Funding, Implementation
from matchmaker.reviews.models import ReviewItem
from matchmaker.reviews.service import Answers


class ReviewForm(Form):
    """A new review."""

    title = StringField(_l("Name of the review"), validators=[DataRequired(), Length(max=200)])
    due_on = DateField(_l("Answers are due on"), validators=[DataRequired()])
    levels = TextAreaField(
        _l("Levels of the self-rating, one a line, the best first"), validators=[DataRequired()]
    )


class DueForm(Form):
    """The last day for answers."""

    due_on = DateField(_l("Answers are due on"), validators=[DataRequired()])


class RespondentForm(Form):
    """Who answers for patents, and how they are reached."""

    name = StringField(_l("Name"), validators=[DataRequired(), Length(max=80)])
    contact = StringField(_l("E-mail or telephone, for the mail merge"), validators=[Length(max=200)])


class AnswerSheetForm(Form):
    """A batch template that was filled in."""

    file = FileField(_l("Filled-in sheet"), validators=[FileRequired(_l("Choose a file first."))])


class TakeAnswersForm(Form):
    """The decision on a batch template."""

    hand_in = BooleanField(_l("Hand in at once what is complete"), default=True)


class AnswersForm(Form):
    """The six answers for one patent."""

    funding = ChoiceField(_l("Did it come of a publicly funded project?"), Funding, empty=_l("Please choose"))
    implementation = ChoiceField(_l("Is it put into practice?"), Implementation, empty=_l("Please choose"))
    ways = ChecksField(_l("In which ways may it be transferred? (several)"), Way)
    unwilling = BooleanField(_l("Not to be transferred for now"))
    readiness = ChoiceField(_l("How ready is the technology?"), Readiness, empty=_l("Please choose"))
    rating = SelectField(_l("How do you rate its prospects?"))
    scenarios = TextAreaField(_l("Where can it be used?"), validators=[Length(max=2000)])

    @classmethod
    def of(cls, item: ReviewItem) -> "AnswersForm":
        """The form of a patent, with what was answered so far."""
        form = cls(data=_values(item))
        form.rating.choices = [
            SelectChoice("", _l("Please choose")),
            *(SelectChoice(level, level) for level in item.review.ratings),
        ]
        return form

    @property
    def answers(self) -> Answers:
        """What was filled in."""
        return Answers(
            funding=self.funding.chosen,
            implementation=self.implementation.chosen,
            ways=tuple(self.ways.chosen),
            unwilling=bool(self.unwilling.data),
            readiness=self.readiness.chosen,
            rating=self.rating.data or "",
            scenarios=(self.scenarios.data or "").strip(),
        )


def _values(item: ReviewItem) -> dict[str, Any]:
    return {
        "funding": item.funding.value if item.funding else "",
        "implementation": item.implementation.value if item.implementation else "",
        "ways": [way.value for way in item.ways],
        "unwilling": item.unwilling,
        "readiness": str(item.readiness.value) if item.readiness else "",
        "rating": item.rating,
        "scenarios": item.scenarios,
    }
