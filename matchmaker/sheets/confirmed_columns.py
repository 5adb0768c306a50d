"""What the columns of a sheet hold: recognised, remembered from the organisation's last such sheet, or chosen."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import now
from matchmaker.importing.guessing import with_guesses, without_unconfirmed_numbers
from matchmaker.importing.headings import ColumnUse, fold_heading, understand_headings, with_overrides
from matchmaker.sheets.models import ConfirmedColumns, SheetImport

_SETTLED_BY_PEOPLE = {"guessed", "remembered", "chosen"}


def understood_columns(
    session: Session,
    kind: type[SheetImport],
    *,
    headings: Sequence[str],
    organization_id: int | None,
    chosen: Mapping[int, str | None],
) -> tuple[ColumnUse, ...]:
    """What each column holds: by its heading, by what the organisation confirmed before, by today's choice.

    Raises:
        ColumnChosenTwiceError: two columns were chosen for one field.
    """
    uses = understand_headings(headings, kind.fields)
    known = _confirmed(session, kind, organization_id, headings) if organization_id else None
    if known:
        folded = _numbered(headings)
        remembered = {
            column: known.fields[name] for column, name in enumerate(folded) if name in known.fields
        }
        uses = with_overrides(uses, remembered, "remembered")
    else:
        uses = with_guesses(uses, kind.fields)
    names = {field.name for field in kind.fields}
    possible = {column: field for column, field in chosen.items() if field is None or field in names}
    return with_overrides(uses, possible)


def columns_unseen(
    session: Session, kind: type[SheetImport], *, headings: Sequence[str], organization_id: int | None
) -> tuple[ColumnUse, ...]:
    """What each column holds where nobody is there to confirm it: those only guessed to hold numbers are left out."""
    uses = understood_columns(session, kind, headings=headings, organization_id=organization_id, chosen={})
    return without_unconfirmed_numbers(uses, kind.fields)


def remember_columns(
    session: Session, kind: type[SheetImport], *, organization_id: int, uses: Sequence[ColumnUse]
) -> None:
    """Keeps for the next sheet with these headings what a person confirmed; nothing where nobody had to."""
    headings = [use.heading for use in uses]
    known = _confirmed(session, kind, organization_id, headings)
    if known is None and not any(use.how in _SETTLED_BY_PEOPLE for use in uses):
        plain = [use.field for use in understand_headings(headings, kind.fields)]
        if plain == [use.field for use in uses]:
            return
    if known is None:
        known = ConfirmedColumns(
            organization_id=organization_id, kind=kind.__tablename__, headings_key=_key(headings)
        )
        session.add(known)
    known.fields = {name: use.field for name, use in zip(_numbered(headings), uses, strict=True)}
    known.confirmed_at = now()
    session.flush()


def _confirmed(
    session: Session, kind: type[SheetImport], organization_id: int, headings: Sequence[str]
) -> ConfirmedColumns | None:
    return session.scalar(
        sa.select(ConfirmedColumns).where(
            ConfirmedColumns.organization_id == organization_id,
            ConfirmedColumns.kind == kind.__tablename__,
            ConfirmedColumns.headings_key == _key(headings),
        )
    )


def _key(headings: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(sorted(_numbered(headings))).encode()).hexdigest()


def _numbered(headings: Sequence[str]) -> list[str]:
    """The folded headings; one that comes a second time is told from the first."""
    seen: Counter[str] = Counter()
    names = []
    for heading in headings:
        folded = fold_heading(heading)
        seen[folded] += 1
        names.append(folded if seen[folded] == 1 else f"{folded}\n{seen[folded]}")
    return names
