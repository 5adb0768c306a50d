"""Real files, where they are found beside the project."""

import pytest

from matchmaker.importing.headings import understand_headings
from matchmaker.importing.needs import NEED_FIELDS, read_needs
from matchmaker.importing.patents import PATENT_FIELDS, read_patents
from matchmaker.importing.sheets import read_sheet

FILES = [
    ("exports/sipo_export_199.xlsx", PATENT_FIELDS, read_patents, 199),
    ("patents/patents.jsonl", PATENT_FIELDS, read_patents, 4097),
    ("patents/titles_ipc.csv", PATENT_FIELDS, read_patents, 9740),
    ("bdci2019/needs.csv", NEED_FIELDS, read_needs, 307),
]


@pytest.mark.parametrize(("name", "fields", "read", "rows"), FILES, ids=[file[0] for file in FILES])
def test_every_row_of_a_real_file_comes_in(shared_data, name, fields, read, rows):
    sheet = read_sheet((shared_data / name).read_bytes(), name, max_bytes=32 << 20)
    found = read(sheet, understand_headings(sheet.headings, fields))
    assert (len(found.records), found.errors) == (rows, ())
