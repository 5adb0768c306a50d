"""What is typed into the form of a need stays in the browser until the need is saved or the draft discarded."""

import pytest
from playwright.sync_api import expect

from matchmaker.organizations.enums import Role

TITLE, CONTENT, TARGETS = "陶瓷过滤板寿命短", "用于锅炉烟气除尘，急冷时开裂。", "水淬30次以上不开裂"


@pytest.fixture
def page(seat):
    return seat(Role.ENGINEER)


def write(page):
    page.goto("/needs/new")
    page.fill("[name=title]", TITLE)
    page.fill("[name=content]", CONTENT)
    page.click("details.more-fields summary")
    page.fill("[name=targets]", TARGETS)
    page.select_option("[name=ownership]", "shared")
    page.check("[name=cooperation] >> nth=1")


def saved_to_change(page):
    """Saves a need; gives the address at which it is changed."""
    write(page)
    page.get_by_role("button", name="Save as a draft").click()
    page.wait_for_url(lambda url: "/needs/new" not in url)
    return f"{page.url}/change"


def note(page):
    return page.locator("[data-draft-note]")


def kept(page):
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:')).length")


def test_a_form_that_is_left_comes_back_as_it_was_and_its_diagnosis_with_it(page):
    page.goto("/needs/new")
    expect(note(page)).to_be_hidden()
    write(page)
    page.goto("/my/needs")
    page.goto("/needs/new")
    expect(note(page)).to_contain_text("Draft restored")
    assert [page.input_value(f"[name={name}]") for name in ("title", "content", "targets", "ownership")] == [
        TITLE, CONTENT, TARGETS, "shared",
    ]  # fmt: skip
    assert page.locator("[name=cooperation]").evaluate_all("boxes => boxes.map(box => box.checked)")[:3] == [
        False, True, False,
    ]  # fmt: skip
    expect(page.locator("[name=targets]")).to_be_visible()
    expect(page.locator("#diagnosis .there mark", has_text="过滤板")).to_be_visible()


def test_a_draft_is_discarded_and_does_not_come_back(page):
    write(page)
    page.goto("/needs/new")
    note(page).get_by_role("button", name="Discard the draft").click()
    expect(note(page)).to_be_hidden()
    assert (page.input_value("[name=title]"), kept(page)) == ("", 0)
    page.goto("/needs/new")
    expect(note(page)).to_be_hidden()
    assert page.input_value("[name=content]") == ""


def test_a_refused_form_keeps_its_draft_and_a_saved_one_lets_go_of_it(page):
    write(page)
    page.fill("[name=own_patents]", "离心泵")
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.locator(".invalid-feedback")).to_be_visible()
    expect(note(page)).to_be_hidden()
    assert (page.input_value("[name=title]"), kept(page)) == (TITLE, 1)
    page.fill("[name=own_patents]", "")
    page.get_by_role("button", name="Save as a draft").click()
    page.wait_for_url(lambda url: "/needs/new" not in url)
    expect(page.locator("h1")).to_contain_text(TITLE)
    assert kept(page) == 0


def test_a_draft_outlives_the_signing_in_and_is_the_accounts_own(page, centre):
    write(page)
    page.context.clear_cookies(name="session")
    page.click("[name=submit_now]")
    page.wait_for_url(lambda url: "/login" in url)
    email, password = centre.accounts[Role.ENGINEER]
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.click("main form button")
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto("/needs/new")
    assert page.input_value("[name=title]") == TITLE
    page.evaluate(
        "for (const key of Object.keys(localStorage))"
        " { localStorage.setItem('draft:need-999999', localStorage.getItem(key)); localStorage.removeItem(key); }"
    )
    page.goto("/needs/new")
    expect(note(page)).to_be_hidden()
    assert page.input_value("[name=title]") == ""


def test_a_search_that_becomes_a_need_has_a_draft_of_its_own(page):
    write(page)
    page.goto("/needs/new?text=锂电池低温放电衰减快")
    expect(note(page)).to_be_hidden()
    assert page.input_value("[name=title]") == "锂电池低温放电衰减快"
    page.fill("[name=content]", "零下四十度放电。")
    page.goto("/needs/new")
    assert page.input_value("[name=content]") == CONTENT
    page.goto("/needs/new?text=锂电池低温放电衰减快")
    assert page.input_value("[name=content]") == "零下四十度放电。"


def test_a_changed_need_has_a_draft_until_it_is_saved(page):
    change = saved_to_change(page)
    page.goto(change)
    page.fill("[name=content]", f"{CONTENT}每年换两次。")
    page.goto("/needs/new")
    expect(note(page)).to_be_hidden()
    page.goto(change)
    expect(note(page)).to_contain_text("Draft restored")
    assert page.input_value("[name=content]") == f"{CONTENT}每年换两次。"
    page.get_by_role("button", name="Save as a draft").click()
    page.wait_for_url(lambda url: "/change" not in url)
    assert kept(page) == 0


def test_a_draft_of_what_a_need_said_before_is_not_put_over_what_it_says_now(page):
    change = saved_to_change(page)
    page.goto(change)
    page.fill("[name=content]", "先写的，没有保存。")
    elsewhere = page.context.browser.new_context(storage_state={"cookies": page.context.cookies()}).new_page()
    elsewhere.goto(change)
    elsewhere.fill("[name=content]", "在别处改写并保存的。")
    elsewhere.get_by_role("button", name="Save as a draft").click()
    elsewhere.wait_for_url(lambda url: "/change" not in url)
    elsewhere.context.close()
    page.goto(change)
    expect(note(page)).to_be_hidden()
    assert page.input_value("[name=content]") == "在别处改写并保存的。"


def test_a_draft_of_more_than_thirty_days_ago_is_forgotten(page):
    write(page)
    page.evaluate(
        "for (const key of Object.keys(localStorage)) {"
        " const draft = JSON.parse(localStorage.getItem(key)); draft.at -= 31 * 24 * 3600 * 1000;"
        " localStorage.setItem(key, JSON.stringify(draft)); }"
    )
    page.goto("/needs/new")
    expect(note(page)).to_be_hidden()
    assert kept(page) == 0
