"""The demo centre behind the real server, and a real browser in front of it."""

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from matchmaker.organizations.enums import Role
from tests.serving import served

SCREENSHOTS = Path(__file__).parent / "screenshots"
WIDE = {"width": 1366, "height": 900}
NARROW = {"width": 360, "height": 740}

expect.set_options(timeout=20_000)  # a busy machine is slow

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_QUIETLY = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)


@pytest.fixture(scope="session")
def chromium():
    """The system's Chromium; the tests download none."""
    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if path is None:
        pytest.skip(
            f"LEFT OUT: the story in a real browser, for there is none of {', '.join(_BROWSERS)} here"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_QUIETLY))
        yield browser
        browser.close()


class Centre:
    """The address of the demo centre, and its accounts by role."""

    def __init__(self, address, instance):
        self.address = address
        rows = json.loads((instance / "demo-accounts.json").read_text(encoding="utf-8"))
        self.accounts = {Role(row["role"]): (row["email"], row["password"]) for row in rows}


@pytest.fixture(scope="session")
def centre(new_demo_centre):
    """The demo centre, loaded and served by the commands that a person uses."""
    instance = new_demo_centre()
    with served({"DATABASE_URL": "", "MATCHMAKER_INSTANCE": str(instance)}) as (address, _):
        yield Centre(address, instance)


@pytest.fixture
def seat(chromium, centre, request):
    """Sits somebody down in front of a browser: ``seat(role=None, language="en", viewport=WIDE)``."""
    contexts, complaints = [], []

    def seated(role=None, *, language="en", viewport=WIDE):
        context = chromium.new_context(base_url=centre.address, viewport=viewport)
        context.add_cookies([{"name": "language", "value": language, "url": centre.address}])
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if role:
            email, password = centre.accounts[role]
            page.goto("/login")
            page.fill("input[name=email]", email)
            page.fill("input[name=password]", password)
            page.click("main form button")
            page.wait_for_url(lambda url: "/login" not in url)
        return page

    yield seated
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def picture(request):
    """Keeps what a page looks like beside the tests: ``picture(page, "name")``."""
    SCREENSHOTS.mkdir(exist_ok=True)

    def taken(page, name):
        page.screenshot(path=SCREENSHOTS / f"{re.sub('[^a-z0-9-]+', '-', name)}.png", full_page=True)

    return taken
