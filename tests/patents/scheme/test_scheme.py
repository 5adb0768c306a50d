"""The classification as it is loaded and read."""

import sqlalchemy as sa

from matchmaker.patents.scheme.models import IpcEntry
from matchmaker.patents.scheme.queries import children_of, line_of, subclass_names, unknown_codes
from tests.factories.scheme import LINES, make_scheme


def counts(load):
    return load.new, load.changed, load.unchanged, load.wrong_count


def test_the_same_file_twice_changes_nothing(session):
    assert counts(make_scheme(session)) == (12, 0, 0, 0)
    assert counts(make_scheme(session)) == (0, 0, 12, 0)


def test_a_newer_file_renames_adds_and_takes_nothing_away(session):
    make_scheme(session)
    load = make_scheme(session, ["B\t作业；运输", "B02\t破碎"])
    assert counts(load) == (1, 1, 0, 0)
    assert session.get(IpcEntry, "B").title == "作业；运输"
    assert session.scalar(sa.select(sa.func.count()).select_from(IpcEntry)) == 12 + 1


def test_of_a_code_that_stands_there_twice_the_last_is_kept(session):
    make_scheme(session, ["A\t甲", "A\t乙"])
    assert session.get(IpcEntry, "A").title == "乙"


def test_wrong_lines_are_left_out_and_counted(session):
    load = make_scheme(session, ["A\t甲", *["Z\t错"] * 150, "B\t乙"])
    assert counts(load) == (2, 0, 0, 150)
    assert [error.row for error in load.wrong[:2]] == [2, 3]
    assert len(load.wrong) == 100


def test_places_that_the_file_leaves_out_stand_in_the_tree_without_a_title(session):
    make_scheme(session, ["H01L21/02\t制造"])
    assert [(entry.code, entry.title) for entry in children_of(session, None)] == [("H", "")]
    assert [entry.code for entry in children_of(session, "H01")] == ["H01L"]
    assert [entry.code for entry in children_of(session, "H01L 21/00")] == ["H01L 21/02"]


def test_what_is_beneath_a_place_stands_in_the_order_of_the_classification(session):
    make_scheme(session, ["C04B7/00\t甲", "C04B38/10\t乙", *LINES])
    assert [entry.code for entry in children_of(session, "C04B")] == ["C04B 7/00", "C04B 38/00"]
    assert [entry.code for entry in children_of(session, "C04B 38/00")] == [
        "C04B 38/06",
        "C04B 38/067",
        "C04B 38/10",
    ]
    assert line_of("C04B 38/067") == ["C", "C04", "C04B", "C04B 38/00", "C04B 38/067"]


def test_names_are_of_what_has_a_title(session):
    make_scheme(session)
    assert subclass_names(session) == {
        "B": "作业",
        "B01": "分离",
        "B01D": "过滤",
        "C": "化学",
        "C04": "水泥",
        "C04B": "水泥组合物",
    }


def test_codes_are_checked_once_a_classification_is_loaded(session):
    codes = ["B01D 39/20", "B01D 39/21", "B01D", "H01L 21/02"]
    assert unknown_codes(session, codes) == ([], [])
    make_scheme(session)
    assert unknown_codes(session, codes) == (["B01D 39/21"], ["H01L 21/02"])
    assert unknown_codes(session, []) == ([], [])
