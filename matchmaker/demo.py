"""Loads the fictional demo centre of ``data/demo`` through the same importers and services that people use."""

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from matchmaker.database import fen_from_yuan, now
from matchmaker.deals.enums import Stage
from matchmaker.deals.models import Deal
from matchmaker.deals.queries import deals_by_intent
from matchmaker.deals.service import (
    lose_deal,
    open_deal,
    open_deal_from_intent,
    receive_payment,
    register_deal,
    sign_deal,
    start_talks,
)
from matchmaker.demo_life import load_lives
from matchmaker.demo_needs import load_need
from matchmaker.demo_review import load_review
from matchmaker.demo_scores import load_scores
from matchmaker.errors import N_, NotFoundError
from matchmaker.importing.numbers import ApplicationNumber
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.models import Match
from matchmaker.matching.queries import matches_by_patent
from matchmaker.matching.service import current_run
from matchmaker.needs.enums import OPEN_STATES
from matchmaker.needs.models import Need
from matchmaker.organizations.enums import OrganizationKind, Role
from matchmaker.organizations.models import Organization, Person
from matchmaker.organizations.service import create_person, ensure_organization, join_alliance
from matchmaker.patents.enums import LicenceKind, Readiness, Way
from matchmaker.patents.importer import import_patents, preview_patents
from matchmaker.patents.models import Patent
from matchmaker.patents.queries import patent_with_number
from matchmaker.patents.service import list_patent
from matchmaker.roadshows.models import Intent, Roadshow
from matchmaker.roadshows.service import (
    add_pitch,
    end_intent,
    express_intent,
    note_attendance,
    plan_roadshow,
    register,
)

Row = dict[str, str]

FOLDER = Path(__file__).parents[1] / "data" / "demo"

_OVERDUE_DAYS = 60
_ACCOUNT_NAME = "演示账号"


class DemoMissingError(NotFoundError):
    """The demo centre's files are not there: the program was installed without the repository."""

    message = N_("The demo centre is in the folder data/demo of the repository. Run this from a clone.")


@dataclass(frozen=True, slots=True)
class Account:
    """A demo account, with the password that was made for it on this machine."""

    email: str
    password: str
    role: Role


@dataclass(slots=True)
class _Centre:
    """What has been loaded so far, by the keys of the files."""

    session: Session
    today: dt.date
    organizations: dict[str, Organization] = field(default_factory=dict)
    needs: dict[str, Need] = field(default_factory=dict)
    roadshows: dict[str, Roadshow] = field(default_factory=dict)
    intents: dict[tuple[str, str, str], Intent] = field(default_factory=dict)
    catalogue: Catalogue = field(default_factory=Catalogue)
    broker: Person | None = None

    def day(self, days_ago: str) -> dt.date:
        """The day that lies so many days back."""
        return self.today - dt.timedelta(days=int(days_ago))

    def patent(self, number: str) -> Patent:
        """A patent by its number."""
        found = patent_with_number(self.session, number)
        if found is None:
            raise DemoMissingError
        return found


def load_demo_centre(
    session: Session,
    *,
    today: dt.date,
    max_bytes: int,
    new_password: Callable[[], str],
    hashed: Callable[[str], str],
    folder: Path = FOLDER,
) -> list[Account]:
    """Fills an empty database with the demo centre and opens one account a role.

    Dates that the files give as days ago count back from ``today``.

    Raises:
        DemoMissingError: the folder is not there.
    """
    if not folder.is_dir():
        raise DemoMissingError
    centre = _Centre(session, today)
    _load_organizations(centre, folder)
    accounts = _open_accounts(centre, folder, new_password, hashed)
    _load_patents(centre, folder, max_bytes)
    _load_listings(centre, folder)
    _load_needs(centre, folder)
    _load_roadshows(centre, folder)
    _load_deals(centre, folder)
    load_lives(session, folder=folder, patent_of=centre.patent, today=today, by=centre.broker)
    load_scores(session, folder=folder, patent_of=centre.patent, today=today, by=centre.broker)
    load_review(session, folder=folder, patent_of=centre.patent, today=today)
    _end_old_intents(centre)
    session.flush()
    return accounts


