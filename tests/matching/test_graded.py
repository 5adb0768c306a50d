"""Test sets are read as their files say; repeated texts are one patent."""

import json

import pytest

from matchmaker.matching.graded import (
    ColumnMissingError,
    GradedNeed,
    GradedPatent,
    UnreadableGradesError,
    WrongLevelError,
    read_graded_set,
)


@pytest.fixture
def read(tmp_path):
    """Reads a test set whose files have this content."""

    def read(
        needs="need_id,title,content\nn,陶瓷,裂",
        documents="id,title\na,陶瓷\nb,钢",
        judgements="need_id,id,level\nn,a,4\nn,b,1",
        documents_name="documents.csv",
    ):
        contents = {"needs.csv": needs, documents_name: documents, "judgements.csv": judgements}
        for name, content in contents.items():
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_graded_set(*(tmp_path / name for name in contents))

    return read


def test_needs_patents_and_levels_come_together(read):
    graded = read()
    assert graded.needs == (GradedNeed("陶瓷", "裂", {0: 4.0, 1: 1.0}),)
    assert graded.patents == (GradedPatent("陶瓷", "", ""), GradedPatent("钢", "", ""))
    assert (graded.judgements, graded.skipped) == (2, 0)


@pytest.mark.parametrize("id_column", ["id", "patent_id", "achievement_id"])
@pytest.mark.parametrize("title_column", ["title", "title_tokens"])
def test_the_id_and_the_title_have_several_names(read, id_column, title_column):
    graded = read(
        documents=f"{id_column},{title_column}\na,陶瓷\nb,钢",
        judgements=f"need_id,{id_column},level\nn,b,2.5",
    )
    assert [patent.title for patent in graded.patents] == ["陶瓷", "钢"]
    assert graded.needs[0].levels == {1: 2.5}


def test_patents_of_one_text_are_one_and_their_grades_are_averaged(read):
    graded = read(
        documents="id,title,abstract\na,陶瓷,板\nb,钢,\nc,陶瓷,板\nd,陶瓷,管",
        judgements="need_id,id,level\nn,a,4\nn,c,1\nn,b,3\nn,b,2\nn,d,1",
    )
    assert [tuple(patent) for patent in graded.patents] == [
        ("陶瓷", "板", ""),
        ("钢", "", ""),
        ("陶瓷", "管", ""),
    ]
    assert graded.needs[0].levels == {0: 2.5, 1: 2.5, 2: 1.0}


def test_json_lines_are_read_and_of_the_claims_the_first_is_taken(read):
    lines = [
        {"id": "a", "title": "陶瓷", "abstract": None, "claims": "1. 一种板\n2. 如权利要求1的板"},
        {"id": "b", "title": "钢", "abstract": "耐磨"},
    ]
    documents = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n\n"
    assert read(documents=documents, documents_name="documents.jsonl").patents == (
        GradedPatent("陶瓷", "", "1. 一种板"),
        GradedPatent("钢", "耐磨", ""),
    )


def test_judgements_of_what_is_not_there_are_skipped_and_counted(read):
    graded = read(judgements="need_id,id,level\nn,a,4\nn,z,4\nx,a,4")
    assert (graded.judgements, graded.skipped, len(graded.needs)) == (1, 2, 1)


def test_a_byte_order_mark_is_no_part_of_a_heading(read):
    assert read(needs="\ufeffneed_id,title,content\nn,陶瓷,裂").needs[0].title == "陶瓷"


@pytest.mark.parametrize(
    ("files", "file", "columns"),
    [
        ({"needs": "need_id,title\nn,陶瓷"}, "needs.csv", "content"),
        ({"documents": "number,title\na,陶瓷"}, "documents.csv", "id / patent_id / achievement_id"),
        ({"documents": "id,name\na,陶瓷"}, "documents.csv", "title / title_tokens"),
        ({"judgements": "need_id,id\nn,a"}, "judgements.csv", "level"),
        ({"judgements": ""}, "judgements.csv", "need_id"),
    ],
)
def test_a_missing_column_is_named(read, files, file, columns):
    with pytest.raises(ColumnMissingError) as refused:
        read(**files)
    assert refused.value.params == {"file": file, "columns": columns}


@pytest.mark.parametrize("level", ["5", "0", "", "强", "nan"])
def test_a_level_that_is_none_is_named_with_its_row(read, level):
    with pytest.raises(WrongLevelError) as refused:
        read(judgements=f"need_id,id,level\nn,a,4\nn,b,{level}")
    assert refused.value.params == {"file": "judgements.csv", "row": 3, "value": level}


@pytest.mark.parametrize(
    ("content", "name", "file_format"),
    [
        ("id,title\na,陶瓷".encode("gb18030"), "documents.csv", "CSV"),
        ("id,title\na,陶瓷", "documents.jsonl", "JSON Lines"),
        ('["a", "陶瓷"]', "documents.jsonl", "JSON Lines"),
    ],
)
def test_a_file_of_another_form_is_refused(read, content, name, file_format):
    with pytest.raises(UnreadableGradesError) as refused:
        read(documents=content, documents_name=name)
    assert refused.value.params == {"file": name, "format": file_format}
