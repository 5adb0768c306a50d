"""A word is read once: its parts, itself, and its letters with what parts them."""

import pytest

from matchmaker.text import words as words_module
from matchmaker.text.words import BREAK, Word, Words

_DICTIONARY = {"传感", "感器", "传感器", "陶瓷", "恤衫"}
_STOP_WORDS = {"的", "陶瓷膜", ",", " "}


def _words() -> Words:
    return Words(_DICTIONARY.__contains__, lambda word: word not in _STOP_WORDS)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("传感器", Word(("传感", "感器", "传感器"), "传感器", ())),
        ("钢", Word(("钢",), "钢", ())),
        ("peek", Word(("peek",), BREAK * 4, ("peek",))),
        ("0.2 c", Word(("0.2c",), BREAK * 4, ("0.2c",))),
        ("t恤衫", Word(("恤衫", "t恤衫"), f"{BREAK}恤衫", ())),
        ("陶瓷膜", Word(("陶瓷",), f"陶瓷{BREAK}", ())),
        ("的", Word((), BREAK, ())),
        (",", Word((), BREAK, ())),
        (" ", Word((), "", ())),
    ],
)
def test_a_word_has_its_parts_itself_and_its_letters(text, word):
    assert _words()[text] == word


def test_words_are_forgotten_before_they_become_too_many(monkeypatch):
    monkeypatch.setattr(words_module, "_REMEMBERED", 2)
    words = _words()
    read = [words[text].terms for text in ("钢", "陶瓷", "的", "钢")]
    assert read == [("钢",), ("陶瓷",), (), ("钢",)]
    assert list(words) == ["的", "钢"]
