"""Match runs, the matches they found, judgements of them, the centre's words, and what people want to be told of."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from matchmaker.database import Base, UtcDateTime, choice, now
from matchmaker.matching.clashes import later_grade, one_match
from matchmaker.matching.enums import Decision, Level, PassReason, Sought, WordKind
from matchmaker.needs.models import Need
from matchmaker.organizations.clashes import Merged, settled_by, stays_when_merged
from matchmaker.organizations.models import Person
from matchmaker.patents.models import Patent

MATCHES_A_NEED = 20
"""How many patents a run keeps. A match of a later place is there because its holder offered the patent."""


def _rank_anew(session: Session, merged: Merged) -> None:
    """Lets no ranking of two needs count that was made before they were made one, or two again."""
    both = MatchRun.need_id.in_(merged.pair)
    session.execute(sa.update(MatchRun).where(both).values(fingerprint=""))


class MatchRun(Base):
    """One ranking of the whole catalogue for one need.

    It is stale when the need's words or the recipe (``fingerprint``) or the catalogue (``catalogue_revision``)
    have changed. A run that no change can have altered is stamped with the newer revision. ``weighed_at`` is the
    revision whose patents gave the terms their weights.
    """

    __tablename__ = "match_runs"
    __table_args__ = stays_when_merged(then=_rank_anew)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"), index=True)
    ran_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
    catalogue_revision: Mapped[int]
    weighed_at: Mapped[int]
    catalogue_size: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))


class Match(Base):
    """A patent found for a need: its place and score in the latest run that found it, and what was decided.

    ``evidence`` is ``[[word, contribution], …]`` by falling contribution; the contributions add up to the
    score. A match that a later run no longer finds keeps its old run and drops out of the list, unless kept.
    ``offered_at`` is when the patent's holder offered it for the need, ``offered_by`` who did so for it, and
    ``offer_note`` what they said to it. An offered match stays in the list, whatever later runs find.
    """

    __tablename__ = "matches"
    __table_args__ = (UniqueConstraint("need_id", "patent_id"), settled_by(one_match))

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"))
    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("match_runs.id"), index=True)
    rank: Mapped[int]
    score: Mapped[float]
    evidence: Mapped[list[tuple[str, float]]] = mapped_column(JSON, default=list)
    found_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
    decision: Mapped[Decision] = mapped_column(choice(Decision), default=Decision.OPEN)
    pass_reason: Mapped[PassReason | None] = mapped_column(choice(PassReason))
    offered_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    offered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    offer_note: Mapped[str] = mapped_column(Text, default="")

    need: Mapped[Need] = relationship()
    patent: Mapped[Patent] = relationship()
    run: Mapped[MatchRun] = relationship()
    offered_by: Mapped[Person | None] = relationship()


class Judgement(Base):
    """A person's grade of one patent for one need; the latest of a person counts."""

    __tablename__ = "judgements"
    __table_args__ = (UniqueConstraint("need_id", "patent_id", "person_id"), settled_by(later_grade))

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"))
    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    level: Mapped[Level] = mapped_column(choice(Level))
    judged_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)

    person: Mapped[Person] = relationship()


class FittedCalibration(Base):
    """The grades' scale as it was fitted to the centre's own judgements; the latest holds.

    ``points`` is ``[[score, level], …]`` by rising score; ``judgements`` and ``needs`` count what it rests on.
    """

    __tablename__ = "calibrations"

    id: Mapped[int] = mapped_column(primary_key=True)
    fitted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
    points: Mapped[list[tuple[float, float]]] = mapped_column(JSON)
    judgements: Mapped[int]
    needs: Mapped[int]


class Tuning(Base):
    """A choice of the recipe's weights on graded needs, and whether the centre works with it.

    ``weights`` are all weights of the recipe by name, ``fingerprint`` is the recipe's; ``figures`` hold
    ``before``, ``after`` and ``difference``, each ``[mean, low, high]`` over the held-back needs. The adopted
    tuning that was adopted last and not taken back is what the catalogue is ranked by.
    """

    __tablename__ = "tunings"

    id: Mapped[int] = mapped_column(primary_key=True)
    tuned_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
    weights: Mapped[dict[str, float]] = mapped_column(JSON)
    fingerprint: Mapped[str] = mapped_column(String(64))
    needs: Mapped[int]
    judgements: Mapped[int]
    figures: Mapped[dict[str, list[float]]] = mapped_column(JSON)
    adopted_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    adopted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    taken_back_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    adopted_by: Mapped[Person | None] = relationship()


class Word(Base):
    """An entry of the centre's word lists, normalised.

    ``meaning`` is what a synonym's ``text`` means too, in this direction only; both ways are two entries. It is
    empty for terms and stop words.
    """

    __tablename__ = "words"
    __table_args__ = (UniqueConstraint("kind", "text", "meaning"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[WordKind] = mapped_column(choice(WordKind))
    text: Mapped[str] = mapped_column(String(30))
    meaning: Mapped[str] = mapped_column(String(30), default="")
    entered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)


class WordsRevision(Base):
    """One row that counts the changes of the word lists; taking a number locks it until the commit."""

    __tablename__ = "words_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0)


class SavedSearch(Base):
    """A search that somebody wants to be told of: what is new in it since they last looked.

    ``address`` is the search as it stands behind the question mark of its page; it finds what is ``sought``.
    ``found`` are the ids of what was among the first at the ``revision`` of the catalogue, or of the needs, ``new``
    those that came since the person looked, and ``unsent`` those that no mail has told of. Of needs, ``found`` keeps
    all that ever were, so that none is new twice. ``searched_at`` is when it was last looked through.
    """

    __tablename__ = "saved_searches"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(String(80))
    sought: Mapped[Sought] = mapped_column(choice(Sought), default=Sought.PATENTS)
    address: Mapped[str] = mapped_column(Text)
    by_mail: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
    looked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
    mailed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    searched_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, default=now)
    revision: Mapped[int] = mapped_column(index=True)
    found: Mapped[list[int]] = mapped_column(JSON, default=list)
    new: Mapped[list[int]] = mapped_column(JSON, default=list)
    unsent: Mapped[list[int]] = mapped_column(JSON, default=list)

    person: Mapped[Person] = relationship()
