"""Tells people by e-mail what is new in their saved searches, and reminds them of what is due."""

from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.database import now
from matchmaker.deals.due_mail import people_to_remind, take_reminder
from matchmaker.jobs.mailing import mail_each
from matchmaker.jobs.post import Post
from matchmaker.jobs.workplace import Outcome, Workplace
from matchmaker.matching.alerts import people_to_tell, take_alert
from matchmaker.tasks.progress import Progress


def send_alerts(place: Workplace, arguments: Mapping[str, Any], progress: Progress) -> Outcome:  # noqa: ARG001 - every job's signature
    """Sends one mail to each person who waits for news of saved searches; see ``mail_each``."""
    post = place.post
    with place.sessions() as session:
        people = people_to_tell(session, at=now()) if post else []
    return mail_each(place, people, lambda session, person_id: _alert(session, person_id, post), progress)


def send_reminders(place: Workplace, arguments: Mapping[str, Any], progress: Progress) -> Outcome:  # noqa: ARG001 - every job's signature
    """Sends one mail to each person who chose reminders and for whom something is due; see ``mail_each``."""
    post = place.post
    with place.sessions() as session:
        people = people_to_remind(session, today=now().date()) if post else []
    return mail_each(place, people, lambda session, person_id: _reminder(session, person_id, place), progress)


def _alert(session: Session, person_id: int, post: Post | None) -> EmailMessage | None:
    alert = take_alert(session, person_id=person_id, at=now())
    return post.letter(alert) if post and alert.found else None


def _reminder(session: Session, person_id: int, place: Workplace) -> EmailMessage | None:
    reminder = take_reminder(session, person_id=person_id, today=now().date(), zone=place.zone)
    return place.post.reminder(reminder) if place.post and reminder.due else None
