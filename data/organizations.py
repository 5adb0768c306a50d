"""Writes the organisations of the demo centre: holders, companies, service institutions, the centre."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from credit_codes import credit_code

HEADINGS = ("name", "kind", "region", "industry", "member_since", "credit_code")
_FIRST_MEMBERS_ON = date(2023, 3, 10)
_MEMBERS = {"holder": 10, "company": 14, "service": 1}
_COMPANIES_WITHOUT_A_CODE = 6


def organization_rows(organizations: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """The cells under ``HEADINGS``; 25 organisations are members of the centre's alliance."""
    rng = Random("organizations")
    joined = _joining_days(organizations, rng)
    serial = 0
    centre = organizations["centre"]
    yield centre["name"], "centre", centre["region"], "", "", ""
    for holder in organizations["holders"]:
        serial += 1
        code = credit_code(registrar="12", region=holder["region"], serial=serial)
        yield holder["name"], holder["kind"], holder["region"], "", joined.get(holder["name"], ""), code
    for company in organizations["companies"]:
        serial += 1
        code = credit_code(registrar="91", region=company["region"], serial=serial)
        if serial % _COMPANIES_WITHOUT_A_CODE == 0:
            code = ""
        yield (
            company["name"], "company", company["region"], company["industry"],
            joined.get(company["name"], ""), code,
        )  # fmt: skip
    for service in organizations["services"]:
        yield service["name"], "service", service["region"], "", joined.get(service["name"], ""), ""


def _joining_days(organizations: Mapping[str, Any], rng: Random) -> dict[str, str]:
    kinds = {"holder": "holders", "company": "companies", "service": "services"}
    members = [
        organization["name"]
        for kind, table in kinds.items()
        for organization in sorted(
            rng.sample(organizations[table], _MEMBERS[kind]), key=lambda row: str(row["name"])
        )
    ]
    days = sorted(rng.randint(0, 900) for _ in members)
    return {
        name: (_FIRST_MEMBERS_ON + timedelta(days=day)).isoformat()
        for name, day in zip(members, days, strict=True)
    }
