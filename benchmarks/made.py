"""Documents made of real sentences, as many as a benchmark needs, and the real needs that are asked of them.

They are synthetic: each joins sentences of two Chinese scientific paragraphs (``scale/paragraphs.txt.gz`` of the
evaluation data) behind a clause for a title. Document i is the same in every process and run.
"""

import csv
import gzip
import os
import random
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from matchmaker.matching.recipe import Recipe
from matchmaker.ranking.documents import Document, Fields
from matchmaker.text.segmenting import Segmenter

BATCH = 4096
WORDS_WEIGHTS = {"title": 3.0}
_PART_LENGTH = 200  # characters of each of the two paragraphs
_TITLE_LENGTH = 25
_SHORTEST = 8  # characters of a sentence
_SENTENCE = re.compile(r"(?<=[。；！？])")
_CLAUSE = re.compile(r"[，。；：,;]")
_SEGMENTER = Segmenter()
_RECIPE = Recipe()


class Text(NamedTuple):
    """A made patent or a real need."""

    title: str
    body: str


class Reading(NamedTuple):
    """How documents and needs are read: the weights of their fields, and how light a term of a need may be."""

    documents: Callable[..., list[Document]]
    field_weights: Mapping[str, float]
    lightest: float
    need: Callable[[Text], Fields]


def default_folder() -> Path:
    """Where the evaluation data lies beside the project."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("MATCHMAKER_SHARED_DATA", beside))


def document(number: int, folder: Path) -> Text:
    """The made document of a number."""
    sentences, rng = _sentences(folder), random.Random(number)  # noqa: S311 - nothing secret
    body = "".join(_from(sentences, rng.randrange(len(sentences))) for _ in range(2))
    return Text(_CLAUSE.split(rng.choice(sentences))[0][:_TITLE_LENGTH], body)


def needs(folder: Path, count: int) -> list[Text]:
    """Real needs of companies."""
    with (folder / "bdci2019" / "needs.csv").open(encoding="utf-8-sig", newline="") as file:
        return [Text(row["title"], row["content"]) for row in csv.DictReader(file)][:count]


def batches(count: int) -> Iterator[range]:
    """The numbers of documents, some thousand at a time."""
    for start in range(0, count, BATCH):
        yield range(start, min(start + BATCH, count))


def read_words(batch: range, *, folder: Path) -> list[Document]:
    """Documents as words alone."""
    return [Document(number, words(document(number, folder))) for number in batch]


def read_recipe(batch: range, *, folder: Path) -> list[Document]:
    """Documents as words, characters and pairs: the default recipe."""
    texts = ((number, document(number, folder)) for number in batch)
    return [
        Document(number, _RECIPE.patent(_SEGMENTER, title=text.title, abstract=text.body))
        for number, text in texts
    ]


def words(text: Text) -> Fields:
    """The words of a document or need, by field."""
    return {"title": _SEGMENTER.terms(text.title), "abstract": _SEGMENTER.terms(text.body)}


def need_as_words(text: Text) -> Fields:
    """A need as words: its title and the opening of its text."""
    return words(Text(text.title, text.body[: _RECIPE.opening_length]))


def need_by_recipe(text: Text) -> Fields:
    """A need as the default recipe reads it."""
    return _RECIPE.need(_SEGMENTER, title=text.title, text=text.body).fields


READERS = {
    "words": Reading(read_words, WORDS_WEIGHTS, 0.0, need_as_words),
    "recipe": Reading(read_recipe, _RECIPE.field_weights, _RECIPE.lightest, need_by_recipe),
}


def _from(sentences: list[str], start: int) -> str:
    part, place = "", start
    while len(part) < _PART_LENGTH:
        part += sentences[place % len(sentences)]
        place += 1
    return part


@cache
def _sentences(folder: Path) -> list[str]:
    with gzip.open(folder / "scale" / "paragraphs.txt.gz", "rt", encoding="utf-8") as file:
        return [
            sentence
            for line in file
            for sentence in _SENTENCE.split(line.strip())
            if len(sentence) > _SHORTEST
        ]
