"""What plugins cost: a page with ten of them, a guarded call, asking which are enabled."""

import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import select

from bench import goals
from bench.browser import Browser
from bench.pages import asked_for
from bench.seed import ADMIN, PASSWORD, fill
from bench.servers import processor_seconds, real_server
from bench.turns import in_turns
from salesforce_lite.app import create_app, prepare_instance
from salesforce_lite.config import Settings
from salesforce_lite.customers import Customer
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import reading_unit, unit_of_work
from salesforce_lite.migrations import upgrade_database
from salesforce_lite.plugin import Question
from salesforce_lite.web import App

PLUGINS = 10
CUSTOMERS = 500
CALLS, TRIES = 20_000, 9
FEW, MANY_TRIES = 2_000, 200
# So many requests share one look at the database: what one busy worker answers in a second.
SHARED_BY = 100
_MANIFEST = """\
[plugin]
id = "{id}"
name = "{id}"
version = "1.0"
api = 1
summary = "Adds five values."
[data]
keeps = "nothing"
"""
# Five values of the page of a customer, or asked on its way: two panels, a sentence, rows of the
# timeline, an entry of the menu. Each does little, so that what is measured is the platform.
_HOOKS = """\
from datetime import UTC, datetime
from uuid import UUID

from salesforce_lite.plugin import (
    GlanceLine, GlanceSource, MenuItem, Panel, TimelineEntry, TimelineSource, hookimpl,
)

AT = datetime(2020, 1, 1, tzinfo=UTC)


@hookimpl
def panels():
    return [
        Panel(slot="customer.side", template="{id}/panel.html", load=points),
        Panel(slot="customer.main", template="{id}/panel.html", load=nothing),
    ]


@hookimpl
def glance_sources():
    return [GlanceSource(about="customer", load=sentence)]


@hookimpl
def timeline_sources():
    return [
        TimelineSource(name="{id}", label="Rows of {id}", load=rows)
    ]


@hookimpl
def menu_items():
    return [MenuItem(id="{id}", title="{id}", endpoint="customers.index", icon="list")]


def points(uow, customer):
    return {{"points": len(customer.name), "name": customer.name}}


def nothing(uow, customer):
    return None


def sentence(uow, customer):
    return [GlanceLine(text="Points: 12", icon="list", urgency=90)]


def rows(uow, query):
    return []
"""
_PANEL = """\
{% import "macros/ui.html" as ui %}
{% call ui.card("Points") %}<p>{{ name }}: {{ points }}</p>{% endcall %}
"""


def measure_plugins(folder: Path) -> None:
    """Two servers on equal databases: with ten plugins switched on, and with none of them."""
    plugins = folder / "plugins"
    names = [f"bench_{number}" for number in range(PLUGINS)]
    for name in names:
        _write(plugins / name, name)
    os.environ["SFL_PLUGIN_PATH"] = str(plugins)
    bare = _site(folder / "bare", plugins)
    fill(bare, CUSTOMERS)
    bare.engine.dispose()
    shutil.copytree(folder / "bare", folder / "full")
    full = _site(folder / "full", plugins)
    with unit_of_work(full.make_session, system_actor("bench"), surface="bench") as uow:
        for name in names:
            full.plugins.enable(uow, name)
    with reading_unit(full.make_session, system_actor("bench"), surface="bench") as uow:
        customer = uow.session.scalar(select(Customer.id).order_by(Customer.id).limit(1))
    print(f"\n{PLUGINS} plugins with 5 values each, {CUSTOMERS} customers")
    _page(folder, f"/customers/{customer}", names)
    print(goals.GUARDED_CALL.line(_guarded_call(full) * 1e6))
    print(goals.GENERATION.line(_generation(full) * 1e6))


def _write(folder: Path, name: str) -> None:
    (folder / "templates" / name).mkdir(parents=True)
    (folder / "plugin.toml").write_text(_MANIFEST.format(id=name))
    (folder / "hooks.py").write_text(_HOOKS.format(id=name))
    (folder / "templates" / name / "panel.html").write_text(_PANEL)


def _site(instance: Path, plugins: Path) -> App:
    instance.mkdir(exist_ok=True)
    url = _address(instance)
    app = create_app(
        Settings(instance=instance, database_url=url, secret_key="bench", plugin_path=(plugins,))
    )
    upgrade_database(app.engine)
    prepare_instance(app)
    return app


def _address(instance: Path) -> str:
    return f"sqlite:///{instance / 'salesforce_lite.db'}"


def _page(folder: Path, path: str, names: list[str]) -> None:
    with (
        real_server(_address(folder / "full"), folder / "full") as (port, process, _),
        real_server(_address(folder / "bare"), folder / "bare") as (bare_port, bare_process, _),
    ):
        with_them, without = Browser(port), Browser(bare_port)
        for browser in (with_them, without):
            browser.sign_in(ADMIN, PASSWORD)
        _, _, page = with_them.get(path)
        if page.count("Points") < PLUGINS or not all(name in page for name in names):
            raise SystemExit("not every plugin is on the page")
        full, bare = in_turns(
            [asked_for(with_them, path), asked_for(without, path)],
            [partial(processor_seconds, process), partial(processor_seconds, bare_process)],
        )
    medians = f"{full.median * 1000:>12.2f} ms beside {bare.median * 1000:.2f} ms without"
    print(f"{'customer page, p50':<28}{medians}")
    print(goals.PLUGINS_ON_A_PAGE.line(full.median / bare.median))
    print(f"{'by the processor':<28}{full.processor / bare.processor:>14.2f}")


def _guarded_call(app: App) -> float:
    """What the guard adds to a call, in seconds: the least of many, with and without in turns."""

    def plain(_uow: Any, _record: Any) -> None:
        return None

    guard = app.plugins.guard("bench_0")
    guarded = guard.reading("panels", plain, Question(None, lambda answer: answer is None))
    with reading_unit(app.make_session, system_actor("bench"), surface="bench") as uow:
        uow.session.connection()
        # Short tries, and many: a machine that others use is quiet for moments only.
        pairs = [
            (_each(partial(guarded, uow, None), FEW), _each(partial(plain, uow, None), FEW))
            for _ in range(MANY_TRIES)
        ]
    return min(one for one, _ in pairs) - min(other for _, other in pairs)


def _generation(app: App) -> float:
    """What one request pays for knowing what is enabled, in seconds."""

    def looked() -> None:
        app.plugins.changed()
        app.plugins.current()

    kept = min(_each(app.plugins.current) for _ in range(TRIES))
    look = min(_each(looked, CALLS // 100) for _ in range(TRIES))
    return kept + look / SHARED_BY


def _each(call: Callable[[], Any], calls: int = CALLS) -> float:
    started = perf_counter()
    for _ in range(calls):
        call()
    return (perf_counter() - started) / calls