def _rows(folder: Path, name: str) -> Iterator[Row]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _load_organizations(centre: _Centre, folder: Path) -> None:
    for row in _rows(folder, "organizations.csv"):
        organization = ensure_organization(
            centre.session,
            name=row["name"],
            kind=OrganizationKind(row["kind"]),
            region=row["region"],
            industry=row["industry"],
            credit_code=row["credit_code"],
        )
        organization.fictional = True
        centre.organizations[row["name"]] = organization
        if row["member_since"]:
            joined = dt.date.fromisoformat(row["member_since"])
            join_alliance(centre.session, organization=organization, on=joined, by=None)


def _open_accounts(
    centre: _Centre, folder: Path, new_password: Callable[[], str], hashed: Callable[[str], str]
) -> list[Account]:
    own = next(known for known in centre.organizations.values() if known.kind is OrganizationKind.CENTRE)
    busiest = _most_frequent(row["company"] for row in _rows(folder, "needs.csv"))
    largest = _most_frequent(_holder(row) for row in _rows(folder, "patents.csv"))
    homes = {
        Role.ENGINEER: centre.organizations[busiest],
        Role.OFFICER: centre.organizations[largest],
        Role.BROKER: own,
        Role.ADMINISTRATOR: own,
    }
    accounts = []
    for role, home in homes.items():
        account = Account(f"{role.value}@demo.example", new_password(), role)
        person = create_person(
            centre.session,
            email=account.email,
            name=_ACCOUNT_NAME,
            role=role,
            organization=home,
            password_hash=hashed(account.password),
        )
        if role is Role.BROKER:
            centre.broker = person
        accounts.append(account)
    return accounts


def _most_frequent(names: Iterable[str]) -> str:
    return Counter(names).most_common(1)[0][0]


def _holder(row: Row) -> str:
    """The first of a patent's applicants has it in its inventory."""
    return row["申请人"].split(";")[0].strip()


def _load_patents(centre: _Centre, folder: Path, max_bytes: int) -> None:
    by_holder: dict[str, list[Row]] = {}
    for row in _rows(folder, "patents.csv"):
        by_holder.setdefault(_holder(row), []).append(row)
    for name, rows in by_holder.items():
        holder = centre.organizations[name]
        preview = preview_patents(
            centre.session,
            holder=holder,
            content=_sheet(rows),
            filename="patents.csv",
            max_bytes=max_bytes,
        )
        import_patents(centre.session, preview=preview, holder=holder, offer=True, on=centre.today, by=None)


def _load_listings(centre: _Centre, folder: Path) -> None:
    for row in _rows(folder, "listings.csv"):
        list_patent(
            centre.session,
            patent=centre.patent(row["application_number"]),
            ways=[Way(way.strip()) for way in row["ways"].split(";")],
            price_fen=fen_from_yuan(Decimal(row["price_cny"])) if row["price_cny"] else None,
            readiness=Readiness(int(row["readiness"])) if row["readiness"] else None,
            on=centre.today,
            by=None,
        )


