"""What a need says and what it leaves out, by stated rules, with the words in which each thing was seen.

Five elements make a need findable: 材料, 方法, 功效, 产品, 应用. Four terms make it one that somebody can take on:
targets in figures, a time limit, a budget, and who will own the result. A word of ``element_words`` names an element;
so does one that ends like such words do, and a few turns of phrase (用于…, 提高…). Figures count as targets with a
unit that is neither money nor a date. The rules read words and not meaning: they err, and say by what.
"""

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from matchmaker.errors import N_
from matchmaker.needs import element_words as known
from matchmaker.needs.enums import Aspect, Ownership
from matchmaker.text.segmenting import Segmenter
from matchmaker.text.words import whole_words

MOST_WORDS = 6
_LONGEST_NAME = 12
_WORDS_LOOKED_AT, _WORDS_COMPARED = 2_000, 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One aspect of a need: the words in which it was seen, or a question to its company.

    ``question`` is a catalogue message that ``params`` fill; ``given`` is True where a field of the form says it.
    """

    aspect: Aspect
    words: tuple[str, ...]
    question: str
    params: Mapping[str, str]
    given: bool = False

    @property
    def is_there(self) -> bool:
        """Whether the need says it."""
        return self.given or bool(self.words)


def diagnose(
    text: str,
    *,
    budget_fen: int | None = None,
    deadline: dt.date | None = None,
    ownership: Ownership | None = None,
) -> tuple[Finding, ...]:
    """All nine aspects of a need, in the order of ``Aspect``.

    Args:
        text: everything that the need says: title, text and the fields of text.
        budget_fen: the budget, in fen, where a field gives it.
        deadline: the time limit, where a field gives it.
        ownership: who is to own the result, where a field gives it.

    >>> findings = diagnose("提高多孔陶瓷过滤板的抗热震性，800℃水淬30次不开裂")
    >>> [(each.aspect.value, each.words) for each in findings if each.is_there]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('material', ('陶瓷',)), ('effect', ('提高多孔陶瓷过滤板的抗热震性', '开裂')), ('product', ('过滤板',)),
     ('targets', ('800℃', '30次'))]
    """
    given = {
        Aspect.BUDGET: budget_fen is not None,
        Aspect.DEADLINE: deadline is not None,
        Aspect.OWNERSHIP: ownership is not None,
    }
    words = _words(text)
    seen = {aspect: _first(rule(text, words)) for aspect, rule in _RULES.items()}
    return tuple(
        Finding(aspect, seen[aspect], *_question(aspect, seen), given.get(aspect, False)) for aspect in Aspect
    )


def missing(findings: Iterable[Finding]) -> list[Finding]:
    """What the need leaves out."""
    return [finding for finding in findings if not finding.is_there]


# Repetitions are bounded, so that no text, however odd, takes long.
_NUMBER = r"(?<![0-9０-９])[0-9０-９]{1,12}(?:[.．,，][0-9]{1,12})?"
_UNITS = (
    "‰|%|％|℃|°C|°|Ω|mm|μm|μ|um|nm|cm|km|m3|m³|kg|mg|μg|ug|kPa|MPa|GPa|Pa|mAh|Ah|Wh|kWh|mW|kW|MW|GW|mV|kV|mA|"
    r"Hz|kHz|MHz|GHz|rpm|dB|ppm|ppb|mL|ml|kN|HRC|HV|lm|cd|fps|bit|m|g|t|W|V|A|N|L|h|s|"
    "毫米|微米|纳米|厘米|公里|立方米|米|公斤|千克|毫克|克|吨|升|兆帕|帕|千瓦|瓦|伏|安|分贝|转|毫秒|秒|分钟|小时|"
    "万次|次|倍|级|圈|目|摄氏度|度|立方|像素|赫兹|牛|微克"
)
_TARGET = re.compile(
    rf"(?:≥|≤|>|<|＞|＜|±|不低于|不高于|不小于|不大于|不少于|不超过|大于|小于|高于|低于|超过|达到|至少){{0,3}}\s{{0,3}}"
    rf"[-－]?{_NUMBER}(?:\s{{0,3}}(?:{_UNITS}))?\s{{0,3}}(?:[-~～—–至到/xX×*]{{1,3}}\s{{0,3}}{_NUMBER}\s{{0,3}}[)）]?\s{{0,3}})?(?:{_UNITS})"
    r"(?:/[A-Za-z0-9²³]{1,12})?(?![A-Za-z])(?:以上|以下|以内)?",
    re.IGNORECASE,
)
_LIFE = re.compile(rf"(?:寿命|质保|使用|运行)[^，。；,;\n]{{0,6}}?{_NUMBER}\s{{0,3}}年")
_COMPARED = re.compile(rf"(?:≥|≤|＞|＜|>|<|±)\s{{0,3}}{_NUMBER}|[一二两三四五六七八九十]{{1,6}}倍")
_MONEY = re.compile(
    r"(?:预算|拟投资?入?|计划投资?入?|投入资金|资金投入|经费|出资|费用|报酬|合作金额)[^，。；,;\n]{0,10}?"
    rf"(?:{_NUMBER}\s{{0,3}}(?:万|亿|元)元?|面议|协商)"
)
_TIME = re.compile(
    r"20\d{2}\s{0,3}年(?:\s{0,3}\d{1,2}\s{0,3}月)?(?:底|内|末|前|之前|上半年|下半年|以前)|"
    rf"(?:(?:{_NUMBER}|[一二三四五六七八九十两半])\s{{0,3}}(?:个月|年|周|天|季度)(?:之?内|以内|左右完成|完成))|"
    r"(?:年底|年内|月底|季度末)(?:前|完成|投产)|(?:周期|工期|时限|期限|完成时间)[^，。；,;\n]{0,6}\d[^，。；,;\n]{0,6}"
)
_OWNED = re.compile(
    r"(?:知识产权|产权|专利权?|成果)[^，。；,;\n]{0,8}(?:归|共有|共享|所有|属于)[^，。；,;\n]{0,10}|(?:拥有|获得|享有|取得)[^，。；,;\n]{0,6}知识产权"
)
_EFFECT = re.compile(
    rf"(?:{'|'.join(known.EFFECT_VERBS)})(?!的|方案|以下|上述|相关|研究|措施|目标|要求|需求|此|这|该)[^，。；！？、,;!?\n：:（(]{{2,14}}"
)
_FALLS_SHORT = re.compile(
    r"[\u4e00-\u9fff]{2,6}(?:较低|偏低|过低|太低|低下|较高|过高|偏高|太高|不足|不均匀|不均|不稳定|不稳|较差|太差|困难|严重|太慢|太短)"
)
_RESISTS = re.compile(r"(?:耐|抗|防|阻)[高低]?(?:[\u4e00-\u9fff]{1,3})(?:性能?|能力)")
_USED = re.compile(
    r"(?:应用于|应用在|适用于|使用于|用于|用在|用作|面向|供应)(?:(?!提供|进行|实现|其)[^，。；、,;的\n]){2,14}|"
    r"[\u4e00-\u9fff]{2,8}(?:领域|行业|场景|工况|场合|环境下|现场)"
)
_USES = ("应用", "适用", "使用", "用", "面向", "供应")
_BEFORE_A_FIELD = re.compile(r".*[的在到于是和与及为用本各该](?=.{4})")
_FORMULA = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z][a-z]?\d*){1,6}(?![A-Za-z])")
_ABBREVIATIONS = re.compile(
    "PVC|ABS|PEEK|PTFE|PVDF|PET|PBT|PP|PE|PA|PA6|PA66|PC|PI|PU|TPU|EVA|PLA|PBAT|EPDM|POM|SMC|CFRP|NCM|LFP|CBN|SiC|GaN"
)
_ELEMENT = re.compile(
    r"(?P<name>Li|Be|Na|Mg|Al|Si|Cl|Ca|Ti|Cr|Mn|Fe|Co|Ni|Cu|Zn|Ga|Ge|As|Se|Br|Zr|Nb|Mo|Ag|Cd|In|Sn|Sb|Te|Ba|La|Ce|Nd"
    r"|Pt|Au|Hg|Pb|Bi|[HBCNOFPSKVIW])(?P<count>\d*)"
)
_Words = list[tuple[str, int, int]]


@lru_cache(maxsize=1)
def _segmenter() -> Segmenter:
    return Segmenter()


def _words(text: str) -> _Words:
    return whole_words(_segmenter().located_terms(text))


def _named(text: str, words: _Words, whole: frozenset[str], endings: frozenset[str]) -> Iterator[str]:
    """Words that name something, as written: known ones, and those with an ending, alone or with the word before."""
    before, begin, edge = "", 0, -1
    for word, start, end in words:
        if word in endings and word not in whole:
            if start == edge and _may_lead(before) and len(before + word) <= _LONGEST_NAME:
                yield text[begin:end]
        elif word not in known.NOT_NAMING and (word in whole or _ends_like(word, endings)):
            yield text[start:end]
        before, begin, edge = word, start, end


def _may_lead(word: str) -> bool:
    return len(word) > 1 and word not in known.NOT_NAMING


def _ends_like(word: str, endings: frozenset[str]) -> bool:
    places = range(max(1, len(word) - _LONGEST_NAME), len(word))
    return any(word[place:] in endings for place in places)


def _materials(text: str, words: _Words) -> Iterator[str]:
    yield from _named(text, words, known.MATERIAL_WORDS, known.MATERIAL_ENDINGS)
    for match in _FORMULA.finditer(text):
        if _ABBREVIATIONS.fullmatch(match[0]) or _is_formula(match[0]):
            yield match[0]


def _is_formula(text: str) -> bool:
    """Whether it is made of two elements or more, with a number: LiFePO4, Al2O3; not CO, and no word."""
    parts = list(_ELEMENT.finditer(text))
    whole = "".join(part[0] for part in parts) == text
    return whole and len(parts) > 1 and any(part["count"] for part in parts)


def _methods(text: str, words: _Words) -> Iterator[str]:
    """A process that is part of a product's name (过滤|板, 检测|设备) is none."""
    of_products = {start for word, start, _ in words if word in known.PRODUCT_ENDINGS}
    others = [word for word in words if word[2] not in of_products]
    yield from _named(text, others, known.METHOD_WORDS, known.METHOD_ENDINGS)


