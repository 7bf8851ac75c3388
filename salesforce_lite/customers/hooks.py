"""How customers plug in: pages, menu entry, permissions and lists."""

from flask import Blueprint

from salesforce_lite.customers import form_views
from salesforce_lite.customers.glance import customer_lines
from salesforce_lite.customers.history import CHANGES, load_changes
from salesforce_lite.customers.model import Customer
from salesforce_lite.customers.portfolio_owners import follow_manager
from salesforce_lite.customers.search_entries import customer_entries
from salesforce_lite.kernel.errors import N_
from salesforce_lite.lists import ListDefinition, Value
from salesforce_lite.plugin import (
    GlanceSource,
    MenuItem,
    Permission,
    Subscription,
    TimelineSource,
    before_commit,
    hookimpl,
)
from salesforce_lite.search import SearchSource
from salesforce_lite.team import PortfolioManagerChanged

_ALL = ("admin", "manager", "rep", "inside_rep", "viewer")
_EDITORS = ("admin", "manager", "rep", "inside_rep")
_LEADERS = ("admin", "manager")


@hookimpl
def blueprints() -> list[Blueprint]:
    return [form_views.blueprint]


@hookimpl
def menu_items() -> list[MenuItem]:
    return [
        MenuItem(
            id="customers",
            title=N_("Customers"),
            endpoint="customers.index",
            icon="customers",
            permission="customers.view",
            weight=20,
        )
    ]


@hookimpl
def glance_sources() -> list[GlanceSource]:
    return [GlanceSource(about="customer", load=customer_lines)]


@hookimpl
def timeline_sources() -> list[TimelineSource]:
    return [TimelineSource(name=CHANGES, label=N_("Changes"), load=load_changes)]


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(
            code="customers.view", label=N_("See customers and contacts"), default_roles=_ALL
        ),
        Permission(
            code="customers.edit",
            label=N_("Add and change customers and contacts"),
            default_roles=_EDITORS,
        ),
        Permission(
            code="customers.assign",
            label=N_("Give customers to somebody else"),
            default_roles=_LEADERS,
        ),
        Permission(
            code="customers.delete",
            label=N_("Delete, restore and merge customers"),
            default_roles=_LEADERS,
        ),
    ]


@hookimpl
def list_definitions() -> list[ListDefinition]:
    return [
        ListDefinition(
            name="customer.role",
            title=N_("Roles of customers"),
            values=(
                Value("customer", "Customer", "Cliente"),
                Value("prospect", "Prospect", "Cliente potencial"),
                Value("agent", "Agent", "Agente"),
                Value("beneficiary", "Beneficiary", "Beneficiario"),
                Value("distributor", "Distributor", "Distribuidor"),
                Value("supplier", "Supplier", "Proveedor"),
                Value("partner", "Partner", "Socio"),
            ),
        )
    ]


@hookimpl
def search_sources() -> list[SearchSource]:
    return [
        SearchSource(
            kind="customer",
            label=N_("Customers"),
            icon="customers",
            endpoint="customers.show",
            argument="customer_id",
            permission="customers.view",
            model=Customer,
            entries=customer_entries,
            weight=10,
        )
    ]


@hookimpl
def subscriptions() -> list[Subscription]:
    return [before_commit(PortfolioManagerChanged, follow_manager)]
