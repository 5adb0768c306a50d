"""A line of a word list is taken, or refused with its row and a reason."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching import word_lists
from matchmaker.matching.enums import WordKind
from matchmaker.matching.vocabulary import Vocabulary
from matchmaker.matching.word_lists import read_lists, with_lines, written_lists
from matchmaker.text.synonyms import Synonym

FIELDS = {"terms": WordKind.TERM, "synonyms": WordKind.SYNONYM, "stop_words": WordKind.STOP_WORD}


def read(**texts):
    return read_lists({kind: texts.get(name, "") for name, kind in FIELDS.items()})


def wrong(**texts):
    return [(line.row, line.text, line.reason) for line in read(**texts).wrong]


def test_entries_are_normalised_and_blank_lines_say_nothing():
    lists = read(terms="\n ＭＸｅｎｅ膜 \n\n磷酸錳鐵鋰", stop_words="我司産品\r\n智能")
    assert lists.vocabulary == Vocabulary(
        terms=frozenset({"mxene膜", "磷酸锰铁锂"}), stop_words=frozenset({"我司产品", "智能"})
    )
    assert lists.wrong == ()


@pytest.mark.parametrize("sign", ["→", "->", "=>", "⇒", " —→ ".replace("—", "")])
def test_a_pair_one_way(sign):
    assert read(synonyms=f"硅麦{sign}麦克风").vocabulary.synonyms == {Synonym("硅麦", "麦克风")}


@pytest.mark.parametrize("sign", ["=", "＝", " = ", "<->", "<=>", "↔"])
def test_a_pair_both_ways(sign):
    assert read(synonyms=f"马达{sign}电动机").vocabulary.synonyms == {
        Synonym("马达", "电动机"),
        Synonym("电动机", "马达"),
    }


@pytest.mark.parametrize(
    ("list_name", "line", "reason"),
    [
        ("terms", "。。", word_lists.NO_WORD),
        ("terms", "-陶瓷", word_lists.NO_WORD),
        ("terms", "=SUM(A1)", word_lists.NO_WORD),
        ("terms", "👩‍🔬", word_lists.NO_WORD),
        ("terms", "瓷", word_lists.TOO_SHORT),
        ("terms", "陶" * 31, word_lists.TOO_LONG),
        ("terms", "陶瓷、玻璃", word_lists.SEVERAL),
        ("terms", "陶瓷 玻璃", word_lists.NO_TERM),
        ("terms", "陶瓷/玻璃", word_lists.NO_TERM),
        ("terms", "12345", word_lists.NO_TERM),
        ("terms", "技术", word_lists.LEFT_OUT),
        ("terms", "硅麦 → 麦克风", word_lists.NO_WORD),
        ("synonyms", "硅麦", word_lists.NO_PAIR),
        ("synonyms", "硅麦 →", word_lists.NO_PAIR),
        ("synonyms", "= 麦克风", word_lists.NO_PAIR),
        ("synonyms", "甲乙 = 丙丁 = 戊己", word_lists.NO_PAIR),
        ("synonyms", "硅麦 → 麦克风、话筒", word_lists.SEVERAL),
        ("synonyms", "硅麥 = 硅麦", word_lists.SAME_WORD),
        ("synonyms", "硅麦 → ！！", word_lists.NO_WORD),
        ("synonyms", "技术 → 麦克风", word_lists.LEFT_OUT),
        ("synonyms", "12 → 麦克风", word_lists.LEFT_OUT),
        ("stop_words", "\0", None),
        ("stop_words", "陶" * 31, word_lists.TOO_LONG),
        ("stop_words", "，", word_lists.NO_WORD),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_row(list_name, line, reason):
    if reason is None:
        assert wrong(**{list_name: line}) == [(1, line, word_lists.NO_WORD)]
    else:
        assert wrong(**{list_name: f"\n{line}"}) == [(2, line, reason)]


def test_what_was_said_before_names_the_earlier_row():
    lists = read(terms="陶瓷膜\n陶瓷膜\n陶瓷板", synonyms="甲乙 = 丙丁\n丙丁 → 甲乙", stop_words="智能\n智能")
    assert [(line.kind, line.row, dict(line.params)) for line in lists.wrong] == [
        (WordKind.TERM, 2, {"row": 1}),
        (WordKind.SYNONYM, 2, {"row": 1}),
        (WordKind.STOP_WORD, 2, {"row": 1}),
    ]


def test_a_term_or_a_synonym_that_is_a_stop_word_too_is_a_contradiction():
    lists = read(terms="智能鞋垫\n陶瓷膜", synonyms="智能鞋垫 → 鞋", stop_words="智能鞋垫")
    assert [(line.kind, line.row, line.reason, dict(line.params)) for line in lists.wrong] == [
        (WordKind.TERM, 1, word_lists.LEFT_OUT, {"word": "智能鞋垫"}),
        (WordKind.SYNONYM, 1, word_lists.TOO_SHORT, {}),
    ]
    assert wrong(synonyms="智能鞋垫 → 鞋垫", stop_words="智能鞋垫") == [
        (1, "智能鞋垫 → 鞋垫", word_lists.LEFT_OUT)
    ]


def test_a_word_has_eight_synonyms_at_most():
    pairs = "\n".join(f"马达 → 电机{letter}型" for letter in "甲乙丙丁戊己庚辛壬")
    assert [(line.row, line.reason) for line in read(synonyms=pairs).wrong] == [
        (9, word_lists.TOO_MANY_MEANINGS)
    ]


def test_a_list_that_is_too_long_is_refused_once():
    stop_words = "\n".join(f"字{number}号" for number in range(205))
    assert wrong(stop_words=stop_words) == [(201, "字200号", word_lists.TOO_MANY)]


@given(st.text(max_size=80), st.text("硅麦克风马达=→->、 \n1a。", max_size=60), st.text(max_size=80))
@settings(max_examples=40)
def test_whatever_is_typed_is_read_and_what_is_taken_reads_the_same_again(terms, synonyms, stop_words):
    lists = read(terms=terms, synonyms=synonyms, stop_words=stop_words)
    again = read_lists(written_lists(lists.vocabulary))
    assert again.vocabulary == lists.vocabulary
    if not lists.wrong:
        assert again.wrong == ()


def test_lines_of_a_sheet_are_added_once():
    assert (
        with_lines("陶瓷\n硅麥 → 麦克风\n", ["硅麦 → 麦克风", "马达", "馬達"]) == "陶瓷\n硅麥 → 麦克风\n馬達"
    )
    assert with_lines("", []) == ""
