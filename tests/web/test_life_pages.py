"""The pages of a patent's life, of the fees that are due, and of an offer's terms."""

import datetime as dt

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from matchmaker.organizations.enums import Role
from matchmaker.patents.enums import LicenceKind, PatentStatus
from matchmaker.patents.models import CoOwner, FeePayment, OpenLicence, Patent, PatentLicence, Pledge
from tests.factories.patents import make_granted_patent, make_patent

TODAY = dt.datetime.now(dt.UTC).date()


@pytest.fixture
def patent(session, home):
    """A patent of the officer's university; its sixth year's fee is due in 20 days."""
    made = make_granted_patent(session, holder=home[Role.OFFICER], due_in=20)
    session.commit()
    return made


@pytest.fixture
def life(officer, patent):
    """Opens the page of the patent's life."""
    return lambda: officer.open(f"/patents/{patent.id}/life")


def one(session, model):
    session.rollback()
    session.expire_all()
    return session.scalars(sa.select(model)).one_or_none()


def test_the_page_shows_the_term_each_years_fee_and_what_a_late_payment_costs(life, patent):
    page = life()
    rows = [row.get_text(" ", strip=True) for row in page.soup.select(".fees tbody tr")]
    assert len(rows) == 20 - 1
    due_on = (TODAY + dt.timedelta(days=20)).isoformat()
    (at_hand,) = [row for row in rows if due_on in row]
    assert at_hand.startswith(f"6 {due_on} 1,200.00 To be paid")
    assert [cell.get_text() for cell in page.soup.select("table")[1].select("tbody td:nth-child(3)")] == [
        "0", "5", "10", "15", "20", "25"
    ]  # fmt: skip
    assert "Invention" in page.text
    assert "专利法第四十二条" in page.text


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
def test_every_page_is_there_in_both_languages(officer, patent, language):
    officer.client.set_cookie("language", language)
    for address in (f"/patents/{patent.id}/life", f"/patents/{patent.id}/listing", f"/patents/{patent.id}"):
        assert officer.open(address).status == 200


def test_a_payment_is_recorded_shown_and_taken_back(life, session, patent):
    address = f"/patents/{patent.id}/fees/6"
    page = life().form(address).send(paid_on=TODAY.isoformat())
    assert page.notes == ["Noted."]
    assert one(session, FeePayment).paid_on == TODAY
    page.form(f"{address}/take-back").send()
    assert one(session, FeePayment) is None


@pytest.mark.parametrize("paid_on", ["", "gestern", "2999-01-01", "1999-01-01"])
def test_a_payment_on_no_possible_day_is_refused_on_the_page(life, session, patent, paid_on):
    page = life().form(f"/patents/{patent.id}/fees/6").send(paid_on=paid_on)
    assert (page.status, len(page.refusals)) == (200, 1)
    assert one(session, FeePayment) is None


def test_the_page_of_a_patent_granted_after_its_term_says_why_no_fee_can_be_paid(life, session, patent):
    form = life().form(f"/patents/{patent.id}/fees/6")
    patent.filed_on, patent.granted_on = dt.date(1995, 1, 10), dt.date(2016, 3, 1)
    session.commit()
    said = "it was granted on 2016-03-01, and its term ended on 2015-01-10."
    (row,) = life().soup.select(".fees tbody tr")
    assert said in row.get_text()
    page = form.send(paid_on=TODAY.isoformat())
    assert (page.status, [said in refusal for refusal in page.refusals]) == (200, [True])
    assert one(session, FeePayment) is None


