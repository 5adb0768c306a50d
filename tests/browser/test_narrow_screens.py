"""The main pages fit a telephone: nothing has to be pushed sideways at 360 pixels."""

import pytest

from matchmaker.organizations.enums import Role
from tests.browser.conftest import NARROW

PAGES = {
    None: ("/", "/search?text=锂电池低温放电衰减快", "/ipc", "/needs", "/roadshows", "/login"),
    Role.ENGINEER: ("/my/needs", "/needs/new", "/my/deals", "/change"),
    Role.OFFICER: (
        "/inventory",
        "/inventory/import",
        "/inventory/imports",
        "/inventory/needs",
        "/search/needs",
        "/my/searches",
        "/reviews",
        "/reviews/new?dormant=1",
    ),
    Role.BROKER: (
        "/desk",
        "/desk/needs",
        "/desk/curation",
        "/due?days=90",
        "/needs/import",
        "/deals",
        "/roadshows",
        "/statistics",
    ),
    Role.ADMINISTRATOR: (
        "/organizations",
        "/people",
        "/people/1",
        "/trail",
        "/desk/quality",
        "/words",
        "/tasks",
        "/desk/curation/limits",
        "/scorecards",
        "/scorecards/finance",
        "/scorecards/finance/edit",
        "/patents/15/scores/new",
        "/scores/1",
    ),
}
FIRST_OF_A_LIST = "main h3 a, main td.title a"


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
@pytest.mark.parametrize("role", PAGES, ids=lambda role: role.value if role else "visitor")
def test_no_page_is_wider_than_a_telephone(seat, picture, role, language):
    page = seat(role, language=language, viewport=NARROW)
    widths = {}
    for address in PAGES[role]:
        page.goto(address)
        widths[address] = width_of(page)
        if language != "en":
            picture(page, f"narrow{address.partition('?')[0]}")
        if page.locator(FIRST_OF_A_LIST).count():
            page.goto(page.locator(FIRST_OF_A_LIST).first.get_attribute("href"))
            widths[page.url] = width_of(page)
    assert {address: width for address, width in widths.items() if width > NARROW["width"]} == {}


def width_of(page):
    return page.evaluate("document.documentElement.scrollWidth")
