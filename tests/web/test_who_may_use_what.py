"""Every route against a written table of who may use it; what is not in the table fails."""

import pytest

from matchmaker.organizations.enums import Role
from tests.web.browsing import Reader

EVERYONE = frozenset({None, *Role})
SIGNED_IN = frozenset(Role)
STAFF = frozenset({Role.BROKER, Role.ADMINISTRATOR})
INVENTORY = frozenset({Role.OFFICER, *STAFF})
NEEDS = frozenset({Role.ENGINEER, *STAFF})
GUESTS = frozenset({Role.ENGINEER, Role.OFFICER})
ENGINEER = frozenset({Role.ENGINEER})
OFFICER = frozenset({Role.OFFICER})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
NOBODY = frozenset()

AUDIENCES = {
    "answers.check": EVERYONE,
    "answers.enter": EVERYONE,
    "answers.hand_in_all": EVERYONE,
    "answers.patent": EVERYONE,
    "answers.patents": EVERYONE,
    "bootstrap.static": EVERYONE,
    "deals.deal": SIGNED_IN,
    "deals.deals": STAFF,
    "deals.desk": STAFF,
    "due.due": SIGNED_IN,
    "due.mail": SIGNED_IN,
    "due.stop": EVERYONE,
    "deals.lose": STAFF,
    "deals.my_deals": GUESTS,
    "deals.open_from_intent": STAFF,
    "deals.open_from_match": STAFF,
    "deals.pay": STAFF,
    "deals.register": STAFF,
    "deals.sign": STAFF,
    "deals.take_back": STAFF,
    "deals.talks": STAFF,
    **{
        f"review_sheets.{page}": OFFICER
        for page in (
            "cancel",
            "choose_columns",
            "confirm",
            "drop",
            "shown",
            "template",
            "upload",
            "wrong_rows",
        )
    },
    **{
        f"need_imports.{page}": NEEDS
        for page in (
            "cancel",
            "choose_columns",
            "confirm",
            "drop",
            "records",
            "shown",
            "upload",
            "wrong_rows",
        )
    },
    "imports.cancel": INVENTORY,
    "imports.choose_columns": INVENTORY,
    "imports.confirm": INVENTORY,
    "imports.drop": INVENTORY,
    "imports.records": INVENTORY,
    "imports.shown": INVENTORY,
    "imports.upload": INVENTORY,
    "imports.wrong_rows": INVENTORY,
    "ipc.tree": EVERYONE,
    "last_round.offer": INVENTORY,
    "last_round.show": INVENTORY,
    "life.add_co_owner": INVENTORY,
    "life.enter_licence": INVENTORY,
    "life.enter_pledge": INVENTORY,
    "life.fees": INVENTORY,
    "life.fees_file": INVENTORY,
    "life.keep_up": INVENTORY,
    "life.let_lapse": INVENTORY,
    "life.patent_file": INVENTORY,
    "life.pay": INVENTORY,
    "life.release_pledge": INVENTORY,
    "life.remove_co_owner": INVENTORY,
    "life.remove_licence": INVENTORY,
    "life.show": INVENTORY,
    "life.state_facts": INVENTORY,
    "life.take_back": INVENTORY,
    "many.many": INVENTORY,
    "search.compare": EVERYONE,
    "matching.desk_needs": STAFF,
    "quality.export_judgements": STAFF,
    "matching.grade": STAFF,
    "matching.holder_needs": OFFICER,
    "matching.keep": STAFF,
    "matching.match_all": STAFF,
    "matching.matches": NEEDS,
    "matching.my_needs": ENGINEER,
    "matching.pass_on": STAFF,
    "quality.quality": STAFF,
    "quality.refit": STAFF,
    "matching.reopen": STAFF,
    "search.search": EVERYONE,
    "search.sheet": EVERYONE,
    "searches.delete": SIGNED_IN,
    "searches.follow_fields": OFFICER,
    "searches.follow_patents": ENGINEER,
    "searches.mail": SIGNED_IN,
    "searches.rename": SIGNED_IN,
    "searches.save": SIGNED_IN,
    "searches.searches": SIGNED_IN,
    "searches.stop": EVERYONE,
    "words.save_word_lists": STAFF,
    "words.words": STAFF,
    "words.words_sheet": STAFF,
    "matching.ungrade": STAFF,
    "search.why_not": EVERYONE,
    "curation.assign": STAFF,
    "curation.desk": STAFF,
    "curation.give_back": STAFF,
    "curation.limits": ADMINISTRATOR,
    "curation.move": STAFF,
    "curation.publish": STAFF,
    "curation.refine": STAFF,
    "need_search.search": EVERYONE,
    "need_search.sheet": EVERYONE,
    **{f"need_merging.{page}": STAFF for page in ("alike", "apart", "merge", "merges", "pair", "undo")},
    "offering.offer": OFFICER,
    "offering.take_back": OFFICER,
    "needs.change": NEEDS,
    "needs.close": NEEDS,
    "needs.comment": NEEDS,
    "needs.diagnosis": NEEDS,
    "needs.need": EVERYONE,
    "needs.needs": EVERYONE,
    "needs.new": ENGINEER,
    "needs.submit": ENGINEER,
    **{f"accounts.{page}": ADMINISTRATOR for page in ("account", "close", "renew_password", "reopen")},
    **{f"merging.{page}": ADMINISTRATOR for page in ("alike", "apart", "merge", "merges", "pair", "undo")},
    "organizations.organization": ADMINISTRATOR,
    "organizations.organizations": ADMINISTRATOR,
    "organizations.people": ADMINISTRATOR,
    "organizations.switch_language": EVERYONE,
    "organizations.trail": ADMINISTRATOR,
    "patents.inventory": INVENTORY,
    "patents.listing": INVENTORY,
    "patents.patent": EVERYONE,
    "patents.status": INVENTORY,
    "patents.withdraw": INVENTORY,
    "refinement.refinement": STAFF,
    "reports.behind": STAFF,
    "reports.healthz": EVERYONE,
    "reports.home": EVERYONE,
    "reports.members": STAFF,
    "reports.start": SIGNED_IN,
    "reports.statistics": STAFF,
    "reports.workbook": STAFF,
    "reviews.assign": OFFICER,
    "reviews.close": OFFICER,
    "reviews.decide": OFFICER,
    "reviews.extend": OFFICER,
    "reviews.item": INVENTORY,
    "review_links.links": OFFICER,
    "review_links.links_file": OFFICER,
    "reviews.new": OFFICER,
    "review_links.renew": OFFICER,
    "review_links.respondent": OFFICER,
    "reviews.review": INVENTORY,
    "reviews.reviews": INVENTORY,
    "review_links.revoke": OFFICER,
    "reviews.take_over": OFFICER,
    "roadshows.add_pitch": STAFF,
    "roadshows.attendance": STAFF,
    "roadshows.cancel": GUESTS,
    "roadshows.choose": STAFF,
    "roadshows.end_intent": STAFF,
    "roadshows.express_intent": NEEDS,
    "roadshows.new": STAFF,
    "roadshows.register": GUESTS,
    "roadshows.roadshow": EVERYONE,
    "roadshows.roadshows": EVERYONE,
    "scorecards.edit": ADMINISTRATOR,
    "scorecards.new_score": INVENTORY,
    "scorecards.score": INVENTORY,
    "scorecards.scorecard": INVENTORY,
    "scorecards.scorecards": INVENTORY,
    "security.change_password": SIGNED_IN,
    "security.login": EVERYONE,
    "security.logout": EVERYONE,
    "security.static": NOBODY,
    "security.verify": NOBODY,
    "static": EVERYONE,
    "tasks.cancel": STAFF,
    "tasks.tasks": STAFF,
}
PLACES = {"filename": "style.css", "language": "en", "token": "x", "year": 2025}


