"""Finds in a text what would tell outsiders whose it is, and puts neutral words in its place.

Rules, and no model: names that are known, and the customary forms of brands, persons with their titles, telephones,
addresses, links and the uniform social credit code (GB 32100-2015: 18 characters without I, O, Z, S, V).
Where a find is also an ordinary word (公司名 试验 in 试验数据) it is proposed, but not taken for sure.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

import rjieba

from matchmaker.text.clues import Clue, Find
from matchmaker.text.masking_numbers import number_pattern, patent_numbers
from matchmaker.text.masking_words import PLACES, SURNAMES, TITLES, TRADES
from matchmaker.text.redacting import EMAIL, TELEPHONE, short_name


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text and the find that it is; None where it is none."""

    text: str
    find: Find | None


def clues_in(
    text: str,
    *,
    company: str = "",
    region: str = "",
    people: Iterable[str] = (),
    aliases: Iterable[str] = (),
    code: str = "",
    patents: Iterable[str] = (),
) -> list[Find]:
    """Everything in ``text`` that gives its company away, each once, in the order of its first place.

    Args:
        text: what the company wrote.
        company: its registered name; shorter forms of it are found too.
        region: where it is; its name may begin with it.
        people: names of its people.
        aliases: other names of it, short, former or in Latin letters; shorter forms of these are found too.
        code: its uniform social credit code.
        patents: numbers of its own patents; numbers of any patents are found by their form.

    >>> [(find.clue.value, find.text) for find in clues_in("岚峤公司王工，13800138000", company="岚峤新材料有限公司")]
    [('company', '岚峤'), ('person', '王工'), ('contact', '13800138000')]
    """
    edges = _word_edges(text)
    found: dict[str, Find] = {}
    known = [
        Find(Clue.COMPANY, name, sure)
        for each in (company, *aliases)
        for name, sure in names_of(each, region)
    ]
    known += [Find(Clue.PERSON, name) for name in people if len(name) > 1]
    known += [Find(Clue.CODE, code)] if code else []
    patterns = [(find, _known_pattern(find.text)) for find in known if find.text.strip()]
    patterns += [(Find(Clue.PATENT, number), number_pattern(number)) for number in patents]
    for find, pattern in patterns:
        for match in pattern.finditer(text):
            sure = find.sure or (match[0] in found and found[match[0]].sure)
            found[match[0]] = Find(find.clue, match[0], sure)
    for find in _by_form(text, edges):
        if find.text not in found:
            found[find.text] = find
    apart = (find for find in found.values() if _stands_apart(find.text, found, text))
    return sorted(apart, key=lambda find: (text.index(find.text), -len(find.text)))


def masked(text: str, finds: Iterable[Find]) -> str:
    """The text with neutral words in the place of each find, wherever it stands; the longer ones first."""
    return "".join(part.find.clue.stand_in if part.find else part.text for part in stretches(text, finds))


def stretches(text: str, finds: Iterable[Find]) -> list[Stretch]:
    """The text cut where finds stand; the stretches make up ``text`` exactly."""
    known = {find.text: find for find in finds if find.text}
    if not known:
        return [Stretch(text, None)] if text else []
    by_length = sorted(known, key=len, reverse=True)
    parts = re.split(f"({'|'.join(map(re.escape, by_length))})", text)
    return [Stretch(part, known[part] if place % 2 else None) for place, part in enumerate(parts) if part]


def names_of(company: str, region: str = "") -> list[tuple[str, bool]]:
    """A company's name and its shorter forms, the longest first, and whether each can mean nothing else.

    >>> names_of("浙江岚峤新能源材料股份有限公司", "浙江省")
    ... # doctest: +NORMALIZE_WHITESPACE
    [('浙江岚峤新能源材料股份有限公司', True), ('浙江岚峤新能源材料', True), ('岚峤新能源材料', True),
     ('岚峤新能源', True), ('岚峤', True)]
    """
    if company.isascii():
        short = _LATIN_FORM.sub("", company)
        return [(form, True) for form in dict.fromkeys((company, short)) if len(form) >= _SHORTEST]
    short = short_name(company)
    forms = [company, short]
    core = _without_place(short, region)
    while len(core) >= _SHORTEST:
        forms.append(core)
        ending = next((word for word in _TRADES_BY_LENGTH if core.endswith(word)), "")
        if not ending:
            break
        core = core.removesuffix(ending)
    return [(form, form == company or not _is_word(form)) for form in dict.fromkeys(forms) if len(form) > 1]


