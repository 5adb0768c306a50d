"""Terms are jieba's words, in their places, without what says nothing."""

import doctest
import logging
import pickle
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.text import segmenting
from matchmaker.text.measures import without_gaps
from matchmaker.text.normalising import normalise
from matchmaker.text.segmenting import Segmenter

with warnings.catch_warnings():
    # jieba 0.42 imports pkg_resources and writes unescaped patterns; both only warn.
    warnings.simplefilter("ignore")
    import jieba

jieba.setLogLevel(logging.WARNING)

_SAMPLES = (
    "一种高韧性立方氮化硼单晶的制备方法，包括原料混合、高温高压合成与提纯。",
    "针对老旧桥梁拉索锈蚀，研发爬索检测机器人及其图像识别软件，识别率不低于98.5%。",
    "采用L-乳酸与ε-己内酯开环共聚，得到重均分子量为12万的可降解缝合线材料。",
    "5G基站用GaN功率放大器的散热结构，温升≤8K，适用于-40℃~85℃。",
    "韭菜迟眼蕈蚊幼虫的绿色防控：球孢白僵菌与苦参碱联用，田间防效达到85%以上。",
    "中国科学院计算所的Na+/K+通道阻断剂筛选平台；C++与Python接口，支持10.2.3版本。",
    "𠮷野家😀里的扩展区汉字𬭊和〇也要有自己的位置。",
)
_MIXED_TEXT = st.lists(
    st.sampled_from(
        [
            "本发明",
            "传感器",
            "制备方法",
            "Ｑ３４５",
            "3.5MPa",
            "10μm",
            "，",
            "\n",
            "😀",
            "𠮷",
            "的",
            "钢",
            "a",
        ]
    )
    | st.text(max_size=3)
).map("".join)


@pytest.mark.parametrize("sample", _SAMPLES)
def test_the_terms_are_the_cuts_of_jieba(sample: str):
    everything = Segmenter(stop_words=(), stop_phrases=())
    reference = jieba.cut_for_search(normalise(sample), HMM=False)
    assert everything.terms(sample) == [word for word in reference if _may_be_a_term(word)]


def _may_be_a_term(word: str) -> bool:
    if len(word) == 1:
        return word.isalpha() and not word.isascii()
    return any(map(str.isalnum, word)) and not word.isdecimal()


@given(_MIXED_TEXT)
def test_located_terms_are_the_terms_and_stand_where_they_say(text: str):
    segmenter = Segmenter()
    located = segmenter.located_terms(text)
    assert [term for term, _, _ in located] == segmenter.terms(text)
    assert [without_gaps(normalise(text[start:end])) for _, start, end in located] == segmenter.terms(text)


def test_a_number_and_its_unit_are_one_term():
    text = "以0.2C放电，厚1.5mm，长1,000mm，颗粒5~10μm，真空10⁻³Pa，滤除PM2.5"
    assert Segmenter().terms(text) == [
        "0.2c", "放电", "厚", "1.5mm", "长", "1,000mm", "颗粒", "10μm", "真空", "10−3pa", "滤除", "pm2.5",
    ]  # fmt: skip


def test_a_blank_before_a_customary_unit_is_no_part_of_the_term():
    assert Segmenter().located_terms("0.2 C放电") == [("0.2c", 0, 5), ("放电", 5, 7)]
    assert Segmenter().terms("15 mm、2 CO2、304 钢") == ["15mm", "co2", "钢"]


def test_boilerplate_of_patents_is_left_out():
    text = "本发明公开了一种多孔陶瓷，其特征在于，所述多孔陶瓷包括氧化铝。"
    assert Segmenter().terms(text) == ["多孔", "陶瓷", "多孔", "陶瓷", "氧化", "化铝", "氧化铝"]


def test_boilerplate_of_needs_is_left_out():
    text = "需求内容：我公司急需铝合金焊接工艺。\n预期目标：项目达到国际先进水平。"
    assert Segmenter().terms(text) == ["合金", "铝合金", "焊接", "工艺"]


