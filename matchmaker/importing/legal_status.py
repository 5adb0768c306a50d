"""The simple status behind the legal status that a database writes."""

import re
from typing import Literal

SimpleStatus = Literal["in_force", "pending", "lapsed"]

_EVENT_SEPARATORS = re.compile(r"[|;；,，、\n]")
# The first that fits an event counts, so "避免重复授权" is met before "授权".
_STATUS_BY_WORDS: tuple[tuple[re.Pattern[str], SimpleStatus], ...] = (
    (re.compile("部分无效|维持有效|in_force"), "in_force"),
    (
        re.compile(
            "避免重复|撤回|驳回|撤销|届满|未缴|终止|放弃|失效|无权|(?:全部|宣告)无效(?!请求)|^无效$"
            "|lapsed|expired|inactive|withdrawn|rejected|revoked|abandoned"
        ),
        "lapsed",
    ),
    (re.compile("授权|有效|有权|权利恢复|granted|active"), "in_force"),
    (re.compile("公开|公布|实质审查|实审|审中|在审|复审|受理|pending|published|examination"), "pending"),
)


def simple_status(written: str) -> SimpleStatus | None:
    """In force, pending or lapsed, by the last of the events listed that says so; None where none does.

    Transfers, pledges and the like say nothing about it. The words are those of the lists of incoPat and
    PatSnap, of the offices' gazettes, and this package's own.
    """
    for event in reversed(_EVENT_SEPARATORS.split(written.casefold())):
        for words, status in _STATUS_BY_WORDS:
            if words.search(event.strip()):
                return status
    return None