def test_owners_pledges_licences_and_facts_are_recorded(life, session, patent):
    base = f"/patents/{patent.id}"
    life().form(f"{base}/co-owners").send(name="甲厂", share_percent="30")
    life().form(f"{base}/pledges").send(pledgee="某银行", registered_on="2025-01-02", consents="y")
    life().form(f"{base}/licences").send(kind="sole", licensee="丁厂", starts_on="2025-01-02")
    life().form(f"{base}/life/facts").send(own_use="y", extension_days="30", report_on="2025-03-04")
    owner, pledge, licence, noted = (
        one(session, model) for model in (CoOwner, Pledge, PatentLicence, Patent)
    )
    assert (owner.name, owner.share_percent) == ("甲厂", 30)
    assert (pledge.pledgee, pledge.consents) == ("某银行", True)
    assert (licence.kind, licence.licensee, licence.ends_on) == (LicenceKind.SOLE, "丁厂", None)
    assert (noted.own_use, noted.extension_days, noted.report_on) == (True, 30, dt.date(2025, 3, 4))
    page = life()
    assert "Not dormant" in page.text
    page.form(f"{base}/co-owners/{owner.id}/remove").send()
    page.form(f"{base}/pledges/{pledge.id}/release").send(released_on="2025-02-03")
    page.form(f"{base}/licences/{licence.id}/remove").send()
    assert one(session, Pledge).released_on == dt.date(2025, 2, 3)
    assert (one(session, CoOwner), one(session, PatentLicence)) == (None, None)


@pytest.mark.parametrize(
    ("action", "sent"),
    [
        ("co-owners", {"name": ""}),
        ("co-owners", {"name": "甲厂", "share_percent": "100"}),
        ("co-owners", {"name": "甲厂", "share_percent": "viel"}),
        ("co-owners", {"name": "甲" * 201}),
        ("pledges", {"pledgee": "某银行", "registered_on": "soon"}),
        ("licences", {"licensee": "丁厂", "starts_on": "2025-01-02", "ends_on": "2024-01-01"}),
        ("licences", {"licensee": "丁厂", "starts_on": "2025-01-02", "kind": "none-such"}),
        ("life/facts", {"extension_days": "-1"}),
        ("life/facts", {"extension_days": "99999999999999999999"}),
        ("let-lapse", {"reason": " "}),
    ],
    ids=str,
)
def test_what_cannot_be_recorded_is_refused_and_what_was_typed_is_kept(life, patent, action, sent):
    address = f"/patents/{patent.id}/{action}"
    page = life().form(address).send(**sent)
    assert (page.status, len(page.refusals)) == (200, 1)
    typed = page.form(address).values
    assert {name: typed[name] for name in sent if name not in {"kind", "registered_on", "reason"}} == {
        name: value for name, value in sent.items() if name not in {"kind", "registered_on", "reason"}
    }


def test_a_patent_is_let_lapse_and_kept_up_after_all(life, session, patent):
    page = life().form(f"/patents/{patent.id}/let-lapse").send(reason="技术已过时")
    assert "技术已过时" in page.soup.select_one(".alert-warning").get_text()
    page.form(f"/patents/{patent.id}/keep-up").send()
    assert one(session, Patent).let_lapse_on is None


def test_another_holders_patent_is_not_this_officers(officer, session):
    foreign = make_granted_patent(session)
    session.commit()
    assert officer.open(f"/patents/{foreign.id}/life").status == 403
    assert officer.open(f"/patents/{foreign.id}/fees.ics").status == 403


def test_a_patent_without_dates_says_why_it_has_no_calendar(officer, session, home):
    bare = make_patent(session, holder=home[Role.OFFICER])
    session.commit()
    assert "There is no calendar" in officer.open(f"/patents/{bare.id}/life").text


def test_the_fees_due_are_listed_paid_and_taken_into_a_calendar(officer, session, patent):
    page = officer.open("/inventory/fees")
    assert [cell.get_text(strip=True) for cell in page.soup.select("td.title a")] == [patent.title]
    event = Calendar.from_ical(officer.client.get("/inventory/fees.ics").data).walk("VEVENT")[0]
    assert event["dtstart"].dt == TODAY + dt.timedelta(days=20)
    assert (
        len(Calendar.from_ical(officer.client.get(f"/patents/{patent.id}/fees.ics").data).walk("VEVENT"))
        == 15
    )
    page = page.form(f"/patents/{patent.id}/fees/6").send()
    assert page.path == "/inventory/fees"
    assert page.soup.select("td.title") == []
    assert one(session, FeePayment).year == 6


