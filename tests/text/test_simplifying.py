"""Traditional characters are read as simplified ones; what simplified texts write stays as it is."""

import pytest

from matchmaker.text import simplifying
from matchmaker.text.segmenting import Segmenter
from matchmaker.text.simplifying import simplified


@pytest.mark.parametrize(
    ("traditional", "expected"),
    [
        ("鋰離子電池負極材料", "锂离子电池负极材料"),
        ("乾燥後的黏著劑", "干燥后的黏著剂"),
        ("製備與複合", "制备与复合"),
        ("壞點檢測", "坏点检测"),
        ("噁唑、鹼性、鑭系", "恶唑、碱性、镧系"),
        ("電晶體裏的矽", "电晶体里的矽"),
    ],
)
def test_each_character_becomes_its_simplified_form(traditional, expected):
    assert "".join(map(simplified, traditional)) == expected


@pytest.mark.parametrize(
    "word", ["破坏", "显著", "著作权", "瞭望", "覆盖", "沈阳", "砝码", "PEEK", "ﾊ", "。", "😀", "𠮷"]
)
def test_what_simplified_texts_write_stays(word):
    assert "".join(map(simplified, word)) == word


def test_a_text_in_traditional_characters_has_the_terms_of_the_simplified_one():
    assert Segmenter().terms("鋰離子電池的隔膜") == Segmenter().terms("锂离子电池的隔膜")


def test_terms_in_traditional_characters_stand_where_they_say():
    assert Segmenter().located_terms("鋰電，陶瓷") == [("锂电", 0, 2), ("陶瓷", 3, 5)]


def test_a_file_of_the_tables_name_in_the_working_directory_stops_nothing(tmp_path, monkeypatch):
    for name in ("t2s.json", "t2s"):
        (tmp_path / name).write_text("{", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    simplifying._simplified_forms.cache_clear()
    assert simplified("鋰") == "锂"
