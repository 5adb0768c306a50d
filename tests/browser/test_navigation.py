"""The navigation stands in one line, and its menus open with and without scripts."""

import pytest

from matchmaker.organizations.enums import Role

SMALL_LAPTOP = {"width": 1280, "height": 800}


@pytest.mark.parametrize("language", ["en", "zh_Hans_CN"])
@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_it_is_one_line_on_a_small_laptop(seat, role, language):
    page = seat(role, language=language, viewport=SMALL_LAPTOP)
    heights = page.locator(".navbar-brand, .navbar-nav > li").evaluate_all(
        "parts => parts.map(part => Math.round(part.getBoundingClientRect().top + part.offsetHeight / 2))"
    )
    assert max(heights) - min(heights) <= 1
    assert page.locator(".navbar-brand").evaluate("brand => brand.offsetHeight") < 40


def test_the_menu_of_the_administration_leads_to_its_pages(seat):
    page = seat(Role.ADMINISTRATOR, viewport=SMALL_LAPTOP)
    page.get_by_role("button", name="Administration").click()
    page.get_by_role("link", name="Audit trail").click()
    assert page.url.endswith("/trail")


def test_without_scripts_a_menu_opens_by_itself(centre, chromium):
    email, password = centre.accounts[Role.ADMINISTRATOR]
    context = chromium.new_context(
        base_url=centre.address, viewport=SMALL_LAPTOP, java_script_enabled=False, locale="en"
    )
    context.add_cookies([{"name": "language", "value": "en", "url": centre.address}])
    page = context.new_page()
    page.goto("/login")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.click("main form button")
    page.get_by_role("button", name="Administration").hover()
    page.get_by_role("link", name="Tasks").click()
    assert page.url.endswith("/tasks")
    context.close()
