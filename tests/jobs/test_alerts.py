"""What is new in saved searches is told by e-mail to those who chose it, once a day, by a real mail server."""

import datetime as dt
from email import message_from_bytes, policy
from threading import Event

import pytest
from aiosmtpd.controller import Controller

from matchmaker.database import now
from matchmaker.deals.due_mail import MAIL, choose_due_mail
from matchmaker.errors import NotFoundError
from matchmaker.jobs.alerts import send_alerts, send_reminders
from matchmaker.jobs.post import Post
from matchmaker.jobs.work import do_what_waits
from matchmaker.jobs.workplace import Workplace
from matchmaker.matching.addresses import read_asked
from matchmaker.matching.alerts import people_to_tell, person_of_way_out, take_alert
from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.enums import Sought
from matchmaker.matching.models import SavedSearch
from matchmaker.matching.saved_searches import choose_mail, look_through, note_search_look, save_search
from matchmaker.needs.service import close_need
from matchmaker.organizations.enums import Role
from matchmaker.organizations.ways_out import person_on_way_out
from matchmaker.settings import MailServer
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person
from tests.factories.patents import make_patent
from tests.serving import free_port

SECRET = "a secret of the tests"


class Letterbox:
    """Takes mail, or refuses it."""

    def __init__(self):
        self.letters = []
        self.is_open = True

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if not self.is_open:
            return "451 come back later"
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


@pytest.fixture
def letterbox():
    return Letterbox()


