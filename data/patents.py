"""Writes the patents of the demo centre, topic by topic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from documents import NOT_TOLD, Documents, Entry, documents_of
from filings import Filing, new_filing
from phrases import Phrasing
from sources import Route, Topic

HEADINGS = (
    "申请号", "公开（公告）号", "公开（公告）日", "申请日", "授权公告日", "标题 (中文)", "摘要 (中文)",
    "首项权利要求", "申请人", "专利类型", "IPC主分类号", "IPC", "当前法律状态", "专利有效性", "权利要求数量",
    "简单同族", "引证专利", "被引证专利", "被引证次数",
)  # fmt: skip
_TOTAL = 600
_ABSTRACT_LENGTH = range(120, 261)
_CO_OWNED = 0.08
_TYPICAL_CLASS = 0.6
_DEVICES_AS_UTILITY_MODELS = 0.75
_OPENINGS = (
    "本{kind}公开了{title}。",
    "本{kind}公开了{title}，属于{field}领域。",
    "本{kind}涉及{field}领域，具体提供{title}。",
)
_PROBLEMS = ("针对{problem}的问题，", "为解决{problem}的问题，", "现有技术中{problem}，为此，")
_STEPS = ("该方法包括：{steps}。", "其步骤为：{steps}。", "具体过程如下：{steps}。")
_BODIES = {
    "method": _STEPS,
    "analysis": _STEPS,
    "product": ("其配方如下：{steps}。", "其组成特点为：{steps}。"),
    "device": ("其{steps}。", "该装置{steps}。"),
}
_CLOSINGS = (
    "{effect}。",
    "与现有技术相比，{effect}。",
    "测试表明，{effect}。",
    "{effect}；{other}。",
)
_PRODUCTION_CLOSINGS = ("{effect}，且与现有产线兼容。", "{effect}，适合规模化生产。")


@dataclass(frozen=True, slots=True)
class Patent:
    """One row of the export, with the topic and the form of the route that it belongs to."""

    topic: str
    form: str
    title: str
    abstract: str
    claim: str
    applicants: tuple[str, ...]
    ipc: tuple[str, ...]
    filing: Filing
    documents: Documents = NOT_TOLD

    @property
    def patent_type(self) -> str:
        """The kind as an export writes it."""
        return "实用新型" if self.filing.publication_number.endswith("U") else "发明"

    @property
    def in_force(self) -> bool:
        """Whether it is granted and its fees are paid."""
        return self.filing.legal_status == "授权"

    def row(self) -> tuple[str, ...]:
        """The cells under ``HEADINGS``."""
        filing = self.filing
        return (
            filing.application_number,
            filing.publication_number,
            filing.published_on.isoformat(),
            filing.filed_on.isoformat(),
            filing.granted_on.isoformat() if filing.granted_on else "",
            self.title,
            self.abstract,
            self.claim,
            "; ".join(self.applicants),
            self.patent_type,
            self.ipc[0],
            "; ".join(self.ipc),
            filing.legal_status,
            filing.validity,
            self.documents.claims,
            self.documents.family,
            self.documents.cites,
            self.documents.cited_by,
            self.documents.cited_times,
        )


def write_patents(topics: Sequence[Topic], organizations: Mapping[str, Any]) -> tuple[Patent, ...]:
    """``_TOTAL`` patents, spread evenly over the topics, in the order of their filing."""
    numbers: set[str] = set()
    titles: set[str] = set()
    patents: list[Patent] = []
    for place, topic in enumerate(topics):
        count = _TOTAL * (place + 1) // len(topics) - _TOTAL * place // len(topics)
        rng = Random(f"patents of {topic.name}")
        owners = _owners(topic, organizations["holders"], rng)
        partners = [
            company["name"] for company in organizations["companies"] if topic.name in company["topics"]
        ]
        for turn in range(count):
            route = topic.routes[turn % len(topic.routes)]
            patents.append(_patent(topic, route, rng, owners, partners, numbers, titles))
    return _with_documents(
        sorted(patents, key=lambda patent: (patent.filing.filed_on, patent.filing.application_number))
    )


def _with_documents(patents: Sequence[Patent]) -> tuple[Patent, ...]:
    """The patents with what is told of their families and citations."""
    documents = documents_of([
        Entry(
            application_number=patent.filing.application_number,
            publication_number=patent.filing.publication_number,
            published_on=patent.filing.published_on,
            filed_on=patent.filing.filed_on,
            topic=patent.topic,
        )
        for patent in patents
    ])  # fmt: skip
    return tuple(replace(patent, documents=documents[patent.filing.application_number]) for patent in patents)


def _owners(topic: Topic, holders: Sequence[Mapping[str, Any]], rng: Random) -> list[str]:
    """Who does research on a topic: three or four holders, the first of them most of all."""
    names = [holder["name"] for holder in holders if topic.theme in holder["themes"]]
    chosen = rng.sample(names, min(len(names), 4))
    return [name for weight, name in zip((5, 3, 2, 1), chosen, strict=False) for _ in range(weight)]


def _patent(
    topic: Topic,
    route: Route,
    rng: Random,
    owners: Sequence[str],
    partners: Sequence[str],
    numbers: set[str],
    titles: set[str],
) -> Patent:
    while True:
        phrasing = Phrasing(topic.words, rng)
        title = phrasing.fill(rng.choice(route.titles))
        if title not in titles:
            break
    titles.add(title)
    utility_model = route.form == "device" and rng.random() < _DEVICES_AS_UTILITY_MODELS
    steps = [phrasing.fill(step) for step in route.steps]
    return Patent(
        topic=topic.name,
        form=route.form,
        title=title,
        abstract=_abstract(
            topic, route, rng, phrasing, title, steps, "实用新型" if utility_model else "发明"
        ),
        claim=_claim(route, title, steps),
        applicants=_applicants(rng, owners, partners),
        ipc=_ipc(topic, rng),
        filing=new_filing(rng, kind="2" if utility_model else "1", since=topic.since, taken=numbers),
    )


def _abstract(
    topic: Topic, route: Route, rng: Random, phrasing: Phrasing, title: str, steps: Sequence[str], kind: str
) -> str:
    closings = _CLOSINGS + _PRODUCTION_CLOSINGS if route.form == "method" else _CLOSINGS
    effect, other = (phrasing.fill(text) for text in rng.sample(route.effects, 2))
    while True:
        parts = [rng.choice(_OPENINGS), rng.choice((*_PROBLEMS, "", "")), rng.choice(_BODIES[route.form])]
        text = "".join((*parts, rng.choice(closings))).format(
            kind=kind,
            title=title,
            field=topic.field,
            problem=rng.choice(route.problems),
            steps="；".join(steps),
            effect=effect,
            other=other,
        )
        if len(text) in _ABSTRACT_LENGTH:
            return text


def _claim(route: Route, title: str, steps: Sequence[str]) -> str:
    subject, _, aspect = title.partition("及其")
    if route.form in {"product", "device"}:
        return f"1.{subject}，其特征在于，{'；'.join(steps)}。"
    if aspect:
        subject += f"的{aspect}"
    numbered = "；".join(f"S{place}、{step}" for place, step in enumerate(steps, start=1))
    return f"1.{subject}，其特征在于，包括以下步骤：{numbered}。"


def _applicants(rng: Random, owners: Sequence[str], partners: Sequence[str]) -> tuple[str, ...]:
    first = rng.choice(owners)
    if rng.random() >= _CO_OWNED:
        return (first,)
    return first, rng.choice([name for name in (*owners, *partners) if name != first])


def _ipc(topic: Topic, rng: Random) -> tuple[str, ...]:
    main = topic.ipc[0] if rng.random() < _TYPICAL_CLASS else rng.choice(topic.ipc)
    others = [code for code in topic.ipc if code != main]
    return main, *rng.sample(others, rng.randint(0, min(3, len(others))))
