"""What orders add: products, prices, quotes, orders, returns, and what is known of purchases."""

from flask import Blueprint

from salesforce_lite.admin import BackOfficeView
from salesforce_lite.api import Resource
from salesforce_lite.company import CompanyChanged, ExchangeRateSet
from salesforce_lite.customers import CustomersMerged
from salesforce_lite.imports import Importer
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.job_rows import Urgency
from salesforce_lite.plugin import (
    ApiInclude,
    CliCommand,
    GlanceSource,
    JobKind,
    LinkPage,
    MenuItem,
    Panel,
    Permission,
    SampleData,
    Schedule,
    Subscription,
    SyncCommand,
    before_commit,
    hookimpl,
)

from . import (
    api,
    catalogue_api,
    catalogue_model,
    customer_model,
    order_model,
    price_list_api,
    quote_model,
    quote_pages,
)
from .admin import ProductsView
from .advice import ADVISE, advise
from .commands import cli
from .fact_files import importers_of_facts
from .field import purchases_along, sync_command
from .forms import SettingsForm
from .link_pages import link_page
from .merging import move_to_survivor
from .order_files import ORDERS
from .order_pages import blueprint
from .panel_pages import about_credit, load_customer, load_opportunity
from .permissions import VIEW, all_permissions
from .revaluing import REVALUE, ask_after_currency, ask_after_rate, revalue
from .sample import forget, play
from .stock_news import TELL_STOCK, tell_stock
from .taxes_setting import wrong_settings

# Their tables are there as soon as this is.
MODELS = (catalogue_model, order_model, customer_model, quote_model)
# The pages of quotes stand in the blueprint of those of orders.
PAGES = (quote_pages,)


@hookimpl
def permissions() -> list[Permission]:
    return all_permissions()


@hookimpl
def settings_form() -> list[type[SettingsForm]]:
    return [SettingsForm]


@hookimpl
def check_settings(values: dict[str, object]) -> dict[str, str]:
    return wrong_settings(values)


@hookimpl
def subscriptions() -> list[Subscription]:
    return [
        before_commit(CustomersMerged, move_to_survivor),
        before_commit(CompanyChanged, ask_after_currency),
        before_commit(ExchangeRateSet, ask_after_rate),
    ]


@hookimpl
def api_resources() -> list[Resource]:
    return [*api.resources(), *catalogue_api.resources(), price_list_api.price_lists]


@hookimpl
def importers() -> list[Importer]:
    return [ORDERS, *importers_of_facts()]


@hookimpl
def blueprints() -> list[Blueprint]:
    return [blueprint]


@hookimpl
def admin_views() -> list[type[BackOfficeView]]:
    return [ProductsView]


@hookimpl
def menu_items() -> list[MenuItem]:
    return [
        MenuItem(
            id="orders",
            title=N_("Orders"),
            endpoint="orders.index",
            icon="orders",
            permission=VIEW,
            weight=70,
            words=N_("quote sale product price"),
        )
    ]


@hookimpl
def panels() -> list[Panel]:
    return [
        Panel(
            slot="customer.side",
            template="orders/_customer.html",
            load=load_customer,
            permission=VIEW,
            weight=15,
        ),
        Panel(
            slot="opportunity.side",
            template="orders/_opportunity.html",
            load=load_opportunity,
            permission=VIEW,
            weight=20,
        ),
    ]


@hookimpl
def glance_sources() -> list[GlanceSource]:
    return [GlanceSource(about="customer", load=about_credit)]


@hookimpl
def link_pages() -> list[LinkPage]:
    return [link_page()]


@hookimpl
def jobs() -> list[JobKind]:
    return [
        JobKind(
            name=ADVISE,
            label=N_("Work out what customers usually buy, and might"),
            run=advise,
            schedule=Schedule("40 2 * * *", urgency=Urgency.BULK),
        ),
        JobKind(
            name=REVALUE,
            label=N_("Value orders anew in the company's currency"),
            run=revalue,
        ),
        JobKind(name=TELL_STOCK, label=N_("Tell phones of new stock"), run=tell_stock),
    ]


@hookimpl
def cli_commands() -> list[CliCommand]:
    return [CliCommand(command=one) for one in cli()]


@hookimpl
def api_includes() -> list[ApiInclude]:
    return [purchases_along()]


@hookimpl
def sync_commands() -> list[SyncCommand]:
    return [sync_command()]


@hookimpl
def sample_data() -> list[SampleData]:
    return [SampleData(play=play, forget=forget)]
