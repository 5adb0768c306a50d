"""A review on its pages: opened by the officer, answered and checked by links without an account, and decided."""

import datetime as dt
import logging
from io import BytesIO

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from matchmaker.organizations.enums import Role
from matchmaker.patents.enums import Readiness, Way
from matchmaker.reviews.enums import ItemState, LinkKind
from matchmaker.reviews.links import link_key
from matchmaker.reviews.models import Review, ReviewItem, ReviewLink
from matchmaker.reviews.opening import close_review, renew_link
from tests.factories.organizations import make_university
from tests.factories.reviews import items, make_review, make_reviewed_patent
from tests.web.browsing import Reader, as_file

ANSWERS = {
    "funding": "public",
    "implementation": "none",
    "ways": "licence",
    "readiness": "6",
    "rating": "高",
    "scenarios": "铝水过滤",
}


def today():
    return dt.datetime.now(dt.UTC).date()


@pytest.fixture
def review(session, home):
    """A review over two patents of 王小明 and one of 李四, at two schools; five days are left."""
    holder = home[Role.OFFICER]
    made = [
        make_reviewed_patent(session, holder=holder, title=title, inventors=inventors, department=department)
        for title, inventors, department in (
            ("甲种过滤板", ("王小明",), "材料学院"),
            ("乙种过滤板", ("王小明",), "材料学院"),
            ("丙种过滤板", ("李四",), "化工学院"),
        )
    ]
    opened = make_review(session, patents=made, today=today(), due_on=today() + dt.timedelta(days=5))
    session.commit()
    return opened


@pytest.fixture
def address(app, session, review):
    """The address of somebody's link: ``address("王小明")``."""

    def made(name, kind=LinkKind.RESPONDENT):
        link = session.scalar(sa.select(ReviewLink).where(ReviewLink.name == name, ReviewLink.kind == kind))
        return f"/answer?key={link_key(link, app.config['SECRET_KEY'])}"

    return made


def item_of(session, title):
    session.expire_all()
    session.rollback()
    return next(item for item in session.scalars(sa.select(ReviewItem)) if item.patent.title == title)


def fill_in(reader, address, **changed):
    """Opens the link and fills in each patent; gives the list as it then is."""
    page = reader.open(address)
    for link in dict.fromkeys(link for link in page.links() if link.startswith(f"{page.path}/")):
        page = reader.open(link).form(link).send(**{**ANSWERS, **changed})
    return reader.open(address)


def test_the_officer_opens_a_review_over_what_is_ticked_and_sees_its_links(officer, session, home):
    for title in ("甲", "乙"):
        make_reviewed_patent(session, holder=home[Role.OFFICER], title=title)
    session.commit()
    page = officer.open("/reviews/new?dormant=1&q=甲")
    assert [box["value"] for box in page.soup.select("input[name=patent]")] == ["1"]
    due = today() + dt.timedelta(days=10)
    page = page.form("/reviews/new?dormant=1&q=%E7%94%B2").send(title="盘点", due_on=due.isoformat())
    assert page.notes == ["The review is open. Send the links to those who answer."]
    assert [link["value"].split("?")[0] for link in page.soup.select("input[data-copy]")] == [
        "http://localhost/answer"
    ] * 2
    assert officer.open("/reviews").text.count("盘点") == 1


def test_a_review_that_cannot_be_opened_keeps_what_was_typed(officer, session, home):
    make_reviewed_patent(session, holder=home[Role.OFFICER])
    session.commit()
    page = (
        officer.open("/reviews/new?q=")
        .form("/reviews/new?q=")
        .send(title="盘点", due_on="2020-01-01", levels="高\n低")
    )
    assert page.refusals == ["2020-01-01 has passed. Choose a later day for the answers."]
    assert page.soup.select_one("input[name=title]")["value"] == "盘点"
    page = (
        officer.open("/reviews/new?q=")
        .form("/reviews/new?q=")
        .send(title="盘", due_on="2999-01-01", patent=None)
    )
    assert "No patent was chosen" in page.refusals[0]


