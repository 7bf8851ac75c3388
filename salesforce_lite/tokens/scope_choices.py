"""What tokens can be made for: the scopes of the resources there are."""

from dataclasses import dataclass

from flask_babel import gettext

from salesforce_lite.api import Resource
from salesforce_lite.web import current_contributions


@dataclass(frozen=True, slots=True)
class ScopeChoice:
    """One resource with what may be done with it."""

    title: str
    read: str
    write: str


def scope_choices() -> list[ScopeChoice]:
    """Resource by resource, as people choose; empty where it cannot be read, or changed."""
    resources: tuple[Resource, ...] = current_contributions().api_resources
    return [
        ScopeChoice(gettext(one.title), _of(one, "read"), _of(one, "write")) for one in resources
    ]


def known_scopes() -> list[str]:
    """Each by its name."""
    resources: tuple[Resource, ...] = current_contributions().api_resources
    return [scope for one in resources for scope in one.scopes]


def _of(resource: Resource, access: str) -> str:
    return next((scope for scope in resource.scopes if scope.endswith(f":{access}")), "")
