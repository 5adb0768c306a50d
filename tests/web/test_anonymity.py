"""Nobody outside reads what gives a company away: visited page by page."""

import io
import zipfile

import pytest

from matchmaker.matching.catalogue import Catalogue
from matchmaker.matching.enums import Level
from matchmaker.matching.need_search import shelf_for
from matchmaker.matching.queries import matches_of
from matchmaker.matching.service import current_run, judge_match
from matchmaker.needs.enums import NeedState, Secrecy
from matchmaker.needs.models import Need
from matchmaker.organizations.enums import Role
from matchmaker.organizations.models import OrganizationAlias
from matchmaker.organizations.service import change_organization
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person
from tests.factories.patents import make_granted_patent, make_number, make_patent

CHANGED = "The text, or what is known of the company, was changed meanwhile. Look through it once more."
CODE = "12330000XX0000019B"
SECRETS = (
    "岚峤", "王工", "13800138000", "设备部老地址", "海纳", "example.com", "蓝乔", "LANQIAO", CODE,
    "114081026", "201210001234", "wang@", "江南大道",
)  # fmt: skip
CONTENT = "岚峤公司的多孔陶瓷过滤板开裂，用过“海纳”牌涂料。联系王工13800138000，见www.example.com。"
TRIED = (
    f"王工换过涂料；蓝乔（LANQIAO）有专利CN114081026A和201210001234，代码{CODE}，wang@example.org，"
    "在杭州市滨江区江南大道1234号"
)


@pytest.fixture
def company(session):
    company = make_organization(
        session, name="浙江岚峤陶瓷科技有限公司", region="浙江省", industry="陶瓷制造"
    )
    change_organization(
        session, organization=company, credit_code=CODE, region=company.region, industry=company.industry,
        aliases=["蓝乔", "Lanqiao"], by=None,
    )  # fmt: skip
    return company


@pytest.fixture
def need(session, company, home):
    """A telling need, handed in; a patent of the officer's that has its words, the company's name among them."""
    make_granted_patent(
        session,
        holder=home[Role.OFFICER],
        title="多孔陶瓷过滤板",
        abstract="岚峤矿石制多孔陶瓷过滤板，开裂少。",
    )
    need = make_need(
        session,
        state=NeedState.SUBMITTED,
        organization=company,
        title="岚峤陶瓷过滤板开裂",
        content=CONTENT,
        tried=TRIED,
        contact="设备部老地址",
        own_patents=["201210001234.5"],
    )
    session.commit()
    return need


def outsiders(visitor, officer, sign_in, session):
    competitor = sign_in(Role.ENGINEER, make_organization(session))
    return {
        visitor: ("/", "/needs", "/search?text=陶瓷过滤板", "/patents/1", "/roadshows"),
        officer: ("/", "/needs", "/patents/1", "/inventory", "/inventory/needs", "/inventory/last-round"),
        competitor: ("/", "/needs", "/patents/1", "/my/needs", "/search?text=岚峤"),
    }


def leaks(page):
    """The secrets that a page shows; the patent itself speaks of 岚峤矿石, and a search repeats its question.

    Of the officer's own patents near a need, all that the page says of the need's words is looked at.
    """
    for own in page.soup.select("#own-patents"):
        own.string = " ".join(part.get_text() for part in own.select("mark, th, dd"))
    for part in page.soup.select(
        "textarea, .abstract, .passage, .evidence, form, .panel:not(:has(.near-need)) mark"
    ):
        if page.path.startswith(("/patents", "/search")):
            part.decompose()
    main = page.soup.select_one("main").get_text(" ") if page.soup.select_one("main") else page.html
    return [secret for secret in SECRETS if secret in main.replace("岚峤矿石制多孔陶瓷过滤板", "")]


def test_no_outsider_reads_a_word_that_gives_the_company_away(
    visitor, officer, broker, sign_in, need, session
):
    for published in (False, True):
        if published:
            broker.open(f"/needs/{need.id}/publish").form().send()
        for reader, addresses in outsiders(visitor, officer, sign_in, session).items():
            for address in (*addresses, f"/needs/{need.id}"):
                page = reader.open(address)
                assert page.status == (404 if not published and address.endswith(f"needs/{need.id}") else 200)
                assert (address, leaks(page)) == (address, [])
            for inner in ("matches", "refine", "publish", "refinement", "change"):
                assert reader.open(f"/needs/{need.id}/{inner}").status in {403, 404, 200}
                assert leaks(reader.open(f"/needs/{need.id}/{inner}")) == []
            for asked in (f"/compare?need={need.id}&pair=1-1", f"/why-not?need={need.id}&number=1"):
                assert leaks(reader.open(asked)) == []


