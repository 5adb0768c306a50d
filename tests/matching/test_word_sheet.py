"""The word lists go out as a sheet and come in again the same."""

import pytest

from matchmaker.importing.errors import EmptyFileError, NoKnownHeadingError
from matchmaker.matching.enums import WordKind
from matchmaker.matching.vocabulary import Vocabulary
from matchmaker.matching.word_lists import read_lists
from matchmaker.matching.word_sheet import read_word_sheet, word_sheet
from matchmaker.text.synonyms import Synonym

CHINESE = {
    "List": "词表", "Word": "词", "Means also": "同义词", "Direction": "方向", "Term": "词条",
    "Synonym": "同义词", "Stop word": "停用词", "one way": "单向", "both ways": "双向",
}  # fmt: skip
VOCABULARY = Vocabulary(
    terms=frozenset({"磷酸锰铁锂", "mxene膜"}),
    synonyms=frozenset({Synonym("硅麦", "麦克风"), Synonym("马达", "电动机"), Synonym("电动机", "马达")}),
    stop_words=frozenset({"智能", "我司产品"}),
)


def read(content):
    return read_word_sheet(content, "words.csv", max_bytes=1 << 20)


@pytest.mark.parametrize("said", [str, CHINESE.get], ids=["English", "Chinese"])
def test_a_sheet_that_went_out_comes_in_the_same(said):
    sheet = read(word_sheet(VOCABULARY, said=said))
    lists = read_lists({kind: "\n".join(lines) for kind, lines in sheet.lines.items()})
    assert (lists.vocabulary, lists.wrong, sheet.wrong) == (VOCABULARY, (), ())


def test_two_columns_are_synonyms_and_one_is_terms():
    sheet = read("词,同义词\n硅麦,麦克风\n磷酸锰铁锂,\n".encode("gb18030"))
    assert sheet.lines == {
        WordKind.TERM: ("磷酸锰铁锂",),
        WordKind.SYNONYM: ("硅麦 → 麦克风",),
        WordKind.STOP_WORD: (),
    }


def test_a_row_of_no_list_is_named():
    sheet = read("list,word\nnoun,陶瓷\nterm,玻璃\n".encode())
    assert [(row.row, row.text, dict(row.params)) for row in sheet.wrong] == [(2, "陶瓷", {"value": "noun"})]
    assert sheet.lines[WordKind.TERM] == ("玻璃",)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(b"a,b\n1,2\n", NoKnownHeadingError), (b"word\n", EmptyFileError), (b"", EmptyFileError)],
)
def test_a_file_that_holds_no_words_is_refused(content, refusal):
    with pytest.raises(refusal):
        read(content)
