"""Texts without the names of organisations and people, for readers who are not to know them."""

import re
from collections.abc import Iterable

_LEGAL_FORM = re.compile(r"(?:股份|集团|控股){0,3}(?:有限责任公司|有限公司|公司)$")
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}[@＠][\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", re.ASCII)
TELEPHONE = re.compile(
    r"(?<!\d)(?:(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|1[3-9]\d\.\d{4}\.\d{4}"
    r"|(?:\+?86[- ]?)?(?:[(（]0\d{2,3}[)）] ?|0\d{2,3}[- ]?)\d{3,4}[- ]?\d{4}(?:(?:-|转) ?\d{1,5})?)(?!\d)"
)
_SHORTEST = 2

ORGANIZATION, PERSON, CONTACT = "某单位", "某人", "（联系方式略）"


def short_name(organization: str) -> str:
    """An organisation's name without its legal form, as people write it: 甲方陶瓷 for 甲方陶瓷有限公司."""
    return _LEGAL_FORM.sub("", organization)


def redacted(text: str, *, organizations: Iterable[str] = (), people: Iterable[str] = ()) -> str:
    """Puts 某单位 and 某人 in place of names, the longer ones first, and takes out addresses and telephones.

    >>> redacted("请联系甲方公司张三 13800138000", organizations=["甲方公司"], people=["张三"])
    '请联系某单位某人 （联系方式略）'
    """
    text = TELEPHONE.sub(CONTACT, EMAIL.sub(CONTACT, text))
    for names, stand_in in ((organizations, ORGANIZATION), (people, PERSON)):
        known = sorted({name for name in names if len(name) >= _SHORTEST}, key=len, reverse=True)
        if known:
            text = re.sub("|".join(map(re.escape, known)), stand_in, text)
    return text
