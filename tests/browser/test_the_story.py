"""What the platform is for, done by hand: a sheet comes in, a need finds its patent, and a deal comes of it."""

import re
from io import BytesIO

import openpyxl
from playwright.sync_api import expect

from matchmaker.importing.numbers import check_digit
from matchmaker.organizations.enums import Role
from tests.browser.conftest import NARROW

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROBLEM = "锂电池在零下二十度放电容量衰减很快，冬天续航不够，需要改进电解液，低温容量保持率要达到百分之八十。"


def workbook_of_patents(holder, count=30):
    """A sheet of patents as an office keeps it; the check digit of the last is wrong."""
    workbook = openpyxl.Workbook()
    page = workbook.active
    page.append(["专利名称", "申请号", "申请日", "申请人", "摘要", "IPC分类号", "法律状态"])
    for serial in range(1, count + 1):
        digits = f"20182{serial:07}"
        check = check_digit(digits)
        if serial == count:
            check = "0" if check != "0" else "1"
        title = f"一种{serial}号香菇菌棒接种装置"
        abstract = f"香菇菌棒接种装置，接种针数为{serial}，减少菌棒污染。"
        page.append([title, f"{digits}.{check}", "2018-03-01", holder, abstract, "A01G18/64", "授权"])
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def yuan(figure):
    """The full amount of a figure that is shown in 万元."""
    return float(figure.locator("span").first.get_attribute("title").split()[0].replace(",", ""))


def test_an_officer_brings_a_sheet_in_and_everyone_finds_its_patents(seat, picture):
    page = seat(Role.OFFICER)
    page.click("nav a[href='/inventory']")
    page.click("a[href='/inventory/import']")
    holder = page.locator(".person").get_attribute("title")
    page.set_input_files(
        "input[type=file]",
        {"name": "台账.xlsx", "mimeType": SHEET_TYPE, "buffer": workbook_of_patents(holder)},
    )
    picture(page, "import-1-file")
    page.click("main form button")
    expect(page.locator(".counts strong")).to_have_text(["29", "0", "0", "1"])
    wrong = page.locator("main table").first.locator("tbody tr")
    expect(wrong).to_have_count(1)
    expect(wrong.locator("td").first).to_have_text("31")
    chosen = page.locator("select[name^=column-]").evaluate_all("menus => menus.map(menu => menu.value)")
    assert chosen[:4] == ["title", "application_number", "filed_on", "applicants"]
    picture(page, "import-2-preview")
    page.locator("main form").first.locator("button.btn-primary").click()
    expect(page.locator(".alert-success")).to_contain_text("29")
    expect(page.locator(".counts strong")).to_have_text(["29", "0", "0", "1"])
    page.click("main a[href='/inventory']")
    page.fill("input[name=q]", "香菇菌棒")
    page.keyboard.press("Enter")
    expect(page.locator("main tbody tr")).to_have_count(29)
    picture(page, "import-3-inventory")

    visitor = seat()
    visitor.goto("/")
    visitor.fill("textarea", "香菇菌棒接种时容易污染")
    visitor.click("main form button")
    expect(visitor.locator(".hit h3").first).to_contain_text("香菇菌棒")


def test_a_visitor_describes_a_problem_in_chinese_and_sees_ten_patents_and_why(seat, picture):
    page = seat(language="zh_Hans_CN")
    page.goto("/")
    picture(page, "search-1-front-page")
    page.fill("textarea", PROBLEM)
    page.click("main form button")
    expect(page.locator(".hit")).to_have_count(10)
    scores = [float(score) for score in page.locator(".hit .score .num").all_inner_texts()]
    assert scores == sorted(scores, reverse=True)
    for hit in page.locator(".hit").all():
        assert hit.locator("h3 mark, .passage mark").count() > 0
    page.locator(".hit summary").first.click()
    expect(page.locator(".hit .evidence-body").first).to_be_visible()
    assert page.locator(".demo-note").inner_text().startswith("演示数据")
    picture(page, "search-2-answers")


def test_a_filter_applies_as_it_is_chosen_and_folds_away_on_a_telephone(seat, picture):
    page = seat(language="zh_Hans_CN")
    page.goto("/search?text=锂电池低温放电")
    page.locator(".facets input[name=way][value=equity]").check()
    expect(page.locator(".chip")).to_have_count(1)
    expect(page).to_have_url(re.compile("way=equity"))
    expect(page.locator(".facets input[name=way][value=equity]")).to_be_checked()
    picture(page, "search-3-narrowed")
    page.locator(".chip").click()
    expect(page.locator(".chip")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("way="))
    narrow = seat(language="zh_Hans_CN", viewport=NARROW)
    narrow.goto("/search?text=锂电池低温放电&way=equity")
    expect(narrow.locator(".facets input[name=way]").first).to_be_hidden()
    narrow.locator(".facets summary").click()
    expect(narrow.locator(".facets input[name=way][value=equity]")).to_be_checked()
    picture(narrow, "search-4-telephone")


