"""The word lists as a person writes them, one entry a line, and everything that can be wrong with a line."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from matchmaker.errors import N_
from matchmaker.matching.enums import WordKind
from matchmaker.matching.vocabulary import Vocabulary
from matchmaker.text.normalising import normalise
from matchmaker.text.segmenting import Segmenter
from matchmaker.text.synonyms import BOTH_WAYS, ONE_WAY, Synonym, pairs_in

LONGEST_ENTRY = 30
MOST_MEANINGS = 8
MOST_ENTRIES = {WordKind.TERM: 5_000, WordKind.SYNONYM: 5_000, WordKind.STOP_WORD: 200}

_BOTH_WAYS_SIGNS = re.compile(r"<[-=]+>|[↔⇔]")
_ONE_WAY_SIGNS = re.compile(r"(?<![-=])[-=]+>|[⇒➔]")
_BETWEEN_ENTRIES = re.compile(r"[、;]")

NO_WORD = N_("There is no word here: an entry begins with a character, a letter or a digit.")
TOO_LONG = N_("It has %(length)s characters; an entry may have %(limit)s. Keep the word itself.")
TOO_SHORT = N_("One character says too little. Enter the word that it stands in.")
SEVERAL = N_("Enter one entry a line.")
NO_PAIR = N_("Write a pair: A = B for both ways, A → B from needs to patents only.")
SAME_WORD = N_("Both sides are the same word. Enter another on one side, or delete the line.")
REPEATED = N_("Row %(row)s says this already. Delete one of the two.")
TOO_MANY_MEANINGS = N_("“%(word)s” has %(limit)s synonyms already. Keep those that matter most.")
TOO_MANY = N_("The list has more than %(limit)s entries. Delete what is not needed.")
NO_TERM = N_("This cannot be one term: blanks and signs divide words, and a number alone is none.")
LEFT_OUT = N_("“%(word)s” is left out as a stop word. Delete it here, or the stop word.")


@dataclass(frozen=True, slots=True)
class WrongLine:
    """A line that cannot be taken; ``reason`` is a catalogue message that ``params`` fill, rows count from 1."""

    kind: WordKind
    row: int
    text: str
    reason: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class WordLists:
    """What the lines say, and what is wrong with the others."""

    vocabulary: Vocabulary
    wrong: tuple[WrongLine, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that has been understood: the words that it names, and the pairs if it is a synonym."""

    kind: WordKind
    row: int
    text: str
    words: tuple[str, ...]
    pairs: tuple[Synonym, ...] = ()

    def wrong(self, reason: str, **params: object) -> WrongLine:
        return WrongLine(self.kind, self.row, self.text, reason, params)


@dataclass(slots=True)
class _Reading:
    """The lists while they are read."""

    lines: list[_Line] = field(default_factory=list)
    wrong: list[WrongLine] = field(default_factory=list)
    rows: dict[object, int] = field(default_factory=dict)
    meanings: dict[str, int] = field(default_factory=dict)

    def take(self, line: _Line) -> None:
        problem = _problem(line) or self._repetition(line) or self._excess(line)
        if problem:
            self.wrong.append(problem)
            return
        self.lines.append(line)
        for key in line.pairs or ((line.kind, line.words),):
            self.rows[key] = line.row
        for pair in line.pairs:
            self.meanings[pair.said] = self.meanings.get(pair.said, 0) + 1

    def _repetition(self, line: _Line) -> WrongLine | None:
        keys: tuple[object, ...] = line.pairs or ((line.kind, line.words),)
        row = next((self.rows[key] for key in keys if key in self.rows), None)
        return None if row is None else line.wrong(REPEATED, row=row)

    def _excess(self, line: _Line) -> WrongLine | None:
        full = [pair.said for pair in line.pairs if self.meanings.get(pair.said, 0) >= MOST_MEANINGS]
        return line.wrong(TOO_MANY_MEANINGS, word=full[0], limit=MOST_MEANINGS) if full else None

    def vocabulary(self) -> Vocabulary:
        words = {kind: {line.words[0] for line in self.lines if line.kind is kind} for kind in WordKind}
        return Vocabulary(
            terms=frozenset(words[WordKind.TERM]),
            synonyms=frozenset(pair for line in self.lines for pair in line.pairs),
            stop_words=frozenset(words[WordKind.STOP_WORD]),
        )


