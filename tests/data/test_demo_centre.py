"""The demo centre: complete, consistent with itself, and made by its script byte by byte."""

import csv
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from matchmaker.importing.ipc import parse_ipc
from matchmaker.importing.numbers import ApplicationNumber, PublicationNumber
from matchmaker.patents.enums import Way
from matchmaker.text.need_words import Reason, likeness_of, wording

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "demo"
CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def rows(name):
    with (DEMO / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers(deal):
    return deal["application_numbers"].split("; ")


def receipts(deal):
    return [tuple(map(int, part.split(":"))) for part in deal["receipts"].split("; ") if part]


def days(deal):
    dates = (deal["opened_days_ago"], deal["signed_days_ago"], deal["registered_days_ago"])
    return [int(day) for day in dates if day]


def credit_check(body):
    total = sum(CREDIT_CHARACTERS.index(character) * 3**place for place, character in enumerate(body))
    return CREDIT_CHARACTERS[(31 - total % 31) % 31]


@pytest.fixture(scope="module")
def patents():
    return {row["申请号"]: row for row in rows("patents")}


@pytest.fixture(scope="module")
def organizations():
    return {row["name"]: row for row in rows("organizations")}


def test_the_script_writes_the_committed_files_byte_by_byte(tmp_path):
    subprocess.run(
        [sys.executable, str(ROOT / "data" / "generate.py"), str(tmp_path)],
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in DEMO.iterdir()
    }


def test_the_centre_has_the_size_it_promises():
    assert {path.stem: len(rows(path.stem)) for path in DEMO.glob("*.csv")} == {
        "organizations": 67,
        "patents": 600,
        "listings": 375,
        "needs": 81,
        "roadshows": 3,
        "pitches": 22,
        "registrations": 59,
        "intents": 35,
        "deals": 40,
        "lives": 492,
        "offers": 127,
        "open_licences": 9,
        "scores": 135,
        "reviews": 26,
    }


def test_the_files_stay_small_enough_to_commit():
    sizes = {path.name: path.stat().st_size for path in DEMO.iterdir()}
    assert sizes["patents.csv"] < 900_000
    assert sum(sizes.values()) < 1_500_000


def test_every_patent_has_a_valid_number_of_its_own(patents):
    parsed = [ApplicationNumber.parse(number) for number in patents]
    assert len(set(parsed)) == 600
    documents = [row["公开（公告）号"] for row in patents.values()]
    assert [str(PublicationNumber.parse(document)) for document in documents] == documents
    assert len(set(documents)) == 600


def test_the_kind_in_the_number_agrees_with_the_patent_type(patents):
    kinds = {(number[6], row["专利类型"], row["公开（公告）号"][-1]) for number, row in patents.items()}
    assert kinds == {("1", "发明", "A"), ("1", "发明", "B"), ("2", "实用新型", "U")}


def test_no_two_patents_share_a_title_or_an_abstract(patents):
    assert len({row["标题 (中文)"] for row in patents.values()}) == 600
    assert len({row["摘要 (中文)"] for row in patents.values()}) == 600


def test_abstracts_have_the_length_of_real_ones(patents):
    lengths = [len(row["摘要 (中文)"]) for row in patents.values()]
    assert (min(lengths) >= 120, max(lengths) <= 260) == (True, True)


def test_no_place_of_a_phrase_is_left_open(patents):
    assert [row for row in patents.values() if "{" in "".join(row.values())] == []


def test_the_main_class_is_the_first_of_the_classes(patents):
    assert [row["IPC主分类号"] for row in patents.values()] == [
        row["IPC"].split("; ")[0] for row in patents.values()
    ]
    assert all(len(parse_ipc(row["IPC"])) == len(row["IPC"].split("; ")) for row in patents.values())


def test_a_patent_is_filed_before_it_is_published_and_granted(patents):
    for row in patents.values():
        filed, published = date.fromisoformat(row["申请日"]), date.fromisoformat(row["公开（公告）日"])
        assert 2009 <= filed.year <= 2024
        assert filed < published
        assert row["授权公告日"] in {"", row["公开（公告）日"]}


def test_only_granted_patents_are_in_force_and_most_are(patents):
    validity = Counter((row["专利有效性"], bool(row["授权公告日"])) for row in patents.values())
    assert ("有效", False) not in validity
    assert validity["有效", True] > 420


def test_the_first_applicant_is_a_holder_and_every_holder_has_patents(patents, organizations):
    holders = {name for name, row in organizations.items() if row["kind"] in {"university", "institute"}}
    applicants = [row["申请人"].split("; ") for row in patents.values()]
    assert {names[0] for names in applicants} == holders
    assert len(holders) == 12
    assert {name for names in applicants for name in names} <= organizations.keys()
    assert 0.05 < sum(len(names) == 2 for names in applicants) / 600 < 0.11


def test_terms_are_those_of_patents_not_lapsed_and_each_filter_has_something_to_show(patents):
    listings = rows("listings")
    assert {patents[row["application_number"]]["专利有效性"] for row in listings} == {"有效", "审中"}
    assert {way for row in listings for way in row["ways"].split("; ")} == {way.value for way in Way}
    assert {row["readiness"] for row in listings} == {"", *map(str, range(2, 10))}
    assert 100 < sum(bool(row["price_cny"]) for row in listings) < 300


def test_scores_mark_what_the_first_scorecards_ask_of_a_person(patents):
    marked = rows("scores")
    assert {row["application_number"] for row in marked} <= patents.keys()
    assert {row["scenario"] for row in marked} == {"transfer", "finance", "management"}
    assert all(0 <= int(row["points"]) <= 100 and row["evidence"] for row in marked)


def test_a_family_has_the_patent_itself_and_abroad_numbers_that_nobody_was_given(patents):
    families = [
        (row["公开（公告）号"], row["简单同族"].split("; ")) for row in patents.values() if row["简单同族"]
    ]
    assert all(own == family[0] for own, family in families)
    assert 400 < len(families) < 500
    abroad = [number for _, family in families for number in family[1:]]
    assert {number[:2] for number in abroad} == {"EP", "JP", "US", "WO"}
    assert {number[2] if number[:2] == "EP" else number[6] for number in abroad} == {"9"}


def test_a_patent_cites_earlier_ones_of_the_centre_and_is_counted_there(patents):
    published = {row["公开（公告）号"]: row["公开（公告）日"] for row in patents.values()}
    citing = {
        (row["公开（公告）号"], number)
        for row in patents.values()
        for number in row["引证专利"].split("; ")
        if number
    }
    cited = {
        (number, row["公开（公告）号"])
        for row in patents.values()
        for number in row["被引证专利"].split("; ")
        if number
    }
    assert all(published[number] < published[own] for own, number in citing | cited)
    told = {row["公开（公告）号"] for row in patents.values() if row["简单同族"]}
    assert {pair for pair in citing if pair[1] in told} == {pair for pair in cited if pair[0] in told}
    assert all(
        int(row["被引证次数"]) >= len(row["被引证专利"].split("; "))
        for row in patents.values()
        if row["被引证专利"]
    )
    assert all(4 <= int(row["权利要求数量"]) <= 12 for row in patents.values())


def test_one_company_told_a_need_twice():
    needs = {need["title"]: need for need in rows("needs")}
    first, again = needs["北方储能电站用低温电池的电解液"], needs["户外储能柜低温电解液"]
    assert first["company"] == again["company"]
    assert (first["state"], again["state"]) == ("published", "submitted")
    likeness = likeness_of(
        wording(first["title"], first["content"]), wording(again["title"], again["content"]), one_company=True
    )
    assert likeness.reason is Reason.TEXT


def test_twenty_five_organizations_are_members(organizations):
    assert sum(bool(row["member_since"]) for row in organizations.values()) == 25
    assert Counter(row["kind"] for row in organizations.values()) == {
        "university": 8,
        "institute": 4,
        "company": 50,
        "service": 4,
        "centre": 1,
    }


def test_every_credit_code_has_a_valid_check_character(organizations):
    codes = [row["credit_code"] for row in organizations.values() if row["credit_code"]]
    assert len(set(codes)) == len(codes) > 50
    assert {len(code) for code in codes} == {18}
    assert [code[17] for code in codes] == [credit_check(code[:17]) for code in codes]


def test_needs_come_from_companies_and_read_like_theirs(organizations):
    needs = rows("needs")
    assert {organizations[need["company"]]["kind"] for need in needs} == {"company"}
    assert [need["region"] for need in needs] == [organizations[need["company"]]["region"] for need in needs]
    assert len({need["title"] for need in needs}) == 81
    assert all(100 <= len(need["content"]) <= 500 for need in needs)
    assert {need["state"] for need in needs} == {
        "draft", "returned", "submitted", "refining", "screening", "published", "in_talks", "signed", "closed"
    }  # fmt: skip


def test_roadshows_refer_to_what_is_there(patents, organizations):
    shows = {show["key"]: show for show in rows("roadshows")}
    needs = {need["need_id"]: need for need in rows("needs")}
    pitched = {(pitch["roadshow_key"], pitch["application_number"]) for pitch in rows("pitches")}
    guests = {(guest["roadshow_key"], guest["company"]) for guest in rows("registrations")}
    assert {key for key, _ in pitched} == {key for key, _ in guests} == shows.keys()
    assert {patents[number]["当前法律状态"] for _, number in pitched} == {"授权"}
    assert {pitch["need_id"] for pitch in rows("pitches") if pitch["need_id"]} <= needs.keys()
    assert {organizations[company]["kind"] for _, company in guests} == {"company"}
    assert all(sum(key == show["key"] for key, _ in guests) <= int(show["seats"]) for show in shows.values())


def test_only_guests_of_past_roadshows_have_intents_in_what_was_pitched():
    past = {show["key"] for show in rows("roadshows") if int(show["starts_in_days"]) < 0}
    pitched = {(pitch["roadshow_key"], pitch["application_number"]) for pitch in rows("pitches")}
    guests = {(guest["roadshow_key"], guest["company"]) for guest in rows("registrations")}
    for intent in rows("intents"):
        assert intent["roadshow_key"] in past
        assert (intent["roadshow_key"], intent["application_number"]) in pitched
        assert (intent["roadshow_key"], intent["company"]) in guests


def test_a_deal_is_about_patents_in_force_that_its_seller_alone_holds(patents):
    deals = rows("deals")
    sold = [(deal["seller"], patents[number]) for deal in deals for number in numbers(deal)]
    assert {patent["当前法律状态"] for _, patent in sold} == {"授权"}
    assert [seller for seller, _ in sold] == [patent["申请人"] for _, patent in sold]
    assert len(sold) == len({patent["申请号"] for _, patent in sold})
    assert {len(numbers(deal)) for deal in deals} <= {1, 2, 3, 4, 5}


def test_a_deal_answers_a_need_of_its_buyer_that_was_there_before(organizations):
    needs = {need["need_id"]: need for need in rows("needs")}
    answering = [deal for deal in rows("deals") if deal["need_id"]]
    assert len(answering) > 12
    for deal in rows("deals"):
        assert organizations[deal["buyer"]]["kind"] == "company"
    for deal in answering:
        need = needs[deal["need_id"]]
        assert need["company"] == deal["buyer"]
        assert int(need["days_ago"]) >= int(deal["opened_days_ago"])
        assert need["state"] == ("signed" if deal["signed_days_ago"] else "in_talks")


def test_a_deal_from_a_roadshow_was_opened_after_it_by_a_guest_with_an_intent():
    shows = {show["key"]: -int(show["starts_in_days"]) for show in rows("roadshows")}
    intents = {
        (intent["roadshow_key"], intent["application_number"], intent["company"])
        for intent in rows("intents")
    }
    for deal in rows("deals"):
        if deal["roadshow_key"]:
            assert int(deal["opened_days_ago"]) <= shows[deal["roadshow_key"]]
            assert (deal["roadshow_key"], deal["application_numbers"], deal["buyer"]) in intents


def test_the_dates_of_a_deal_follow_its_stages():
    reached = {"lead": 1, "talks": 1, "lost": 1, "signed": 2, "registered": 3, "paid": 3}
    for deal in rows("deals"):
        assert len(days(deal)) == reached[deal["stage"]]
        in_order = [*days(deal), *(day for day, _ in receipts(deal)), 0]
        assert all(earlier >= later for earlier, later in pairwise(in_order))
        assert bool(deal["contract_number"]) == (reached[deal["stage"]] > 1)
        assert bool(deal["lost_reason"]) == (deal["stage"] == "lost")
        assert bool(deal["licence_kind"]) == (deal["way"] == "licence")


def test_what_was_received_never_exceeds_the_amount_and_equals_it_once_paid():
    for deal in rows("deals"):
        received = sum(amount for _, amount in receipts(deal))
        assert 10_000 <= int(deal["amount_cny"]) <= 6_000_000
        assert received <= int(deal["amount_cny"])
        assert (received == int(deal["amount_cny"])) == (deal["stage"] == "paid")


def test_the_last_ten_months_show_a_centre_at_work():
    signed = [
        deal for deal in rows("deals") if deal["signed_days_ago"] and int(deal["signed_days_ago"]) <= 300
    ]
    assert len(signed) == 12
    assert 4_000_000 <= sum(int(deal["amount_cny"]) for deal in signed) <= 7_000_000


def test_every_stage_way_and_kind_of_licence_occurs():
    deals = rows("deals")
    assert {deal["stage"] for deal in deals} == {"lead", "talks", "signed", "registered", "paid", "lost"}
    assert {deal["way"] for deal in deals} == {"transfer", "licence", "equity", "financing"}
    assert {deal["licence_kind"] for deal in deals} == {"exclusive", "sole", "ordinary", ""}
