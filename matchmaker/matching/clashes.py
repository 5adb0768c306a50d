"""What becomes of two matches or grades of one patent when their needs are made one."""

from matchmaker.matching.enums import Decision
from matchmaker.organizations.clashes import Row, Settled


def later_grade(ours: Row, theirs: Row) -> Settled:
    """The later grade counts."""
    later = theirs["judged_at"] > ours["judged_at"]
    return Settled(ours={name: theirs[name] for name in ("level", "judged_at")} if later else {})


def one_match(ours: Row, theirs: Row) -> Settled:
    """A decision and a holder's offer, by whom and with what note, are taken over where there is none.

    Roadshows and deals come along.
    """
    taken = {name: theirs[name] for name in ("decision", "pass_reason") if ours["decision"] is Decision.OPEN}
    if ours["offered_at"] is None:
        taken |= {name: theirs[name] for name in ("offered_at", "offered_by_id", "offer_note")}
    return Settled(ours=taken, inherits=True)