def read_lists(texts: Mapping[WordKind, str]) -> WordLists:
    """Reads the lists; blank lines say nothing.

    Wrong are entries that are empty of words, too short, too long, repeated, too many, no term to jieba, or
    left out by a stop word; a synonym that is no pair or the same word twice.
    """
    reading = _Reading()
    for kind in WordKind:
        lines = [(row, text) for row, text in enumerate(texts[kind].splitlines(), start=1) if text.strip()]
        most = MOST_ENTRIES[kind]
        for row, text in lines[:most]:
            reading.take(_understood(kind, row, text.strip()))
        for row, text in lines[most : most + 1]:
            reading.wrong.append(WrongLine(kind, row, text.strip(), TOO_MANY, {"limit": most}))
    vocabulary = reading.vocabulary()
    reading.wrong += _contradictions(reading.lines, vocabulary)
    order = list(WordKind)
    return WordLists(
        vocabulary, tuple(sorted(reading.wrong, key=lambda wrong: (order.index(wrong.kind), wrong.row)))
    )


def written_lists(vocabulary: Vocabulary) -> dict[WordKind, str]:
    """The lists as ``read_lists`` reads them."""
    lines = {
        WordKind.TERM: sorted(vocabulary.terms),
        WordKind.SYNONYM: [synonym_line(*pair) for pair in merged_pairs(vocabulary.synonyms)],
        WordKind.STOP_WORD: sorted(vocabulary.stop_words),
    }
    return {kind: "\n".join(found) for kind, found in lines.items()}


def with_lines(text: str, lines: Iterable[str]) -> str:
    """A list with further lines behind its own; those that it has already are not added."""
    known = {_folded(line) for line in text.splitlines()}
    new = {_folded(line): line for line in lines if _folded(line) not in known}
    return "\n".join(filter(None, (text.rstrip(), *new.values())))


def merged_pairs(pairs: Iterable[Synonym]) -> list[tuple[Synonym, bool]]:
    """Each pair once, with whether it holds both ways."""
    known = frozenset(pairs)
    return [
        (pair, pair.reversed in known)
        for pair in sorted(known)
        if pair.reversed not in known or pair < pair.reversed
    ]


def synonym_line(pair: Synonym, both_ways: bool) -> str:  # noqa: FBT001 - as ``merged_pairs`` gives it
    """A pair as a line of the list."""
    return f"{pair.said} {BOTH_WAYS if both_ways else ONE_WAY} {pair.meant}"


def _understood(kind: WordKind, row: int, text: str) -> _Line:
    entry = _folded(text)
    if kind is not WordKind.SYNONYM:
        return _Line(kind, row, text, (entry,))
    signed = _ONE_WAY_SIGNS.sub(ONE_WAY, _BOTH_WAYS_SIGNS.sub(BOTH_WAYS, entry))
    pairs = pairs_in(signed)
    return _Line(kind, row, text, (pairs[0].said, pairs[0].meant) if pairs else (), pairs)


def _folded(text: str) -> str:
    return " ".join(normalise(text).split())


def _problem(line: _Line) -> WrongLine | None:
    if not line.words:
        return line.wrong(NO_PAIR)
    if len(set(line.words)) < len(line.words):
        return line.wrong(SAME_WORD)
    return next(
        (line.wrong(reason, **params) for word in line.words for reason, params in _flaws(line, word)), None
    )


def _flaws(line: _Line, word: str) -> Iterator[tuple[str, dict[str, object]]]:
    if BOTH_WAYS in word or ONE_WAY in word:
        yield NO_PAIR if line.pairs else NO_WORD, {}
    if not word[:1].isalnum():
        yield NO_WORD, {}
    if len(word) > LONGEST_ENTRY:
        yield TOO_LONG, {"length": len(word), "limit": LONGEST_ENTRY}
    if _BETWEEN_ENTRIES.search(word):
        yield SEVERAL, {}
    if len(word) == 1 and line.kind is not WordKind.STOP_WORD:
        yield TOO_SHORT, {}


def _contradictions(lines: Iterable[_Line], vocabulary: Vocabulary) -> Iterator[WrongLine]:
    segmenter = vocabulary.segmenter()
    for line in lines:
        if line.kind is WordKind.TERM and line.words[0] not in segmenter.terms(line.words[0]):
            reason = LEFT_OUT if _is_left_out(line.words[0], segmenter) else NO_TERM
            yield line.wrong(reason, **({"word": line.words[0]} if reason == LEFT_OUT else {}))
        if line.kind is WordKind.SYNONYM:
            lost = [word for word in line.words if not segmenter.terms(word)]
            if lost:
                yield line.wrong(LEFT_OUT, word=lost[0])


def _is_left_out(word: str, segmenter: Segmenter) -> bool:
    return word in segmenter.stop_words or segmenter.prepared(word) != word
