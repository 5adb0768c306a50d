"""A sheet on its way into the inventory: read, confirmed, written at once or not at all."""

import datetime as dt
import json
from functools import partial

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.importing.numbers import check_digit
from matchmaker.patents import import_runs
from matchmaker.patents.import_models import PatentImport, PatentImportRow
from matchmaker.patents.import_runs import InventoryBusyError, read_import, write_import
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import catalogue_revision
from matchmaker.patents.service import next_revision
from matchmaker.sheets import service as imports
from matchmaker.sheets.enums import ImportState, RowKind
from matchmaker.sheets.import_runs import SheetGoneError
from matchmaker.sheets.queries import import_with_id, wrong_rows

ON = dt.date(2025, 8, 1)


def number(serial):
    digits = f"20201{serial:07}"
    return f"{digits}.{check_digit(digits)}"


def counts(handed_in):
    return handed_in.new, handed_in.changed, handed_in.unchanged, handed_in.wrong


def patents_of(session):
    return session.scalars(sa.select(Patent).order_by(Patent.id)).all()


def test_a_report_counts_what_was_done_and_keeps_only_the_wrong_rows(session, bring_in):
    bring_in((number(1), "", "", "过滤板", "试验大学", ""))
    done = bring_in(
        (number(1), "", "", "另一种过滤板", "试验大学", ""),
        (number(2), "", "", "轨枕", "试验大学", ""),
        ("1", "", "", "坏的", "", "=1+1"),
    )
    assert (done.state, counts(done), done.file) == (ImportState.DONE, (1, 1, 0, 1), "")
    ((cells, errors),) = wrong_rows(session, done)
    assert cells == ["1", "", "", "坏的", "", "=1+1"]
    assert [(error.row, error.column, error.value) for error in errors] == [(4, "申请号", "1")]
    assert [patent.title for patent in patents_of(session)] == ["另一种过滤板", "轨枕"]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", *map(number, range(4)), "CN202010000001.1"]),
        st.sampled_from(
            ["", "CN110000001A", "CN110000001B", "CN110000001", "CN1234567", "CN1234567A", "CN1234567C"]
        ),
        st.sampled_from(["", "1", "2"]),
        st.sampled_from(["", "过滤板", "轨枕"]),
        st.sampled_from(["", "试验大学", "别的公司;试验大学"]),
        st.sampled_from(["", "授权", "未缴年费", "实质审查"]),
    ),
    max_size=6,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROWS.filter(any), min_size=1, max_size=2))
def test_the_same_file_twice_changes_nothing_whatever_came_before(session, bring_in, read, files):
    """A row that was refused may be in order the next time: what it clashed with may have changed."""
    with session.begin_nested() as before:
        for rows in files:
            bring_in(("", "", "9", "总有一行", "", ""), *rows)
        once = bring_in(("", "", "9", "总有一行", "", ""), *files[-1])
        revision, refused = catalogue_revision(session), rows_that_are(session, once, RowKind.WRONG)
        again = read(("", "", "9", "总有一行", "", ""), *files[-1])
        assert rows_that_are(session, again, RowKind.NEW, RowKind.CHANGED) <= refused
        if not again.new + again.changed:
            imports.agree(session, handed_in=again, offer=True)
            assert counts(
                write_import(lambda work: work(session), import_id=again.id, on=ON, by=None)
            ) == counts(again)
            assert catalogue_revision(session) == revision
        assert sum(counts(again)) == sum(counts(once))
        before.rollback()
    session.expire_all()


def rows_that_are(session, handed_in, *kinds):
    rows = sa.select(PatentImportRow.row).where(
        PatentImportRow.import_id == handed_in.id, PatentImportRow.kind.in_(kinds)
    )
    return set(session.scalars(rows))


def test_publications_of_one_patent_bring_in_one_patent_and_the_grant_stays(session, bring_in):
    bring_in(("", "CN103123456A", "", "过滤板", "", ""))
    granted = bring_in(("", "CN103123456B", "", "过滤板", "", ""))
    assert counts(granted) == (0, 1, 0, 0)
    assert counts(bring_in(("", "CN103123456A", "", "过滤板", "", ""))) == (0, 0, 1, 0)
    assert counts(bring_in(("", "CN103123456", "", "过滤板", "", ""))) == (0, 0, 1, 0)
    (patent,) = patents_of(session)
    assert (patent.publication_number, patent.publication_numbers) == (
        "CN103123456B",
        ["CN103123456A", "CN103123456B"],
    )