def _effects(text: str, words: _Words) -> Iterator[str]:
    for pattern in (_EFFECT, _RESISTS, _FALLS_SHORT):
        yield from (match[0].strip() for match in pattern.finditer(text))
    for word, _, _ in words:
        if word not in known.NOT_EFFECTS and (
            word in known.EFFECT_WORDS or _ends_like(word, known.EFFECT_ENDINGS)
        ):
            yield word


def _products(text: str, words: _Words) -> Iterator[str]:
    yield from _named(text, words, known.PRODUCT_WORDS, known.PRODUCT_ENDINGS)


def _applications(text: str, words: _Words) -> Iterator[str]:
    for match in _USED.finditer(text):
        leads = match[0].startswith(_USES)
        yield match[0].strip() if leads else _BEFORE_A_FIELD.sub("", match[0])
    yield from (word for word, _, _ in words if word in known.APPLICATION_WORDS)


def _targets(text: str, words: _Words) -> Iterator[str]:  # noqa: ARG001 - all rules are called alike
    """A figure that says where it is used (用于800℃烟气) is no target."""
    used = [match.span() for match in _USED.finditer(text)]
    starts = [start for start, _ in used]
    for match in sorted(
        (match for pattern in (_TARGET, _LIFE, _COMPARED) for match in pattern.finditer(text)),
        key=lambda match: match.start(),
    ):
        before = bisect_right(starts, match.start())
        if not before or match.start() >= used[before - 1][1]:
            yield match[0].strip()