@pytest.mark.parametrize(
    ("asked", "terms"),
    [
        (
            "您好，请问贵单位有没有合适的技术，我们想找一种锂电池低温放电衰减快的解决办法，麻烦哪位老师帮忙推荐一下，谢谢！",
            ["锂电", "电池", "锂电池", "低温", "放电", "衰减", "快"],
        ),
        ("各位专家好，我厂的离心泵老是漏水，想问问怎么办？", ["离心", "离心泵", "漏水"]),
        ("不好意思打扰了，哪里有做碳纤维回收的团队？", ["纤维", "碳纤维", "回收"]),
    ],
)
def test_what_people_say_when_they_ask_is_left_out(asked, terms):
    assert Segmenter().terms(asked) == terms


def test_words_of_asking_that_name_technologies_too_are_terms():
    assert Segmenter().terms("商品推荐系统，数值求解，老师评价") == [
        "商品", "推荐", "系统", "数值", "求解", "老师", "评价",
    ]  # fmt: skip


def test_a_long_word_is_given_with_its_parts():
    assert Segmenter().located_terms("陶瓷传感器") == [
        ("陶瓷", 0, 2),
        ("传感", 2, 4),
        ("感器", 3, 5),
        ("传感器", 2, 5),
    ]


def test_numbers_alone_and_single_latin_letters_are_no_terms_but_single_characters_are():
    assert Segmenter().terms("304 钢 A 2 1,000 99.9% 10^6 -40℃ CO2 α") == ["钢", "co2", "α"]


def test_width_and_case_do_not_matter():
    assert Segmenter().terms("ＰＥＥＫ树脂") == Segmenter().terms("peek树脂") == ["peek", "树脂"]


def test_own_stop_words_and_phrases_take_the_place_of_the_lists():
    segmenter = Segmenter(stop_words={"ＰＥＥＫ"}, stop_phrases={"多孔"})
    assert segmenter.terms("所述多孔PEEK树脂") == ["所述", "树脂"]


def test_empty_text_has_no_terms():
    assert Segmenter().terms("") == []
    assert Segmenter().located_terms("") == []


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(segmenting).failed == 0


def test_an_own_term_stays_whole_and_its_parts_are_given_too():
    segmenter = Segmenter(own_terms={"磷酸锰铁锂", "锰铁锂", "PEEK树脂"})
    assert segmenter.terms("磷酸锰铁锂正极") == ["磷酸", "锰铁", "锰铁锂", "磷酸锰铁锂", "正极"]
    assert segmenter.terms("ＰＥＥＫ樹脂") == ["树脂", "peek树脂"]
    assert Segmenter().terms("磷酸锰铁锂正极") == ["磷酸", "锰铁", "锂", "正极"]


def test_a_number_inside_an_own_term_stays_there():
    segmenter = Segmenter(own_terms={"3.5kW电机", "PM2.5"})
    assert segmenter.terms("3.5kW电机")[-1] == "3.5kw电机"
    assert "pm2.5" in segmenter.terms("滤除PM2.5")


def test_segmenters_without_own_terms_share_one_dictionary():
    assert Segmenter()._jieba is Segmenter(stop_words={"陶瓷"})._jieba
    assert Segmenter(own_terms={"甲乙丙"})._jieba is not Segmenter()._jieba


def test_a_segmenter_can_be_sent_to_another_process():
    segmenter = Segmenter(stop_words={"正极"}, own_terms={"磷酸锰铁锂"})
    sent = pickle.loads(pickle.dumps(segmenter))
    assert sent.terms("磷酸锰铁锂正极") == segmenter.terms("磷酸锰铁锂正极") == ["磷酸", "锰铁", "磷酸锰铁锂"]


@given(st.sets(st.text("锂锰铁磷酸电池硅碳a1", min_size=2, max_size=8), max_size=5), _MIXED_TEXT)
@settings(max_examples=15)
def test_every_own_term_is_a_term_of_itself(own_terms: set[str], text: str):
    segmenter = Segmenter(stop_words=(), stop_phrases=(), own_terms=own_terms)
    words = {term for term in own_terms if not term.isdecimal()}
    assert [term for term in words if term not in segmenter.terms(term)] == []
    located = segmenter.located_terms(text)
    assert [without_gaps(normalise(text[start:end])) for _, start, end in located] == segmenter.terms(text)
