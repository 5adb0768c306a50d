"""One mail to each of some people, each in a transaction of its own: what is not sent does not count as told."""

import logging
import smtplib
from collections.abc import Callable, Sequence
from email.message import EmailMessage

from sqlalchemy.orm import Session

from matchmaker.errors import N_
from matchmaker.jobs.workplace import Outcome, Workplace
from matchmaker.tasks.progress import Progress

_OUTCOME = N_("%(sent)s mails sent, %(failed)s not taken by the mail server")

_log = logging.getLogger(__name__)


def mail_each(
    place: Workplace,
    people: Sequence[int],
    letter: Callable[[Session, int], EmailMessage | None],
    progress: Progress,
) -> Outcome:
    """Sends one mail to each person for whom there is one; what a server does not take is tried again later.

    Raises:
        InterruptedTaskError: between two people; the others are told the next time.
    """
    sent = failed = 0
    progress(0, len(people))
    for done, person_id in enumerate(people, start=1):
        try:
            sent += _send(place, person_id, letter)
        except (OSError, smtplib.SMTPException):
            _log.exception("A mail was not taken")
            failed += 1
        progress(done, len(people))
    return _OUTCOME, {"sent": sent, "failed": failed}


def _send(place: Workplace, person_id: int, letter: Callable[[Session, int], EmailMessage | None]) -> bool:
    with place.sessions.begin() as session:
        written = letter(session, person_id)
        if place.post and written:
            session.flush()
            place.post.send(written)
        return written is not None
