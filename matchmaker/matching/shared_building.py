"""Builds an index in Milvus beside the one in use; the catalogue is held for two moments, not while it is read."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from matchmaker.database import alone
from matchmaker.matching.catalogue import READ_IN_A_REQUEST, changed_texts
from matchmaker.matching.index_task import told_as_task
from matchmaker.matching.reading import PatentText, Reader
from matchmaker.patents.queries import catalogue_revision, changes_since, listings_open, texts_on_offer
from matchmaker.patents.service import hold_catalogue
from matchmaker.ranking.documents import Document
from matchmaker.ranking.index import NotFittedError

if TYPE_CHECKING:
    from matchmaker.ranking.milvus import MilvusRanker

_A_BATCH = 2_000
_ROUNDS = 5  # of reading what has changed meanwhile, before the catalogue is held for the rest


def build_shared(
    bind: sa.Engine | sa.Connection,
    index: "MilvusRanker",
    reader: Reader,
    *,
    progress: Callable[[int], None],
    only_where_needed: bool = False,
) -> None:
    """Builds an index from the texts, or takes all changes in where it is only a little behind.

    It stands among the tasks while it goes on. Who is killed, or raises from ``progress``, leaves the index in use.

    Args:
        bind: the database.
        index: what is built anew.
        reader: how the patents are read.
        progress: told how many are read.
        only_where_needed: nothing is done where another process has built it while this one waited for it.
    """
    sessions = sessionmaker(bind)
    with alone(bind, "index building"):
        with sessions() as session:
            noted, revision, total = noted_in(index), catalogue_revision(session), listings_open(session)
            is_far = is_far_behind(session, noted, revision)
        if only_where_needed and not is_far:
            return
        with told_as_task(bind, total, replaces=noted is not None) as told:

            def note(done: int) -> None:
                progress(done)
                told(done)

            if noted is None or noted > revision or is_far:
                draft, begun_at = _begun(sessions, index)
                draft.learn(_documents_on_offer(sessions, reader, note)).note_revision(begun_at)
            else:
                draft, _ = _begun(sessions, index, reader)
                draft.take_in(index)
            _switch(sessions, index, draft, reader)


def is_far_behind(session: Session, noted: int | None, revision: int) -> bool:
    """Whether an index that has come to ``noted`` has more to read than is read while somebody waits."""
    if noted is None or noted > revision:  # there is none, or it is of a database that has gone back in time
        return listings_open(session) > READ_IN_A_REQUEST
    return changes_since(session, noted) > READ_IN_A_REQUEST


def noted_in(index: "MilvusRanker") -> int | None:
    """Up to which change an index has read; None where there is no index yet."""
    try:
        return index.revision_
    except NotFittedError:
        return None


def bring_up(session: Session, index: "MilvusRanker", reader: Reader) -> bool:
    """Reads what an index has not read yet, and says whether there was anything.

    Done again after an interruption, it changes nothing twice.
    """
    noted, revision = index.revision_, catalogue_revision(session)
    if noted == revision:
        return False
    on_offer, gone = changed_texts(session, noted)
    index.remove(gone).add(reader.documents(on_offer)).note_revision(revision)
    return True


def _begun(
    sessions: sessionmaker[Session], index: "MilvusRanker", reader: Reader | None = None
) -> tuple["MilvusRanker", int]:
    """A draft, and the count of changes from which it has to be brought up once it is filled.

    With a ``reader`` the index itself is brought up first: a draft that takes it in weighs terms by what it holds.
    """
    with sessions.begin() as session:
        hold_catalogue(session)
        if reader:
            bring_up(session, index, reader)
        return index.begin(), catalogue_revision(session)


def _switch(
    sessions: sessionmaker[Session], index: "MilvusRanker", draft: "MilvusRanker", reader: Reader
) -> None:
    """Lets a draft that has read all changes take the place of the index; few are left when nobody may make one."""
    for _ in range(_ROUNDS):
        with sessions() as session:
            if not bring_up(session, draft, reader):
                break
    with sessions.begin() as session:
        hold_catalogue(session)
        bring_up(session, draft, reader)
        index.use(draft)


def _documents_on_offer(
    sessions: sessionmaker[Session], reader: Reader, progress: Callable[[int], None]
) -> Iterator[Document]:
    last, done = 0, 0
    while batch := _texts_after(sessions, last):
        yield from reader.documents(batch)
        last, done = batch[-1].id, done + len(batch)
        progress(done)


def _texts_after(sessions: sessionmaker[Session], last: int) -> list[PatentText]:
    with sessions() as session:  # one a batch, so that none holds back what others write
        return [PatentText(*row) for row in session.execute(texts_on_offer(last).limit(_A_BATCH))]
