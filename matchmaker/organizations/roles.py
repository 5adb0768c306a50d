"""Who may use a page: each view is marked with its audience, and one without a mark is closed to all."""

from collections.abc import Callable
from typing import TypeVar

from matchmaker.organizations.enums import Role

View = TypeVar("View", bound=Callable[..., object])

STAFF = tuple(role for role in Role if role.is_staff)
SIGNED_IN = tuple(Role)

_AUDIENCE = "__audience__"


def open_to(*roles: Role) -> Callable[[View], View]:
    """Marks a view as open to people of these roles, and to nobody else."""
    return _marked(frozenset(roles))


def open_to_everyone(view: View) -> View:
    """Marks a view as open without signing in."""
    return _marked(None)(view)


def audience_of(view: Callable[..., object]) -> frozenset[Role] | None:
    """The roles that may use a view; None means everyone, and an unmarked view has no audience at all."""
    unmarked: frozenset[Role] = frozenset()
    audience: frozenset[Role] | None = getattr(view, _AUDIENCE, unmarked)
    return audience


def may_use(view: Callable[..., object], role: Role | None) -> bool:
    """Whether a person of this role (None: not signed in) may use a view."""
    audience = audience_of(view)
    return audience is None or role in audience


def _marked(audience: frozenset[Role] | None) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, _AUDIENCE, audience)
        return view

    return mark