@pytest.mark.parametrize("query", ["which=none-such", "which=grace", "which=missed", "page=x", "page=-3"])
def test_an_address_that_asks_for_nothing_known_is_answered(officer, patent, query):
    assert officer.open(f"/inventory/fees?{query}").status == 200
    assert officer.open(f"/patents/{patent.id}/life?year=x").status == 200


def test_a_visitor_sees_term_and_licences_without_names(visitor, officer, patent):
    officer.open(f"/patents/{patent.id}/life").form(f"/patents/{patent.id}/licences").send(
        kind="sole", licensee="丁厂", starts_on="2025-01-02"
    )
    page = visitor.open(f"/patents/{patent.id}")
    assert "Sole licence" in page.text
    assert "Expires on" in page.text
    assert "丁厂" not in page.text
    assert "Dormancy" not in page.text


OPEN_LICENCE = {
    "open_licence": "y",
    "open_fee": "5",
    "open_royalty": "2.5",
    "open_base": "sales",
    "open_payment": "三十日内付清",
    "open_until": (TODAY + dt.timedelta(days=365)).isoformat(),
}


def test_an_offer_with_all_its_terms_is_kept_and_shown(officer, visitor, session, patent):
    until = (TODAY + dt.timedelta(days=90)).isoformat()
    form = officer.open(f"/patents/{patent.id}/listing").form()
    terms = {
        "licence_kind": "ordinary",
        "scenarios": "用于高温烟气",
        "trial_until": until,
        "available_until": until,
    }
    assert form.send(ways="licence", benefit="省电", **terms, **OPEN_LICENCE).path == f"/patents/{patent.id}"
    again = officer.open(f"/patents/{patent.id}/listing").form().values
    assert {name: again[name] for name in terms} == terms
    assert (float(again["open_fee"]), float(again["open_royalty"])) == (5, 2.5)
    assert {name: again[name] for name in ("open_base", "open_payment", "open_until")} == {
        name: OPEN_LICENCE[name] for name in ("open_base", "open_payment", "open_until")
    }
    shown = visitor.open(f"/patents/{patent.id}").text
    for text in ("用于高温烟气", "Ordinary licence", until, "2.5% of net sales", "三十日内付清"):
        assert text in shown
    officer.open(f"/patents/{patent.id}/listing").form().send(open_licence=None)
    assert one(session, OpenLicence) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"open_fee": "", "open_royalty": ""},
        {"open_base": ""},
        {"open_payment": ""},
        {"open_until": ""},
        {"open_until": "2020-01-01"},
        {"open_royalty": "200"},
        {"open_royalty": "NaN"},
        {"open_royalty": "1e999"},
        {"licence_kind": "exclusive"},
        {"available_until": "2020-01-01"},
    ],
    ids=str,
)
def test_terms_that_cannot_stand_are_refused_and_what_was_typed_is_kept(officer, session, patent, wrong):
    form = officer.open(f"/patents/{patent.id}/listing").form()
    page = form.send(**{"ways": "licence", "scenarios": "用于窑炉", **OPEN_LICENCE, **wrong})
    assert (page.status, len(page.refusals)) == (200, 1)
    assert page.form().values["scenarios"] == "用于窑炉"
    assert one(session, OpenLicence) is None


def test_what_bars_an_open_licence_is_named_before_and_after_trying(officer, session, home):
    model = make_granted_patent(session, holder=home[Role.OFFICER], patent_type="utility_model")
    session.commit()
    page = officer.open(f"/patents/{model.id}/listing")
    assert "need an evaluation report" in page.soup.select_one(".alert-warning").get_text()
    page = page.form().send(ways="licence", **OPEN_LICENCE)
    assert len(page.refusals) == 1
    assert "need an evaluation report" in page.refusals[0]


def test_a_status_is_noted_with_its_source(officer, session, patent):
    officer.open(f"/patents/{patent.id}/status").form().send(status="in_force", source="专利公告 2025-11")
    noted = one(session, Patent)
    assert (noted.status, noted.status_source) == (PatentStatus.IN_FORCE, "专利公告 2025-11")
    assert "专利公告 2025-11" in officer.open(f"/patents/{patent.id}").text
