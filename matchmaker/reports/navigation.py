"""Which entries stand in the navigation for whom: by job, not by table."""

from matchmaker.errors import N_
from matchmaker.organizations.enums import Role

Entry = tuple[str, str]

VISITOR: tuple[Entry, ...] = (
    ("search.search", N_("Find patents")),
    ("needs.needs", N_("See needs")),
    ("roadshows.roadshows", N_("Roadshows")),
)

_BROKER: tuple[Entry, ...] = (
    ("deals.desk", N_("Desk")),
    ("matching.desk_needs", N_("Needs")),
    ("patents.inventory", N_("Patents")),
    ("search.search", N_("Find patents")),
    ("roadshows.roadshows", N_("Roadshows")),
    ("deals.deals", N_("Deals")),
    ("reports.statistics", N_("Statistics")),
)

_BY_ROLE: dict[Role, tuple[Entry, ...]] = {
    Role.ENGINEER: (
        ("search.search", N_("Find patents")),
        ("matching.my_needs", N_("My needs")),
        ("roadshows.roadshows", N_("Roadshows")),
        ("deals.my_deals", N_("My deals")),
    ),
    Role.OFFICER: (
        ("last_round.show", N_("Last round")),
        ("patents.inventory", N_("Patent inventory")),
        ("reviews.reviews", N_("Reviews")),
        ("matching.holder_needs", N_("Needs for your patents")),
        ("need_search.search", N_("Find needs")),
        ("roadshows.roadshows", N_("Roadshows")),
        ("deals.my_deals", N_("My deals")),
    ),
    Role.BROKER: _BROKER,
    Role.ADMINISTRATOR: _BROKER,
}

_ADMINISTRATION: tuple[Entry, ...] = (
    ("organizations.organizations", N_("Organisations")),
    ("organizations.people", N_("People")),
    ("words.words", N_("Word lists")),
    ("quality.quality", N_("Match quality")),
    ("scorecards.scorecards", N_("Scorecards")),
    ("tasks.tasks", N_("Tasks")),
    ("organizations.trail", N_("Audit trail")),
)

_FIRST_PAGE = {
    Role.ENGINEER: "matching.my_needs",
    Role.OFFICER: "last_round.show",
    Role.BROKER: "deals.desk",
    Role.ADMINISTRATOR: "reports.statistics",
}


def entries_for(role: Role | None) -> tuple[Entry, ...]:
    """The navigation of a role, as (endpoint, label) pairs; None is a visitor."""
    return _BY_ROLE[role] if role else VISITOR


def administration_for(role: Role | None) -> tuple[Entry, ...]:
    """What a role finds in the menu of the centre's administration, as ``entries_for`` gives it."""
    return _ADMINISTRATION if role is Role.ADMINISTRATOR else ()


def first_page(role: Role) -> str:
    """The endpoint at which a role's day begins."""
    return _FIRST_PAGE[role]
