"""How customers plug in: pages, menu entry, permissions and lists."""

from flask import Blueprint

from salesforce_lite.api import Resource
from salesforce_lite.customers import (
    api,
    contact_api,
    contact_listing,
    contact_views,
    form_views,
    merge_views,
    relation_api,
    relation_views,
    timeline_api,
    twin_api,
)
from salesforce_lite.customers.contact_model import Contact
from salesforce_lite.customers.contact_search import contact_entries, follow_name, shown_contacts
from salesforce_lite.customers.events import CustomerChanged
from salesforce_lite.customers.glance import customer_lines
from salesforce_lite.customers.history import CHANGES, contact_words, customer_words, load_changes
from salesforce_lite.customers.model import Customer
from salesforce_lite.customers.portfolio_owners import follow_manager
from salesforce_lite.customers.search_entries import customer_entries
from salesforce_lite.customers.sync_commands import COMMANDS
from salesforce_lite.kernel.errors import N_
from salesforce_lite.lists import ListDefinition, Value
from salesforce_lite.plugin import (
    ApiInclude,
    GlanceSource,
    MenuItem,
    Panel,
    Permission,
    Subscription,
    SyncCommand,
    TimelineSource,
    before_commit,
    hookimpl,
)
from salesforce_lite.search import SearchSource
from salesforce_lite.team import PortfolioManagerChanged

# They add to the resource of customers what is about one of them, or about one not there yet.
_MORE_OF_CUSTOMERS = (relation_api, timeline_api, twin_api)
_ALL = ("admin", "manager", "rep", "inside_rep", "viewer")
_EDITORS = ("admin", "manager", "rep", "inside_rep")
_LEADERS = ("admin", "manager")


@hookimpl
def blueprints() -> list[Blueprint]:
    return [
        form_views.blueprint,
        contact_views.blueprint,
        relation_views.blueprint,
        merge_views.blueprint,
    ]


@hookimpl
def sync_commands() -> list[SyncCommand]:
    return list(COMMANDS)


@hookimpl
def api_resources() -> list[Resource]:
    return [api.resource, contact_api.resource]


@hookimpl
def api_includes() -> list[ApiInclude]:
    return [
        ApiInclude(
            about="customer",
            name="contacts",
            resource="contacts",
            permission="customers.view",
            load=contact_listing.contacts_of_customers,
        ),
        ApiInclude(
            about="contact",
            name="customers",
            resource="customers",
            permission="customers.view",
            load=contact_listing.customers_of_contacts,
        ),
    ]


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
        ),
        MenuItem(
            id="add-customer",
            title=N_("Add customer"),
            words=N_("new create"),
            endpoint="customers.new",
            icon="plus",
            permission="customers.edit",
            weight=95,
            place="command",
            panel=True,
        ),
    ]


@hookimpl
def panels() -> list[Panel]:
    return [
        Panel(
            slot="customer.side",
            template="customers/_contacts.html",
            load=contact_views.load_panel,
            permission="customers.view",
            weight=10,
        ),
        Panel(
            slot="customer.side",
            template="customers/_relations.html",
            load=relation_views.load_panel,
            permission="customers.view",
            weight=60,
        ),
        Panel(
            slot="customer.menu",
            template="customers/_merge_entry.html",
            load=merge_views.load_menu,
            permission="customers.delete",
            weight=50,
        ),
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
            change_words=customer_words,
            weight=10,
        ),
        SearchSource(
            kind="contact",
            label=N_("Contacts"),
            icon="contacts",
            endpoint="contacts.show",
            argument="contact_id",
            permission="customers.view",
            model=Contact,
            entries=contact_entries,
            shown=shown_contacts,
            change_words=contact_words,
            weight=20,
        ),
    ]


@hookimpl
def subscriptions() -> list[Subscription]:
    return [
        before_commit(PortfolioManagerChanged, follow_manager),
        before_commit(CustomerChanged, follow_name),
    ]
