"""Changes of the centre's word lists: rules and writes."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import lock
from matchmaker.errors import N_, ConflictError
from matchmaker.matching.enums import WordKind
from matchmaker.matching.models import Word, WordsRevision
from matchmaker.matching.vocabulary import Vocabulary
from matchmaker.organizations.audit import record_change
from matchmaker.organizations.models import Person
from matchmaker.text.synonyms import Synonym

Entry = tuple[WordKind, str, str]


class WordsChangedError(ConflictError):
    """The lists were changed while somebody edited them."""

    message = N_(
        "Somebody else changed the lists while you edited them. Nothing was saved: look at what would change now."
    )


def save_words(session: Session, *, vocabulary: Vocabulary, revision: int, by: Person | None) -> int:
    """Puts lists in the place of the present ones; gives how many entries came in or went out.

    Open needs are ranked anew when they are next looked at, and the index follows by itself.

    Args:
        session: the session.
        vocabulary: lists that ``read_lists`` found nothing wrong with.
        revision: the revision of the lists that the person edited.
        by: who saves.

    Raises:
        WordsChangedError: the lists are of another revision by now.
    """
    counter = session.scalars(sa.select(WordsRevision)).one()
    lock(session, counter)
    session.refresh(counter)
    if counter.number != revision:
        raise WordsChangedError
    kept = {(word.kind, word.text, word.meaning): word for word in session.scalars(sa.select(Word))}
    entries = set(entries_of(vocabulary))
    added, gone = sorted(entries - kept.keys()), sorted(kept.keys() - entries)
    for entry in gone:
        record_change(session, subject=kept[entry], action=N_("Word taken out"), by=by, before=_told(entry))
        session.delete(kept[entry])
    words = [(entry, Word(kind=entry[0], text=entry[1], meaning=entry[2])) for entry in added]
    session.add_all(word for _, word in words)
    if added or gone:
        counter.number += 1
    session.flush()
    for entry, word in words:
        record_change(session, subject=word, action=N_("Word entered"), by=by, after=_told(entry))
    return len(added) + len(gone)


def entries_of(vocabulary: Vocabulary) -> Iterable[Entry]:
    """Every entry of the lists as it is kept: its list, its text, and what a synonym means too."""
    yield from ((WordKind.TERM, term, "") for term in vocabulary.terms)
    yield from ((WordKind.SYNONYM, pair.said, pair.meant) for pair in vocabulary.synonyms)
    yield from ((WordKind.STOP_WORD, word, "") for word in vocabulary.stop_words)


def _told(entry: Entry) -> dict[str, object]:
    kind, text, meaning = entry
    return {"list": kind, "word": Synonym(text, meaning).name if meaning else text}
