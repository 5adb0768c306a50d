"""Patents as a sheet would bring them in."""

import datetime as dt
from itertools import count

from matchmaker.importing.numbers import check_digit
from matchmaker.importing.patents import PatentRecord
from matchmaker.patents.service import enter_patents
from matchmaker.patents.term import months_after
from tests.factories.organizations import make_university

ENTERED_ON = dt.date(2025, 3, 1)

_serials = count(1)


def make_number():
    """An application number with its check digit."""
    digits = f"20201{next(_serials):07}"
    return f"{digits}.{check_digit(digits)}"


def make_record(**facts):
    """A row of a sheet that tells a number and a title, and what else is given."""
    publication = facts.pop("publication_number", None)
    publications = (publication,) if publication else ()
    blank = dict.fromkeys(("source_key", "patent_type", "legal_status", "status"))
    blank |= dict.fromkeys(("filed_on", "published_on", "granted_on"))
    blank |= dict.fromkeys(("abstract", "claims", "department"), "")
    blank |= dict.fromkeys(("applicants", "inventors", "ipc"), ())
    blank |= {"publication_numbers": publications}
    told = publications or {"application_number", "publication_numbers", "source_key"} & facts.keys()
    known_by = {} if told else {"application_number": make_number()}
    return PatentRecord(**{
        **blank, "row": 2, "title": "一种多孔陶瓷过滤板", "application_number": None, **known_by, **facts
    })  # fmt: skip


def make_patent(session, *, holder=None, offer=True, on=ENTERED_ON, by=None, **facts):
    """A patent in a holder's inventory, on offer unless told otherwise."""
    holder = holder or make_university(session)
    records = [make_record(**facts)]
    return enter_patents(session, records=records, holder=holder, offer=offer, on=on, by=by)[0]


def make_granted_patent(session, *, today=None, due_in=30, year=6, patent_type="invention", **facts):
    """A patent in force whose annual fee of a year is due so many days after ``today``, the machine's by default."""
    due_on = (today or dt.datetime.now(dt.UTC).date()) + dt.timedelta(days=due_in)
    filed_on = months_after(due_on, -12 * (year - 1))
    return make_patent(
        session,
        patent_type=patent_type,
        filed_on=filed_on,
        granted_on=months_after(filed_on, 18),
        status="in_force",
        **facts,
    )
