"""The recipe says what counts, and what characters count for is credited to the words they sit in."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.recipe import WORDS_ALONE, Recipe
from matchmaker.ranking.documents import Contribution, Document
from matchmaker.ranking.index import TfidfIndex
from matchmaker.text.segmenting import Segmenter

SEGMENTER = Segmenter()
TEXTS = st.lists(
    st.sampled_from(["正极材料", "塑料", "传感器", "陶瓷", "钢", "PEEK", "，", " ", "的", "废弃物", "3D打印"])
).map("".join)


def credits_of(contributions, *, title="", text=""):
    query = Recipe(words=0.0, pairs=0.0).need(SEGMENTER, title=title, text=text)
    return {part.term: part.value for part in query.credited(contributions)}


def test_a_character_is_credited_to_the_word_that_it_sits_in():
    assert credits_of([Contribution("瓷", 0.3), Contribution("陶", 0.1)], text="陶瓷") == {
        "陶瓷": pytest.approx(0.4)
    }


def test_a_character_of_two_words_is_divided_among_them():
    assert credits_of([Contribution("料", 0.3)], text="塑料，废料，废料") == {
        "废料": pytest.approx(0.2),
        "塑料": pytest.approx(0.1),
    }


def test_a_word_in_the_title_is_credited_with_more():
    assert credits_of([Contribution("料", 0.5)], title="塑料", text="废料") == {
        "塑料": pytest.approx(0.4),
        "废料": pytest.approx(0.1),
    }


def test_a_pair_that_joins_two_words_is_halved():
    query = Recipe(words=0.0, characters=0.0).need(SEGMENTER, title="陶瓷壳体", text="")
    assert query.credited([Contribution("瓷壳", 0.2)]) == (
        Contribution("壳体", 0.1),
        Contribution("陶瓷", 0.1),
    )


def test_the_parts_of_a_long_word_are_credited_to_it():
    query = WORDS_ALONE.need(SEGMENTER, title="传感器", text="")
    parts = [Contribution("传感", 0.2), Contribution("感器", 0.1), Contribution("传感器", 0.3)]
    assert query.credited(parts) == (Contribution("传感器", pytest.approx(0.6)),)


@given(st.lists(TEXTS, max_size=6), TEXTS, TEXTS)
def test_what_words_are_credited_with_adds_up_to_the_score(patents: list[str], title: str, text: str):
    recipe = Recipe()
    index = TfidfIndex(recipe.field_weights).fit(
        Document(number, recipe.patent(SEGMENTER, title=patent, abstract=patent[::2]))
        for number, patent in enumerate(patents)
    )
    query = recipe.need(SEGMENTER, title=title, text=text)
    for hit in index.rank(query.fields):
        credited = query.credited(index.explain(query.fields, hit.id).contributions)
        assert math.fsum(part.value for part in credited) == pytest.approx(hit.score, abs=1e-9)
        assert {part.term for part in credited} <= set(query.words)
        assert [part.value for part in credited] == sorted((part.value for part in credited), reverse=True)


def test_features_that_can_add_next_to_nothing_do_not_count():
    recipe = Recipe()
    index = TfidfIndex(recipe.field_weights, recipe.lightest).fit(
        Document(number, recipe.patent(SEGMENTER, title=f"陶瓷{chr(0x5000 + number)}", abstract=""))
        for number in range(2_000)
    )
    counted = [
        index.query_weights(recipe.need(SEGMENTER, title="", text=text).fields).keys()
        for text in ("陶瓷", "陶瓷，壳体", f"陶瓷，{chr(0x5001)}")
    ]
    assert counted == [{"陶", "瓷", "陶瓷"}, {"陶", "瓷", "陶瓷"}, {chr(0x5001)}]
    assert (recipe.lightest, WORDS_ALONE.lightest) == (1 / 32, 0.0)


@given(TEXTS, TEXTS)
def test_every_field_of_a_text_has_a_weight(title: str, text: str):
    recipe = replace(WORDS_ALONE, opening_length=5)
    fields = recipe.patent(SEGMENTER, title=title, abstract=text, first_claim=text)
    assert fields.keys() | recipe.need(SEGMENTER, title=title, text=text).fields.keys() <= (
        recipe.field_weights.keys()
    )
    assert all(weight > 0 for weight in recipe.field_weights.values())


def test_the_weight_of_a_field_is_multiplied_by_that_of_the_kind():
    weights = Recipe(words=0.5, pairs=0.25, title=4.0).field_weights
    assert (weights["title words"], weights["title characters"], weights["title pairs"]) == (2.0, 4.0, 1.0)
    assert WORDS_ALONE.field_weights.keys() == {
        "title words",
        "abstract words",
        "first claim words",
        "need title words",
        "need opening words",
        "need rest words",
    }


def test_what_begins_after_the_opening_is_the_rest():
    recipe = replace(WORDS_ALONE, opening_length=4)
    assert recipe.need(SEGMENTER, title="", text="陶瓷，壳体，塑料").fields == {
        "need opening words": ["陶瓷", "壳体"],
        "need rest words": ["塑料"],
    }


def test_a_need_tells_its_whole_words_once_each():
    assert Recipe().need(SEGMENTER, title="陶瓷", text="传感器的陶瓷").words == ("陶瓷", "传感器")


def test_the_fingerprint_changes_with_the_weights_and_with_the_lists():
    own_list = Segmenter(stop_words={"陶瓷"})
    prints = {
        Recipe().fingerprint(SEGMENTER),
        Recipe().fingerprint(own_list),
        Recipe(words=0.5).fingerprint(SEGMENTER),
    }
    assert len(prints) == 3
    assert Recipe().fingerprint(Segmenter()) in prints
