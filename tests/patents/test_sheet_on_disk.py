"""A sheet in a file of the person's own."""

from matchmaker.patents.sheet_on_disk import likely_holder
from tests.factories.sheets import sheet

NUMBERS = ("202011438186.0", "95115608.X", "97101765.4", "201080063196.9", "201220249767.4")


def test_the_likely_holder_is_the_one_named_most_however_it_is_written(tmp_path):
    named = ("试验大学", "別的公司", "試驗大學", "試驗大學", "别的公司")
    rows = [(number, "过滤板", name) for number, name in zip(NUMBERS, named, strict=True)]
    file = tmp_path / "表.csv"
    file.write_bytes(sheet(("申请号", "名称", "申请人"), *rows, ("合计", 5)))
    assert likely_holder(file) == "試驗大學"
    file.write_bytes(sheet(("申请号", "名称"), (NUMBERS[0], "过滤板")))
    assert likely_holder(file) == ""
