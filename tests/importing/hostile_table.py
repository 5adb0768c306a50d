"""Files that are damaged, hostile or odd, built when asked for; ``refusals.toml`` tells what comes of them."""

import datetime as dt
import io
import json
import struct
import tomllib
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.importing.sheet_files import (
    ods,
    ole,
    separated,
    with_first_sheet_changed,
    with_part_changed,
    xls,
    xls_stream,
    xlsx,
)

HEADINGS = ["标题", "申请号"]
ROWS = [HEADINGS, ["轨枕", "95115608.X"]]
END = b"</sheetData>"
CSV = separated(ROWS)
TABLE = "<table><tr><td>标题<td>申请号<tr><td>轨枕<td>95115608.X</table>"
MB = 1 << 20


@cache
def expected():
    """What comes of each file: by file and way in, and the messages of the refusals by name."""
    with Path(__file__).with_name("refusals.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def content_of(name):
    """The bytes of a file of the table."""
    made = FILES[name]()
    return made.encode() if isinstance(made, str) else made


def cut(content, part):
    return content[: int(len(content) * part)]


def zipped(**parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def edited(change, *pages):
    """A workbook after a change that ``openpyxl`` makes."""
    workbook = openpyxl.load_workbook(io.BytesIO(xlsx(*pages)))
    change(workbook)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def declared(size):
    """A workbook whose directory says that its sheet has so many bytes."""
    content = bytearray(xlsx(ROWS))
    entry = content.index(b"xl/worksheets/sheet1.xml", content.index(b"PK\x01\x02")) - 46
    struct.pack_into("<L", content, entry + 24, size)
    return bytes(content)


def blanks_between(rows, megabytes):
    return with_first_sheet_changed(xlsx(rows), END, b" " * (megabytes * MB) + END, zipfile.ZIP_DEFLATED)


def with_document_type(entities):
    """A workbook whose sheet has entities of its own, and one of them in a cell."""
    page = xlsx([HEADINGS, ["a", 12.5]])
    root = with_first_sheet_changed(page, b"<worksheet", b"<!DOCTYPE w [" + entities + b"]><worksheet")
    return with_first_sheet_changed(root, b"<v>12.5</v>", b"<v>&x;</v>")


def merged(workbook):
    page = workbook.active
    page.merge_cells("A2:A3")
    page.merge_cells("B2:C2")


def hidden(*states):
    def change(workbook):
        for page, state in zip(workbook.worksheets, states, strict=True):
            page.sheet_state = state

    return change


def only_a_chart(workbook):
    workbook.create_chartsheet("图")
    workbook.worksheets[0].sheet_state = "hidden"


def with_dates(epoch):
    def change(workbook):
        workbook.epoch = epoch
        workbook.active["C2"] = dt.datetime(2013, 1, 2)

    return edited(change, [[*HEADINGS, "申请日"], ROWS[1]])


def with_a_day_before_there_were_days():
    def change(workbook):
        workbook.active["C2"] = -5
        workbook.active["C2"].number_format = "yyyy-mm-dd"

    return edited(change, [[*HEADINGS, "申请日"], ROWS[1]])


def encrypted():
    """As spreadsheet programs keep a workbook under a password: a file of another kind that holds it."""
    named, other = "Workbook".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
    content = ole(b"\x10\0\0\0\0\0\0\0" + bytes(5_000))
    entry = content.index(named)
    changed = content[:entry] + other.ljust(64, b"\0") + struct.pack("<H", len(other) + 2)
    return changed + content[len(changed) :]


def under_a_password():
    stream = xls_stream(ROWS)
    return ole(stream[:20] + struct.pack("<HHHHH", 0x2F, 6, 0, 1, 1) + stream[20:])


def far_away_in_an_old_workbook():
    record, far = (struct.pack("<HHHH", 0x027E, 10, *place) for place in ((1, 0), (65_535, 65_535)))
    return xls([["标题"], [1.25]]).replace(record, far)


def spreadsheet_2003(rows, *, more="", visible="SheetVisible", before=""):
    cells = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) + "</Row>"
        for row in rows
    )
    return (
        f'<?xml version="1.0" encoding="GB2312"?>{before}<?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="1"><Table>'
        f"{cells}{more}</Table><WorksheetOptions><Visible>{visible}</Visible></WorksheetOptions></Worksheet></Workbook>"
    )


LAUGHS = "".join(f'<!ENTITY x{i} "{f"&x{i - 1};" * 10 if i else "ha" * 10}">' for i in range(10))