@pytest.fixture
def post(letterbox):
    controller = Controller(letterbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    port = controller.port
    server = MailServer("127.0.0.1", "centre@mail.example", port=port, security="none")
    yield Post(server, "https://centre.example", SECRET, "en")
    controller.stop()


@pytest.fixture
def place(database, post):
    return Workplace(database.sessions, Catalogue(), post)


@pytest.fixture
def saved(session, place):
    """A search that its person wants mail of, with one new patent in it."""
    person = make_person(session, role=Role.ENGINEER, organization=make_organization(session))
    asked = read_asked({"text": ["陶瓷过滤板"]})
    saved = save_search(
        session, place.catalogue, asked=asked, name="过滤板", by_mail=True, today=place.today, by=person
    )
    come(session, place, saved)
    return saved


def come(session, place, saved):
    """Another patent is listed, and the search is looked through."""
    session.flush()
    patent = make_patent(session, title="一种新的陶瓷过滤板")
    session.flush()
    look_through(session, place.catalogue, saved=saved, today=place.today)
    session.commit()
    return patent


def told(place):
    return send_alerts(place, {}, lambda done, total: None)[1]


def test_a_person_is_told_once_with_links_and_a_way_out(session, place, letterbox, saved):
    assert told(place) == {"sent": 1, "failed": 0}
    (letter,) = letterbox.letters
    assert (letter["To"], letter["From"]) == (saved.person.email, "centre@mail.example")
    assert letter["Subject"] == "Your searches: 1 new patents"
    text = letter.get_content()
    assert "过滤板: 1 new" in text
    assert f"https://centre.example/search?saved={saved.id}" in text
    way = text.strip().splitlines()[-1]
    assert letter["List-Unsubscribe"].strip() == f"<{way}>"
    assert person_of_way_out(session, way.rpartition("/")[2], secret=SECRET) == saved.person
    session.refresh(saved)
    assert (len(saved.new), saved.unsent) == (1, [])
    assert told(place) == {"sent": 0, "failed": 0}


def test_needs_are_told_in_the_same_mail_as_others_may_read_them_and_none_that_is_over(
    session, place, letterbox, saved, count_queries
):
    asked = read_asked({"region": ["浙江省"]}, Sought.NEEDS)
    of_needs = save_search(
        session, place.catalogue, asked=asked, name="浙江", by_mail=True, today=place.today, by=saved.person
    )
    company = make_organization(session, name="浙江岚峤陶瓷科技有限公司", region="浙江省")
    told_of, closed = (
        make_need(session, organization=company, title="岚峤过滤板开裂", content="岚峤的过滤板开裂。")
        for _ in range(2)
    )
    session.flush()
    look_through(session, place.catalogue, saved=of_needs, today=place.today)
    close_need(session, need=closed, by=None)
    session.commit()
    with place.sessions() as other, count_queries() as statements:
        alert = take_alert(other, person_id=saved.person_id, at=now())
        assert [len(news) for news in alert.found.values()] == [1, 1]
    assert len(statements) == 5
    assert told(place) == {"sent": 1, "failed": 0}
    (letter,) = letterbox.letters
    assert letter["Subject"] == "Your searches: 1 new patents, 1 new needs"
    lines = letter.get_content().splitlines()
    start = lines.index("浙江: 1 new")
    assert lines[start + 1 : start + 3] == [
        f"https://centre.example/search/needs?saved={of_needs.id}",
        f"  - {told_of.public_title} #{told_of.id}",
    ]
    assert "岚峤" not in letter.get_content()


def test_the_next_mail_is_a_day_later(session, place, letterbox, saved):
    told(place)
    session.refresh(saved)
    come(session, place, saved)
    assert people_to_tell(session, at=now()) == []
    assert people_to_tell(session, at=now() + dt.timedelta(hours=25)) == [saved.person_id]


def test_what_the_server_does_not_take_is_not_told_and_tried_again(session, place, letterbox, saved):
    letterbox.is_open = False
    assert told(place) == {"sent": 0, "failed": 1}
    session.refresh(saved)
    assert (len(saved.unsent), saved.mailed_at) == (1, None)
    letterbox.is_open = True
    assert told(place) == {"sent": 1, "failed": 0}


@pytest.mark.parametrize("change", ["looked", "chose none", "left"])
def test_nobody_is_told_who_has_looked_or_chose_no_mail_or_left(session, place, letterbox, saved, change):
    if change == "looked":
        note_search_look(saved)
    elif change == "chose none":
        choose_mail(session, saved=saved, by_mail=False, by=saved.person)
    else:
        saved.person.active = False
    session.commit()
    assert told(place) == {"sent": 0, "failed": 0}


def test_the_worker_looks_searches_through_and_sends_the_mail(session, place, letterbox, saved):
    note_search_look(saved)
    make_patent(session, title="一种陶瓷过滤板的制备方法")
    session.commit()
    do_what_waits(place, Event())
    do_what_waits(place, Event())
    assert [letter["To"] for letter in letterbox.letters] == [saved.person.email]


def test_without_a_mail_server_nothing_is_sent(session, database, saved):
    place = Workplace(database.sessions, Catalogue())
    do_what_waits(place, Event())
    assert told(place) == {"sent": 0, "failed": 0}
    assert len(session.get(SavedSearch, saved.id).unsent) == 1


def test_who_chose_it_is_reminded_of_what_is_due_with_links_and_a_way_out(session, place, letterbox):
    officer = make_person(session, role=Role.OFFICER)
    patent = make_patent(session, holder=officer.organization, title="一种陶瓷过滤板")
    patent.listing.trial_until = now().date() + dt.timedelta(days=3)
    choose_due_mail(session, person=officer, wished=True, today=now().date(), by=officer)
    session.commit()
    letterbox.is_open = False
    assert send_reminders(place, {}, lambda done, total: None)[1] == {"sent": 0, "failed": 1}
    letterbox.is_open = True
    do_what_waits(place, Event())
    do_what_waits(place, Event())
    (letter,) = letterbox.letters
    assert (letter["To"], letter["Subject"]) == (officer.email, "Due soon: 1")
    lines = letter.get_content().splitlines()
    assert lines[0] == f"{patent.listing.trial_until.isoformat()}  The trial before payment ends"
    assert f"  https://centre.example/patents/{patent.id}" in lines
    way = letter.get_content().strip().splitlines()[-1]
    assert letter["List-Unsubscribe"].strip() == f"<{way}>"
    assert person_on_way_out(session, MAIL, way.rpartition("/")[2], secret=SECRET) == officer
    with pytest.raises(NotFoundError):
        person_of_way_out(session, way.rpartition("/")[2], secret=SECRET)
