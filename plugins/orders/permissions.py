"""What people may be allowed to do with orders, and who is from the start."""

from salesforce_lite.kernel.errors import N_
from salesforce_lite.plugin import Permission

VIEW, EDIT, PLACE, RETURN = "orders.view", "orders.edit", "orders.place", "orders.return"
COSTS, MANAGE, FACTS = "orders.costs", "orders.manage", "orders.facts"
_ALL = ("admin", "manager", "rep", "inside_rep", "viewer")
_SELLERS = ("admin", "manager", "rep", "inside_rep")
_LEADERS = ("admin", "manager")


def all_permissions() -> list[Permission]:
    return [
        Permission(code=VIEW, label=N_("See orders, quotes and prices"), default_roles=_ALL),
        Permission(code=EDIT, label=N_("Write orders and quotes"), default_roles=_SELLERS),
        Permission(code=PLACE, label=N_("Place orders"), default_roles=_SELLERS),
        Permission(
            code=RETURN, label=N_("Record returns and cancel orders"), default_roles=_LEADERS
        ),
        Permission(code=COSTS, label=N_("See costs and margins"), default_roles=_LEADERS),
        Permission(
            code=MANAGE, label=N_("Keep products and price lists"), default_roles=("admin",)
        ),
        Permission(
            code=FACTS,
            label=N_("Bring in credit and stock of other systems"),
            default_roles=("admin",),
        ),
    ]
