"""The orders of an inventory, as expressions of the database: nothing is read to be sorted."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from matchmaker.patents.enums import InventoryOrder, PatentStatus
from matchmaker.patents.models import FeePayment, Patent
from matchmaker.patents.scorecards.models import PatentScore
from matchmaker.patents.standing import ENDED

_MONTH = 100  # days are told apart by month × 100 + day
_YEAR = 12 * _MONTH
_GRACE = 6 * _MONTH


def sorted_by(
    statement: sa.Select[Patent], order: InventoryOrder | None, *, down: bool, today: dt.date
) -> sa.Select[Patent]:
    """An inventory in another order; what has nothing to be sorted by comes last, the newest first among equals."""
    if order is None:
        return statement
    by = _ORDERS[order](today)
    return statement.order_by(None).order_by((by.desc() if down else by.asc()).nulls_last(), Patent.id.desc())


def _status(_: dt.date) -> sa.ColumnElement[int]:
    return sa.case({status: place for place, status in enumerate(PatentStatus)}, value=Patent.status)


def _fee(today: dt.date) -> sa.ColumnElement[int]:
    """How far the next annual fee is: in grace (a fee of it is recorded, this one is not) before what is to come.

    It is due on an anniversary of the filing, and a year later where that one is paid already.
    """
    day = sa.cast(sa.extract("month", Patent.filed_on), sa.Integer) * _MONTH
    day += sa.cast(sa.extract("day", Patent.filed_on), sa.Integer)
    reached = today.month * _MONTH + today.day
    ahead = (day - reached + _YEAR) % _YEAR
    year = today.year - sa.cast(sa.extract("year", Patent.filed_on), sa.Integer) + 1
    year += sa.case((day < reached, 1), else_=0)
    paid = sa.exists().where(FeePayment.patent_id == Patent.id)
    in_grace = sa.and_(ahead >= _YEAR - _GRACE, paid, ~paid.where(FeePayment.year >= year - 1))
    key = ahead + sa.case((paid.where(FeePayment.year == year), _YEAR), (in_grace, -_YEAR), else_=0)
    has_fees = sa.and_(Patent.granted_on.is_not(None), Patent.status.not_in(ENDED))
    return sa.case((has_fees, key), else_=None)


def _score(_: dt.date) -> sa.ColumnElement[int]:
    return (
        sa.select(PatentScore.hundredths)
        .where(PatentScore.patent_id == Patent.id)
        .order_by(PatentScore.scored_on.desc(), PatentScore.id.desc())
        .limit(1)
        .correlate(Patent)
        .scalar_subquery()
    )


_ORDERS: Mapping[InventoryOrder, Callable[[dt.date], sa.SQLColumnExpression[Any]]] = {
    InventoryOrder.TITLE: lambda _: Patent.title,
    InventoryOrder.FILED: lambda _: Patent.filed_on,
    InventoryOrder.STATUS: _status,
    InventoryOrder.FEE: _fee,
    InventoryOrder.SCORE: _score,
}
