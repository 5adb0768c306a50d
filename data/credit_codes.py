"""Unified social credit codes (GB 32100-2015) with valid check characters for fictional organisations.

The subject's part begins with XX, so that it meets no code of a known organisation.
"""

_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SUBJECT_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SUBJECT_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_REGIONS = {
    "北京市": "110000", "天津市": "120000", "河北省": "130000", "山西省": "140000", "内蒙古自治区": "150000",
    "辽宁省": "210000", "吉林省": "220000", "上海市": "310000", "江苏省": "320000", "浙江省": "330000",
    "安徽省": "340000", "福建省": "350000", "江西省": "360000", "山东省": "370000", "河南省": "410000",
    "湖北省": "420000", "湖南省": "430000", "广东省": "440000", "广西壮族自治区": "450000", "海南省": "460000",
    "重庆市": "500000", "四川省": "510000", "贵州省": "520000", "云南省": "530000", "陕西省": "610000",
    "青海省": "630000", "宁夏回族自治区": "640000",
}  # fmt: skip


def credit_code(*, registrar: str, region: str, serial: int) -> str:
    """The 18 characters for the ``serial``-th fictional organisation of a province.

    ``registrar`` is the two characters of the register and the kind, such as 91 (enterprise) or 12
    (public institution).
    """
    subject = f"XX{serial:06d}"
    body = f"{registrar}{_REGIONS[region]}{subject}{_subject_check(subject)}"
    return body + credit_check(body)


def credit_check(body: str) -> str:
    """The 18th character for the 17 before it: weights 3^i mod 31, GB 32100-2015, 4.2."""
    total = sum(_CHARACTERS.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return _CHARACTERS[-total % 31]


def _subject_check(subject: str) -> str:
    """The ninth character of the subject's code, GB 11714-1997."""
    weighed = zip(_SUBJECT_WEIGHTS, subject, strict=True)
    rest = -sum(weight * _SUBJECT_CHARACTERS.index(character) for weight, character in weighed) % 11
    return "0123456789X"[rest]
