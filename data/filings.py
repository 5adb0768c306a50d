"""The life of an application at the office: its numbers, its dates and where it stands."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from matchmaker.importing.numbers import check_digit

EXPORTED_ON = date(2026, 9, 30)
_LAST_YEAR = 2024
_BUSIEST_YEAR = 2021
_RECENT = 0.7
_NEVER_GRANTED = 0.05
_MONTH = 30.44
_UTILITY_MODEL_YEARS = 10

# Roughly how far the office's document numbers had come at the beginning of a year.
_DOCUMENTS = {
    "1": {
        2009: 101_335_000, 2010: 101_620_000, 2011: 101_930_000, 2012: 102_300_000, 2013: 102_850_000,
        2014: 103_490_000, 2015: 104_250_000, 2016: 105_200_000, 2017: 106_280_000, 2018: 107_540_000,
        2019: 109_120_000, 2020: 110_630_000, 2021: 112_170_000, 2022: 113_880_000, 2023: 115_550_000,
        2024: 117_320_000, 2025: 119_230_000, 2026: 121_250_000, 2027: 123_300_000,
    },
    "2": {
        2009: 201_170_000, 2010: 201_380_000, 2011: 201_690_000, 2012: 202_100_000, 2013: 202_650_000,
        2014: 203_400_000, 2015: 204_080_000, 2016: 204_940_000, 2017: 205_850_000, 2018: 206_800_000,
        2019: 208_300_000, 2020: 209_880_000, 2021: 212_260_000, 2022: 215_500_000, 2023: 218_200_000,
        2024: 220_240_000, 2025: 222_210_000, 2026: 223_800_000, 2027: 225_400_000,
    },
}  # fmt: skip
_FIRST_TOTAL = {"1": 314_000, "2": 310_000}
_YEARLY_GROWTH = {"1": 95_000, "2": 190_000}


@dataclass(frozen=True, slots=True)
class Filing:
    """What a database export says of one application; ``granted_on`` is None until it is granted."""

    application_number: str
    publication_number: str
    filed_on: date
    published_on: date
    granted_on: date | None
    legal_status: str
    validity: str


def new_filing(rng: Random, *, kind: str, since: int, taken: set[str]) -> Filing:
    """An application of kind 1 (invention) or 2 (utility model) filed from ``since`` on; fills ``taken``."""
    filed = _filed_on(rng, since)
    number = _application_number(rng, kind, filed, taken)
    if kind == "2":
        return _utility_model(rng, number, filed, taken)
    return _invention(rng, number, filed, taken)


def _filed_on(rng: Random, since: int) -> date:
    recent = rng.random() < _RECENT
    year = int(
        rng.triangular(since, _LAST_YEAR + 1, _BUSIEST_YEAR) if recent else rng.uniform(since, _LAST_YEAR + 1)
    )
    return _working_day(date(min(year, _LAST_YEAR), 1, 4) + timedelta(days=rng.randint(0, 358)))


def _working_day(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _gazette_day(day: date) -> date:
    """The office publishes on Tuesdays and Fridays."""
    return day - timedelta(days=min((day.weekday() - 1) % 7, (day.weekday() - 4) % 7))


def _later(rng: Random, day: date, months: tuple[float, float]) -> date:
    return _gazette_day(day + timedelta(days=int(rng.uniform(*months) * _MONTH)))


def _share_of_year(day: date) -> float:
    return (day.timetuple().tm_yday - 1) / 365


def _application_number(rng: Random, kind: str, filed: date, taken: set[str]) -> str:
    total = _FIRST_TOTAL[kind] + _YEARLY_GROWTH[kind] * (filed.year - 2009)
    while True:
        serial = int(total * _share_of_year(filed)) + rng.randint(1, 6_000)
        digits = f"{filed.year}{kind}{serial:07d}"
        if digits not in taken:
            taken.add(digits)
            return f"CN{digits}.{check_digit(digits)}"


def _document(rng: Random, kind: str, published: date, taken: set[str]) -> str:
    years = sorted(_DOCUMENTS[kind])
    year = years[bisect_right(years, published.year) - 1]
    first, following = _DOCUMENTS[kind][year], _DOCUMENTS[kind][year + 1]
    while True:
        number = int(first + (following - first) * _share_of_year(published)) + rng.randint(0, 9_000)
        if f"CN{number}" not in taken:
            taken.add(f"CN{number}")
            return f"CN{number}"


def _invention(rng: Random, number: str, filed: date, taken: set[str]) -> Filing:
    published = _later(rng, filed, (4, 18))
    document = _document(rng, "1", published, taken)
    granted = max(_later(rng, filed, (18, 44)), _gazette_day(published + timedelta(days=120)))
    if granted > EXPORTED_ON:
        status = rng.choices(("实质审查", "公开"), (85, 15))[0]
        return Filing(number, document + "A", filed, published, None, status, "审中")
    if rng.random() < _NEVER_GRANTED:
        return Filing(number, document + "A", filed, published, None, rng.choice(("驳回", "撤回")), "失效")
    status = rng.choices(("授权", "未缴年费", "权利恢复", "部分无效"), (87, 11, 1, 1))[0]
    return Filing(number, document + "B", filed, granted, granted, *_once_granted(status, granted))


def _utility_model(rng: Random, number: str, filed: date, taken: set[str]) -> Filing:
    granted = _later(rng, filed, (5, 12))
    document = _document(rng, "2", granted, taken) + "U"
    if filed.replace(year=filed.year + _UTILITY_MODEL_YEARS, day=1) <= EXPORTED_ON:
        status = rng.choices(("期限届满", "未缴年费"), (55, 45))[0]
    else:
        status = rng.choices(("授权", "未缴年费", "避免重复授权"), (86, 11, 3))[0]
    return Filing(number, document, filed, granted, granted, *_once_granted(status, granted))


def _once_granted(status: str, granted: date) -> tuple[str, str]:
    if status == "未缴年费" and EXPORTED_ON - granted < timedelta(days=550):
        status = "授权"
    return status, "失效" if status in {"未缴年费", "期限届满", "避免重复授权"} else "有效"