FILES = {
    # Cut off, overwritten, or not what the name says.
    "plain.xlsx": lambda: xlsx(ROWS),
    "cut at a tenth.xlsx": lambda: cut(xlsx(ROWS), 0.1),
    "cut in the middle.xlsx": lambda: cut(xlsx(ROWS), 0.5),
    "cut before the end.xlsx": lambda: cut(xlsx(ROWS), 0.95),
    "directory overwritten.xlsx": lambda: xlsx(ROWS).replace(b"PK\x01\x02", b"PK\xff\xff"),
    "cut at a tenth.xls": lambda: cut(xls(ROWS), 0.1),
    "cut before the end.xls": lambda: cut(xls(ROWS), 0.7),
    "cut in the middle.ods": lambda: cut(ods(ROWS), 0.5),
    "values.xlsx": lambda: CSV,
    "workbook.csv": lambda: xlsx(ROWS),
    "old workbook.xlsx": lambda: xls(ROWS),
    "picture.xlsx": lambda: b"\x89PNG\r\n\x1a\n" + bytes(200),
    "print.xlsx": lambda: b"%PDF-1.7\n\x00\x01\xff\xff",
    "letter.xlsx": lambda: zipped(**{"letter.txt": "hello"}),
    # Archives that unpack to more than they seem.
    "a workbook in an archive.zip": lambda: zipped(**{"list.xlsx": xlsx(ROWS)}),
    "declared as 4 GB.xlsx": lambda: declared(0xFFFFFFF0),
    "declared as 10 bytes.xlsx": lambda: declared(10),
    "30 MB of blanks.xlsx": lambda: blanks_between(ROWS, 30),
    "repeated rows and columns.ods": lambda: ods(
        ROWS, 'table:number-rows-repeated="1000000"', 'table:number-columns-repeated="8000"'
    ),
    "laughs.xlsx": lambda: with_document_type(LAUGHS.replace("x9", "x").encode()),
    "a file of the machine.xlsx": lambda: with_document_type(b'<!ENTITY x SYSTEM "file:///etc/passwd">'),
    # Workbooks that are odd and right, or locked.
    "formulas without values.xlsx": lambda: xlsx([HEADINGS, ["轨枕", "=1+1"], ["=A2", "95115608.X"]]),
    "a formula with its value.xlsx": lambda: with_first_sheet_changed(
        xlsx([HEADINGS, ["轨枕", 2012202497674]]), b"<v>2012", b"<f>1+1</f><v>2012"
    ),
    "headings over two rows.xlsx": lambda: edited(
        merged, [["某大学"], ["专利名称", "号码", ""], ["", "申请号", "公开号"], ["轨枕", "95115608.X"]]
    ),
    "a hidden sheet.xlsx": lambda: edited(
        hidden("hidden", "visible"), [[*HEADINGS, "申请人"], ["藏", "1", "甲"]], ROWS
    ),
    "hidden sheets alone.xlsx": lambda: with_part_changed(
        xlsx(ROWS, ROWS), "workbook.xml", b'state="visible"', b'state="veryHidden"'
    ),
    "a chart before the sheet.xlsx": lambda: edited(lambda book: book.create_chartsheet("图", 0), ROWS),
    "a chart alone.xlsx": lambda: edited(only_a_chart, ROWS),
    "encrypted.xlsx": encrypted,
    "under a password.xls": under_a_password,
    "of the nineties.xls": lambda: struct.pack("<HHHH", 0x0809, 8, 0x0500, 5) + bytes(200),
    "a cell far away.xlsx": lambda: with_first_sheet_changed(
        xlsx(ROWS), END, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + END
    ),
    "a cell far away.xls": far_away_in_an_old_workbook,
    "a million blank rows.xlsx": lambda: with_first_sheet_changed(
        xlsx(ROWS), END, b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>' + END
    ),
    "numbers as floats.xlsx": lambda: xlsx(
        [HEADINGS, ["轨枕", 2012202497674], ["水泥", 201220249768.9], ["板", "2.01220249767E+12"]]
    ),
    "days from 1900.xlsx": lambda: with_dates(openpyxl.utils.datetime.CALENDAR_WINDOWS_1900),
    "days from 1904.xlsx": lambda: with_dates(CALENDAR_MAC_1904),
    "a day before 1900.xlsx": with_a_day_before_there_were_days,
    "10,000 columns.xlsx": lambda: xlsx([[*HEADINGS, *["列"] * 9_998], [*ROWS[1], *["1"] * 9_998]]),
    # Text.
    "empty.csv": lambda: b"",
    "blank lines.csv": lambda: "\n \n\n",
    "a mark alone.csv": lambda: b"\xef\xbb\xbf",
    "headings alone.csv": lambda: separated([HEADINGS]),
    "10,000 columns.csv": lambda: separated([[*HEADINGS, *["列"] * 9_998], ROWS[1]]),
    "20,000 columns.csv": lambda: separated([["标题"] * 20_000, ["轨枕"]]),
    "100,000 blank rows.csv": lambda: CSV + "\r\n" * 100_000 + "水泥,2012202497674\r\n",
    "utf-16.csv": lambda: CSV.encode("utf-16"),
    "utf-16 without its mark.csv": lambda: CSV.encode("utf-16-le"),
    "two encodings.csv": lambda: CSV.encode() + "水泥,2012202497674\r\n".encode("gb18030"),
    "no encoding.csv": lambda: CSV.encode() + b"\xff\xff\xfe\n",
    "nul.csv": lambda: CSV + "\0",
    "control characters.csv": lambda: CSV.replace("轨枕", "轨\x01枕\u200b\x0b"),
    "marks of direction.csv": lambda: CSV.replace("标题", "\u202e标\u200b题").replace("95", "\u202d95\u202c"),
    "carriage returns.csv": lambda: CSV.replace("\r\n", "\r"),
    "a quotation never closed.csv": lambda: CSV + '"水泥,2012202497674\r\n板,1\r\n',
    "a quotation of 5 MB.csv": lambda: CSV + '"' + "水泥,1\r\n" * (MB // 2),
    "a quotation inside.csv": lambda: CSV + '水"泥,2012202497674\r\n',
    "a cell of a MB.csv": lambda: CSV + "水" * MB + ",2012202497674\r\n",
    "a line of 5 MB.csv": lambda: CSV + "x" * (5 * MB),
    "headings twice.csv": lambda: separated([[*HEADINGS, "标题"], [*ROWS[1], "水泥"]]),
    "its own delimiter.csv": lambda: "sep=;\r\n" + separated(ROWS, ";"),
    # JSON.
    "half an object.jsonl": lambda: '{"标题": "轨枕"}\n{"标题": ',
    "deep.jsonl": lambda: '{"a":' * 100_000,
    "no objects.json": lambda: '[{"标题": "轨枕"}, 2]',
    "a key twice.jsonl": lambda: '{"标题": "板", "标题": "轨枕", "申请号": "95115608.X"}',
    "no numbers.json": lambda: '[{"标题": NaN, "申请号": 1e999, "摘要": "\\ud800x"}]',
    "a number of 5,000 digits.jsonl": lambda: '{"标题": "轨枕", "申请号": ' + "1" * 5_000 + "}",
    "20,000 keys.json": lambda: json.dumps([{str(key): 1} for key in range(20_000)]),
    "no rows.json": lambda: "[{}]",
    # What databases call .xls and is none.
    "page.xls": lambda: f"\ufeff\n<!DOCTYPE html><html><meta charset=gb2312>{TABLE}".encode("utf-16"),
    "page in gb2312.xls": lambda: f"<html><meta charset=gb2312><body>{TABLE}".encode("gb2312"),
    "page that asks to sign in.xls": lambda: "<html><form>请登录 <input name=user></form></html>",
    "page with tables in tables.xls": lambda: f"<table><tr><td>菜单<td>{TABLE}</table>",
    "page of open tags.xls": lambda: "<table><tr><td>" * 20_000 + TABLE,
    "page of open remarks.xls": lambda: f"{TABLE}{'<!--' * 10_000}",
    "page with wide cells.xls": lambda: (
        "<table><tr>" + "<td colspan=999999999 rowspan=99999>轨枕" * 20 + "</table>"
    ),
    "sheet of 2003.xls": lambda: spreadsheet_2003(ROWS).encode("gb18030"),
    "hidden sheet of 2003.xml": lambda: spreadsheet_2003(ROWS, visible="SheetHidden"),
    "cut sheet of 2003.xml": lambda: spreadsheet_2003(ROWS)[:400],
    "laughing sheet of 2003.xml": lambda: spreadsheet_2003(
        [*ROWS, ["&x9;", "1"]], before=f"<!DOCTYPE w [{LAUGHS}]>"
    ),
    "far sheet of 2003.xml": lambda: spreadsheet_2003(
        ROWS, more='<Row ss:Index="999999999"><Cell ss:Index="999999999"><Data>1</Data></Cell></Row>'
    ),
}
