"""The centre's judgements as a test set: read back exactly, and without names."""

import csv
import io
import zipfile

import pytest
import sqlalchemy as sa

from matchmaker.matching.enums import Level
from matchmaker.matching.export import (
    FilesInTheWayError,
    NoJudgementsError,
    exported_files,
    write_files,
    zipped,
)
from matchmaker.matching.graded import read_graded_set
from matchmaker.matching.models import Judgement
from matchmaker.matching.own_judgements import JudgedRows, judged_rows
from matchmaker.organizations.enums import Role
from matchmaker.patents.service import withdraw_listing
from tests.factories.judgements import make_judgements
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person
from tests.factories.patents import make_patent


def read_back(folder, rows):
    write_files(folder, exported_files(rows))
    return read_graded_set(*(folder / name for name in ("needs.csv", "documents.jsonl", "judgements.csv")))


def test_a_test_set_is_read_back_as_it_was(session, tmp_path):
    need = make_need(session, title="=陶瓷过滤板", content="@开裂,\r\n“抗热震”\n-20 °C\t'=1")
    make_judgements(session, Level.STRONG, Level.NONE, need=need)
    make_judgements(session, Level.WEAK)
    make_patent(session, title="+一种钢板", abstract="=1+1\u2028", claims="1. 一种板\n2. 另一种板")
    graded = read_back(tmp_path / "new" / "folder", judged_rows(session))
    assert graded == judged_rows(session).graded()
    assert (len(graded.needs), graded.judgements, graded.skipped) == (2, 3, 0)
    assert (graded.needs[0].title, graded.needs[0].content) == (need.title, need.content)


def test_no_cell_runs_as_a_formula(session):
    need = make_need(session, title="=cmd|' /C calc'!A0", content="+1 陶瓷")
    make_judgements(session, Level.STRONG, need=need)
    for name, content in exported_files(judged_rows(session)).items():
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
                assert [cell for cell in row if cell.startswith(tuple("=+-@"))] == []


def test_every_persons_grade_is_a_row_and_the_reader_averages_them(session, tmp_path):
    need = make_judgements(session, Level.STRONG)
    rows = judged_rows(session)
    other = make_person(session)
    session.flush()
    patent_id = int(rows.judgements[0]["id"])
    session.add(Judgement(need_id=need.id, patent_id=patent_id, person_id=other.id, level=Level.WEAK))
    graded = read_back(tmp_path, judged_rows(session))
    assert (graded.judgements, list(graded.needs[0].levels.values())) == (2, [3.0])


def test_names_of_companies_and_people_are_left_out(session):
    company = make_organization(session, name="甲方陶瓷有限公司")
    make_organization(session, name="丙方检测有限公司")
    make_person(session, role=Role.ENGINEER, organization=company, name="张三丰")
    need = make_need(
        session,
        organization=company,
        title="甲方陶瓷的过滤板",
        content="甲方陶瓷有限公司张三丰 13800138000：经丙方检测有限公司检测，过滤板开裂。",
    )
    make_judgements(session, Level.STRONG, need=need)
    (row,) = judged_rows(session).needs
    assert row == {
        "need_id": str(need.id),
        "title": "某单位的过滤板",
        "content": "某单位某人 （联系方式略）：经某单位检测，过滤板开裂。",
    }


def test_judged_patents_stand_beside_those_on_offer_and_no_others(session):
    make_judgements(session, Level.STRONG)
    judged, offered = session.scalar(sa.select(Judgement.patent_id)), make_patent(session)
    make_patent(session, offer=False)
    assert [row["id"] for row in judged_rows(session).documents] == [str(judged), str(offered.id)]
    withdraw_listing(session, patent=offered, by=None)
    assert [row["id"] for row in judged_rows(session).documents] == [str(judged)]


def test_nothing_judged_is_nothing_to_export(session):
    make_patent(session)
    with pytest.raises(NoJudgementsError) as refused:
        exported_files(judged_rows(session))
    assert refused.value.params == {}


def test_files_that_are_there_are_not_overwritten(tmp_path):
    (tmp_path / "judgements.csv").write_bytes(b"mine")
    rows = JudgedRows(needs=[], documents=[], judgements=[{"need_id": "1", "id": "1", "level": "4"}])
    with pytest.raises(FilesInTheWayError) as refused:
        write_files(tmp_path, exported_files(rows))
    assert refused.value.params == {"folder": tmp_path, "file": "judgements.csv"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["judgements.csv"]


def test_an_archive_holds_the_files():
    files = {"needs.csv": "陶瓷".encode(), "judgements.csv": b""}
    with zipfile.ZipFile(io.BytesIO(zipped(files))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files
