"""The kinds of things that give a company away, and what stands in their place."""

from dataclasses import dataclass
from enum import StrEnum

from matchmaker.errors import N_


class Clue(StrEnum):
    """A kind of thing that gives a company away."""

    COMPANY = "company"
    BRAND = "brand"
    PERSON = "person"
    CONTACT = "contact"
    ADDRESS = "address"
    CODE = "code"
    PATENT = "patent"
    LINK = "link"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind in words."""
        return _LABELS[self]

    @property
    def stand_in(self) -> str:
        """What a reader sees in its place."""
        return _STAND_INS[self]


@dataclass(frozen=True, slots=True)
class Find:
    """What a text says of its author; ``sure`` is False where the same words may mean something else."""

    clue: Clue
    text: str
    sure: bool = True


_LABELS = {
    Clue.COMPANY: N_("Name of a company"),
    Clue.BRAND: N_("Brand"),
    Clue.PERSON: N_("Person"),
    Clue.CONTACT: N_("Way to reach somebody"),
    Clue.ADDRESS: N_("Address or place"),
    Clue.CODE: N_("Uniform social credit code"),
    Clue.PATENT: N_("Number of a patent"),
    Clue.LINK: N_("Web address"),
    Clue.OTHER: N_("Added by hand"),
}
_STAND_INS = {
    Clue.COMPANY: "某企业",
    Clue.BRAND: "某品牌",
    Clue.PERSON: "某人",
    Clue.CONTACT: "（联系方式略）",
    Clue.ADDRESS: "（地址略）",
    Clue.CODE: "（代码略）",
    Clue.PATENT: "（专利号略）",
    Clue.LINK: "（网址略）",
    Clue.OTHER: "（略）",
}
