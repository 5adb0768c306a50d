"""An inventor answers by a signed link on a telephone, without an account, and hands in."""

from playwright.sync_api import expect

from matchmaker.organizations.enums import Role
from tests.browser.conftest import NARROW

WHOLE = {"funding": "public", "implementation": "none", "readiness": "6", "rating": "一般"}


def link_of_somebody_with_all_left(officer):
    officer.goto("/reviews")
    officer.click("td.title a")
    officer.click("text=Links and reminders")
    officer.wait_for_load_state()
    for row in officer.locator(".review-links tbody tr").all():
        cells = [cell.inner_text() for cell in row.locator("td.num").all()]
        if cells and cells[0] == cells[1] and cells[2] == "0":
            return row.locator("[data-copy]").input_value()
    raise AssertionError


def test_answers_are_given_and_handed_in_on_a_telephone(seat, picture):
    address = link_of_somebody_with_all_left(seat(Role.OFFICER))
    phone = seat(language="zh_Hans_CN", viewport=NARROW)
    phone.goto(address)
    assert "key=" not in phone.url
    cards = phone.locator(".answer-card").count()
    phone.locator(".answer-card a").first.click()
    for _ in range(cards):
        for name, value in WHOLE.items():
            phone.select_option(f"select[name={name}]", value)
        phone.locator("input[name=unwilling]").uncheck()
        phone.locator("input[name=ways]").first.check()
        phone.fill("textarea[name=scenarios]", "用于铝合金铸造前的熔体过滤。")
        assert phone.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
        picture(phone, "review-answers-phone")
        phone.locator("main form button").first.click()
    picture(phone, "review-list-phone")
    phone.locator(".hand-in button").click()
    expect(phone.locator(".review-handed_in")).to_have_count(cards)
