"""A server with the plugin `scoring` in reach, and what people do with it in the browser."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser
from sqlalchemy import delete, inspect

from salesforce_lite.activities import log_activity
from salesforce_lite.app import site_of
from salesforce_lite.background import Worker
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.db import Base
from salesforce_lite.kernel.uow import unit_of_work
from tests.browser.desk import OpenDesk, windows
from tests.browser.site import Site, furnished, serve
from tests.conftest import Template, make_app

PLUGIN = Path(__file__).parents[2] / "plugins" / "scoring"
OFFICE = "/admin/x/scoring"


@pytest.fixture(scope="module")
def scoring_site(
    chromium: str, template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The plugin is found and off, as after its folder was put there."""
    folder = tmp_path_factory.mktemp("scoring")
    app = make_app(folder, template.copy(folder), plugins=[PLUGIN])
    app.config["TESTING"] = False
    ids = furnished(app)
    server = serve(app)
    yield Site(app, f"http://127.0.0.1:{server.server_port}", ids)
    server.shutdown()
    server.server_close()
    app.engine.dispose()


@pytest.fixture
def open_scoring(browser: Browser, scoring_site: Site) -> Iterator[OpenDesk]:
    """`open_scoring(person, login="rosa")` – a window on that server; none may complain."""
    with windows(browser, scoring_site) as open_window:
        yield open_window


def work_off(site: Site) -> None:
    """What a worker would do now."""
    Worker(site_of(site.app), "tests").work_off(most=200)


def log_visit(site: Site, customer_id: UUID) -> None:
    with unit_of_work(
        site.app.make_session,
        system_actor("tests"),
        surface="test",
        reactions=site.app.contributions.reactions,
    ) as uow:
        log_activity(uow, {"customer_id": customer_id, "kind": "visit", "zone": "UTC"})


def as_found(site: Site) -> None:
    """Switched off, and without what people have begun and not saved."""
    if "scoring" in site.app.plugins.current().enabled:
        switch(site, on=False)
    drafts = Base.metadata.tables["scoring_draft"]
    if inspect(site.app.engine).has_table(drafts.name):
        with unit_of_work(site.app.make_session, system_actor("tests"), surface="test") as uow:
            uow.session.execute(delete(drafts))


def switch(site: Site, *, on: bool) -> None:
    """As the operator's command does."""
    if on:
        site.app.plugins.migrate("scoring")
    with unit_of_work(site.app.make_session, system_actor("tests"), surface="test") as uow:
        turn = site.app.plugins.enable if on else site.app.plugins.disable
        turn(uow, "scoring")