def _by(pattern: re.Pattern[str]) -> Callable[[str, _Words], Iterator[str]]:
    def found(text: str, words: _Words) -> Iterator[str]:  # noqa: ARG001 - all rules are called alike
        yield from (match[0].strip() for match in pattern.finditer(text))

    return found


_RULES: Mapping[Aspect, Callable[[str, _Words], Iterator[str]]] = {
    Aspect.MATERIAL: _materials,
    Aspect.METHOD: _methods,
    Aspect.EFFECT: _effects,
    Aspect.PRODUCT: _products,
    Aspect.APPLICATION: _applications,
    Aspect.TARGETS: _targets,
    Aspect.DEADLINE: _by(_TIME),
    Aspect.BUDGET: _by(_MONEY),
    Aspect.OWNERSHIP: _by(_OWNED),
}


def _first(words: Iterable[str]) -> tuple[str, ...]:
    """The first of the words, each once, none that another of the first hundred holds."""
    kept: list[str] = []
    for word in islice(dict.fromkeys(islice(words, _WORDS_LOOKED_AT)), _WORDS_COMPARED):
        if not any(word in other for other in kept):
            kept = [*(other for other in kept if other not in word), word]
    return tuple(kept[:MOST_WORDS])


def _question(aspect: Aspect, seen: Mapping[Aspect, tuple[str, ...]]) -> tuple[str, Mapping[str, str]]:
    """What to ask where the aspect is missing, about what the need does say where there is such a thing."""
    about, with_word = _ABOUT.get(aspect, (None, ""))
    if about and seen[about]:
        return with_word, {"word": seen[about][0]}
    return _QUESTIONS[aspect], {}


