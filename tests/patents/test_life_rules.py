"""The dated rules are read, chosen by day, and refused where they contradict themselves."""

import datetime as dt
from importlib import resources

import pytest

from matchmaker.patents.enums import PatentType
from matchmaker.patents.life_rules import LifeRulesError, in_force, life_rules, read_life_rules

TEXT = resources.files("matchmaker.patents").joinpath("life_rules.toml").read_text("utf-8")


def test_every_rule_names_its_source():
    rules = life_rules()
    kinds = (rules.terms, rules.schedules, rules.extension_fees, rules.graces, rules.open_licence_guides)
    assert [rule for kind in kinds for rule in kind if not rule.source] == []


def test_the_rule_of_a_day_is_the_latest_that_holds_on_it():
    schedules = life_rules().schedules
    assert in_force(schedules, dt.date(2001, 2, 28)) is None
    assert in_force(schedules, dt.date(2021, 5, 31)) is schedules[0]
    assert in_force(schedules, dt.date(2021, 6, 1)) is schedules[1]


def test_the_annual_fee_of_a_year_in_fen():
    schedule = life_rules().schedules[-1]
    fees = [schedule.fee_fen(PatentType.INVENTION, year) for year in (1, 3, 4, 9, 10, 15, 16, 20, 21)]
    assert fees == [90_000, 90_000, 120_000, 200_000, 400_000, 600_000, 800_000, 800_000, None]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[[terms]]", "[[terms"),
        ('patent_type = "design"', 'patent_type = "petty"'),
        ("years = 15", "years = 16"),
        ("years = 20", "years = 0"),
        ("years = 20", 'years = "20"'),
        ("filed_from = 2021-06-01", "filed_from = 1985-04-01"),
        ("filed_from = 2021-06-01", 'filed_from = "soon"'),
        ("[1, 3, 900]", "[1, 2, 900]"),
        ("[1, 3, 900]", "[1, 3, -900]"),
        ("[1, 3, 900]", "[1, 3]"),
        ("[4, 6, 1200]", "[3, 6, 1200]"),
        ("valid_from = 2021-06-01", "valid_from = 2001-03-01"),
        ("percents = [0, 5, 10, 15, 20, 25]", "percents = [5, 0]"),
        ("percents = [0, 5, 10, 15, 20, 25]", "percents = []"),
        ("verified = true", 'verified = "yes"'),
        ('source = "专利法第四十二条"', 'source = ""'),
        ("sales_percent", "sale_percent"),
    ],
)
def test_rules_that_contradict_themselves_are_refused(old, new):
    assert old in TEXT
    with pytest.raises(LifeRulesError):
        read_life_rules(TEXT.replace(old, new, 1))
