"""Annual fees as a calendar file (RFC 5545) that any calendar program takes in."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from icalendar import Alarm, Calendar, Event

from matchmaker.errors import N_
from matchmaker.patents.models import Patent
from matchmaker.patents.reminders import DueFee
from matchmaker.showing import yuan

_WARNED_BEFORE = dt.timedelta(days=30)


def due_days_file(
    due: Iterable[DueFee], patents: Mapping[int, Patent], say: Callable[..., str], *, at: dt.datetime
) -> bytes:
    """One whole-day event a fee on its due day, with a warning 30 days before; ``say`` translates a message.

    A fee keeps its event's identity, so that a file taken in again changes events and adds none twice.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//matchmaker//annual fees//")
    calendar.add("version", "2.0")
    for each in due:
        calendar.add_component(_event(each, patents[each.patent_id], say, at))
    content: bytes = calendar.to_ical()
    return content


def _event(due: DueFee, patent: Patent, say: Callable[..., str], at: dt.datetime) -> Event:
    fee, event = due.fee, Event()
    summary = say(N_("Annual fee of year %(year)s: %(title)s"), year=fee.year, title=patent.title)
    lines = [say(N_("Number: %(number)s"), number=patent.number)]
    if fee.fee_fen is not None:
        lines.append(say(N_("Full fee: %(amount)s yuan"), amount=yuan(fee.fee_fen)))
    if fee.lapses_after:
        lines.append(say(N_("Can be paid with a surcharge until %(day)s"), day=fee.lapses_after.isoformat()))
    event.add("uid", f"annual-fee-{patent.number}-{fee.year}@matchmaker")
    event.add("dtstamp", at)
    event.add("dtstart", fee.due_on)
    event.add("dtend", fee.due_on + dt.timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", summary)
    event.add("description", "\n".join(lines))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -_WARNED_BEFORE)
    event.add_component(alarm)
    return event