def test_old_publications_with_the_same_digits_are_different_patents(session, bring_in):
    bring_in(("", "CN1234567A", "", "过滤板", "", ""), ("", "CN1234567C", "", "轨枕", "", ""))
    assert len(patents_of(session)) == 2


def test_a_patent_known_by_its_sources_key_gets_its_number_and_stays_one(session, bring_in):
    bring_in(("", "", "k1", "一种 过滤板", "", ""))
    numbered = bring_in((number(1), "", "k1", "一种过滤板", "", ""))
    assert counts(numbered) == (0, 1, 0, 0)
    assert counts(bring_in((number(1), "", "", "一种过滤板", "", ""))) == (0, 0, 1, 0)
    assert counts(bring_in(("", "", "k1", "一种过滤板", "", ""))) == (0, 0, 1, 0)
    (patent,) = patents_of(session)
    assert (patent.application_number, patent.source_key) == (number(1), "k1")


def test_another_list_that_is_numbered_from_1_takes_nothing_over(session, bring_in):
    bring_in(("", "", "1", "过滤板", "", ""))
    assert counts(bring_in((number(1), "", "1", "轨枕", "", ""))) == (1, 0, 0, 0)
    assert len(patents_of(session)) == 2


def test_two_rows_that_tell_of_one_patent_by_different_numbers_are_not_both_taken(bring_in, read):
    bring_in((number(1), "CN103123456A", "", "过滤板", "", ""))
    twice = read((number(1), "", "", "甲", "", ""), ("", "CN103123456B", "", "乙", "", ""))
    assert counts(twice) == (0, 1, 0, 1)


def test_a_publication_number_with_another_application_number_is_wrong(session, bring_in, read):
    bring_in((number(1), "CN103123456A", "", "过滤板", "", ""))
    contradicted = read((number(2), "CN103123456B", "", "过滤板", "", ""))
    ((_, (error,)),) = wrong_rows(session, contradicted)
    assert error.reason % error.params == (
        f"Its publication number is that of {number(1)} here, which has another application number."
    )


def test_nothing_is_written_where_the_inventory_changes_again_and_again(session, within, read, monkeypatch):
    handed_in = read((number(1), "", "", "过滤板", "", ""))
    imports.agree(session, handed_in=handed_in, offer=True)
    found = import_runs.findings_in

    def changed_meanwhile(*args, **facts):
        findings = found(*args, **facts)
        next_revision(session)
        return findings

    monkeypatch.setattr(import_runs, "findings_in", changed_meanwhile)
    with pytest.raises(InventoryBusyError):
        write_import(within, import_id=handed_in.id, on=ON, by=None)
    assert patents_of(session) == []


def test_a_sheet_that_is_gone_is_told(session, within, read):
    handed_in = read((number(1), "", "", "过滤板", "", ""))
    imports.delete_file(handed_in)
    imports.agree(session, handed_in=handed_in, offer=True)
    with pytest.raises(SheetGoneError):
        write_import(within, import_id=handed_in.id, on=ON, by=None)


def test_what_was_left_lying_is_dropped_with_its_file_and_rows(session, read, tmp_path):
    handed_in = read((number(1), "", "", "过滤板", "", ""))
    imports.tidy_imports(session, PatentImport, at=handed_in.handed_in_at + imports.KEPT_FOR)
    assert handed_in.state is ImportState.READ
    imports.tidy_imports(
        session, PatentImport, at=handed_in.handed_in_at + imports.KEPT_FOR + dt.timedelta(seconds=1)
    )
    assert handed_in.state is ImportState.DROPPED
    assert session.scalars(sa.select(PatentImportRow)).all() == []
    assert list(tmp_path.iterdir()) == []


def test_a_preview_in_json_lines_is_told_by_line(session, within, holder, tmp_path):
    file = tmp_path / "rows.jsonl"
    lines = [{"title": "过滤板", "application_number": number(serial)} for serial in range(1, 1201)]
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    handed_in = imports.hand_in(
        session, PatentImport, filename="rows.jsonl", file=file, organization=holder, by=None
    )
    told = []
    read_import(within, import_id=handed_in.id, watch=lambda *progress: told.append(progress))
    assert told[0][0] == 0
    assert [done for done, _ in told[1:]] == [500, 1000, 1200, 1200]
    assert told[-1] == (1200, 1200)
    within(partial(import_with_id, kind=PatentImport, import_id=handed_in.id))
    assert handed_in.new == 1200
