"""What speaks for and against a hit: words that found nothing, kinship by class, conditions met or missed."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.matching.assessment import Subclass, Yardstick, leading_subclasses, potential
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.conditions import Verdict, conditions_of_filters, conditions_of_need
from matchmaker.matching.filters import NO_FILTERS, Filters
from matchmaker.matching.queries import matches_of
from matchmaker.matching.service import current_run, search_patents, yardstick_for
from matchmaker.needs.enums import Cooperation
from matchmaker.patents.enums import PatentStatus, Way
from matchmaker.patents.service import check_status, list_patent, withdraw_listing
from tests.factories.needs import make_need
from tests.factories.organizations import make_person
from tests.factories.patents import ENTERED_ON, make_patent

TODAY = dt.date(2025, 9, 1)
WORDS = ("陶瓷", "过滤板", "高温", "开裂", "轨枕", "光纤", "PEEK")


@pytest.fixture
def found(session, catalogue):
    def found(text, **narrowed):
        session.flush()
        return search_patents(session, catalogue, text=text, **narrowed).found

    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=8))
def test_what_the_words_could_add_is_a_perfect_score(session, words):
    catalogue = Catalogue()
    make_patent(session, title="陶瓷过滤板", abstract="高温光纤 PEEK")
    session.flush()
    parts = potential(catalogue.caught_up(session), catalogue.query(text=" ".join(words)))
    values = [part.value for part in parts]
    assert sum(values) == pytest.approx(1.0 if parts else 0.0, abs=1e-9)
    assert values == sorted(values, reverse=True)


def test_words_that_others_outweigh_so_much_that_they_do_not_count_are_told_apart(session, found):
    for number in range(300):
        make_patent(session, title=f"陶瓷{chr(0x5000 + number)}", abstract="", claims="")
    best = found(f"陶瓷，{chr(0x5001)}，枕木")[0]
    assert (best.assessment.light, best.assessment.unheld) == (("陶瓷",), ("枕木",))
    assert [part.term for part in best.evidence.contributions] == [chr(0x5001)]
    assert best.assessment.missing == ()
    assert found("陶瓷，枕木")[0].assessment.light == ()


def test_a_word_adds_all_it_could_to_a_patent_that_is_the_query(session, catalogue, found):
    make_patent(session, title="陶瓷过滤板高温开裂", abstract="", claims="")
    make_patent(session, title="光纤")
    (hit,) = found("陶瓷过滤板高温开裂")
    parts = potential(catalogue.caught_up(session), catalogue.query(text="陶瓷过滤板高温开裂"))
    assert {part.term: part.value for part in hit.evidence.contributions} == pytest.approx(
        {part.term: part.value for part in parts}
    )
    assert hit.assessment.missing == ()


def test_words_that_added_nothing_are_told_the_weightiest_first_and_apart_from_those_that_no_patent_has(
    session, found
):
    make_patent(session, title="陶瓷过滤板")
    for title in ("光纤", "光纤连接", "光纤轨枕"):
        make_patent(session, title=title)
    first = found("陶瓷过滤板轨枕光纤钛合金")[0].assessment
    assert [part.term for part in first.missing] == ["轨枕", "光纤"]
    assert first.unheld == ("钛合金",)


def test_a_word_that_no_patent_has_whole_is_told_once_though_its_characters_could_add_something(
    session, catalogue, found
):
    make_patent(session, title="陶瓷过滤板")
    make_patent(session, title="轨枕")
    query = catalogue.query(text="枕木")
    assert [part.term for part in potential(catalogue.caught_up(session), query)] == ["枕木"]
    first, _ = found("过滤板枕木")
    assert first.assessment.missing == ()
    assert first.assessment.unheld == ("枕木",)


def test_the_classes_that_lead_are_those_behind_a_fifth_of_the_scores(session):
    patents = [
        make_patent(session, ipc=ipc)
        for ipc in (
            ("H01M 4/62", "H01M 10/05"),
            ("H01M 4/36", "C01B 32/05"),
            ("C01B 32/00",),
            ("G06F 1/00",),
            (),
        )
    ]
    hits = list(zip(patents, (0.4, 0.3, 0.2, 0.05, 0.05), strict=True))
    assert leading_subclasses(hits) == (
        Subclass("H01M", pytest.approx(0.7)), Subclass("C01B", pytest.approx(0.5))
    )  # fmt: skip
    assert leading_subclasses(hits[:4]) == ()
    assert leading_subclasses([(patent, 0.0) for patent in patents]) == ()


def test_a_patent_is_of_the_leading_classes_or_not_or_nobody_can_say(session):
    leading = (Subclass("H01M", 0.7),)
    akin, strange, bare = (make_patent(session, ipc=ipc) for ipc in (("C01B", "H01M 4/62"), ("C01B",), ()))
    verdicts = {
        patent: Yardstick(leading=leading).assess(patent, ()).kinship.agrees
        for patent in (akin, strange, bare)
    }
    assert verdicts == {akin: True, strange: False, bare: None}
    assert Yardstick().assess(akin, ()).kinship.agrees is None


def told(conditions):
    return [(each.verdict, each.message % each.params) for each in conditions]


def test_a_status_counts_once_it_was_checked(session):
    patent, by = make_patent(session, status="in_force"), make_person(session)
    unchecked = (Verdict.UNKNOWN, "In force according to the sheet, not checked in the register")
    assert told(conditions_of_filters(NO_FILTERS, patent)) == [unchecked]
    check_status(session, patent=patent, status=PatentStatus.IN_FORCE, on=ENTERED_ON, by=by)
    assert told(conditions_of_filters(NO_FILTERS, patent)) == [
        (Verdict.MET, "In force, checked on 2025-03-01")
    ]
    for status, verdict in ((PatentStatus.PENDING, Verdict.MISSED), (PatentStatus.UNKNOWN, Verdict.UNKNOWN)):
        patent.status = status
        assert conditions_of_filters(NO_FILTERS, patent)[0].verdict is verdict


@pytest.mark.parametrize(
    ("price", "budget", "expected"),
    [
        (None, None, (Verdict.UNKNOWN, "Price and budget to be agreed")),
        (50_000_000, None, (Verdict.UNKNOWN, "Price 50.00 ×10k yuan; the budget is to be agreed")),
        (None, 80_000_000, (Verdict.UNKNOWN, "Price to be agreed; the budget is 80.00 ×10k yuan")),
        (80_000_000, 80_000_000, (Verdict.MET, "Price 80.00 within the budget of 80.00 ×10k yuan")),
        (80_000_001, 80_000_000, (Verdict.MISSED, "Price 80.00 above the budget of 80.00 ×10k yuan")),
    ],
)
def test_the_price_is_held_against_the_budget(session, price, budget, expected):
    patent, need = make_patent(session), make_need(session, budget_fen=budget)
    list_patent(session, patent=patent, price_fen=price, on=ENTERED_ON, by=None)
    assert told(conditions_of_need(need, patent, TODAY))[1] == expected


@pytest.mark.parametrize(
    ("wished", "expected"),
    [
        (["licence", "joint"], (Verdict.MET, ("Licence of a patent",))),
        (["transfer", "equity"], (Verdict.MISSED, ("Transfer of a patent", "Technology for equity"))),
        (
            ["transfer", "joint", "advice"],
            (Verdict.UNKNOWN, ("Joint development", "Technical advice and service")),
        ),
    ],
)
def test_the_ways_on_offer_are_held_against_those_that_the_company_wishes(session, wished, expected):
    patent = make_patent(session)
    list_patent(session, patent=patent, ways=(Way.LICENCE, Way.FINANCING), on=ENTERED_ON, by=None)
    need = make_need(session, cooperation=[Cooperation(way) for way in wished])
    way = conditions_of_need(need, patent, TODAY)[2]
    assert (way.verdict, way.labels) == expected


def test_a_deadline_that_has_passed_is_missed_and_another_is_not_known(session):
    patent = make_patent(session)
    verdicts = [
        conditions_of_need(make_need(session, deadline=day), patent, TODAY)[2].verdict
        for day in (TODAY - dt.timedelta(days=1), TODAY)
    ]
    assert verdicts == [Verdict.MISSED, Verdict.UNKNOWN]
    assert len(conditions_of_need(make_need(session), patent, TODAY)) == 2


def test_a_patent_no_longer_on_offer_misses_that_before_all(session):
    patent = make_patent(session)
    withdraw_listing(session, patent=patent, by=None)
    assert told(conditions_of_need(make_need(session), patent, TODAY))[0] == (Verdict.MISSED, "Not on offer")


def test_a_filter_is_met_by_what_passed_it_but_an_open_price_may_turn_out_higher(session, found):
    make_patent(session)
    filters = Filters(way=(Way.TRANSFER,), price=1)
    (hit,) = found("陶瓷", filters=filters)
    assert [(each.verdict, each.message) for each in hit.assessment.conditions[1:]] == [
        (Verdict.MET, "Offered for"),
        (Verdict.UNKNOWN, "Price to be agreed"),
    ]


def test_the_matches_of_a_need_are_held_against_its_best_ones(session, catalogue):
    for place in range(6):
        make_patent(
            session, title=f"一种第{place}号陶瓷过滤板", ipc=("B01D 39/20",) if place else ("C04B 38/00",)
        )
    need = make_need(session, title="陶瓷过滤板钛合金", budget_fen=1)
    matches = matches_of(session, need, current_run(session, catalogue, need=need))
    yardstick = yardstick_for(session, catalogue, need=need, matches=matches, today=TODAY)
    assert [each.code for each in yardstick.leading] == ["B01D"]
    assert yardstick.unheld[0] == "钛合金"
    assert yardstick.assess(matches[0].patent, ()).missing == yardstick.potential