def test_a_need_finds_its_patent_and_a_deal_comes_of_it(seat, picture):
    title = hand_in_a_need(seat(Role.ENGINEER), picture)
    page = seat(Role.BROKER)
    judge_its_matches(page, title, picture)
    before = statistics_of(page)
    page.go_back()
    open_the_deal_by_key(page, picture)
    walk_the_deal_to_its_payment(page, picture)
    deal = page.url
    after = statistics_of(page)
    picture(page, "deal-4-statistics")
    assert [round(new - old) for old, new in zip(before, after, strict=True)] == [
        1,
        1,
        123_400,
        123_400,
        123_400,
    ]
    page.locator("tbody tr.fw-bold a.figure").nth(4).click()
    page.locator(f"main tbody a[href='{deal.removeprefix(page.url.partition('/statistics')[0])}']").click()
    expect(page).to_have_url(deal)


def hand_in_a_need(page, picture):
    """The engineer searches, saves the search as a need and hands it in."""
    page.goto("/search")
    page.fill("textarea", PROBLEM)
    page.click("main form button")
    page.click("a[href^='/needs/new']")
    title = "低温电解液续航不够"
    page.fill("input[name=title]", title)
    page.fill("input[name=budget]", "80")
    assert page.input_value("textarea[name=content]") == PROBLEM
    picture(page, "need-1-form")
    page.click("button[name=submit_now]")
    expect(page).to_have_url(re.compile(r"/needs/\d+/matches$"))
    expect(page.locator(".hit").first).to_be_visible()
    picture(page, "need-2-patents")
    return title


def judge_its_matches(page, title, picture):
    """The broker keeps the first by keyboard, passes the second, takes that back, and pitches the first.

    A page hears keys once its script has marked the current match.
    """
    page.get_by_role("link", name=title).click()
    hits = page.locator(".hit")
    expect(hits.first).to_have_class(re.compile("current"))
    picture(page, "desk-1-matches")
    page.keyboard.press("j")
    expect(hits.nth(1)).to_have_class(re.compile("current"))
    page.keyboard.press("x")
    hits.nth(1).locator("button[name=reason][value=too_early]").click()
    expect(hits.nth(1)).to_have_class(re.compile("passed"))
    hits.nth(1).locator("form[action$='/reopen'] button").click()
    expect(hits.nth(1)).to_have_class(re.compile("open current"))
    page.keyboard.press("k")
    expect(hits.first).to_have_class(re.compile("current"))
    page.keyboard.press("p")
    expect(hits.first).to_have_class(re.compile("kept current"))
    best = hits.first.locator("button[name=level][value='4']")
    page.keyboard.press("4")
    expect(best).to_have_class(re.compile("btn-secondary"))
    expect(page.locator(".undo")).to_be_visible()
    picture(page, "desk-2-undo")
    page.keyboard.press("u")
    expect(best).to_have_class(re.compile("btn-outline-secondary"))
    expect(hits.first).to_have_class(re.compile("current"))
    page.keyboard.press("4")
    expect(best).to_have_class(re.compile("btn-secondary"))
    expect(hits.first).to_have_class(re.compile("current"))
    picture(page, "desk-2-judged")
    pitched, matches = hits.first.locator("h3 a").inner_text(), page.url
    page.keyboard.press("r")
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile(r"/roadshows/\d+$"))
    expect(page.locator(".hit h3 a").last).to_have_text(pitched)
    picture(page, "desk-3-roadshow")
    page.goto(matches)


def open_the_deal_by_key(page, picture):
    expect(page.locator(".hit").first).to_have_class(re.compile("current"))
    page.keyboard.press("d")
    expect(page).to_have_url(re.compile(r"/deals/\d+$"))
    picture(page, "deal-1-lead")


def walk_the_deal_to_its_payment(page, picture):
    """Talks, signature, registration and payment, each with the day that the form suggests."""
    page.locator("form[action$='/talks'] button").click()
    form = page.locator("form[action$='/sign']")
    form.locator("input[name=contract_number]").fill("HT-演示-1")
    form.locator("input[name=amount]").fill("12.34")
    form.locator("select[name=way]").select_option("transfer")
    if form.locator("input[name=co_owners_agreed]").count():
        form.locator("input[name=co_owners_agreed]").check()
    picture(page, "deal-2-contract")
    form.locator("button").click()
    form = page.locator("form[action$='/register']")
    form.locator("input[name=number]").fill("DJ-演示-1")
    form.locator("button").click()
    form = page.locator("form[action$='/payments']")
    form.locator("input[name=amount]").fill("12.34")
    form.locator("button").click()
    expect(page.locator(".steps .done")).to_have_count(5)
    picture(page, "deal-3-paid")


def statistics_of(page):
    """The year's totals: contracts, registrations, and the contract, effect and receipt amounts in yuan."""
    page.goto("/statistics")
    figures = page.locator("tbody tr.fw-bold a.figure")
    counts = [int(figures.nth(place).inner_text()) for place in (0, 2)]
    return [*counts, *(yuan(figures.nth(place)) for place in (3, 4, 5))]