def test_an_inventor_fills_in_and_hands_in_without_an_account(app, session, address):
    reader = Reader(app)
    page = reader.open(address("王小明"))
    assert (page.status, "甲种过滤板" in page.text, "丙种过滤板" in page.text) == (200, True, False)
    first = next(link for link in page.links() if link.startswith(f"{page.path}/"))
    page = reader.open(first).form(first).send(funding="public", scenarios="铸造")
    assert page.notes == ["Saved. 4 of the six answers are still missing."]
    assert reader.open(first).form(first).values["scenarios"] == "铸造"
    page = fill_in(reader, address("王小明"))
    page = page.form(f"{page.path}/hand-in").send()
    assert page.notes == ["Handed in: 2 patents. Thank you."]
    item = item_of(session, "甲种过滤板")
    assert (item.state, item.ways, item.readiness) == (ItemState.HANDED_IN, [Way.LICENCE], Readiness(6))


def test_a_second_handing_in_and_a_late_change_are_told_in_words_and_lose_nothing(app, address):
    reader, other = Reader(app), Reader(app)
    page = fill_in(reader, address("李四"))
    form_elsewhere = other.open(address("李四"))
    link = next(link for link in form_elsewhere.links() if link.startswith(f"{form_elsewhere.path}/"))
    late = other.open(link).form(link)
    hand_in = page.form(f"{page.path}/hand-in")
    assert hand_in.send().notes == ["Handed in: 1 patents. Thank you."]
    assert hand_in.send().notes == ["There was nothing left to hand in; what you handed in before is kept."]
    refused = late.send(scenarios="改过的场景")
    assert "handed in already (Waits for the college)" in refused.refusals[0]
    assert "改过的场景" in refused.html


def test_contradicting_answers_are_refused_and_stay_on_the_page(app, session, address):
    reader = Reader(app)
    page = reader.open(address("李四"))
    link = next(link for link in page.links() if link.startswith(f"{page.path}/"))
    refused = reader.open(link).form(link).send(**ANSWERS, unwilling="y")
    assert "not both" in refused.refusals[0]
    assert "铝水过滤" in refused.html
    assert item_of(session, "丙种过滤板").rating == ""
    assert reader.open(link).form(link).send(**{**ANSWERS, "rating": "极高"}).refusals != []


def test_a_college_checks_by_its_link_and_the_university_places(app, session, officer, review, address):
    reader = Reader(app)
    page = fill_in(reader, address("王小明"))
    page.form(f"{page.path}/hand-in").send()
    college = reader.open(address("材料学院", LinkKind.COLLEGE))
    boxes = [box["value"] for box in college.soup.select("input[name=item]")]
    assert len(boxes) == 2
    form = college.form(f"{college.path}/check")
    assert form.send(step="college_return", item=boxes[0]).notes == [
        "Say why, so that the inventor knows what to do."
    ]
    assert (
        form.send(step="place", item=boxes[0], reason="x")
        .notes[0]
        .startswith("Your link does not open this.")
    )
    assert form.send(step="college_return", item=boxes[0], reason="场景太笼统").notes == [
        "Done for 1 patents."
    ]
    assert "场景太笼统" in reader.open(address("王小明")).text
    assert form.send(step="college_approve", item=boxes[1]).notes == ["Done for 1 patents."]
    page = officer.open(f"/reviews/{review.id}?state=college_approved")
    page = page.form(f"/reviews/{review.id}/decide").send(step="place", item=boxes[1])
    assert page.notes == ["Done for 1 patents."]
    assert item_of(session, "乙种过滤板").state is ItemState.PLACED
    page = (
        officer.open(f"/reviews/items/{boxes[1]}")
        .form(f"/reviews/items/{boxes[1]}/offer")
        .send(field="readiness")
    )
    assert page.notes == ["The offer says it now."]
    assert item_of(session, "乙种过滤板").patent.listing.readiness is Readiness(6)
    assert (
        "Placed in the library" in officer.open(f"/patents/{item_of(session, '乙种过滤板').patent_id}").text
    )


