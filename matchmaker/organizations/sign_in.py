"""How wrong passwords slow the next attempt down, counted in the database for all processes of a centre.

Counted are an account from an address, an account from anywhere, and an address. The first hits whoever guesses, and
nobody elsewhere. The other two hold against guessing from many addresses and at many accounts; so that no stranger
shuts anybody out by them, they are not applied to people at addresses from which they have signed in before.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from math import ceil
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from matchmaker.database import lock
from matchmaker.errors import N_, ConflictError
from matchmaker.organizations.models import SignInRecord

FREE_ATTEMPTS = 5
"""How often an account's password may be wrong from one address before the next attempt has to wait."""

FIRST_WAIT, LONGEST_WAIT = dt.timedelta(seconds=10), dt.timedelta(minutes=5)
"""The first wait, which doubles with each further wrong password, and the longest."""

MANY_FAILURES = 50
"""So many wrong passwords in the last hour slow down an account from anywhere, or an address at any account."""

SHORT_WAIT = dt.timedelta(seconds=30)
"""How long it then is since the last of them before the next attempt is taken."""

_RECENT, _FORGOTTEN, _KNOWN = dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(days=90)
_FORGOTTEN_AT_ONCE = 500
_INSERTS: Mapping[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class TooManyWrongPasswordsError(ConflictError):
    """Passwords are tried faster than a person does who has forgotten theirs."""

    message = N_(
        "There were too many wrong passwords. Wait %(seconds)s seconds, then try again; if you forgot yours, ask the"
        " centre for a new one."
    )


def begin_sign_in(session: Session, *, email: str, address: str, at: dt.datetime) -> SignInRecord:
    """Counts an attempt as wrong until ``end_sign_in`` says otherwise; others of the same account and address wait.

    Raises:
        TooManyWrongPasswordsError: the attempt comes too early; it is not counted.
    """
    record = _held(session, _account(email), address)
    wait = max(
        _own_wait(record, at), dt.timedelta(0) if _is_known(record, at) else _wait(session, record, at)
    )
    if wait > dt.timedelta(0):
        raise TooManyWrongPasswordsError(seconds=ceil(wait.total_seconds()))
    record.failures = _failures(record, at) + 1
    record.failed_at = at
    _forget(session, at)
    session.flush()
    return record


def end_sign_in(record: SignInRecord, *, at: dt.datetime) -> None:
    """The password was right: the account is known at this address from now on."""
    record.failures, record.failed_at, record.signed_in_at = 0, None, at


def _account(email: str) -> str:
    """What stands for an account, whether there is one or not: what strangers type is kept nowhere."""
    return hashlib.sha256(email.strip().lower().encode("utf-8", "surrogatepass")).hexdigest()


def _held(session: Session, account: str, address: str) -> SignInRecord:
    """The record of an account at an address, held until the transaction ends."""
    insert = _INSERTS[session.get_bind().dialect.name](SignInRecord)
    session.execute(insert.values(account=account, address=address, failures=0).on_conflict_do_nothing())
    chosen = sa.select(SignInRecord).where(SignInRecord.account == account, SignInRecord.address == address)
    record = session.scalars(chosen).one()
    lock(session, record)
    session.refresh(record)
    return record


def _failures(record: SignInRecord, at: dt.datetime) -> int:
    return record.failures if record.failed_at and record.failed_at > at - _FORGOTTEN else 0


def _own_wait(record: SignInRecord, at: dt.datetime) -> dt.timedelta:
    further = _failures(record, at) - FREE_ATTEMPTS
    if further < 0 or record.failed_at is None:
        return dt.timedelta(0)
    steps = min(further, 10)  # the longest wait is reached long before
    return record.failed_at + min(LONGEST_WAIT, FIRST_WAIT * (1 << steps)) - at


def _is_known(record: SignInRecord, at: dt.datetime) -> bool:
    return record.signed_in_at is not None and record.signed_in_at > at - _KNOWN


def _wait(session: Session, record: SignInRecord, at: dt.datetime) -> dt.timedelta:
    """What the account from anywhere, or the address at any account, has to wait."""
    longest = dt.timedelta(0)
    for own in (SignInRecord.account == record.account, SignInRecord.address == record.address):
        recent = sa.select(sa.func.sum(SignInRecord.failures), sa.func.max(SignInRecord.failed_at)).where(
            own, SignInRecord.failed_at > at - _RECENT
        )
        failures, last = session.execute(recent).one()
        if last is not None and failures >= MANY_FAILURES:
            longest = max(longest, last + SHORT_WAIT - at)
    return longest


def _forget(session: Session, at: dt.datetime) -> None:
    """Takes away what no longer counts."""
    failed = sa.or_(SignInRecord.failed_at.is_(None), SignInRecord.failed_at < at - _FORGOTTEN)
    signed_in = sa.or_(SignInRecord.signed_in_at.is_(None), SignInRecord.signed_in_at < at - _KNOWN)
    session.flush()
    chosen = sa.select(SignInRecord.id).where(failed, signed_in).limit(_FORGOTTEN_AT_ONCE)
    gone = session.scalars(chosen.with_for_update(skip_locked=True)).all()  # who is signing in keeps theirs
    session.execute(
        sa.delete(SignInRecord).where(SignInRecord.id.in_(gone)),
        execution_options={"synchronize_session": False},
    )
