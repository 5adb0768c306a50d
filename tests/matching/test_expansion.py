"""What synonyms bring into a query never counts more than its share of the word that they stand for."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.expansion import LAST_HALVING, Expansion
from matchmaker.matching.recipe import Recipe
from matchmaker.ranking.documents import Document
from matchmaker.ranking.index import TfidfIndex
from matchmaker.text.features import Kind
from matchmaker.text.segmenting import Segmenter
from matchmaker.text.synonyms import Said, Synonym, Synonyms, said_by

SEGMENTER = Segmenter()
KINDS = {Kind.WORD: 1 / 8, Kind.CHARACTER: 1.0, Kind.PAIR: 1 / 3}
WORDS = st.sampled_from(
    ["硅麦", "麦克风", "传声器", "锂离子电池", "锂电池", "电芯", "马达", "聚甲基丙烯酸甲酯", "led"]
)


def said(word, *meanings):
    return Said(word, 0, len(word), meanings)


def brought_in(word, *meanings, already_said=()):
    found = Expansion(SEGMENTER, KINDS, 1 / 2, already_said).of(said(word, *meanings))
    return [(each.kind.value, each.text, each.halving) for each in found]


def test_a_synonym_brings_in_the_words_and_pairs_that_the_word_itself_does_not_have():
    assert brought_in("电池", "锂电池") == [
        ("words", "锂电", 0),
        ("words", "锂电池", 0),
        ("pairs", "锂电", 0),
    ]
    assert brought_in("锂电池", "电池") == []


def test_a_latin_synonym_counts_like_a_character_too():
    assert brought_in("发光二极管", "led") == [("words", "led", 0), ("characters", "led", 0)]


def test_a_long_synonym_counts_less_by_halves():
    assert {halving for _, _, halving in brought_in("硅麦", "麦克风")} == {0}
    assert {halving for _, _, halving in brought_in("芳纶", "芳香族聚酰胺纤维")} == {2}


def test_many_synonyms_share_what_one_would_count():
    among_three = {
        halving for _, text, halving in brought_in("硅麦", "麦克风", "传声器", "话筒") if text == "麦克风"
    }
    assert among_three == {2}


def test_what_the_need_says_in_its_own_words_is_not_brought_in_again():
    assert brought_in("硅麦", "麦克风", already_said=("硅麦", "mems麦克风")) == []


def test_a_word_that_counts_for_nothing_brings_in_next_to_nothing():
    assert {halving for _, _, halving in brought_in("12", "麦克风")} == {LAST_HALVING}


@given(WORDS, st.lists(WORDS, max_size=8, unique=True), st.sampled_from([1 / 8, 1 / 2, 1.0]))
def test_all_synonyms_together_weigh_no_more_than_their_share_of_the_word(
    word: str, meanings: list[str], share: float
):
    found = Expansion(SEGMENTER, KINDS, share).of(said(word, *meanings))
    itself = math.fsum(KINDS[kind] for kind, _ in Expansion(SEGMENTER, KINDS, share)._features(word))
    assert math.fsum(KINDS[each.kind] / 2**each.halving for each in found) <= share * itself + 1e-9


TEXTS = st.lists(
    st.sampled_from(["硅麦", "麦克风", "锂电池", "锂离子电池", "电芯", "马达", "电动机", "陶瓷", "，", " "]),
    max_size=8,
).map("".join)
PAIRS = Synonyms(
    Synonym(*pair)
    for pair in [
        ("硅麦", "麦克风"),
        ("锂电池", "锂离子电池"),
        ("电芯", "锂电池"),
        ("马达", "电动机"),
        ("电动机", "马达"),
    ]
)


@given(st.lists(TEXTS, max_size=6), TEXTS, TEXTS)
def test_with_synonyms_the_contributions_still_add_up_to_the_score(patents: list[str], title: str, text: str):
    recipe = Recipe(opening_length=6)
    index = TfidfIndex(recipe.field_weights).fit(
        Document(number, recipe.patent(SEGMENTER, title=patent, abstract=patent[::2]))
        for number, patent in enumerate(patents)
    )
    query = recipe.need(SEGMENTER, title=title, text=text, synonyms=PAIRS)
    assert query.fields.keys() <= recipe.field_weights.keys()
    for hit in index.rank(query.fields):
        credited = query.credited(index.explain(query.fields, hit.id).contributions)
        assert math.fsum(part.value for part in credited) == pytest.approx(hit.score, abs=1e-9)
        assert {part.term for part in credited} <= {*query.words, *(pair.name for pair in PAIRS.pairs)}
        assert all(said_by(part.term) in f"{title} {text}" for part in credited)


@given(TEXTS, TEXTS)
def test_a_recipe_without_synonyms_reads_a_need_as_if_there_were_none(title: str, text: str):
    without = Recipe(synonyms=0.0)
    with_pairs = without.need(SEGMENTER, title=title, text=text, synonyms=PAIRS)
    assert with_pairs == without.need(SEGMENTER, title=title, text=text)
    assert Recipe().need(SEGMENTER, title=title, text=text) == with_pairs
