"""Kinds of organisation and the roles of people."""

from enum import StrEnum

from matchmaker.errors import N_


class OrganizationKind(StrEnum):
    """What an organisation is; the alliance counts enterprises, universities and institutes."""

    UNIVERSITY = "university"
    INSTITUTE = "institute"
    COMPANY = "company"
    SERVICE = "service"
    CENTRE = "centre"

    @property
    def label(self) -> str:
        """The kind in words."""
        return _KIND_LABELS[self]


class Role(StrEnum):
    """What a person does here; each page names the roles that may use it."""

    ENGINEER = "engineer"
    OFFICER = "officer"
    BROKER = "broker"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The role in words."""
        return _ROLE_LABELS[self]

    @property
    def is_staff(self) -> bool:
        """Whether this is a role of the centre itself."""
        return self in {Role.BROKER, Role.ADMINISTRATOR}


_KIND_LABELS = {
    OrganizationKind.UNIVERSITY: N_("University"),
    OrganizationKind.INSTITUTE: N_("Research institute"),
    OrganizationKind.COMPANY: N_("Company"),
    OrganizationKind.SERVICE: N_("Service provider"),
    OrganizationKind.CENTRE: N_("Operation centre"),
}

_ROLE_LABELS = {
    Role.ENGINEER: N_("Company engineer"),
    Role.OFFICER: N_("Transfer officer"),
    Role.BROKER: N_("Broker"),
    Role.ADMINISTRATOR: N_("Centre administrator"),
}