@pytest.fixture(params=[None, *Role], ids=lambda role: role.value if role else "visitor")
def role(request):
    return request.param


@pytest.fixture
def reader(role, app, sign_in):
    return sign_in(role) if role else Reader(app)


def routes(app):
    """Every endpoint with one of its methods and an address; nothing has the number in it."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        places = {name: PLACES.get(name, 999_999) for name in rule.arguments}
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, adapter.build(rule.endpoint, places, method=method)


def answer_to(response):
    """How a route received a reader: ``sent to sign in``, ``refused`` or ``let in``."""
    if response.status_code == 302 and response.location.startswith("/login?next="):
        return "sent to sign in"
    return "refused" if response.status_code == 403 else "let in"


def expected(role, endpoint):
    if role in AUDIENCES[endpoint]:
        return "let in"
    return "refused" if role else "sent to sign in"


def test_the_table_names_every_route_and_no_other(app):
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == AUDIENCES.keys()


def test_each_route_lets_in_its_audience_and_nobody_else(app, role, reader):
    token = reader.open("/search").form("/search").values["csrf_token"]
    answers, table = {}, {}
    for endpoint, method, address in routes(app):
        if endpoint == "security.logout":
            continue  # it would end the sitting
        sent = {"csrf_token": token} if method == "POST" else None
        with reader.client.open(address, method=method, data=sent) as response:
            assert response.status_code < 500
            answers[endpoint, method] = answer_to(response)
        table[endpoint, method] = expected(role, endpoint)
    assert answers == table


def test_a_form_without_its_token_is_refused_by_every_route(app, role, reader):
    answers, table = {}, {}
    for endpoint, method, address in routes(app):
        if method == "POST":
            answers[endpoint] = reader.client.post(address).status_code
            table[endpoint] = {"let in": 400, "refused": 403, "sent to sign in": 302}[
                expected(role, endpoint)
            ]
    assert answers == table


def test_a_view_without_a_mark_is_closed_to_all(app, role, reader):
    app.view_functions["needs.needs"] = lambda: "open by mistake"
    assert answer_to(reader.client.get("/needs")) == ("refused" if role else "sent to sign in")
