"""How activities plug in."""

from salesforce_lite.activities.kinds import KINDS, outcome_lists
from salesforce_lite.activities.reactions import follow_lifecycle, follow_merge, follow_owner
from salesforce_lite.customers import (
    CustomerLifecycleChanged,
    CustomerOwnerChanged,
    CustomersMerged,
)
from salesforce_lite.kernel.errors import N_
from salesforce_lite.lists import ListDefinition
from salesforce_lite.plugin import (
    ActivityKind,
    Permission,
    Subscription,
    before_commit,
    hookimpl,
)

_EDITORS = ("admin", "manager", "rep", "inside_rep")
_ALL = (*_EDITORS, "viewer")
_LEADERS = ("admin", "manager")


@hookimpl
def activity_kinds() -> list[ActivityKind]:
    return list(KINDS)


@hookimpl
def list_definitions() -> list[ListDefinition]:
    return outcome_lists()


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(code="activities.view", label=N_("See activities"), default_roles=_ALL),
        Permission(
            code="activities.edit",
            label=N_("Plan, log and complete activities"),
            default_roles=_EDITORS,
        ),
        Permission(
            code="activities.assign",
            label=N_("Give activities to people outside one's own team"),
            default_roles=_LEADERS,
        ),
        Permission(
            code="activities.delete",
            label=N_("Delete and restore activities"),
            default_roles=_EDITORS,
        ),
    ]


@hookimpl
def subscriptions() -> list[Subscription]:
    return [
        before_commit(CustomerOwnerChanged, follow_owner),
        before_commit(CustomerLifecycleChanged, follow_lifecycle),
        before_commit(CustomersMerged, follow_merge),
    ]