_QUESTIONS = {
    Aspect.MATERIAL: N_(
        "Which material is it about? For example: porous alumina ceramic, 6061 aluminium alloy."
    ),
    Aspect.METHOD: N_(
        "By which process is it made or done today? For example: slip casting, then sintering at 1,350 °C."
    ),
    Aspect.EFFECT: N_(
        "What goes wrong, or what is to become better? For example: it cracks on quenching; longer life."
    ),
    Aspect.PRODUCT: N_(
        "Which product or part is it about? For example: filter plate, battery cell, gearbox."
    ),
    Aspect.APPLICATION: N_(
        "Where is it used, and under which conditions? For example: flue gas of a boiler at 800 °C."
    ),
    Aspect.TARGETS: N_(
        "Which figures must be reached? For example: peel strength from 0.8 to at least 1.2 N/mm."
    ),
    Aspect.DEADLINE: N_(
        "By when must it be there? For example: a sample in 6 months, production by the end of 2027."
    ),
    Aspect.BUDGET: N_("What may it cost? For example: up to 800,000 yuan, or to be agreed."),
    Aspect.OWNERSHIP: N_(
        "Who is to own the result? For example: the company, both together, or open to agreement."
    ),
}
_ABOUT = {
    Aspect.MATERIAL: (
        Aspect.PRODUCT,
        N_("Of which material is “%(word)s” made? For example: porous alumina ceramic."),
    ),
    Aspect.TARGETS: (
        Aspect.EFFECT,
        N_(
            "“%(word)s”: which figure must be reached, and what is it today? For example: from 0.8 to 1.2 N/mm."
        ),
    ),
    Aspect.APPLICATION: (
        Aspect.PRODUCT,
        N_("Where is “%(word)s” used, and under which conditions? For example: flue gas at 800 °C."),
    ),
    Aspect.METHOD: (
        Aspect.PRODUCT,
        N_("By which process is “%(word)s” made today, and what has been tried? For example: slip casting."),
    ),
    Aspect.PRODUCT: (
        Aspect.MATERIAL,
        N_("Which product or part is made of “%(word)s”? For example: filter plate, housing."),
    ),
}
