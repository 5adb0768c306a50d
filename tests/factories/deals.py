"""Deals at the stage that a test wants."""

import datetime as dt
from itertools import count

from matchmaker.deals.enums import Stage
from matchmaker.deals.service import open_deal, receive_payment, register_deal, sign_deal, start_talks
from matchmaker.patents.enums import LicenceKind, Way
from tests.factories.organizations import make_organization
from tests.factories.patents import make_patent

OPENED_ON = dt.date(2025, 1, 10)
TALKS_ON = dt.date(2025, 2, 10)
SIGNED_ON = dt.date(2025, 3, 10)
REGISTERED_ON = dt.date(2025, 4, 10)
PAID_ON = dt.date(2025, 5, 10)
TODAY = dt.date(2025, 12, 31)

_numbers = count(1)


def make_deal(session, *, way=Way.TRANSFER, patents=None, buyer=None, on=OPENED_ON, by=None, **origin):
    """A lead."""
    patents = patents or [make_patent(session)]
    return open_deal(
        session,
        way=way,
        seller=patents[0].organization,
        buyer=buyer or make_organization(session),
        patents=patents,
        on=on,
        by=by,
        **origin,
    )


def sign(session, deal, *, signed_on=SIGNED_ON, amount_fen=100_000_00, today=TODAY, by=None, **facts):
    """Signs with a contract number of its own."""
    facts = {"contract_number": f"HT-{next(_numbers)}", "licence_kind": LicenceKind.ORDINARY, **facts}
    sign_deal(session, deal=deal, signed_on=signed_on, amount_fen=amount_fen, today=today, by=by, **facts)


def enroll(session, deal, *, registered_on=REGISTERED_ON, number="登记-1", today=TODAY, by=None):
    register_deal(session, deal=deal, registered_on=registered_on, number=number, today=today, by=by)


def pay(session, deal, *, received_on=PAID_ON, amount_fen=None, note="", today=TODAY, by=None):
    """The whole amount, unless told otherwise."""
    return receive_payment(
        session,
        deal=deal,
        received_on=received_on,
        amount_fen=deal.amount_fen if amount_fen is None else amount_fen,
        note=note,
        today=today,
        by=by,
    )


def make_deal_at(session, stage, **facts):
    """A deal that has come as far as ``stage``, a step a month from January 2025."""
    amount_fen = facts.pop("amount_fen", 100_000_00)
    deal = make_deal(session, **facts)
    steps = {
        Stage.TALKS: lambda: start_talks(session, deal=deal, on=TALKS_ON, today=TODAY, by=None),
        Stage.SIGNED: lambda: sign(session, deal, amount_fen=amount_fen),
        Stage.REGISTERED: lambda: enroll(session, deal),
        Stage.PAID: lambda: pay(session, deal),
    }
    for reached, step in steps.items():
        if deal.stage is not stage:
            step()
            assert deal.stage is reached
    return deal
