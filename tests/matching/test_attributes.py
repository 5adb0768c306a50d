"""Filters applied to what is on offer: the arrays in memory against the plain rule, patent by patent."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.matching import attributes as attributes_module
from matchmaker.matching.attributes import AttributeTable
from matchmaker.matching.classification import IpcPrefixError, code_range, parse_prefix
from matchmaker.matching.columns import columns_of
from matchmaker.matching.filters import NO_FILTERS, FilterKind, Filters, PriceBoundError, read_filters
from matchmaker.matching.kept_columns import KeptColumns
from matchmaker.patents.enums import PatentStatus, Readiness, Way
from matchmaker.patents.queries import catalogue_identity, catalogue_revision
from matchmaker.patents.service import check_status, list_patent, withdraw_listing
from tests.factories.organizations import make_person, make_university
from tests.factories.patents import ENTERED_ON, make_patent

PREFIXES = ("H", "H01", "H01M", "H01M 4", "H01M 10", "H01M 10/05", "H01M 10/0525", "C01B", "C01B 32/342", "G")
CODES = ("H01M 10/0525", "H01M 10/058", "H01M 4/62", "H01G 11/34", "C01B 32/342", "H01M", "G06F 1/00")
OFFERS = (
    (("H01M 10/0525",), "in_force", [Way.TRANSFER], None, None),
    (("H01M 10/058", "H01M 4/62"), "in_force", [Way.LICENCE], 50_000_000, Readiness.REPORT),
    (("C01B 32/342", "H01M"), "pending", [Way.TRANSFER, Way.LICENCE], 80_000_000, Readiness.FINAL_SAMPLE),
    ((), None, [Way.EQUITY], 80_000_001, Readiness.SYSTEM),
    (("H01G 11/34", "H01M 10/0525"), "in_force", [Way.TRANSFER, Way.EQUITY], None, Readiness.FINAL_SAMPLE),
)
FILED = (dt.date(2019, 1, 1), None, dt.date(2021, 12, 31), dt.date(2019, 12, 31), dt.date(1985, 4, 1))
INVENTORS = (("张伟",), (), ("李娜", "张伟"), ("李 娜",), ("LI Na",))


@pytest.fixture
def table():
    return AttributeTable()


@pytest.fixture
def patents(session):
    """Five patents on offer, of three holders in two regions, and two that are not."""
    holders = [
        make_university(session, name="第一大学", region="浙江省"),
        make_university(session, name="第二大学", region="江苏省", industry="陶瓷"),
        make_university(session, name="第三大学"),
    ]
    made = []
    for place, (ipc, status, ways, price, readiness) in enumerate(OFFERS):
        filed = {"filed_on": FILED[place], "inventors": INVENTORS[place]}
        patent = make_patent(session, holder=holders[place % 3], ipc=ipc, status=status, **filed)
        terms = {"ways": ways, "price_fen": price, "readiness": readiness}
        list_patent(session, patent=patent, **terms, on=ENTERED_ON, by=None)
        made.append(patent)
    make_patent(session, holder=holders[0], ipc=CODES, offer=False)
    withdraw_listing(session, patent=make_patent(session, holder=holders[0], ipc=CODES), by=None)
    session.flush()
    return made


def passes(patent, filters):
    """The rule as a person would check it."""
    offer = patent.listing
    return (
        (not filters.ipc or any(begins(code, prefix) for code in patent.ipc for prefix in filters.ipc))
        and (not filters.holder or patent.organization_id in filters.holder)
        and (not filters.status or patent.status in filters.status)
        and (not filters.way or bool(set(offer.ways) & set(filters.way)))
        and (filters.price is None or offer.price_fen is None or offer.price_fen <= filters.price)
        and (filters.agreed or offer.price_fen is not None)
        and (not filters.region or patent.organization.region in filters.region)
        and (not filters.industry or patent.organization.industry in filters.industry)
        and (filters.readiness is None or (offer.readiness or 0) >= filters.readiness)
        and (not filters.year or (patent.filed_on is not None and patent.filed_on.year in filters.year))
        and (
            not filters.inventor
            or bool({each.replace(" ", "") for each in patent.inventors} & set(filters.inventor))
        )
    )


def begins(code, prefix):
    whole_group = "/" in prefix or " " not in prefix
    return code.startswith(prefix) if whole_group else code.split("/")[0] == prefix


def several(values):
    return st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)


@pytest.fixture
def any_filters(patents):
    return st.builds(
        Filters,
        ipc=several(PREFIXES),
        holder=several([*{patent.organization_id for patent in patents}, 999_999]),
        status=several(list(PatentStatus)),
        way=several(list(Way)),
        price=st.sampled_from([None, 0, 50_000_000, 80_000_000, 80_000_001]),
        agreed=st.booleans(),
        region=several(["浙江省", "江苏省", "云南省"]),
        industry=several(["陶瓷", "纺织"]),
        readiness=st.sampled_from([None, *Readiness]),
        year=several([2019, 2021, 1999]),
        inventor=several(["张伟", "李娜", "无此人"]),
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(data=st.data())
def test_what_passes_and_what_each_choice_would_leave_is_what_the_rule_says(
    session, table, patents, any_filters, data
):
    attributes, filters = table.caught_up(session), data.draw(any_filters)
    passing = [patent.id for patent in patents if passes(patent, filters)]
    assert sorted(attributes.allowed_ids(filters)) == passing
    assert attributes.count(filters) == len(passing)
    for patent in patents:
        missed = {kind for kind in filters.kinds if not passes(patent, only(filters, kind))}
        assert set(attributes.missed(filters, patent.id)) == missed
    counts = attributes.counts(filters)
    for kind, values in counted_values(patents).items():
        besides = (
            filters.without(kind).without(FilterKind.AGREED)
            if kind is FilterKind.PRICE
            else filters.without(kind)
        )
        for value, choice in values.items():
            expected = sum(passes(patent, besides) and choice(patent) for patent in patents)
            assert counts[kind].get(value, 0) == expected


def only(filters, kind):
    return Filters(**{kind.value: filters.of(kind)})


def counted_values(patents):
    """By filter, each choice that is counted, and the patents that it is counted for."""
    return {
        FilterKind.IPC: {
            subclass: lambda patent, subclass=subclass: any(code.startswith(subclass) for code in patent.ipc)
            for subclass in ("H01M", "H01G", "C01B", "G06F")
        },
        FilterKind.HOLDER: {
            patent.organization_id: lambda other, holder=patent.organization_id: other.organization_id == holder
            for patent in patents
        },
        FilterKind.STATUS: {
            status: lambda patent, status=status: patent.status is status for status in PatentStatus
        },
        FilterKind.WAY: {way: lambda patent, way=way: way in patent.listing.ways for way in Way},
        FilterKind.PRICE: {
            True: lambda patent: patent.listing.price_fen is not None,
            False: lambda patent: patent.listing.price_fen is None,
        },
        FilterKind.REGION: {
            region: lambda patent, region=region: patent.organization.region == region
            for region in ("浙江省", "江苏省")
        },
        FilterKind.INDUSTRY: {
            industry: lambda patent, industry=industry: patent.organization.industry == industry
            for industry in ("陶瓷", "纺织")
        },
        FilterKind.YEAR: {
            year: lambda patent, year=year: patent.filed_on is not None and patent.filed_on.year == year
            for year in (2019, 2021, 1985, 2000)
        },
        FilterKind.READINESS: {
            level: lambda patent, level=level: (patent.listing.readiness or 0) >= level for level in Readiness
        },
    }  # fmt: skip


def test_nothing_on_offer_is_nothing_to_count(session, table):
    attributes = table.caught_up(session)
    assert (attributes.size, attributes.allowed_ids(Filters(ipc=("H",))).tolist()) == (0, [])
    assert attributes.counts(Filters(way=(Way.LICENCE,)))[FilterKind.IPC] == {}


def test_a_change_of_terms_holds_at_once_and_a_withdrawn_patent_is_gone(session, table, patents):
    cheap = Filters(price=50_000_000, agreed=False)
    assert table.caught_up(session).allowed_ids(cheap).tolist() == [patents[1].id]
    list_patent(session, patent=patents[3], price_fen=10_000_000, on=ENTERED_ON, by=None)
    assert table.caught_up(session).allowed_ids(cheap).tolist() == [patents[1].id, patents[3].id]
    withdraw_listing(session, patent=patents[1], by=None)
    assert table.caught_up(session).allowed_ids(cheap).tolist() == [patents[3].id]
    check_status(
        session, patent=patents[3], status=PatentStatus.PENDING, on=ENTERED_ON, by=make_person(session)
    )
    pending = Filters(status=(PatentStatus.PENDING,))
    assert table.caught_up(session).allowed_ids(pending).tolist() == [patents[2].id, patents[3].id]


def test_a_table_caught_up_step_by_step_counts_like_a_new_one(session, table, patents):
    table.caught_up(session)
    for patent in (*patents, *patents):
        list_patent(session, patent=patent, ways=[Way.FINANCING], on=ENTERED_ON, by=None)
        stepwise, anew = table.caught_up(session), AttributeTable().caught_up(session)
        assert stepwise.size == anew.size == len(patents)
        for filters in (NO_FILTERS, Filters(ipc=("H01M",)), Filters(region=("浙江省",))):
            assert set(stepwise.allowed_ids(filters)) == set(anew.allowed_ids(filters))
            assert stepwise.counts(filters) == anew.counts(filters)


def test_a_database_that_has_gone_back_in_time_is_believed(session, table, patents):
    session.commit()
    make_patent(session)
    assert table.caught_up(session).size == 6
    session.rollback()
    assert table.caught_up(session).size == 5


def test_a_table_that_is_caught_up_asks_one_question(session, table, patents, count_queries):
    table.caught_up(session)
    with count_queries() as statements:
        table.caught_up(session)
    assert len(statements) == 1


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("h", "H"),
        ("H01", "H01"),
        (" h01m ", "H01M"),
        ("H01M10", "H01M 10"),
        ("h01m 0010/05", "H01M 10/05"),
        ("Ｈ01M", "H01M"),
    ],
)
def test_the_beginning_of_a_code_is_read_in_each_customary_form(written, canonical):
    assert parse_prefix(written) == canonical


@pytest.mark.parametrize(
    "written", ["I", "H1", "H01MM", "01M", "H01M/05", "H01M 10/", "电池", "H01M 10/1234567"]
)
def test_what_begins_no_code_is_refused(written):
    with pytest.raises(IpcPrefixError) as refused:
        parse_prefix(written)
    assert refused.value.params == {"code": written}


def test_a_longer_beginning_lies_within_a_shorter_one():
    ranges = [code_range(prefix) for prefix in ("H", "H01", "H01M", "H01M 10", "H01M 10/05", "H01M 10/0525")]
    for (outer_first, outer_last), (first, last) in pairwise(ranges):
        assert outer_first <= first < last <= outer_last
    assert code_range("H01M 10/06")[0] == code_range("H01M 10/05")[1]


@given(
    st.builds(
        Filters,
        ipc=several(PREFIXES),
        holder=several(range(1, 9)),
        status=several(list(PatentStatus)).map(lambda chosen: tuple(kind for kind in PatentStatus if kind in chosen)),
        way=several(list(Way)).map(lambda chosen: tuple(way for way in Way if way in chosen)),
        price=st.none() | st.integers(0, 10**12),
        agreed=st.booleans(),
        region=several(["浙江省", "a&b=c"]),
        readiness=st.none() | st.sampled_from(Readiness),
    )
)  # fmt: skip
def test_filters_come_back_from_an_address_as_they_went_in(filters):
    assert read_filters(filters.arguments) == (filters, None)


def test_what_is_typed_wrong_is_told_and_the_rest_holds():
    filters, problem = read_filters(
        {"price": ["一百"], "ipc": ["H01M", "??"], "way": ["licence", "steal"], "holder": ["x"]}
    )
    assert filters == Filters(ipc=("H01M",), way=(Way.LICENCE,))
    assert isinstance(problem, IpcPrefixError)
    assert isinstance(read_filters({"price": ["NaN"]})[1], PriceBoundError)
    assert read_filters({"price": ["-1"]})[0] == NO_FILTERS


def test_one_alternative_can_be_taken_away_from_a_filter_or_the_whole_of_it():
    filters = Filters(ipc=("H", "C"), price=5, agreed=False)
    assert filters.without(FilterKind.IPC, "H") == Filters(ipc=("C",), price=5, agreed=False)
    assert filters.without(FilterKind.IPC) == Filters(price=5, agreed=False)
    assert filters.without(FilterKind.PRICE, 5).without(FilterKind.AGREED) == Filters(ipc=("H", "C"))
    assert filters.kinds == (FilterKind.IPC, FilterKind.PRICE, FilterKind.AGREED)


@pytest.fixture
def every_row_counts(monkeypatch):
    monkeypatch.setattr(attributes_module, "_WORTH_KEEPING", 1)


def as_told(attributes):
    """What attributes say of the patents on offer, in whatever order they hold them."""
    columns = attributes.columns
    codes = {row: [] for row in range(len(columns.ids))}
    for code, row in zip(columns.codes, columns.code_rows, strict=True):
        codes[row].append(int(code))
    each = zip(
        columns.ids,
        columns.holders,
        columns.statuses,
        columns.ways,
        columns.prices,
        columns.readiness,
        strict=True,
    )
    return {
        int(facts[0]): ([int(fact) for fact in facts], codes[row])
        for row, facts in enumerate(each)
        if columns.live[row]
    }


def test_what_was_kept_is_read_by_the_next_start_with_what_changed_since(
    session, tmp_path, patents, every_row_counts, monkeypatch
):
    AttributeTable(tmp_path).caught_up(session)
    read = []
    rows = attributes_module.attribute_rows
    monkeypatch.setattr(attributes_module, "attribute_rows", lambda since: read.append(since) or rows(since))
    last = catalogue_revision(session)
    withdraw_listing(session, patent=patents[0], by=None)
    check_status(
        session, patent=patents[1], status=PatentStatus.LAPSED, on=ENTERED_ON, by=make_person(session)
    )
    session.flush()
    again = AttributeTable(tmp_path).caught_up(session)
    assert read == [last]
    assert as_told(again) == as_told(AttributeTable().caught_up(session))
    assert patents[0].id not in as_told(again)


def test_what_a_database_that_went_back_in_time_left_is_not_believed(
    session, tmp_path, patents, every_row_counts
):
    identity = catalogue_identity(session)
    KeptColumns(tmp_path, identity).keep(columns_of([]), revision=1)
    assert as_told(AttributeTable(tmp_path).caught_up(session)) == as_told(
        AttributeTable().caught_up(session)
    )
    KeptColumns(tmp_path, identity).keep(columns_of([]), revision=catalogue_revision(session) + 1)
    assert as_told(AttributeTable(tmp_path).caught_up(session)) == as_told(
        AttributeTable().caught_up(session)
    )


@pytest.mark.parametrize("length", [0, 10, 500, 900])
def test_a_file_that_is_cut_off_is_not_read(tmp_path, length):
    kept = KeptColumns(tmp_path, "a")
    kept.keep(columns_of([]), revision=3)
    assert kept.newest(up_to=3)[0] == 3
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:length])
    assert kept.newest(up_to=3) is None


def test_a_file_of_another_layout_is_not_read(tmp_path, monkeypatch):
    kept = KeptColumns(tmp_path, "a")
    kept.keep(columns_of([]), revision=3)
    monkeypatch.setattr("matchmaker.matching.kept_columns._LAYOUT", "other")
    assert kept.newest(up_to=3) is None
