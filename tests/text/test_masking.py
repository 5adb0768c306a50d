"""What gives a company away is found and replaced; what is an ordinary word is only proposed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.text.clues import Clue, Find
from matchmaker.text.masking import clues_in, masked, names_of, stretches

COMPANY = "浙江岚峤新能源材料股份有限公司"
TEXT = st.text(alphabet="岚峤新能源材料公司王工牌陶瓷1380@.（）", max_size=40)


def found(text, **facts):
    return [(find.clue.value, find.text) for find in clues_in(text, **facts)]


@pytest.mark.parametrize(
    "name", ["浙江岚峤新能源材料股份有限公司", "浙江岚峤新能源材料", "岚峤新能源材料", "岚峤新能源", "岚峤"]
)
def test_a_companys_name_is_found_in_each_of_its_forms(name):
    assert found(f"在{name}试用", company=COMPANY, region="浙江省") == [("company", name)]


def test_a_short_form_that_is_an_ordinary_word_is_proposed_and_not_sure():
    (find,) = clues_in("试验数据见附件", company="试验科技有限公司")
    assert (find.clue, find.text, find.sure) == (Clue.COMPANY, "试验", False)


def test_a_name_is_found_with_brackets_of_either_width():
    assert found("见甲丁（杭州）公司", company="甲丁(杭州)有限公司")[0] == ("company", "甲丁（杭州）")


def test_a_shorter_form_inside_a_longer_one_is_no_find_of_its_own():
    assert found("岚峤新能源的产线", company=COMPANY, region="浙江省") == [("company", "岚峤新能源")]


@pytest.mark.parametrize(
    ("text", "clue", "said"),
    [
        ("我们委托丁戊科技有限公司加工", "company", "丁戊科技有限公司"),
        ("使用飞鹤牌奶粉", "brand", "飞鹤牌"),
        ("采用Lanqiao®粘结剂", "brand", "Lanqiao®"),
        ("“海纳”牌涂料", "brand", "海纳"),
        ("王工反映", "person", "王工"),
        ("由李总和车间确认", "person", "李总"),
        ("找钱总", "person", "钱总"),
        ("请找张经理", "person", "张经理"),
        ("周小明博士指导", "person", "周小明博士"),
        ("联系人：陈晓", "person", "陈晓"),
        ("手机13800138000", "contact", "13800138000"),
        ("座机0571-88886666", "contact", "0571-88886666"),
        ("服务热线400-800-1234", "contact", "400-800-1234"),
        ("电话：6543210", "contact", "6543210"),
        ("邮箱a.b@example.org", "contact", "a.b@example.org"),
        ("微信号：lanqiao_88", "contact", "lanqiao_88"),
        ("QQ:12345678", "contact", "12345678"),
        ("杭州市滨江区江南大道1234号2幢", "address", "杭州市滨江区江南大道1234号2幢"),
        ("信用代码91330100MA27XX2T1U。", "code", "91330100MA27XX2T1U"),
        ("见https://www.example.com/a?b=1。", "link", "https://www.example.com/a?b=1"),
        ("官网example.com.cn可查", "link", "example.com.cn"),
        ("官网Lanqiao.tech可查", "link", "Lanqiao.tech"),
        ("邮箱wang＠example.org", "contact", "wang＠example.org"),
        ("手机138.0013.8000", "contact", "138.0013.8000"),
        ("座机（0571）8888 6666转801", "contact", "（0571）8888 6666转801"),
        ("座机0571-8888-6666", "contact", "0571-8888-6666"),
        ("位于云栖大厦12号楼3层", "address", "云栖大厦12号楼3层"),
        ("已有专利ZL202011438186.0，", "patent", "ZL202011438186.0"),
        ("已有专利 ZL 2020 1 1438186.0，", "patent", "ZL 2020 1 1438186.0"),
        ("见CN114081026A和图1", "patent", "CN114081026A"),
        ("申请号：95115608.X", "patent", "95115608.X"),
        ("申请号为202011438186", "patent", "202011438186"),
        ("PCT/CN2020/123456", "patent", "PCT/CN2020/123456"),
        ("同族US10123456B2", "patent", "US10123456B2"),
    ],
)
def test_what_gives_a_company_away_is_found_by_its_form(text, clue, said):
    assert found(text) == [(clue, said)]


def test_other_names_the_code_and_own_patents_are_found_however_they_are_written():
    text = (
        "蓝乔新材、LANQIAO ceramics 与 lanqiaos；代码 91330100 MA27XX2T1U；201210001234，CN 2012 1 0001234.5"
    )
    known = {
        "company": COMPANY, "aliases": ["蓝乔新材", "Lanqiao Ceramics Co., Ltd."],
        "code": "91330100MA27XX2T1U", "patents": ["201210001234.5"],
    }  # fmt: skip
    finds = clues_in(text, **known)
    assert [(find.clue.value, find.text) for find in finds if find.sure] == [
        ("company", "蓝乔新材"),
        ("company", "LANQIAO ceramics"),
        ("code", "91330100 MA27XX2T1U"),
        ("patent", "201210001234"),
        ("patent", "CN 2012 1 0001234.5"),
    ]


def test_twelve_digits_alone_are_proposed_as_a_patent_and_not_sure():
    (find,) = clues_in("批号202011438186已停用")
    assert (find.clue, find.sure) == (Clue.PATENT, False)


@pytest.mark.parametrize(
    "text",
    [
        "施工人员反映，金工车间加工后铭牌脱落，品牌老化，石加工线的员工减少",
        "于工艺上，高温下总成本上升，方案由总工艺路线决定",
        "压力3000 MPa，粒径100-200 μm，纯度99.5%，2027年6月前完成",
        "我司、本公司、我公司的过滤板",
        "耐温800.公司要求CN标准，CN10号钢，2025年11月30日，牌号DE3，型号US304，批量20000000件",
    ],
)
def test_what_every_need_says_gives_nobody_away(text):
    assert found(text) == []


def test_the_company_s_people_are_found_by_their_names():
    assert found("钱一二整理", people=["钱一二"]) == [("person", "钱一二")]


def test_finds_stand_in_the_order_of_the_text_and_once():
    text = "王工，13800138000；王工"
    assert found(text) == [("person", "王工"), ("contact", "13800138000")]
    assert masked(text, clues_in(text)) == "某人，（联系方式略）；某人"


def test_only_the_chosen_finds_are_replaced():
    assert masked("王工与李总谈", [Find(Clue.PERSON, "王工")]) == "某人与李总谈"


def test_the_longer_of_two_finds_goes_first():
    finds = [Find(Clue.COMPANY, "岚峤"), Find(Clue.COMPANY, "岚峤新能源")]
    assert masked("岚峤新能源与岚峤", finds) == "某企业与某企业"


def test_nothing_chosen_leaves_the_text():
    assert masked("王工", []) == "王工"
    assert stretches("", [Find(Clue.PERSON, "王工")]) == []


def test_the_names_of_a_company_go_from_long_to_short():
    names = [name for name, _ in names_of("苏州甲丁智能装备有限公司")]
    assert names == ["苏州甲丁智能装备有限公司", "苏州甲丁智能装备", "甲丁智能装备", "甲丁智能", "甲丁"]


@given(TEXT, TEXT)
def test_whatever_was_found_is_gone_once_it_is_masked(text, company):
    finds = clues_in(text, company=company)
    assert [find.text for find in finds if find.text in masked(text, finds)] == []


@given(TEXT)
def test_stretches_make_up_the_text(text):
    parts = stretches(text, clues_in(text, company=COMPANY))
    assert "".join(part.text for part in parts) == text
    assert all(part.find is None or part.find.text == part.text for part in parts)


@pytest.mark.parametrize("piece", ["1", "1-", "a.", "www.", "王", "有限公", "市", "CN1", "20 1", "（0"])
def test_a_text_of_one_piece_over_and_over_is_looked_through_like_any_other(piece):
    text = (piece * 20_000)[:20_000]
    assert ("contact", "13800138000") in found(f"{text}，致电13800138000。")