_SHORTEST = 2
_LATIN_FORM = re.compile(
    r"(?:[ ,]+(?:co|ltd|inc|corp|limited|company|corporation|llc|gmbh)\.?)+$", re.IGNORECASE
)
_TRADES_BY_LENGTH = sorted(TRADES, key=len, reverse=True)
_HAN = r"[\u4e00-\u9fff]"
_PERSON = re.compile(rf"[{SURNAMES}](?:{_HAN}{{0,2}}(?:{'|'.join(TITLES)})|[工总])")
_AFTER_A_PERSON = "和在对与及"  # 李总和张工: the dictionary knows 总和
_BEFORE_A_PERSON = "找请由问向跟让给"  # 找钱总: it knows 找钱
_NAMED_PERSON = re.compile(
    rf"(?:联系人|负责人|经办人|对接人|发明人)[:： ]*({_HAN}{{2,4}}|[A-Z][a-z]+ [A-Z][a-z]+)"
)
_COMPANY = re.compile(rf"(?:{_HAN}|[（()）A-Za-z0-9]){{2,24}}(?:有限责任公司|有限公司|集团公司|集团)")
_BEFORE_A_NAME = re.compile(
    r".*(?:我们|我司|位于|委托|联系|来自|购自|供应商|客户|[的与和由为向给请是在被让对跟及])"
)
_BRAND_SIGN = re.compile(rf"(?:{_HAN}{{1,8}}|[A-Za-z][\w-]{{1,20}})\s?[®™]")
_BRAND = re.compile(rf"({_HAN}{{2,4}})牌(?!号|子|照|坊|匾|价)")
_QUOTED_BRAND = re.compile(r"[“\"「『]([^”\"」』]{1,12})[”\"」』](?=牌|品牌)")
_CHAT = re.compile(
    r"(?:微信|QQ|WeChat|VX)(?:号|群)?[:： ]*([A-Za-z0-9][\w-]{4,19})", re.ASCII | re.IGNORECASE
)
_HOTLINE = re.compile(r"(?<!\d)[48]00[- ]?\d{3}[- ]?\d{4}(?!\d)")
_LOCAL = re.compile(r"(?:电话|手机|传真|致电)[:： ]*(\d[\d-]{5,14}\d)")
_STREET = re.compile(
    rf"(?:{_HAN}{{2,5}}(?:省|自治区))?(?:{_HAN}{{2,6}}市)?(?:{_HAN}{{1,5}}[区县镇])?{_HAN}{{1,8}}(?:路|街|大道|巷|弄)"
    rf"\d{{1,5}}号(?:{_HAN}{{0,6}}\d{{0,4}}(?:栋|幢|楼|室|层))*"
)
_PARK = re.compile(rf"{_HAN}{{2,8}}(?:工业园区|工业园|开发区|产业园区|产业园|科技园|高新区)")
_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z])")
_LINK = re.compile(
    r"(?:https?://|www\.)[\w./?=&%#:~-]+"
    r"|(?<![\w@.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.(?:com|cn|net|org|tech|top|xyz|vip|shop|site|info|biz)\b",
    re.ASCII | re.IGNORECASE,
)
_CHINESE_LINK = re.compile(rf"{_HAN}{{2,12}}\.(?:com|cn|net)(?![A-Za-z])")
_BUILDING = re.compile(
    rf"{_HAN}{{2,8}}(?:大厦|写字楼|商务楼|创业园|软件园|物流园|孵化园)(?:[A-Z]?\d{{1,4}}(?:号楼|栋|幢|座|楼|层|室))+"
)


def _stands_apart(name: str, found: Iterable[str], text: str) -> bool:
    """Whether a name stands anywhere but inside a longer find."""
    longer = sorted((other for other in found if name in other and name != other), key=len, reverse=True)
    return not longer or name in re.sub("|".join(map(re.escape, longer)), "\n", text)