def test_nothing_that_is_masked_is_in_what_outsiders_search_or_take_away(
    visitor, officer, broker, need, session
):
    broker.open(f"/needs/{need.id}/publish").form().send()
    session.rollback()
    session.expire_all()
    shelf = shelf_for(session, Catalogue(), None)
    words = {"words": [*SECRETS, "岚峤陶瓷"]}
    assert shelf.index.unknown_terms(words) == set(words["words"])
    shown = repr(shelf.needs[need.id])
    assert [secret for secret in SECRETS if secret in shown] == []
    for reader in (visitor, officer):
        for secret in SECRETS:
            page = reader.open(f"/search/needs?text={secret}&reading=words")
            assert (secret, [each for each in leaks(page) if each != secret]) == (secret, [])
        with zipfile.ZipFile(
            io.BytesIO(reader.open("/search/needs/sheet?text=过滤板").response.data)
        ) as sheet:
            texts = [sheet.read(name).decode() for name in sheet.namelist() if name.endswith(".xml")]
        assert any("某企业过滤板开裂" in text for text in texts)
        assert [secret for secret in SECRETS for text in texts if secret in text] == []


def test_a_published_need_shows_industry_and_region(visitor, broker, need):
    broker.open(f"/needs/{need.id}/publish").form().send()
    page = visitor.open(f"/needs/{need.id}")
    assert page.soup.select_one("h1").get_text() == "某企业过滤板开裂"
    assert ("陶瓷制造" in page.text, "浙江省" in page.text, "known to the centre" in page.text) == (
        True,
        True,
        True,
    )
    assert "某企业公司的多孔陶瓷过滤板开裂，用过“某品牌”牌涂料。" in page.text


def test_the_staff_and_the_company_keep_the_whole_text(sign_in, broker, need, company):
    broker.open(f"/needs/{need.id}/publish").form().send()
    for reader in (broker, sign_in(Role.ENGINEER, company)):
        page = reader.open(f"/needs/{need.id}")
        assert (CONTENT in page.text, "设备部老地址" in page.text) == (True, True)


def test_each_find_has_a_box_and_what_is_unticked_stays(visitor, broker, need):
    page = broker.open(f"/needs/{need.id}/publish")
    boxes = [box["value"] for box in page.soup.select("input[name=mask][checked]")]
    assert boxes == [
        "岚峤陶瓷", "岚峤", "海纳", "王工", "13800138000", "www.example.com", "蓝乔", "LANQIAO", "CN114081026A",
        "201210001234", CODE, "wang@example.org", "杭州市滨江区江南大道1234号",
    ]  # fmt: skip
    assert [mark.get_text() for mark in page.soup.select("h3 mark.masked")] == ["岚峤陶瓷"]
    hidden = {name: page.form().values[name] for name in ("csrf_token", "seen")}
    sent = {**hidden, "mask": ["岚峤陶瓷", "岚峤", "王工"], "more": "涂料\n\n"}
    look = broker.post(f"/needs/{need.id}/publish", data={**sent, "look": "1"})
    assert look.soup.select_one("textarea[name=more]").get_text().strip() == "涂料"
    assert visitor.open(f"/needs/{need.id}").status == 404
    broker.post(f"/needs/{need.id}/publish", data=sent)
    text = visitor.open(f"/needs/{need.id}").text
    assert "某企业公司的多孔陶瓷过滤板开裂，用过“海纳”牌（略）。联系某人13800138000" in text
    again = broker.open(f"/needs/{need.id}/publish")
    ticked = [box["value"] for box in again.soup.select("input[name=mask][checked]")]
    assert ticked == ["岚峤陶瓷", "岚峤", "王工"]


def test_what_the_company_adds_later_is_not_public_until_somebody_looked(
    visitor, broker, sign_in, need, company
):
    broker.open(f"/needs/{need.id}/publish").form().send()
    engineer = sign_in(Role.ENGINEER, company)
    engineer.open(f"/needs/{need.id}/change").form().send(content="岚峤的板脱落，找李总。")
    assert "脱落" not in visitor.open(f"/needs/{need.id}").text
    assert [link["href"] for link in broker.open("/desk/curation").soup.select("td a.stale")] == [
        f"/needs/{need.id}/publish"
    ]
    page = broker.open(f"/needs/{need.id}")
    assert f"/needs/{need.id}/publish" in [link["href"] for link in page.soup.select(".alert-warning a")]
    broker.open(f"/needs/{need.id}/publish").form().send()
    assert "某企业的板脱落，找某人。" in visitor.open(f"/needs/{need.id}").text
    assert broker.open(f"/needs/{need.id}").soup.select(".alert-warning") == []


