"""A server with the plugin `loyalty` on, and what happens there outside of a browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser

from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.purchases import PurchaseMade
from salesforce_lite.web import App
from tests.browser.desk import OpenDesk, windows
from tests.browser.site import Site, furnished, serve
from tests.conftest import Template, make_app

PLUGIN = Path(__file__).parents[2] / "plugins" / "loyalty"
OFFICE, PAGES = "/admin/x/loyalty", "/x/loyalty"


def module(app: App, name: str) -> Any:
    package = app.plugins.installation.plugin("loyalty").package
    return __import__(f"{package}.{name}", fromlist=["_"])


def working(app: App) -> Any:
    return unit_of_work(
        app.make_session,
        system_actor("tests"),
        surface="test",
        reactions=app.contributions.reactions,
    )


@pytest.fixture(scope="module")
def earning_site(
    chromium: str, template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The plugin is on, and no program is made yet."""
    folder = tmp_path_factory.mktemp("earning")
    app = make_app(folder, template.copy(folder), plugins=[PLUGIN])
    app.config["TESTING"] = False
    app.plugins.migrate("loyalty")
    with working(app) as uow:
        app.plugins.enable(uow, "loyalty")
    server = serve(app)
    yield Site(app, f"http://127.0.0.1:{server.server_port}", furnished(app))
    server.shutdown()
    server.server_close()
    app.engine.dispose()


@pytest.fixture
def open_earning(browser: Browser, earning_site: Site) -> Iterator[OpenDesk]:
    """`open_earning(person)` – a window on that server; none may complain."""
    with windows(browser, earning_site) as open_window:
        yield open_window


def make_club(site: Site, code: str, name: str, *, buyer: UUID | None = None) -> UUID:
    """A program with a tier and a reward, in which a buyer has earned and redeemed; its id."""
    programs, rewards = module(site.app, "programs"), module(site.app, "rewards")
    content = {
        "rules": [{"key": "base", "kind": "amount", "rate": "1"}],
        "tiers": [{"code": "oro", "name": "Oro", "achieve": 100, "retain": 50}],
    }
    with working(site.app) as uow:
        fields = programs.ProgramFields(name=name, currency="EUR", zone="Europe/Madrid")
        program_id: UUID = programs.make_program(uow, code, fields).id
        definition = module(site.app, "definition").Definition.from_json(content)
        programs.publish_rules(uow, program_id, definition)
        cup = rewards.RewardFields(name="Taza", cost=50)
        rewards.save_reward(uow, program_id, cup)
    if buyer is not None:
        buys(site, buyer, 150)
        with working(site.app) as uow:
            account = member_of(site, uow, program_id, buyer)
            module(site.app, "redeeming").redeem(uow, account.id, points=20)
    return program_id


def close_clubs(site: Site) -> None:
    """So that customers earn in none but the one that is made next."""
    with working(site.app) as uow:
        for program in module(site.app, "programs").list_programs(uow):
            program.is_open = False


def member_of(site: Site, uow: Any, program_id: UUID, customer_id: UUID) -> Any:
    return module(site.app, "members").find_member(uow, program_id, customer_id)


def buys(site: Site, customer_id: UUID, amount: int) -> None:
    """What another plugin would record."""
    with working(site.app) as uow:
        uow.record(
            PurchaseMade(
                purchase_id=uuid4(),
                source="orders",
                number="P-1",
                customer_id=customer_id,
                made_at=uow.now,
                net=Money.of(amount, "EUR"),
                tax=Money.of(0, "EUR"),
                lines=(),
            )
        )