def _sheet(rows: list[Row]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def _load_needs(centre: _Centre, folder: Path) -> None:
    for row in _rows(folder, "needs.csv"):
        company = centre.organizations[row["company"]]
        centre.needs[row["need_id"]] = load_need(centre.session, row, company=company, broker=centre.broker)


def _load_roadshows(centre: _Centre, folder: Path) -> None:
    session, by = centre.session, centre.broker
    morning = now().replace(hour=1, minute=30, second=0, microsecond=0)
    for row in _rows(folder, "roadshows.csv"):
        centre.roadshows[row["key"]] = plan_roadshow(
            session,
            title=row["title"],
            starts_at=morning + dt.timedelta(days=int(row["starts_in_days"])),
            venue=row["venue"],
            seats=int(row["seats"]),
            description=row["description"],
            by=by,
        )
    session.flush()
    pitches = {}
    for row in _rows(folder, "pitches.csv"):
        roadshow, patent = centre.roadshows[row["roadshow_key"]], centre.patent(row["application_number"])
        pitches[row["roadshow_key"], row["application_number"]] = add_pitch(
            session, roadshow=roadshow, patent=patent, match=_match(centre, row["need_id"], patent), by=by
        )
    for row in _rows(folder, "registrations.csv"):
        roadshow = centre.roadshows[row["roadshow_key"]]
        registration = register(
            session,
            roadshow=roadshow,
            organization=centre.organizations[row["company"]],
            at=roadshow.starts_at - dt.timedelta(days=3),
            by=None,
        )
        if roadshow.starts_at < now():
            note_attendance(session, registration=registration, attended=True, by=by)
    for row in _rows(folder, "intents.csv"):
        key = (row["roadshow_key"], row["application_number"], row["company"])
        held = centre.roadshows[key[0]].starts_at.date()
        intent = express_intent(
            session,
            pitch=pitches[key[0], key[1]],
            organization=centre.organizations[key[2]],
            note=row["note"],
            on=min(held, centre.today),
            by=by,
        )
        centre.intents[_intent_key(key)] = intent


def _match(centre: _Centre, need_id: str, patent: Patent) -> Match | None:
    """The match that brought a patent onto a programme, where the matcher finds the one for the other."""
    need = centre.needs.get(need_id)
    if need is None or need.state not in OPEN_STATES:
        return None
    current_run(centre.session, centre.catalogue, need=need)
    return matches_by_patent(centre.session, need).get(patent.id)


def _end_old_intents(centre: _Centre) -> None:
    """What is long overdue and has become no deal came to nothing."""
    known = deals_by_intent(centre.session, [intent.id for intent in centre.intents.values()])
    for intent in centre.intents.values():
        if intent.id not in known and (centre.today - intent.follow_up_on).days > _OVERDUE_DAYS:
            end_intent(centre.session, intent=intent, on=centre.today, by=centre.broker)


def _intent_key(key: tuple[str, str, str]) -> tuple[str, str, str]:
    return (key[0], str(ApplicationNumber.parse(key[1])), key[2])


def _load_deals(centre: _Centre, folder: Path) -> None:
    for row in _rows(folder, "deals.csv"):
        deal = _opened(centre, row)
        if row["stage"] not in {Stage.LEAD, Stage.LOST} or row["signed_days_ago"]:
            start_talks(centre.session, deal=deal, on=deal.opened_on, today=centre.today, by=centre.broker)
        if row["signed_days_ago"]:
            _sign(centre, deal, row)
        for payment in filter(None, (part.strip() for part in row["receipts"].split(";"))):
            days_ago, amount = payment.split(":")
            receive_payment(
                centre.session,
                deal=deal,
                received_on=centre.day(days_ago),
                amount_fen=fen_from_yuan(Decimal(amount)),
                today=centre.today,
                by=centre.broker,
            )
        if row["stage"] == Stage.LOST:
            lost_on = deal.signed_on or deal.opened_on + dt.timedelta(days=20)
            lose_deal(
                centre.session,
                deal=deal,
                on=min(lost_on, centre.today),
                reason=row["lost_reason"],
                today=centre.today,
                by=centre.broker,
            )


def _opened(centre: _Centre, row: Row) -> Deal:
    numbers = [number.strip() for number in row["application_numbers"].split(";")]
    patents = [centre.patent(number) for number in numbers]
    way, opened_on = Way(row["way"]), centre.day(row["opened_days_ago"])
    intent = centre.intents.get(
        _intent_key((row["roadshow_key"], numbers[0], row["buyer"])) if row["roadshow_key"] else ("", "", "")
    )
    if intent and len(patents) == 1:
        return open_deal_from_intent(centre.session, intent=intent, way=way, on=opened_on, by=centre.broker)
    return open_deal(
        centre.session,
        way=way,
        seller=centre.organizations[row["seller"]],
        buyer=centre.organizations[row["buyer"]],
        patents=patents,
        need=centre.needs.get(row["need_id"]),
        on=opened_on,
        by=centre.broker,
    )


def _sign(centre: _Centre, deal: Deal, row: Row) -> None:
    sign_deal(
        centre.session,
        deal=deal,
        contract_number=row["contract_number"],
        signed_on=centre.day(row["signed_days_ago"]),
        amount_fen=fen_from_yuan(Decimal(row["amount_cny"])),
        licence_kind=LicenceKind(row["licence_kind"]) if row["licence_kind"] else None,
        co_owners_agreed=True,
        today=centre.today,
        by=centre.broker,
    )
    if row["registered_days_ago"]:
        register_deal(
            centre.session,
            deal=deal,
            registered_on=centre.day(row["registered_days_ago"]),
            number=f"DJ-{row['contract_number']}",
            today=centre.today,
            by=centre.broker,
        )
