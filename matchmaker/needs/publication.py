"""What others read of a need: its words without what would give the company away."""

import hashlib
from collections.abc import Iterable, Sequence

from matchmaker.needs.enums import Secrecy
from matchmaker.needs.models import Need
from matchmaker.organizations.models import Organization
from matchmaker.text.clues import Clue, Find
from matchmaker.text.masking import clues_in, masked
from matchmaker.text.measures import without_gaps
from matchmaker.text.normalising import normalise

SECTIONS = (
    ("goal", "技术目标"),
    ("targets", "考核指标"),
    ("tried", "现状与已尝试方案"),
    ("conditions", "对承接方的条件"),
)
"""The fields that stand below a need's text, each under its heading."""


def full_text(need: Need) -> str:
    """A need as it would be read aloud: refined, or the company's text with all it filled in below."""
    if need.is_refined:
        return need.content
    filled = [(heading, getattr(need, name)) for name, heading in SECTIONS]
    return "\n".join([need.content, *(f"{heading}：{text}" for heading, text in filled if text)])


def proposed_masks(need: Need, people: Iterable[str] = (), patents: Iterable[str] = ()) -> list[Find]:
    """What in a need's words gives the company away; its name is not to be hidden where it agreed to be named."""
    finds = clues_of(need, f"{need.title}\n{full_text(need)}", people, patents)
    if need.secrecy is Secrecy.NAMED:
        own = _names(need.organization)
        return [
            Find(each.clue, each.text, sure=each.sure and not any(each.text in name for name in own))
            for each in finds
        ]
    return finds


def clues_of(need: Need, text: str, people: Iterable[str] = (), patents: Iterable[str] = ()) -> list[Find]:
    """Everything in a text that gives a need's company away, by all that is known of the company here.

    ``people`` are its people's names, ``patents`` further numbers of the patents that the need names as its own (see
    ``own_patents.NumbersOf``).
    """
    company = need.organization
    return clues_in(
        text,
        company=company.name,
        region=company.region,
        people=people,
        aliases=_names(company)[1:],
        code=company.credit_code or "",
        patents=dict.fromkeys([*(need.own_patents or ()), *patents]),
    )


def name_masks(need: Need, patents: Iterable[str] = ()) -> list[Find]:
    """What of a need's public text gives the company away."""
    return clues_of(need, f"{need.public_title}\n{need.public_content}", patents=patents)


def masks_of(need: Need) -> list[Find]:
    """What was masked in a need's public text."""
    return [Find(Clue(clue), text) for clue, text in need.masks or []]


def public_words(need: Need, masks: Sequence[Find]) -> tuple[str, str]:
    """The title and the text that others would read with these masks."""
    return masked(need.title, masks), masked(full_text(need), masks)


def public_is_outdated(need: Need) -> bool:
    """Whether a public need's words have changed since somebody decided what of them others may read."""
    if not need.is_public:
        return False
    return need.masks is None or (need.public_title, need.public_content) != public_words(
        need, masks_of(need)
    )


def shows_company(need: Need) -> bool:
    """Whether everyone may learn which company has the need: it agreed to that."""
    return need.is_public and need.secrecy is Secrecy.NAMED


def outward_words(need: Need) -> str:
    """All that an outsider may learn of a need's words: its public text, or its words without what is sure."""
    if need.is_public:
        return f"{need.public_title}\n{need.public_content}"
    sure = [find for find in proposed_masks(need) if find.sure]
    return masked(f"{need.title}\n{full_text(need)}", sure)


def outward_terms(need: Need, terms: Iterable[str]) -> list[str]:
    """Those of the words found that an outsider may see, in their order."""
    text = without_gaps(normalise(outward_words(need)))
    return [term for term in terms if term in text]


def own_words(need: Need) -> tuple[str, str]:
    """Title and text in the company's own words, with nothing of what its own patents say."""
    return need.own_title, "\n".join(filter(None, (need.own_content, need.goal, need.targets)))


def own_wording(need: Need) -> tuple[str, str]:
    """Title and text by which a need was ranked before it was refined."""
    title, text = own_words(need)
    return title, with_own_patents(need, text)


def with_own_patents(need: Need, text: str) -> str:
    """A text in the place of what a need says, as it would be ranked: with what the company's own patents say."""
    return "\n".join(filter(None, (text, need.patents_text)))


def words_seen(need: Need, finds: Iterable[Find]) -> str:
    """What changes whenever the words that somebody looks through before others read them do, or the finds."""
    found = [f"{find.clue} {find.sure} {find.text}" for find in finds]
    seen = "\n".join([need.secrecy, need.title, full_text(need), *found])
    return hashlib.sha256(seen.encode()).hexdigest()[:32]


def _names(company: Organization) -> list[str]:
    return [company.name, *(alias.name for alias in company.aliases)]
