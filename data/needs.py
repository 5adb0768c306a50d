"""Places the companies' needs in time; what they say stands in the vocabulary."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

from sources import NeedText

HEADINGS = (
    "need_id", "title", "content", "company", "region", "industry", "budget_cny", "deadline", "state", "days_ago",
    "refined",
)  # fmt: skip
_NEWEST = (
    *["draft"] * 6,
    *["submitted"] * 4,
    "returned",
    *["refining"] * 2,
    "screening",
)
_REFINED_STATES = {"refining", "screening", "published"}
_LONGEST = 470
_MENTIONING = 0.3
_RAMBLING = 0.2
_WITH_BUDGET = 0.65
_WITH_DEADLINE = 0.8
_SHORTEST = 100
_STALE_DAYS = 370
_BUDGETS_CNY = (
    150_000,
    200_000,
    300_000,
    300_000,
    500_000,
    500_000,
    800_000,
    1_000_000,
    1_500_000,
    2_000_000,
    3_000_000,
)
_DEADLINES = tuple(
    date(year, month, day) for year in (2027, 2028) for month, day in ((6, 30), (9, 30), (12, 31))
)


@dataclass(frozen=True, slots=True)
class Need:
    """A need; ``days_ago`` is its age when the demo centre is loaded, ``state`` where it stands by itself."""

    need_id: str
    text: NeedText
    budget_cny: int | None
    deadline: date | None
    state: str
    days_ago: int
    refined: str = ""

    @property
    def open_for_matching(self) -> bool:
        """Whether a deal or a pitch may refer to it."""
        return self.state == "published"


def place_needs(texts: Sequence[NeedText], phrases: Mapping[str, Any]) -> tuple[Need, ...]:
    """The needs in the order of their age, the oldest first; the newest are drafts or await curation.

    ``phrases`` are the openings and the additions with which companies surround what they need.
    """
    rng = Random("needs")
    shuffled = [
        replace(text, content=_at_length(text.content, phrases, rng))
        for text in rng.sample(texts, len(texts))
    ]
    new = len(_NEWEST)
    ages = sorted((rng.randint(24, 420) for _ in range(len(texts) - new)), reverse=True)
    ages += sorted((rng.randint(0, 22) for _ in range(new)), reverse=True)
    states = ["published"] * (len(texts) - new) + rng.sample(_NEWEST, new)
    bare = {text.title: text.content for text in texts}
    placed = tuple(
        Need(
            need_id=f"XQ-{place:03d}",
            text=text,
            budget_cny=rng.choice(_BUDGETS_CNY) if rng.random() < _WITH_BUDGET else None,
            deadline=rng.choice(_DEADLINES) if rng.random() < _WITH_DEADLINE else None,
            state=state,
            days_ago=age,
        )
        for place, (text, age, state) in enumerate(zip(shuffled, ages, states, strict=True), start=1)
    )
    rng = Random("names in needs")
    return tuple(_at_the_desk(need, bare[need.text.title], phrases["openings"], rng) for need in placed)


def _at_the_desk(need: Need, bare: str, openings: Sequence[str], rng: Random) -> Need:
    """Some companies name themselves; where one rambles, the centre keeps the problem itself."""
    content = need.text.content
    rambles = need.state in {"refining", "screening"} or content.startswith(tuple(openings))
    refined = bare if need.state in _REFINED_STATES and rambles and content != bare else ""
    if rng.random() < _MENTIONING and len(content) <= _LONGEST:
        short = need.text.company.removesuffix("有限公司").removesuffix("股份")
        content += f"\n{short}可提供试验线和样品。"
    return replace(need, text=replace(need.text, content=content), refined=refined)


def _at_length(content: str, phrases: Mapping[str, Any], rng: Random) -> str:
    """Some companies ramble, some are terse; nobody gets by with fewer than a hundred characters."""
    lines = [rng.choice(phrases["openings"])] if rng.random() < _RAMBLING else []
    lines.append(content)
    wanted = len(lines) + rng.randint(0, 2)
    additions = phrases["additions"]
    for heading in rng.sample(list(additions), len(additions)):
        if len(lines) >= wanted and sum(map(len, lines)) >= _SHORTEST:
            break
        lines.append(f"{heading}：{rng.choice(additions[heading])}")
    return "\n".join(lines)


def tell_again(needs: Sequence[Need], again: Sequence[Mapping[str, Any]]) -> tuple[Need, ...]:
    """The needs, and those that companies handed in a second time in other words; nobody has looked at these."""
    firsts = {need.text.title: need for need in needs}
    return (
        *needs,
        *(
            Need(
                need_id=f"XQ-{place:03d}",
                text=replace(firsts[told["of"]].text, title=told["title"], content=told["content"]),
                budget_cny=None,
                deadline=firsts[told["of"]].deadline,
                state="submitted",
                days_ago=told["days_ago"],
            )
            for place, told in enumerate(again, start=len(needs) + 1)
        ),
    )


def need_rows(
    needs: Sequence[Need],
    companies: Sequence[Mapping[str, Any]],
    *,
    met: Collection[str],
    in_talks: Collection[str],
) -> Iterator[tuple[str, ...]]:
    """The cells under ``HEADINGS``; what is ``met`` is signed, and what is stale closed unless it is ``in_talks``."""
    by_name = {company["name"]: company for company in companies}
    for need in needs:
        company = by_name[need.text.company]
        yield (
            need.need_id,
            need.text.title,
            need.text.content,
            need.text.company,
            company["region"],
            company["industry"],
            "" if need.budget_cny is None else str(need.budget_cny),
            "" if need.deadline is None else need.deadline.isoformat(),
            _state(need, met=met, in_talks=in_talks),
            str(need.days_ago),
            need.refined,
        )


def _state(need: Need, *, met: Collection[str], in_talks: Collection[str]) -> str:
    if need.need_id in met:
        return "signed"
    if need.need_id in in_talks:
        return "in_talks"
    return "closed" if need.days_ago > _STALE_DAYS else need.state
