"""Writes the inventory review that the demo centre's largest holder has half done."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from patents import Patent

HEADINGS = (
    "application_number",
    "department",
    "respondent",
    "stage",
    "funding",
    "implementation",
    "ways",
    "readiness",
    "rating",
    "scenarios",
    "reason",
)
_PATENTS = 26
_RESPONDENTS_A_DEPARTMENT = 3


def review_rows(
    patents: Sequence[Patent],
    sold: set[str],
    fields: Mapping[str, str],
    words: Mapping[str, Any],
    scenarios: Sequence[str],
) -> Iterator[tuple[str, ...]]:
    """The cells under ``HEADINGS``, of patents in force that are not ``sold``; ``fields`` go by topic."""
    holder = Counter(patent.applicants[0] for patent in patents).most_common(1)[0][0]
    held = [
        patent
        for patent in patents
        if patent.applicants[0] == holder
        and patent.in_force
        and patent.filing.granted_on is not None
        and patent.filing.application_number not in sold
    ]
    for turn, patent in enumerate(held[:_PATENTS]):
        number = patent.filing.application_number
        rng = Random(f"review of {number}")
        place = rng.randrange(len(words["departments"]))
        teacher = place * _RESPONDENTS_A_DEPARTMENT + rng.randrange(_RESPONDENTS_A_DEPARTMENT)
        stage = words["stages"][turn % len(words["stages"])]
        whole = stage not in {"asked", "half"}
        answers = (
            rng.choice(words["funding"]),
            rng.choice(words["implementation"]),
            rng.choice(words["ways"]),
            str(rng.randint(3, 8)),
            rng.choice(words["levels"]) if whole else "",
            rng.choice(scenarios).format(field=fields[patent.topic]) if whole else "",
        )
        reasons = {"returned": words["returned"], "not_placed": words["declined"]}.get(stage, [""])
        yield (
            number,
            words["departments"][place],
            words["respondent"].format(number=words["numbers"][teacher]),
            stage,
            *(answers if stage != "asked" else ("",) * len(answers)),
            rng.choice(reasons),
        )
