"""How opportunities plug in: permissions, lists, reactions, pages, panels, sentences, timeline."""

from flask import Blueprint

from salesforce_lite.api import Resource
from salesforce_lite.customers import (
    CustomerChanged,
    CustomerDeleted,
    CustomerOwnerChanged,
    CustomerRestored,
    CustomersMerged,
)
from salesforce_lite.kernel.errors import N_
from salesforce_lite.lists import ListDefinition, ListValueRenamed, Value
from salesforce_lite.opportunities import (
    api,
    form_views,
    glance,
    history,
    listing,
    pipeline_api,
    reactions,
    report_views,
    search_entries,
    views,
)
from salesforce_lite.opportunities.customer_panel import customer_panel
from salesforce_lite.opportunities.links import LOSS_REASONS, SOURCES
from salesforce_lite.opportunities.model import Opportunity
from salesforce_lite.opportunities.sync_commands import COMMANDS
from salesforce_lite.opportunities.words import saved_words
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

_ALL = ("admin", "manager", "rep", "inside_rep", "viewer")
_EDITORS = ("admin", "manager", "rep", "inside_rep")
_LEADERS = ("admin", "manager")


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(
            code="opportunities.view",
            label=N_("See opportunities and the forecast"),
            default_roles=_ALL,
        ),
        Permission(
            code="opportunities.edit",
            label=N_("Add, change and move opportunities"),
            default_roles=_EDITORS,
        ),
        Permission(
            code="opportunities.close",
            label=N_("Win, lose and reopen opportunities"),
            default_roles=_EDITORS,
        ),
        Permission(
            code="opportunities.assign",
            label=N_("Give opportunities to somebody else"),
            default_roles=_LEADERS,
        ),
        Permission(
            code="opportunities.delete",
            label=N_("Delete and restore opportunities"),
            default_roles=_LEADERS,
        ),
        Permission(
            code="pipelines.manage",
            label=N_("Change pipelines and their stages"),
            default_roles=("admin",),
        ),
    ]


@hookimpl
def list_definitions() -> list[ListDefinition]:
    return [
        ListDefinition(
            name=LOSS_REASONS,
            title=N_("Reasons why opportunities are lost"),
            values=(
                Value("price", "Price", "Precio"),
                Value("competitor", "Chose a competitor", "Eligió a un competidor"),
                Value("no_budget", "No budget", "Sin presupuesto"),
                Value("no_need", "No need any more", "Ya no lo necesita"),
                Value("product", "Product does not fit", "El producto no encaja"),
                Value("timing", "Not the right moment", "No era el momento"),
                Value("no_answer", "No answer", "Dejó de responder"),
                Value("other", "Another reason", "Otro motivo"),
            ),
        ),
        ListDefinition(
            name=SOURCES,
            title=N_("Where opportunities come from"),
            values=(
                Value("visit", "Visit", "Visita"),
                Value("referral", "Referral", "Recomendación"),
                Value("website", "Website", "Sitio web"),
                Value("inbound_call", "Incoming call", "Llamada entrante"),
                Value("outbound_call", "Outgoing call", "Llamada saliente"),
                Value("campaign", "Campaign", "Campaña"),
                Value("trade_fair", "Trade fair", "Feria"),
                Value("distributor", "Distributor", "Distribuidor"),
                Value("existing_customer", "Existing customer", "Cliente actual"),
                Value("other", "Other", "Otro"),
            ),
        ),
    ]


@hookimpl
def subscriptions() -> list[Subscription]:
    return [
        before_commit(CustomerOwnerChanged, reactions.follow_owner),
        before_commit(CustomersMerged, reactions.follow_merge),
        before_commit(CustomerDeleted, reactions.go_with_customer),
        before_commit(CustomerRestored, reactions.come_back_with_customer),
        before_commit(CustomerChanged, search_entries.follow_name),
        before_commit(ListValueRenamed, search_entries.follow_source),
    ]


@hookimpl
def search_sources() -> list[SearchSource]:
    return [
        SearchSource(
            kind="opportunity",
            label=N_("Opportunities"),
            icon="opportunities",
            endpoint="opportunities.show",
            argument="opportunity_id",
            permission="opportunities.view",
            model=Opportunity,
            entries=search_entries.opportunity_entries,
            shown=search_entries.shown_hits,
            change_words=saved_words,
            weight=30,
        )
    ]


@hookimpl
def blueprints() -> list[Blueprint]:
    return [views.blueprint, form_views.blueprint, report_views.blueprint]


@hookimpl
def sync_commands() -> list[SyncCommand]:
    return list(COMMANDS)


@hookimpl
def api_resources() -> list[Resource]:
    return [api.resource, pipeline_api.resource]


@hookimpl
def api_includes() -> list[ApiInclude]:
    return [
        ApiInclude(
            about="customer",
            name="opportunities",
            resource="opportunities",
            permission="opportunities.view",
            load=listing.opportunities_of_customers,
        ),
        ApiInclude(
            about="opportunity",
            name="customer",
            resource="customers",
            permission="customers.view",
            load=listing.customers_of_opportunities,
        ),
        ApiInclude(
            about="opportunity",
            name="contacts",
            resource="contacts",
            permission="customers.view",
            load=listing.contacts_of_opportunities,
        ),
    ]


@hookimpl
def menu_items() -> list[MenuItem]:
    return [
        MenuItem(
            id="opportunities",
            title=N_("Opportunities"),
            endpoint="opportunities.index",
            icon="opportunities",
            permission="opportunities.view",
            weight=30,
        ),
        MenuItem(
            id="reports",
            title=N_("Reports"),
            endpoint="reports.index",
            icon="reports",
            permission="opportunities.view",
            weight=60,
        ),
        MenuItem(
            id="add-opportunity",
            title=N_("Add opportunity"),
            words=N_("new create"),
            endpoint="opportunity_forms.new",
            icon="plus",
            permission="opportunities.edit",
            weight=96,
            place="command",
            panel=True,
        ),
    ]


@hookimpl
def panels() -> list[Panel]:
    return [
        Panel(
            slot="customer.side",
            template="opportunities/_panel.html",
            load=customer_panel,
            permission="opportunities.view",
            weight=30,
        )
    ]


@hookimpl
def glance_sources() -> list[GlanceSource]:
    return [
        GlanceSource(about="customer", load=glance.customer_lines),
        GlanceSource(about="opportunity", load=glance.opportunity_lines),
    ]


@hookimpl
def timeline_sources() -> list[TimelineSource]:
    return [
        TimelineSource(name=history.STAGES, label=N_("Stages"), load=history.load_stage_changes),
        TimelineSource(
            name=history.CHANGES, label=N_("Changes of opportunities"), load=history.load_changes
        ),
    ]
