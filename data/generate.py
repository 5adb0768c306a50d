"""Writes the demo centre: ``python data/generate.py [folder]`` fills ``data/demo`` or the given folder.

The centre is fictional, and so is every organisation, patent, need and deal in it. The same vocabulary
always gives the same files, byte by byte: chance is seeded with the name of what it decides, so that a
change of one topic leaves the patents of the others alone.
"""

import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import deals
import listings
import lives
import needs
import organizations
import patents
import reviews
import roadshows
import scores
from sources import NeedText, read_topics, read_vocabulary

_DEMO = Path(__file__).parent / "demo"


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes the fourteen files; the only argument is the folder."""
    chosen = sys.argv[1:] if arguments is None else arguments
    write_demo_centre(Path(chosen[0]) if chosen else _DEMO)


def write_demo_centre(folder: Path) -> None:
    """Fills ``folder``, which is made if it isn't there, with UTF-8 CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    topics = read_topics()
    named = read_vocabulary("organizations")
    shows = read_vocabulary("roadshows")["roadshow"]
    companies = named["companies"]
    supply = patents.write_patents(topics, named)
    unanswered = [NeedText(**need) for need in read_vocabulary("elsewhere")["need"]]
    notes = read_vocabulary("notes")
    demand = needs.place_needs([need for topic in topics for need in topic.needs] + unanswered, notes)
    pitches = roadshows.choose_pitches(shows, supply, demand)
    agreed = deals.make_deals(read_vocabulary("deals")["deals"], supply, pitches, demand, companies)
    met = {deal.need.need_id for deal in agreed if deal.need and deal.signed}
    in_talks = {deal.need.need_id for deal in agreed if deal.need and not deal.signed}

    _write(folder / "organizations.csv", organizations.HEADINGS, organizations.organization_rows(named))
    _write(folder / "patents.csv", patents.HEADINGS, (patent.row() for patent in supply))
    listed = list(listings.listing_rows(supply, read_vocabulary("listings")))
    plain_words = read_vocabulary("lives")
    fields = {topic.name: topic.field for topic in topics}
    offers = list(lives.offer_rows(listed, supply, fields, plain_words))
    sold = {patent.filing.application_number for deal in agreed for patent in deal.patents}
    taken = sold | {row[0] for row in offers}
    _write(folder / "listings.csv", listings.HEADINGS, listed)
    noted = list(lives.life_rows(supply))
    _write(folder / "lives.csv", lives.HEADINGS, noted)
    scored = scores.score_rows(noted, {row[0] for row in listed}, read_vocabulary("scores"))
    _write(folder / "scores.csv", scores.HEADINGS, scored)
    _write(folder / "offers.csv", lives.OFFER_HEADINGS, offers)
    _write(
        folder / "open_licences.csv",
        lives.OPEN_LICENCE_HEADINGS,
        lives.open_licence_rows(supply, taken, plain_words),
    )
    review = read_vocabulary("reviews")
    _write(
        folder / "reviews.csv",
        reviews.HEADINGS,
        reviews.review_rows(supply, sold, fields, review, plain_words["scenarios"]),
    )
    told = needs.tell_again(demand, read_vocabulary("needs_again")["need"])
    _write(folder / "needs.csv", needs.HEADINGS, needs.need_rows(told, companies, met=met, in_talks=in_talks))
    _write(folder / "roadshows.csv", roadshows.HEADINGS, map(roadshows.roadshow_row, shows))
    _write(folder / "pitches.csv", roadshows.PITCH_HEADINGS, (pitch.row() for pitch in pitches))
    _write(
        folder / "registrations.csv",
        roadshows.REGISTRATION_HEADINGS,
        roadshows.registrations(shows, companies),
    )
    _write(
        folder / "intents.csv",
        roadshows.INTENT_HEADINGS,
        roadshows.intent_rows(shows, pitches, companies, notes["intents"]),
    )
    _write(folder / "deals.csv", deals.HEADINGS, deals.deal_rows(agreed))


def _write(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