def test_the_key_of_a_link_leaves_no_trace(app, address, caplog):
    reader = Reader(app)
    caplog.set_level(logging.DEBUG)
    answer = reader.client.get(address("王小明"))
    assert (answer.status_code, "key" in answer.location) == (302, False)
    page = reader.open(answer.location)
    for response in (answer, page.response, Reader(app).client.get("/answer?key=x")):
        assert response.headers.getlist("Referrer-Policy") == ["no-referrer"]
        assert response.headers["Cache-Control"] == "no-store"
    app.view_functions["answers.enter"] = _fails(app.view_functions["answers.enter"])
    key = address("王小明")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert reader.client.get(key).status_code == 500
    assert key.split("=")[1] not in caplog.text


def _fails(view):
    def failing():
        raise RuntimeError

    failing.__dict__.update(view.__dict__)
    return failing


def test_links_that_do_not_work_say_why(app, session, review, address):
    link = address("王小明")
    held = Reader(app)
    inside = held.open(link)
    assert Reader(app).open("/answer?key=x").status == 404
    assert "not complete or not ours" in Reader(app).open(f"{link}x").text
    assert "not complete or not ours" in Reader(app).open(inside.path).text  # without having come by the link
    renew_link(session, link=items(session, review)[1].link, by=None)
    session.commit()
    for page in (Reader(app).open(link), held.open(inside.path)):
        assert (page.status, "no longer valid" in page.text) == (404, True)
    newer = address("王小明")
    close_review(session, review=session.get(Review, review.id), today=today(), by=None)
    session.commit()
    ended = Reader(app).open(newer)
    assert (ended.status, "The review ended on" in ended.text) == (404, True)


def test_a_link_opens_no_other_persons_patents_and_no_college(app, session, address, review):
    reader = Reader(app)
    page = reader.open(address("李四"))
    foreign = item_of(session, "甲种过滤板")
    assert reader.open(f"{page.path}/{foreign.id}").status == 404
    token = reader.open("/search").form("/search").values["csrf_token"]
    assert (
        reader.post(f"{page.path}/check", data={"csrf_token": token, "step": "college_approve"}).status == 404
    )


def test_names_are_whole_for_the_own_officer_and_masked_for_the_centre(officer, broker, review):
    assert "王小明" in officer.open(f"/reviews/{review.id}").text
    page = broker.open(f"/reviews/{review.id}")
    assert ("王**" in page.text, "王小明" in page.text) == (True, False)
    assert broker.open("/reviews").status == 200
    assert not page.sends_to(f"/reviews/{review.id}/close")


def test_another_university_sees_nothing_of_a_review(sign_in, session, review):
    stranger = sign_in(Role.OFFICER, make_university(session))
    item = items(session, review)[0]
    for path in (f"/reviews/{review.id}", f"/reviews/{review.id}/links", f"/reviews/items/{item.id}"):
        assert stranger.open(path).status == 403


