"""The composition root: the only module that knows every part of the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from importlib import import_module
from typing import cast
from uuid import UUID

from flask import current_app, g, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from salesforce_lite import admin, api, web
from salesforce_lite.access import User, ensure_roles, forget_permissions
from salesforce_lite.access.admin import PeopleView, RolesView
from salesforce_lite.access.browser_sessions import current_person
from salesforce_lite.access.history_admin import HistoryView
from salesforce_lite.access.security import register_sign_in
from salesforce_lite.activities import arrange_kinds, ensure_kinds
from salesforce_lite.activities.kinds_admin import ActivityKindsView
from salesforce_lite.admin.job_views import JobsView
from salesforce_lite.admin.plugin_views import PluginsView
from salesforce_lite.background import Broker, BrokerLine, Carrier, Site, Waking, WakingLine
from salesforce_lite.company import Company, CompanyFields, ensure_company, save_company
from salesforce_lite.company.admin import CompanyView
from salesforce_lite.config import Settings, load_settings
from salesforce_lite.custom_pages.admin import CustomFieldsView
from salesforce_lite.imports.admin import ImportsView
from salesforce_lite.kernel.actor import ANONYMOUS, Actor, system_actor
from salesforce_lite.kernel.db import is_writing
from salesforce_lite.kernel.uow import UnitOfWork, unit_of_work
from salesforce_lite.lists import ensure_lists, forget_lists
from salesforce_lite.lists.admin import ListsView
from salesforce_lite.mail.admin import MailView
from salesforce_lite.opportunities import ensure_pipelines
from salesforce_lite.opportunities.pipeline_admin import PipelinesView
from salesforce_lite.plugin import (
    Contributions,
    Leaving,
    Limits,
    Plugin,
    PluginError,
    Plugins,
    Sealer,
    collect,
    install,
)
from salesforce_lite.search import forget_kinds
from salesforce_lite.sync.admin import DevicesView
from salesforce_lite.team import actor_of, load_actor
from salesforce_lite.team.admin import PortfoliosView, TeamsView
from salesforce_lite.tokens import MAKE, Holder, Purses, find_holder, take_rows
from salesforce_lite.tokens.admin import TokensView
from salesforce_lite.webhooks.admin import WebhooksView

# In reading order; each is loaded by its path, because hooks are nobody's front door.
SLICES = (
    *(
        "background",
        "admin",
        "api",
        "access",
        "team",
        "lists",
        "mail",
        "tokens",
        "search",
        "company",
        "notifications",
        "custom_pages",
        "demo",
    ),
    *("customers", "opportunities", "activities", "imports", "webhooks", "sync", "mailbox"),
    "links",
)


def create_app(settings: Settings | None = None) -> web.App:
    """The server, ready to answer; the database must have been upgraded before."""
    settings = settings or load_settings()
    app = web.App("salesforce_lite.web")
    app.config.from_mapping(_flask_config(settings))
    app.extensions["settings"] = settings
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    core = _of_slices()
    app.plugins = _plugins(app, settings, core)
    app.find_actor = _find_actor
    _lay_line(app, settings)
    web.db.init_app(app)
    web.refuse_forgeries(app)
    web.refuse_odd_letters(app)
    register_sign_in(app)
    web.register_language(app)
    web.register_frame(app)
    web.register_static_caching(app)
    web.register_headers(app)
    web.register_error_pages(app)
    app.register_blueprint(web.health)
    api.open_api(
        app,
        core.api_resources,
        rate=f"{settings.api_rate}/minute",
        rate_storage=settings.redis_url,
    )
    app.extensions["purses"] = Purses()
    for blueprint in core.blueprints:
        app.register_blueprint(blueprint)
    admin.open_office(
        app,
        [
            CompanyView(),
            PeopleView(),
            RolesView(),
            TeamsView(),
            PortfoliosView(),
            PipelinesView(),
            ActivityKindsView(),
            ListsView(),
            CustomFieldsView(),
            ImportsView(),
            HistoryView(),
            MailView(),
            TokensView(),
            DevicesView(),
            WebhooksView(),
            JobsView(),
            PluginsView(),
        ],
    )
    for plugin in app.plugins.installation.usable():
        web.mount_pages(app, plugin)
        api.mount_resources(app, plugin)
        admin.mount_views(app, plugin)
    web.require_declared_policies(app)
    return app


def prepare_instance(app: web.App, company: CompanyFields | None = None) -> None:
    """Put in what a new instance needs: roles with their permissions, lists of values.

    Runs after every upgrade: what is there already stays as it is, but for the settings of the
    company that are given. They come first, for the first pipeline speaks the company's language.
    """
    with unit_of_work(app.make_session, system_actor("set-up"), surface="setup") as uow:
        ensure_company(uow)
        if company:
            save_company(uow, company)
        _put_in(uow, app.contributions)
        ensure_kinds(uow)
        ensure_pipelines(uow)


def _put_in(uow: UnitOfWork, contributions: Contributions) -> None:
    """What slices, and a plugin when it is enabled, bring into the database."""
    ensure_roles(uow, contributions.permissions)
    ensure_lists(uow, contributions.list_definitions)


def _take_out(uow: UnitOfWork, leaving: Leaving) -> None:
    """What a plugin brought, when it is uninstalled; its lists when it is purged."""
    forget_permissions(uow, leaving.prefix)
    forget_kinds(uow, leaving.is_its_kind)
    if leaving.is_purged:
        forget_lists(uow, leaving.prefix)


def _plugins(app: web.App, settings: Settings, core: Contributions) -> Plugins:
    """All of them are mounted now; which of them answer is decided at run time."""
    installation = install(settings.plugin_folders, _check_plugin, is_safe_mode=settings.safe_mode)
    problems = installation.problems()
    if settings.plugins_strict and problems:
        raise problems[0]
    return Plugins(
        installation,
        core,
        engine=lambda: app.engine,
        make_session=app.make_session,
        prepare=_put_in,
        take_out=_take_out,
        arrange=arrange_kinds,
        ttl=settings.plugin_ttl,
        limits=Limits(settings.plugin_budget, settings.plugin_hang),
        sealer=Sealer(settings.secret_key),
    )


def _check_plugin(plugin: Plugin) -> PluginError | None:
    """Why it cannot be used, though its code loads well."""
    return web.check_pages(plugin, admin.check_views, api.check_resources)


@cache
def _of_slices() -> Contributions:
    """What the slices contribute, which is the same on every server."""
    return collect(import_module(f"salesforce_lite.{name}.hooks") for name in SLICES)


def _flask_config(settings: Settings) -> dict[str, object]:
    secure = settings.base_url.startswith("https://")
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "TRUSTED_HOSTS": list(settings.trusted_hosts) or None,
        "SESSION_COOKIE_NAME": "__Host-sfl_session" if secure else "sfl_session",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": 20 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
    }


def _find_actor(session: Session) -> Actor:
    """Who acts: the holder of the token that a program shows, else whoever has signed in with this
    browser."""
    if not web.comes_from_browser():
        return _find_holder(session)
    person = current_person()
    return actor_of(session, person) if person else ANONYMOUS


def _lay_line(app: web.App, settings: Settings) -> None:
    """How workers are told of jobs: by the broker, else by wake-ups, else by nothing."""
    if settings.broker_url:
        broker = Broker.of_site(settings.broker_url, settings.secret_key)
        app.extensions["line"], app.carry = broker, Carrier(BrokerLine(broker))
    elif settings.redis_url:
        waking = Waking.of_site(settings.redis_url, settings.secret_key)
        app.extensions["line"], app.carry = waking, Carrier(WakingLine(waking))


def _find_holder(session: Session) -> Actor:
    """The owner of the token, within its scopes and its budget of rows; nobody without one."""
    address = request.remote_addr or ""
    holder = find_holder(session, api.sent_token() or "", address)
    if holder is None:
        return ANONYMOUS
    actor = actor_of(session, holder.person)
    if not actor.may(MAKE):
        # Who may have no programs act for them any more has none that do.
        return ANONYMOUS
    spend = partial(_spend, actor, holder, address)
    api.use_credential(api.Credential(id=holder.token_id, scopes=holder.scopes, spend=spend))
    return actor


def _spend(actor: Actor, holder: Holder, address: str, rows: int) -> None:
    """Take rows off the budget: in the transaction of what is written, else in one of its own."""
    app = cast(web.App, current_app)
    purses: Purses = app.extensions["purses"]

    def take(token_id: UUID, more: int) -> None:
        if is_writing():
            take_rows(web.current_uow(), token_id, more, address)
            return
        reactions = app.contributions.reactions
        with unit_of_work(app.make_session, actor, surface="api", reactions=reactions) as uow:
            take_rows(uow, token_id, more, address)

    # What is written may still be refused; what was taken in a transaction of its own stands.
    purses.spend(holder.token_id, rows, holder.rows_per_hour, take, is_sure=not is_writing())


def site_of(app: web.App) -> Site:
    """What a worker needs of the server."""
    return Site(
        plugins=app.plugins,
        make_session=app.make_session,
        find_person=_find_person,
        company_zone=_zone_of_company,
        around=partial(_around, app),
    )


def _find_person(session: Session, user_id: UUID) -> tuple[Actor, bool] | None:
    user = session.get(User, user_id)
    return None if user is None else (load_actor(session, user), user.active)


def _zone_of_company(session: Session) -> str:
    return session.scalar(select(Company.zone)) or "UTC"


@contextmanager
def _around(app: web.App, actor: Actor) -> Iterator[None]:
    """Texts are in the language of the person, as on a page."""
    with app.app_context():
        g.actor = actor
        yield
