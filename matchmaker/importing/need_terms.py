"""The terms of a need as sheets write them: 产权归属, 合作方式, 保密级别."""

import re
import unicodedata

from matchmaker.errors import N_
from matchmaker.importing.errors import WrongValueError

_BLANK = re.compile(r"^[-—/无]*$")
_SEPARATORS = re.compile(r"[、,;；|/\n]+|以及|或者|[或和及]")
_OWNERSHIP = (
    ("shared", "共有|共享|双方|共同|按比例|各半"),
    ("agreed", "协商|面议|另行|约定|商定|待定"),
    ("taker", "承接方|乙方|受托方|供给方|研发方|对方|高校|院所"),
    ("company", "需求方|甲方|委托方|企业|我方|我司|本公司|归公司"),
)
_COOPERATION = (
    ("equity", "入股|作价|股权|投资"),
    ("joint", "合作|联合|共同|共建|产学研"),
    ("commission", "委托|定制|技术开发|揭榜"),
    ("licence", "许可|授权使用"),
    ("transfer", "转让|购买|引进|买断"),
    ("advice", "咨询|服务|指导|顾问|诊断"),
)
_SECRECY = (
    ("centre", "不公开|内部|秘密|机密|保密|仅限|中心"),
    ("named", "实名|显示企业|公开企业|具名"),
    ("masked", "脱敏|匿名|隐去|公开|普通|一般"),
)


class WrongOwnershipError(WrongValueError):
    """The text says nothing known of who is to own the result."""

    message = N_("%(value)s does not say who is to own the result.")
    remedy = N_("Write 归需求方, 归承接方, 双方共有 or 协商确定, or leave the cell blank.")


class WrongCooperationError(WrongValueError):
    """The text names no known way of working together."""

    message = N_("%(value)s is no known way of working together.")
    remedy = N_(
        "Write some of 专利转让, 专利许可, 委托开发, 合作开发, 技术咨询, 作价入股, or leave the cell blank."
    )


class WrongSecrecyError(WrongValueError):
    """The text names no known level of secrecy."""

    message = N_("%(value)s is no known level of secrecy.")
    remedy = N_("Write 脱敏公开, 实名公开 or 仅限运营中心, or leave the cell blank.")


def parse_ownership(text: str) -> str | None:
    """``company``, ``taker``, ``shared`` or ``agreed``; None where it is blank.

    Raises:
        WrongOwnershipError: it says none of them.
    """
    folded = _folded(text)
    if _BLANK.fullmatch(folded):
        return None
    found = _first(folded, _OWNERSHIP)
    if found is None:
        raise WrongOwnershipError(value=text)
    return found


def parse_cooperation(text: str) -> tuple[str, ...]:
    """Ways among ``transfer``, ``licence``, ``commission``, ``joint``, ``advice`` and ``equity``, each once.

    Raises:
        WrongCooperationError: a part names none of them.
    """
    parts = [part for part in _SEPARATORS.split(_folded(text)) if not _BLANK.fullmatch(part)]
    found = {part: _first(part, _COOPERATION) for part in parts}
    if wrong := next((part for part, way in found.items() if way is None), None):
        raise WrongCooperationError(value=wrong)
    return tuple(dict.fromkeys(way for way in found.values() if way))


def parse_secrecy(text: str) -> str | None:
    """``masked``, ``named`` or ``centre``; 公开 alone names nobody. None where it is blank.

    Raises:
        WrongSecrecyError: it says none of them.
    """
    folded = _folded(text)
    if _BLANK.fullmatch(folded):
        return None
    found = _first(folded, _SECRECY)
    if found is None:
        raise WrongSecrecyError(value=text)
    return found


def _folded(text: str) -> str:
    return re.sub(r"[^\S\n]", "", unicodedata.normalize("NFKC", text))


def _first(text: str, patterns: tuple[tuple[str, str], ...]) -> str | None:
    return next((value for value, pattern in patterns if re.search(pattern, text)), None)