def test_links_are_named_made_anew_taken_back_and_exported(officer, session, review, address):
    page = officer.open(f"/reviews/{review.id}/links")
    link = items(session, review)[-1].link
    old = address(link.name)
    page.form(f"/reviews/links/{link.id}/renew").send()
    session.expire_all()
    session.rollback()
    assert address(link.name) != old
    form = officer.open(f"/reviews/links/{link.id}/respondent").form()
    form.send(name="赵老师", contact="zhao@example.org")
    officer.open(f"/reviews/{review.id}/links").form(
        f"/reviews/links/{items(session, review)[0].link_id}/revoke"
    ).send()
    sheet = load_workbook(BytesIO(officer.client.get(f"/reviews/{review.id}/links.xlsx").data)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert sorted((row[0], row[2], row[3], bool(row[7])) for row in rows) == [
        ("李四", None, 1, False),
        ("赵老师", "zhao@example.org", 2, True),
    ]


def test_progress_and_who_is_to_be_reminded(app, officer, review, address):
    page = fill_in(Reader(app), address("李四"))
    page.form(f"{page.path}/hand-in").send()
    shown = officer.open(f"/reviews/{review.id}")
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for row in shown.soup.select(".review-progress tbody tr")
    ]
    assert [(row[0], row[1], row[2].split()[0]) for row in rows] == [
        ("All", "3", "1"), ("化工学院", "1", "1"), ("材料学院", "2", "0"),
    ]  # fmt: skip
    owing = officer.open(f"/reviews/{review.id}/links?owing=1").text
    assert ("王小明" in owing, "李四" in owing) == (True, False)


def test_the_batch_template_is_filled_in_looked_at_and_taken_over(officer, session, review):
    book = load_workbook(BytesIO(officer.client.get(f"/reviews/{review.id}/template.xlsx").data))
    sheet = book.worksheets[0]
    assert sorted(str(area.sqref) for area in sheet.data_validations.dataValidation) == [
        "E2:E4", "F2:F4", "G2:G4", "H2:H4", "I2:I4",
    ]  # fmt: skip
    for column, value in zip(
        "EFGHIJ", ("是", "未实施", "转让；许可", "6级（正样级）", "高", "=铸造"), strict=True
    ):
        sheet[f"{column}2"] = value
        sheet[f"{column}2"].data_type = "s"
    sheet["F3"] = "随便"
    sheet["I4"] = "极高"
    content = BytesIO()
    book.save(content)
    page = officer.open(f"/reviews/{review.id}").form(f"/reviews/{review.id}/answers")
    page = page.send(file=as_file(content.getvalue(), "盘点.xlsx"))
    assert [part.get_text() for part in page.soup.select(".counts strong")] == ["1", "0", "0", "2"]
    assert ("随便" in page.text, "极高" in page.text) == (True, True)
    wrong = officer.client.get(f"{page.path}/wrong.xlsx")
    assert load_workbook(BytesIO(wrong.data)).worksheets[0].max_row == 3
    page = page.form(f"{page.path}/confirm").send()
    assert page.notes == ["Taken over: 1 new, 0 changed; 1 handed in."]
    handed_in = [item for item in items(session, review) if item.state is ItemState.HANDED_IN]
    assert [(item.ways, item.scenarios) for item in handed_in] == [([Way.TRANSFER, Way.LICENCE], "=铸造")]
    again = officer.open(f"/reviews/{review.id}").form(f"/reviews/{review.id}/answers")
    assert again.send(file=as_file(b"\x00\x01", "x.xlsx")).path == f"/reviews/{review.id}"


def test_the_last_day_is_moved_and_the_review_closed(officer, session, review):
    later = today() + dt.timedelta(days=30)
    page = (
        officer.open(f"/reviews/{review.id}")
        .form(f"/reviews/{review.id}/extend")
        .send(due_on=later.isoformat())
    )
    assert page.notes == [f"Answers are now due on {later.isoformat()}."]
    page = page.form(f"/reviews/{review.id}/extend").send(due_on="2020-01-01")
    assert page.notes == ["2020-01-01 has passed. Choose a later day for the answers."]
    page = page.form(f"/reviews/{review.id}/close").send()
    assert "no link works any more" in page.notes[0]
    assert officer.open(f"/reviews/{review.id}/links").status == 200


def test_a_teacher_is_named_for_one_patent(officer, session, review):
    item = items(session, review)[0]
    page = officer.open(f"/reviews/items/{item.id}")
    page = page.form(f"/reviews/items/{item.id}/respondent").send(name="赵老师")
    assert page.notes == ["赵老师 answers for this patent from now on."]
    assert page.form(f"/reviews/items/{item.id}/respondent").send(name="").refusals != []
