"""Set phrases are overwritten in place; the shipped lists are clean."""

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text.normalising import normalise
from matchmaker.text.stopping import PhraseBlanker, default_stop_phrases, default_stop_words

_SHORT_TEXTS = st.text("本发明公开了一种膜", max_size=20)


def test_phrases_are_blanked_and_all_else_keeps_its_place():
    blanker = PhraseBlanker(["本发明", "公开了一种"])
    assert blanker.blanked("本发明公开了一种陶瓷膜") == "        陶瓷膜"


def test_the_longest_of_the_phrases_that_begin_together_is_blanked():
    assert PhraseBlanker(["公开", "公开了一种"]).blanked("公开了一种膜") == "     膜"


def test_without_phrases_the_text_stays():
    assert PhraseBlanker([]).blanked("本发明") == "本发明"
    assert PhraseBlanker([""]).blanked("本发明") == "本发明"


@given(_SHORT_TEXTS, st.sets(_SHORT_TEXTS))
def test_blanking_keeps_the_length_and_changes_characters_to_blanks_only(text: str, phrases: set[str]):
    blanked = PhraseBlanker(phrases).blanked(text)
    assert len(blanked) == len(text)
    assert all(after in (before, " ") for before, after in zip(text, blanked, strict=True))


def test_the_shipped_lists_are_normalised_and_hold_no_remarks():
    words, phrases = default_stop_words(), default_stop_phrases()
    assert {"所述", "包括", "急需"} <= words
    assert {"本发明", "其特征在于", "需求内容"} <= phrases
    assert {normalise(entry) for entry in words | phrases} == words | phrases
    assert [entry for entry in words | phrases if "#" in entry or " " in entry] == []


def test_words_that_carry_technology_are_not_stopped():
    kept = {"制备", "材料", "方法", "工艺", "设备", "装置", "系统", "检测", "钢", "膜"}
    assert kept & default_stop_words() == set()
