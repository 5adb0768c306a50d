"""Tells people by e-mail what is new in their saved searches, each in a transaction of its own."""

import logging
import smtplib
from collections.abc import Mapping
from typing import Any

from matchmaker.database import now
from matchmaker.errors import N_
from matchmaker.jobs.workplace import Outcome, Workplace
from matchmaker.matching.alerts import people_to_tell, take_alert
from matchmaker.tasks.progress import Progress

_OUTCOME = N_("%(sent)s mails sent, %(failed)s not taken by the mail server")

_log = logging.getLogger(__name__)


def send_alerts(place: Workplace, arguments: Mapping[str, Any], progress: Progress) -> Outcome:  # noqa: ARG001 - every job's signature
    """Sends one mail to each person who waits for it; what a server does not take is tried again later.

    Raises:
        InterruptedTaskError: between two people; the others are told the next time.
    """
    with place.sessions() as session:
        people = people_to_tell(session, at=now()) if place.post else []
    sent = failed = 0
    progress(0, len(people))
    for done, person_id in enumerate(people, start=1):
        try:
            sent += _tell(place, person_id)
        except (OSError, smtplib.SMTPException):
            _log.exception("A mail of saved searches was not taken")
            failed += 1
        progress(done, len(people))
    return _OUTCOME, {"sent": sent, "failed": failed}


def _tell(place: Workplace, person_id: int) -> bool:
    """Sends a person's mail where there is something to tell; nothing counts as told if that fails."""
    with place.sessions.begin() as session:
        alert = take_alert(session, person_id=person_id, at=now())
        if place.post and alert.found:
            session.flush()
            place.post.send(place.post.letter(alert))
        return bool(alert.found)
