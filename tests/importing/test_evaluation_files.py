"""Real files, where they are found beside the project."""

import pytest

from matchmaker.importing.headings import understand_headings
from matchmaker.importing.needs import NEED_FIELDS, each_need
from matchmaker.importing.patents import PATENT_FIELDS, each_patent
from matchmaker.importing.sheets import read_sheet
from tests.importing.whole_sheets import read_whole

FILES = [
    ("exports/sipo_export_199.xlsx", PATENT_FIELDS, each_patent, 199),
    ("patents/patents.jsonl", PATENT_FIELDS, each_patent, 4097),
    ("patents/titles_ipc.csv", PATENT_FIELDS, each_patent, 9740),
    ("bdci2019/needs.csv", NEED_FIELDS, each_need, 307),
]


@pytest.mark.parametrize(("name", "fields", "each", "rows"), FILES, ids=[file[0] for file in FILES])
def test_every_row_of_a_real_file_comes_in(shared_data, name, fields, each, rows):
    sheet = read_sheet((shared_data / name).read_bytes(), name, max_bytes=32 << 20)
    found = read_whole(each, sheet, understand_headings(sheet.headings, fields))
    assert (len(found.records), found.errors) == (rows, ())
