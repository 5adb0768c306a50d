"""Ticks of the inventory outlive its pages, until the step over them is taken or they are taken away."""

import pytest
from playwright.sync_api import expect

from matchmaker.organizations.enums import Role


@pytest.fixture
def page(seat):
    page = seat(Role.OFFICER)
    page.goto("/inventory")
    return page


def boxes(page):
    return page.locator('td.tick input[name="patent"]')


def elsewhere(page):
    return page.locator("[data-ticked-elsewhere]")


def tick_two_pages(page):
    """Two on the first page, one on the second; gives their ids."""
    ticked = []
    for address, places in (("/inventory", (0, 1)), ("/inventory?page=2", (0,))):
        page.goto(address)
        for place in places:
            boxes(page).nth(place).check()
            ticked.append(boxes(page).nth(place).get_attribute("value"))
    return ticked


def go_to_preview(page, step):
    page.select_option("[name=step]", step)
    page.click("form#many button.btn-outline-primary")


def test_a_step_takes_what_was_ticked_on_all_pages(page):
    ticked = tick_two_pages(page)
    expect(page.locator("[data-ticked]")).to_have_text("(3)")
    expect(elsewhere(page)).to_contain_text("Ticked on other pages: 2")
    go_to_preview(page, "check")
    expect(page.locator("h1")).to_contain_text("3 patents")
    assert all(f"patent={each}" in page.url for each in ticked)


def test_ticks_are_there_after_sorting_and_paging_and_gone_in_another_list_or_once_taken_away(page):
    tick_two_pages(page)
    page.goto("/inventory?order=title")
    expect(page.locator("[data-ticked]")).to_have_text("(3)")
    page.goto("/inventory?status=in_force")
    expect(page.locator("[data-ticked]")).to_have_text("")
    page.goto("/inventory")
    assert boxes(page).evaluate_all("boxes => boxes.map(box => box.checked)")[:3] == [True, True, False]
    elsewhere(page).get_by_role("button").click()
    expect(elsewhere(page)).to_be_hidden()
    page.goto("/inventory?page=2")
    expect(page.locator("[data-ticked]")).to_have_text("")


def test_ticks_end_with_the_step(page):
    tick_two_pages(page)
    go_to_preview(page, "check")
    page.click("form.many-terms button")
    page.click("form[data-ticks-done] button")
    page.wait_for_url(lambda url: "/many" not in url)
    expect(page.locator("[data-ticked]")).to_have_text("")
    assert page.evaluate("Object.keys(sessionStorage).length") == 0


def test_more_ticks_than_an_address_holds_are_not_sent(page):
    page.evaluate(
        "sessionStorage.setItem(`ticks:${document.querySelector('#many').dataset.ticks} `,"
        " JSON.stringify([...Array(400).keys()].map((number) => String(1e6 + number))))"
    )
    page.goto("/inventory")
    expect(page.locator("[data-too-many]")).to_be_hidden()
    boxes(page).first.check()
    expect(page.locator("[data-too-many]")).to_be_visible()
    go_to_preview(page, "check")
    assert "/many" not in page.url
