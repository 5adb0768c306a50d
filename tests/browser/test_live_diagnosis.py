"""While a need is typed, the page tells what it says and what is missing; nothing is sent but to ask."""

import re

from playwright.sync_api import expect

from matchmaker.organizations.enums import Role


def test_the_diagnosis_follows_what_is_typed(seat):
    page = seat(Role.ENGINEER)
    page.goto("/needs/new")
    diagnosis = page.locator("#diagnosis")
    expect(diagnosis.locator(".there")).to_have_count(0)
    page.fill("[name=title]", "陶瓷过滤板寿命短")
    expect(diagnosis.locator(".there mark", has_text="过滤板")).to_be_visible()
    page.fill("[name=content]", "用于锅炉烟气除尘，急冷时开裂，要求水淬30次以上不开裂。")
    expect(diagnosis.locator(".there mark", has_text=re.compile("30次以上"))).to_be_visible()
    expect(diagnosis.locator(".absent")).to_have_count(3)
    page.click("details.more-fields summary")
    page.select_option("[name=ownership]", "shared")
    expect(diagnosis.locator(".absent")).to_have_count(2)
