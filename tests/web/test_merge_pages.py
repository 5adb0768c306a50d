"""The administrator's pages of organisations that may be one: entering, looking at pairs, merging, undoing."""

import pytest
import sqlalchemy as sa

from matchmaker.organizations.models import KeptApart, Merge, Organization
from matchmaker.organizations.queries import organization_named
from tests.factories.deals import make_deal
from tests.factories.needs import make_need
from tests.factories.organizations import make_organization, make_person
from tests.factories.patents import make_patent

CODE = "12330000XX0000019B"
TYPED = {"name": "丁方陶瓷有限责任公司", "kind": "company", "credit_code": CODE, "aliases": "丁方\nDingfang",
         "region": "浙江省", "industry": "陶瓷"}  # fmt: skip


@pytest.fixture
def pair(session, home):
    """Two that may be one; the second has a need."""
    both = [make_organization(session, name=name) for name in ("丁方陶瓷有限公司", "丁方陶瓷有限责任公司")]
    session.flush()
    make_need(session, organization=both[1], title="过滤板寿命短")
    session.commit()
    return both


def test_one_like_another_is_entered_only_at_a_second_word_and_what_was_typed_stays(administrator, session):
    known = make_organization(session, name="丁方陶瓷有限公司")
    session.commit()
    asked = administrator.open("/organizations").form().send(**TYPED)
    assert "The same name but for the legal form" in asked.text
    assert f"/organizations/{known.id}" in asked.links()
    assert {name: asked.form().values[name] for name in TYPED} == TYPED
    assert organization_named(session, TYPED["name"]) is None
    session.rollback()
    asked.form().send(another="y")
    entered = organization_named(session, TYPED["name"])
    assert (entered.credit_code, [alias.name for alias in entered.aliases]) == (CODE, ["丁方", "Dingfang"])
    page = administrator.open(f"/organizations/{entered.id}")
    assert all(told in page.text for told in (CODE, "丁方 Dingfang", "浙江省"))
    known = {name: TYPED[name] for name in ("credit_code", "aliases", "region", "industry")}
    assert {name: page.form().values[name] for name in known} == known


@pytest.mark.parametrize(
    "wrong", [{"credit_code": "12330000XX00000190"}, {"credit_code": "1"}, {"aliases": "长" * 201}], ids=str
)
def test_what_is_known_is_refused_at_its_field(administrator, pair, session, wrong):
    for address in ("/organizations", f"/organizations/{pair[0].id}"):
        form = administrator.open(address).form()
        sent = TYPED if address == "/organizations" else {"region": "浙江省"}
        page = form.send(**{**sent, **wrong})
        assert "is-invalid" in page.soup.select_one(f"form [name={next(iter(wrong))}]")["class"]
        assert page.form().values["region"] == "浙江省"


def test_a_name_or_code_of_another_is_refused_and_nothing_is_changed(administrator, pair, session):
    first, second = (f"/organizations/{each.id}" for each in pair)
    administrator.open(first).form().send(credit_code=CODE, aliases="丁方")
    for taken in ({"credit_code": CODE}, {"aliases": "丁方"}):
        page = administrator.open(second).form().send(region="江苏省", **taken)
        assert pair[0].name in page.refusals[0]
        assert page.form().values["region"] == "江苏省"
        assert administrator.open(second).form().values["region"] == ""


def test_a_pair_is_merged_and_the_merge_undone(administrator, pair, session):
    kept, gone = pair
    page = administrator.open("/organizations/alike")
    address = f"/organizations/{kept.id}/beside/{gone.id}"
    assert page.links().count(address) == 1
    page = administrator.press(address, f"/organizations/{kept.id}/merge/{gone.id}")
    assert page.notes == [f"“{gone.name}” is now part of “{kept.name}”."]
    assert administrator.open(f"/organizations/{gone.id}").path == f"/organizations/{kept.id}"
    assert "Needs 1" in administrator.open(f"/organizations/{kept.id}").text
    assert administrator.open(address).status == 404
    merged = session.scalars(sa.select(Merge)).one()
    session.rollback()
    page = administrator.press("/organizations/merges", f"/organizations/merges/{merged.id}/undo")
    assert page.notes == ["Undone: everything is as it was before."]
    assert administrator.open(f"/organizations/{gone.id}").path == f"/organizations/{gone.id}"
    assert administrator.open("/organizations/alike").links().count(address) == 1


def test_what_was_changed_since_is_told_when_a_merge_is_undone(administrator, pair, session):
    kept, gone = pair
    person = make_person(session, organization=gone)
    session.commit()
    administrator.press(
        f"/organizations/{kept.id}/beside/{gone.id}", f"/organizations/{kept.id}/merge/{gone.id}"
    )
    session.refresh(person)
    person.organization = make_organization(session)
    session.commit()
    merged = session.scalars(sa.select(Merge)).one()
    session.rollback()
    page = administrator.press("/organizations/merges", f"/organizations/merges/{merged.id}/undo")
    assert "which stays as it is: 1." in page.notes[0]
    assert f"Changed since, and left as it is: 1 Account {person.name} · Organisation" in page.text


def test_two_that_are_different_are_not_told_again(administrator, pair, session):
    first, second = pair
    address = f"/organizations/{first.id}/beside/{second.id}"
    page = administrator.press(address, f"/organizations/{first.id}/apart/{second.id}")
    assert address not in page.links()
    assert session.scalar(sa.select(sa.func.count()).select_from(KeptApart)) == 1


def test_partners_of_a_deal_are_not_merged_and_the_page_says_why(administrator, pair, session):
    kept, gone = pair
    make_deal(session, patents=[make_patent(session, holder=kept)], buyer=gone)
    session.commit()
    page = administrator.press(
        f"/organizations/{kept.id}/beside/{gone.id}", f"/organizations/{kept.id}/merge/{gone.id}"
    )
    assert "There is a deal between the two" in page.text
    merged = sa.select(sa.func.count()).where(Organization.merged_into_id.is_not(None))
    assert session.scalar(merged) == 0
