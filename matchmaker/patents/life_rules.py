"""The dated rules of terms, annual fees and open licences, read from ``life_rules.toml`` and checked."""

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any, Protocol, TypeVar

from matchmaker.patents.enums import PatentType

_FEN_A_YUAN = 100


class LifeRulesError(ValueError):
    """The file of rules contradicts itself; the message says where."""


class Dated(Protocol):
    """A rule that holds from a day on."""

    @property
    def valid_from(self) -> dt.date:
        """The first day on which it holds."""


D = TypeVar("D", bound=Dated)


@dataclass(frozen=True, slots=True)
class TermRule:
    """How many years patents of a type last that were filed from a day on."""

    patent_type: PatentType
    valid_from: dt.date
    years: int
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class FeeBand:
    """The annual fee, in fen, of each of the years ``first`` to ``last``."""

    first: int
    last: int
    fee_fen: int


@dataclass(frozen=True, slots=True)
class FeeSchedule:
    """The annual fees of the three types, for fees that fall due from a day on."""

    valid_from: dt.date
    bands: Mapping[PatentType, tuple[FeeBand, ...]]
    source: str
    verified: bool

    def fee_fen(self, patent_type: PatentType, year: int) -> int | None:
        """The full fee of one year in fen; None past the years that the schedule knows."""
        fees = (band.fee_fen for band in self.bands[patent_type] if band.first <= year <= band.last)
        return next(fees, None)


@dataclass(frozen=True, slots=True)
class ExtensionFee:
    """The full fee, in fen, of each year that a term was prolonged by."""

    valid_from: dt.date
    fee_fen: int
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Grace:
    """The months in which a fee can still be paid; ``percents`` of the full fee are added, month by month."""

    valid_from: dt.date
    percents: tuple[int, ...]
    source: str
    verified: bool

    @property
    def months(self) -> int:
        """How many months there are."""
        return len(self.percents)


@dataclass(frozen=True, slots=True)
class OpenLicenceGuide:
    """Up to where the fees of an open licence are usual."""

    valid_from: dt.date
    fixed_fee_fen: int
    sales_percent: int
    profit_percent: int
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class LifeRules:
    """All rules, each kind by rising day."""

    terms: tuple[TermRule, ...]
    schedules: tuple[FeeSchedule, ...]
    extension_fees: tuple[ExtensionFee, ...]
    graces: tuple[Grace, ...]
    open_licence_guides: tuple[OpenLicenceGuide, ...]

    def term(self, patent_type: PatentType, filed_on: dt.date) -> TermRule | None:
        """The rule of the term of a patent filed on a day; None before the first rule."""
        return in_force([rule for rule in self.terms if rule.patent_type is patent_type], filed_on)


def in_force(rules: Sequence[D], day: dt.date) -> D | None:
    """The rule, of several by rising day, that holds on a day; None before the first."""
    return next((rule for rule in reversed(rules) if rule.valid_from <= day), None)


@cache
def life_rules() -> LifeRules:
    """The rules that come with matchmaker."""
    return read_life_rules(resources.files(__package__).joinpath("life_rules.toml").read_text("utf-8"))


def read_life_rules(text: str) -> LifeRules:
    """Reads rules written as TOML.

    Raises:
        LifeRulesError: something is missing, of the wrong kind, or contradicts itself.
    """
    try:
        told = tomllib.loads(text)
        rules = LifeRules(
            terms=_dated([_term(entry) for entry in told["terms"]], by_type=True),
            schedules=_dated([_schedule(entry) for entry in told["schedules"]]),
            extension_fees=_dated([_extension_fee(entry) for entry in told["extension_fees"]]),
            graces=_dated([_grace(entry) for entry in told["graces"]]),
            open_licence_guides=_dated([_guide(entry) for entry in told["open_licence_guides"]]),
        )
    except KeyError as error:
        raise LifeRulesError(f"{error} is missing") from error
    except (TypeError, ValueError) as error:
        raise LifeRulesError(str(error)) from error
    _expect_fees_for_terms(rules)
    return rules


def _term(entry: Mapping[str, Any]) -> TermRule:
    return TermRule(
        patent_type=PatentType(entry["patent_type"]),
        valid_from=_day(entry["filed_from"]),
        years=_positive(entry["years"]),
        **_origin(entry),
    )


def _schedule(entry: Mapping[str, Any]) -> FeeSchedule:
    bands = {
        kind: tuple(FeeBand(first, last, _fen(yuan)) for first, last, yuan in entry[kind.value])
        for kind in PatentType
    }
    for kind, several in bands.items():
        expected = 1
        for band in several:
            if band.first != expected or band.last < band.first:
                raise LifeRulesError(f"the bands of {kind.value} leave a gap or overlap at year {expected}")
            expected = band.last + 1
    return FeeSchedule(valid_from=_day(entry["valid_from"]), bands=bands, **_origin(entry))


def _extension_fee(entry: Mapping[str, Any]) -> ExtensionFee:
    return ExtensionFee(_day(entry["valid_from"]), _fen(entry["yuan"]), **_origin(entry))


def _grace(entry: Mapping[str, Any]) -> Grace:
    percents = tuple(entry["percents"])
    if not percents or any(not 0 <= former <= later for former, later in pairwise((0, *percents))):
        raise LifeRulesError("the percentages of grace must not fall from month to month")
    return Grace(_day(entry["valid_from"]), percents, **_origin(entry))


def _guide(entry: Mapping[str, Any]) -> OpenLicenceGuide:
    return OpenLicenceGuide(
        valid_from=_day(entry["valid_from"]),
        fixed_fee_fen=_fen(entry["fixed_fee_yuan"]),
        sales_percent=_positive(entry["sales_percent"]),
        profit_percent=_positive(entry["profit_percent"]),
        **_origin(entry),
    )


def _origin(entry: Mapping[str, Any]) -> dict[str, Any]:
    if not (isinstance(entry["source"], str) and entry["source"] and isinstance(entry["verified"], bool)):
        raise LifeRulesError("each rule names its source, and says whether it was verified")
    return {"source": entry["source"], "verified": entry["verified"]}


def _day(value: Any) -> dt.date:
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise LifeRulesError(f"{value!r} is not a day")
    return value


def _positive(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise LifeRulesError(f"{value!r} is not a whole number above 0")
    return value


def _fen(yuan: Any) -> int:
    return _positive(yuan) * _FEN_A_YUAN


def _dated(rules: Sequence[Any], *, by_type: bool = False) -> tuple[Any, ...]:
    days = [(rule.patent_type, rule.valid_from) if by_type else rule.valid_from for rule in rules]
    if not rules or len(set(days)) != len(days):
        raise LifeRulesError("there is no rule, or there are two of one day")
    return tuple(sorted(rules, key=lambda rule: rule.valid_from))


def _expect_fees_for_terms(rules: LifeRules) -> None:
    """Every year of the longest term of today has a fee."""
    latest = rules.schedules[-1]
    for term in rules.terms:
        if latest.fee_fen(term.patent_type, term.years) is None:
            raise LifeRulesError(f"year {term.years} of {term.patent_type.value} has no fee")
