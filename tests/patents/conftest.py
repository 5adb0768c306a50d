"""Sheets of patents on their way into the inventory of one university."""

import datetime as dt

import pytest
import sqlalchemy as sa

from matchmaker.patents.import_models import PatentImport
from matchmaker.patents.import_runs import read_import, write_import
from matchmaker.sheets import service as imports
from matchmaker.sheets.queries import import_with_id
from tests.factories.organizations import make_university
from tests.factories.sheets import sheet

ON = dt.date(2025, 8, 1)
HEADINGS = ("申请号", "公开号", "编号", "名称", "申请人", "法律状态")


@pytest.fixture
def within(session):
    return lambda work: work(session)


@pytest.fixture
def holder(session):
    return make_university(session, name="试验大学")


@pytest.fixture
def read(session, within, holder, tmp_path):
    """Hands a sheet in and reads it; gives the import."""

    def read(*rows, headings=HEADINGS):
        file = tmp_path / f"sheet-{session.scalar(sa.select(sa.func.count(PatentImport.id)))}"
        file.write_bytes(sheet(headings, *rows))
        handed_in = imports.hand_in(
            session, PatentImport, filename="表.csv", file=file, organization=holder, by=None
        )
        read_import(within, import_id=handed_in.id)
        return import_with_id(session, PatentImport, handed_in.id)

    return read


@pytest.fixture
def bring_in(session, within, read):
    """Reads a sheet, agrees and imports it; gives the import."""

    def bring_in(*rows, **facts):
        handed_in = read(*rows, **facts)
        imports.agree(session, handed_in=handed_in, offer=True)
        write_import(within, import_id=handed_in.id, on=ON, by=None)
        return import_with_id(session, PatentImport, handed_in.id)

    return bring_in
