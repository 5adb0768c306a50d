"""Real files made of rows, for the tests of importing."""

import csv
import io
import zipfile

import openpyxl
import xlwt
from xlwt.CompoundDoc import XlsDoc

ODS_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
)


def xlsx(*pages):
    """A workbook with one sheet for each list of rows."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for rows in pages:
        page = workbook.create_sheet()
        for row in rows:
            page.append(row)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def xls(rows):
    return ole(xls_stream(rows))


def ole(stream):
    """The file that holds the stream of an .xls."""
    content = io.BytesIO()
    XlsDoc().save(content, stream)
    return content.getvalue()


def xls_stream(rows):
    """The records of an .xls."""
    workbook = xlwt.Workbook()
    page = workbook.add_sheet("1")
    for row_place, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                page.write(row_place, column, value)
    return workbook.get_biff_data()


def ods(rows, row_attributes="", cell_attributes=""):
    cells = "".join(
        f"<table:table-row {row_attributes}>"
        + "".join(
            f'<table:table-cell office:value-type="string" {cell_attributes}><text:p>{value}</text:p>'
            "</table:table-cell>"
            for value in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {ODS_NAMESPACES}><office:body><office:spreadsheet>"
            f'<table:table table:name="1">{cells}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return content.getvalue()


def separated(rows, delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def with_first_sheet_changed(content, old, new, kept_as=zipfile.ZIP_STORED):
    """The .xlsx after a change to the XML of its first sheet."""
    return with_part_changed(content, "sheet1.xml", old, new, kept_as)


def with_part_changed(content, ending, old, new, kept_as=zipfile.ZIP_STORED):
    """The .xlsx after a change to its part whose name ends so."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(changed, "w", kept_as) as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part.replace(old, new) if name.endswith(ending) else part)
    return changed.getvalue()


def xlsx_with_shared_text(text, times):
    """An .xlsx that stores its heading and one text once, and shows the text in many rows."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>1</v></c></row>' for row in range(2, times + 2))
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">'
        f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}"><si><t>标题</t></si><si><t>{text}</t></si></sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>'
        f'<row r="1"><c r="A1" t="s"><v>0</v></c></row>{rows}</sheetData></worksheet>',
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()
