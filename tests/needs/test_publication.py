"""What others read of a need is what somebody decided, and never what gives the company away by default."""

import pytest

from matchmaker.needs.curation import refine_need
from matchmaker.needs.enums import NeedState, Secrecy
from matchmaker.needs.publication import (
    full_text,
    outward_terms,
    outward_words,
    proposed_masks,
    public_is_outdated,
    shows_company,
)
from matchmaker.needs.service import NeedSecretError, change_need, mask_need, publish_need
from matchmaker.organizations.queries import trail_of
from matchmaker.text.clues import Clue, Find
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person

TELLING = "岚峤公司的陶瓷板开裂，联系王工13800138000。"


@pytest.fixture
def company(session):
    return make_organization(session, name="浙江岚峤陶瓷有限公司", region="浙江省", industry="陶瓷")


@pytest.fixture
def telling(session, company):
    return make_need(
        session,
        state=NeedState.SUBMITTED,
        organization=company,
        title="岚峤陶瓷板开裂",
        content=TELLING,
        goal="寿命一年",
        contact="王工 13800138000",
    )


def test_all_that_is_sure_is_masked_where_nobody_chose(session, telling):
    publish_need(session, need=telling, by=None)
    assert (telling.public_title, telling.public_content) == (
        "某企业板开裂", "某企业公司的陶瓷板开裂，联系某人（联系方式略）。\n技术目标：寿命一年"
    )  # fmt: skip
    assert (telling.title, telling.content) == ("岚峤陶瓷板开裂", TELLING)


def test_a_person_chooses_what_is_masked(session, telling):
    by = make_person(session)
    publish_need(session, need=telling, masks=[Find(Clue.OTHER, "开裂")], by=by)
    assert telling.public_title == "岚峤陶瓷板（略）"
    assert [entry.action for entry in trail_of(session, telling)][:2] == [
        "Need published", "Public text decided"
    ]  # fmt: skip


def test_the_refined_text_is_what_is_published(session, telling):
    refine_need(
        session, need=telling, title="陶瓷板开裂", content="多孔陶瓷板开裂。", by=make_person(session)
    )
    publish_need(session, need=telling, by=None)
    assert (telling.public_title, telling.public_content) == ("陶瓷板开裂", "多孔陶瓷板开裂。")


def test_a_change_of_the_words_reaches_others_only_once_somebody_has_looked(session, telling):
    publish_need(session, need=telling, by=None)
    assert not public_is_outdated(telling)
    before = telling.public_content
    facts = {"budget_fen": None, "deadline": None, "by": None}
    change_need(
        session, need=telling, patents=(), title=telling.title, content="钱一二说：岚峤的板脱落。", **facts
    )
    assert (telling.public_content, public_is_outdated(telling)) == (before, True)
    mask_need(session, need=telling, by=None)
    assert (telling.public_content, public_is_outdated(telling)) == (
        "钱一二说：某企业的板脱落。\n技术目标：寿命一年", False
    )  # fmt: skip


def test_a_need_that_was_published_before_anybody_looked_is_outdated(session, telling):
    publish_need(session, need=telling, by=None)
    telling.masks = None
    assert public_is_outdated(telling)


def test_a_company_that_agreed_is_named(session, telling):
    telling.secrecy = Secrecy.NAMED
    assert [find.text for find in proposed_masks(telling) if find.sure] == ["王工", "13800138000"]
    assert not shows_company(telling)
    publish_need(session, need=telling, by=None)
    assert (shows_company(telling), telling.public_title) == (True, "岚峤陶瓷板开裂")


def test_a_need_kept_for_the_centre_is_not_published(session, telling):
    telling.secrecy = Secrecy.CENTRE
    with pytest.raises(NeedSecretError):
        publish_need(session, need=telling, by=None)
    assert (telling.state, telling.public_content) == (NeedState.SUBMITTED, None)


def test_a_company_that_takes_its_need_back_is_public_no_longer(session, telling):
    publish_need(session, need=telling, by=None)
    facts = {"title": telling.title, "content": telling.content, "budget_fen": None, "deadline": None}
    change_need(session, need=telling, patents=(), secrecy=Secrecy.CENTRE, **facts, by=None)
    assert (telling.state, telling.is_public, telling.public_content) == (NeedState.SCREENING, False, None)


def test_a_company_that_is_no_longer_to_be_named_goes_out_of_the_public_text_at_once(session, telling):
    telling.secrecy = Secrecy.NAMED
    publish_need(session, need=telling, by=None)
    facts = {"title": telling.title, "content": telling.content, "budget_fen": None, "deadline": None}
    change_need(session, need=telling, patents=(), secrecy=Secrecy.MASKED, **facts, by=None)
    assert (telling.public_title, shows_company(telling)) == ("某企业板开裂", False)
    assert "岚峤" not in telling.public_content
    assert public_is_outdated(telling)


@pytest.mark.parametrize("published", [False, True])
def test_outsiders_learn_no_word_that_would_be_masked(session, telling, published):
    if published:
        publish_need(session, need=telling, by=None)
    assert outward_terms(telling, ["岚峤", "开裂", "王工", "陶瓷"]) == ["开裂", "陶瓷"]
    assert "岚峤" not in outward_words(telling)


def test_all_fields_of_text_are_read_aloud_but_the_contact(session, company):
    need = make_need(
        session,
        organization=company,
        content="开裂。",
        goal="甲",
        targets="乙",
        tried="丙",
        conditions="丁",
        contact="戊",
    )
    assert full_text(need) == "开裂。\n技术目标：甲\n考核指标：乙\n现状与已尝试方案：丙\n对承接方的条件：丁"


def test_an_own_patent_is_masked_by_any_of_its_numbers(session, company):
    application, publication = "202011438186.0", "CN114081026A"
    texts = ("见114081026A一文。", "见202011438186一文。")
    both = [application, publication]
    needs = [
        (make_need(session, state=NeedState.SUBMITTED, content=text, own_patents=own), patents)
        for text in texts
        for own, patents in (([application], both), ([publication], both), ([], []))
    ]
    for need, patents in needs:
        publish_need(session, need=need, patents=patents, by=None)
    told = ["见（专利号略）一文。", "见（专利号略）一文。"]
    assert [need.public_content for need, _ in needs] == [*told, texts[0], *told, texts[1]]
    named = make_need(session, content=texts[0], own_patents=[application], secrecy=Secrecy.NAMED)
    mask_need(session, need=named, masks=[], by=None)
    change_need(
        session, need=named, patents=both, title=named.title, content=named.content, budget_fen=None,
        deadline=None, secrecy=Secrecy.MASKED, by=None,
    )  # fmt: skip
    assert named.public_content == told[0]
