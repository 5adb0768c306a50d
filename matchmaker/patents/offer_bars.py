"""What stands against offering patents together, as conditions of the database: one definition for list and step."""

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.patents.enums import LicenceKind, OfferBar, PatentStatus
from matchmaker.patents.life_rules import TermRule, life_rules
from matchmaker.patents.models import CoOwner, Patent, PatentLicence, Pledge
from matchmaker.patents.term import years_after


def offer_bars(today: dt.date) -> Mapping[OfferBar, sa.ColumnElement[bool]]:
    """The condition of each bar on a day.

    A prolonged term is left to the patent's own page: its days are not counted here.
    """
    return {
        OfferBar.LAPSED: Patent.status == PatentStatus.LAPSED,
        OfferBar.EXPIRED: _expired(today),
        OfferBar.TRANSFERRED: Patent.transferred_on.is_not(None),
        OfferBar.SUSPENDED: Patent.suspended.is_(True),
        OfferBar.LICENSED: sa.exists().where(
            PatentLicence.patent_id == Patent.id,
            PatentLicence.kind != LicenceKind.ORDINARY,
            PatentLicence.starts_on <= today,
            sa.or_(PatentLicence.ends_on.is_(None), PatentLicence.ends_on >= today),
        ),
        OfferBar.PLEDGED: sa.exists().where(
            Pledge.patent_id == Patent.id,
            sa.or_(Pledge.released_on.is_(None), Pledge.released_on > today),
        ),
        OfferBar.CO_OWNED: sa.or_(
            sa.exists().where(CoOwner.patent_id == Patent.id),
            sa.func.json_array_length(Patent.applicants) > 1,
        ),
    }


def bar_columns(today: dt.date) -> list[sa.ColumnElement[bool]]:
    """One column a bar that tells whether it stands, to be read by ``standing_bars``."""
    return [condition.label(f"bar_{bar.value}") for bar, condition in offer_bars(today).items()]


def standing_bars(columns: Sequence[object]) -> tuple[OfferBar, ...]:
    """The bars that ``bar_columns`` found to stand."""
    return tuple(bar for bar, stands in zip(OfferBar, columns, strict=True) if stands)


def bars_of(session: Session, ids: Sequence[int], today: dt.date) -> dict[int, tuple[OfferBar, ...]]:
    """What stands against offering each patent, by id: one query."""
    rows = session.execute(sa.select(Patent.id, *bar_columns(today)).where(Patent.id.in_(ids)))
    return {row[0]: standing_bars(row[1:]) for row in rows}


def _expired(today: dt.date) -> sa.ColumnElement[bool]:
    """The term, without an extension, ended by a day: that of the rule under which the patent was filed."""
    ended = [
        sa.and_(
            Patent.patent_type == rule.patent_type,
            Patent.filed_on.between(rule.valid_from, last),
            Patent.filed_on <= years_after(today, -rule.years),
        )
        for rule, last in _last_days()
    ]
    return sa.func.coalesce(sa.and_(Patent.extension_days == 0, sa.or_(*ended)), sa.false())


def _last_days() -> list[tuple[TermRule, dt.date]]:
    """The rules of terms, each with the last day of filing for which it holds."""
    rules = life_rules().terms
    following = {
        rule: [each.valid_from for each in rules[place + 1 :] if each.patent_type is rule.patent_type]
        for place, rule in enumerate(rules)
    }
    return [
        (rule, days[0] - dt.timedelta(days=1) if days else dt.date.max) for rule, days in following.items()
    ]