def test_words_that_nobody_has_looked_through_are_not_published(visitor, broker, sign_in, need, company):
    form = broker.open(f"/needs/{need.id}/publish").form()
    sign_in(Role.ENGINEER, company).open(f"/needs/{need.id}/change").form().send(
        content="找钱总，在海角路8号。"
    )
    page = form.send()
    assert CHANGED in page.notes
    assert visitor.open(f"/needs/{need.id}").status == 404
    page.form().send()
    assert "找某人，在（地址略）。" in visitor.open(f"/needs/{need.id}").text


def test_what_becomes_known_of_the_company_after_a_look_is_shown_before_publication(
    visitor, broker, need, company, session
):
    number = "CN114081026A"
    session.get(Need, need.id).content = f"北辰的板脱落，见{number[2:]}，试过加厚。"
    session.commit()
    own = make_patent(session, application_number=make_number(), publication_number=number).number
    form = broker.open(f"/needs/{need.id}/publish").form()
    session.add(OrganizationAlias(organization_id=company.id, name="北辰", key="北辰"))
    session.commit()
    page = form.send(more="加厚")
    assert (CHANGED in page.notes, visitor.open(f"/needs/{need.id}").status) == (True, 404)
    form = page.form()
    assert form.values["more"].split() == ["加厚"]
    session.get(Need, need.id).own_patents = [own]
    session.commit()
    page = form.send()
    assert (CHANGED in page.notes, visitor.open(f"/needs/{need.id}").status) == (True, 404)
    page.form().send()
    assert "某企业的板脱落，见（专利号略），试过（略）。" in visitor.open(f"/needs/{need.id}").text


def test_a_company_that_agreed_is_named_and_no_other(visitor, broker, need, company, session):
    session.get(Need, need.id).secrecy = Secrecy.NAMED
    session.commit()
    broker.open(f"/needs/{need.id}/publish").form().send()
    assert company.name in visitor.open(f"/needs/{need.id}").text
    assert company.name in visitor.open("/needs").text
    assert "13800138000" not in visitor.open(f"/needs/{need.id}").text


def test_a_company_that_takes_its_name_back_hides_every_number_of_the_patents_that_it_names(
    visitor, broker, need, session
):
    application, publication = "202011438186.0", "CN114081026A"
    make_patent(session, application_number=application, publication_number=publication)
    named = session.get(Need, need.id)
    named.secrecy, named.content = Secrecy.NAMED, "板开裂，见114081026A一文。"
    session.commit()
    broker.open(f"/needs/{need.id}/publish").form().send(mask=None)
    assert "114081026A" in visitor.open(f"/needs/{need.id}").text
    form = broker.open(f"/needs/{need.id}/change").form()
    assert form.send(secrecy="masked", own_patents=application).refusals == []
    page = visitor.open(f"/needs/{need.id}")
    assert ("（专利号略）" in page.text, "114081026A" in page.text) == (True, False)


def test_a_need_kept_for_the_centre_is_shown_to_nobody_else(officer, visitor, broker, need, session):
    session.get(Need, need.id).secrecy = Secrecy.CENTRE
    session.commit()
    page = broker.open(f"/needs/{need.id}/publish")
    hidden = {name: page.form().values[name] for name in ("csrf_token", "seen")}
    assert broker.post(f"/needs/{need.id}/publish", data=hidden).status == 409
    assert len(broker.open("/patents/1").soup.select(".near-need")) == 1
    assert officer.open("/patents/1").soup.select(".near-need") == []
    assert officer.open("/inventory/needs").soup.select("tbody tr") == []
    assert visitor.open(f"/needs/{need.id}").status == 404


def test_the_exported_judgements_name_nobody(broker, need, session):
    catalogue = Catalogue()
    run = current_run(session, catalogue, need=need)
    judge_match(session, match=matches_of(session, need, run)[0], level=Level.FAIR, by=make_person(session))
    session.commit()
    response = broker.open("/desk/quality/judgements.zip").response
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        needs = archive.read("needs.csv").decode("utf-8-sig")
    assert ("开裂" in needs, [secret for secret in SECRETS if secret in needs]) == (True, [])