def _by_form(text: str, edges: frozenset[int]) -> Iterator[Find]:
    for clue, pattern in (
        (Clue.LINK, _LINK),
        (Clue.CONTACT, EMAIL),
        (Clue.LINK, _CHINESE_LINK),
        (Clue.CODE, _CODE),
        (Clue.CONTACT, TELEPHONE),
        (Clue.CONTACT, _HOTLINE),
        (Clue.ADDRESS, _STREET),
        (Clue.ADDRESS, _BUILDING),
        (Clue.ADDRESS, _PARK),
    ):
        trim: Callable[[str], str] = _without_lead if clue is Clue.ADDRESS else str
        yield from (Find(clue, trim(match[0])) for match in pattern.finditer(text))
    for clue, pattern in ((Clue.CONTACT, _CHAT), (Clue.CONTACT, _LOCAL), (Clue.PERSON, _NAMED_PERSON)):
        yield from (Find(clue, match[1]) for match in pattern.finditer(text))
    yield from patent_numbers(text)
    yield from (Find(Clue.COMPANY, _without_lead(match[0])) for match in _COMPANY.finditer(text))
    yield from _brands(text)
    yield from _persons(text, edges)


def _brands(text: str) -> Iterator[Find]:
    yield from (Find(Clue.BRAND, match[0]) for match in _BRAND_SIGN.finditer(text))
    yield from (Find(Clue.BRAND, match[1]) for match in _QUOTED_BRAND.finditer(text))
    for match in _BRAND.finditer(text):
        name = _last_words(match[1])
        if not any(_is_word(name[-length:] + "牌") for length in range(1, len(name) + 1)):
            yield Find(Clue.BRAND, f"{name}牌", sure=not _is_word(name))


def _persons(text: str, edges: frozenset[int]) -> Iterator[Find]:
    for match in _PERSON.finditer(text):
        ends = match.end() in edges or text[match.end()] in _AFTER_A_PERSON
        begins = match.start() in edges or text[match.start() - 1] in _BEFORE_A_PERSON
        if begins and ends and not _is_word(match[0]):
            yield Find(Clue.PERSON, match[0])


def _known_pattern(name: str) -> re.Pattern[str]:
    """A pattern for a known name; one in Latin letters in any case, and never inside a longer word."""
    name = name.strip()
    before, after = (
        r"(?<![A-Za-z0-9])" if edge.isascii() and edge.isalnum() else "" for edge in (name[0], name[-1])
    )
    return re.compile(f"{before}{_as_written(name)}{after.replace('?<!', '?!')}", re.IGNORECASE)


def _as_written(name: str) -> str:
    """A pattern for a name: brackets of either width, blanks inside or not.

    Blanks of the name itself are left out: beside those that may stand anywhere they could be read in two ways each.
    """
    blank = r"[ \u3000]?"
    letters = "".join(name.split())
    return blank.join(
        "[（(]" if letter in "（(" else "[）)]" if letter in "）)" else re.escape(letter)
        for letter in letters
    )


def _word_edges(text: str) -> frozenset[int]:
    return frozenset(accumulate((len(word) for word in rjieba.cut(text, hmm=False)), initial=0))


def _is_word(text: str) -> bool:
    return bool(rjieba.has_word(text))


def _without_place(name: str, region: str) -> str:
    places = [region, region.rstrip("省市"), *PLACES]
    for place in sorted(filter(None, places), key=len, reverse=True):
        if name.startswith(place) and len(name) - len(place) >= _SHORTEST:
            return name.removeprefix(place).removeprefix("省").removeprefix("市")
    return name


def _without_lead(name: str) -> str:
    """A name without the words that lead up to it: 我们委托甲方公司 → 甲方公司."""
    lead = _BEFORE_A_NAME.match(name)
    rest = name[lead.end() :] if lead else name
    return rest if len(rest) >= _SHORTEST + len("集团") else name


def _last_words(text: str) -> str:
    """The last words of a text that are at least two characters long together: 使用飞鹤 → 飞鹤."""
    words = list(rjieba.cut(text, hmm=False))
    while len(words) > 1 and len("".join(words[1:])) >= _SHORTEST:
        words = words[1:]
    return "".join(words)
