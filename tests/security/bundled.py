"""The twins on a site where all plugins that come along are on, with what they have in these."""

from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.activities import log_activity
from salesforce_lite.app import site_of
from salesforce_lite.background import Worker
from salesforce_lite.kernel.db import Base
from salesforce_lite.kernel.uow import UnitOfWork
from tests.security.records import WORD, Records
from tests.security.site import Site

FOLDERS = tuple(
    sorted(one.parent for one in (Path(__file__).parents[2] / "plugins").glob("*/plugin.toml"))
)
IDS = tuple(folder.name for folder in FOLDERS)


def switch_on(site: Site) -> None:
    """All of them, with a checklist that asks for a text after each visit."""
    for plugin_id in IDS:
        site.app.plugins.migrate(plugin_id)
        with site.work_of_system() as uow:
            site.app.plugins.enable(uow, plugin_id)
    keeping = _module(site, "visit_checklist", "keeping")
    with site.work_of_system() as uow:
        checklist = keeping.add_checklist(uow, name_es="Visita", name_en="Visit", kinds=("visit",))
        keeping.switch_checklist(uow, checklist.id, is_on=True)
        keeping.add_question(uow, checklist.id, "text", text_es="¿Qué?", text_en="What?")
        products = _module(site, "orders", "products")
        products.save_product(uow, products.ProductDraft(code="A1", name_en="Bread"))
        lists = _module(site, "orders", "price_lists")
        lists.save_price_list(uow, lists.PriceListDraft(name="Usual", currency="EUR"))
    campaigns, rep_id = _module(site, "call_center", "campaigns"), site.user_id("rep")
    with site.work_of_system() as uow:
        campaigns.add_campaign(uow, name="May", purpose="service")
        _module(site, "call_center", "lines").set_extension(uow, "204", rep_id)
    with site.work_of_system() as uow:
        _found_club(site, uow)


def answer(site: Site, who: str, records: Records) -> None:
    """A visit of that person with an answer that holds the canary; scores follow."""
    question = _only(site, "visit_checklist_question")
    with site.work(who) as uow:
        about = {"kind": "visit", "customer_id": records["customer"], "subject": WORD}
        records.ids["answered"] = log_activity(uow, about).id
        _module(site, "visit_checklist", "answering").answer_checklist(
            uow, records["answered"], {question.hex: f"Answer {records.canary}"}
        )
        _buy(site, uow, records)
    log = _module(site, "call_center", "call_log")
    with site.work(who) as uow:
        said = log.CallSaid(
            direction="in",
            disposition="interested",
            customer_id=records["customer"],
            note=f"Call {records.canary}",
        )
        records.ids["called"] = log.log_call(uow, said).id
    _join_club(site, who, records)
    campaign_id, customers = _only(site, "call_center_campaign"), [records["customer"]]
    with site.work_of_system() as uow:
        _module(site, "call_center", "campaigns").add_members(uow, campaign_id, customers)
    Worker(site_of(site.app), "tests").work_off(most=200)


def _found_club(site: Site, uow: UnitOfWork) -> None:
    """A loyalty program with a reward, in which more than ten points need a second person."""
    programs, rewards = _module(site, "loyalty", "programs"), _module(site, "loyalty", "rewards")
    fields = programs.ProgramFields(
        name="Club", currency="EUR", zone="Europe/Madrid", approve_above=10
    )
    program = programs.make_program(uow, "club", fields)
    rules = {"rules": [{"key": "base", "kind": "amount", "rate": "1"}], "expiry": "never"}
    definition = _module(site, "loyalty", "definition").Definition.from_json(rules)
    programs.publish_rules(uow, program.id, definition)
    rewards.save_reward(uow, program.id, rewards.RewardFields(name="Mug", cost=5))


def _join_club(site: Site, who: str, records: Records) -> None:
    """The customer is a member with points, has taken a reward, and is to get more."""
    adjust = _module(site, "loyalty", "adjusting").adjust
    with site.work_of_system() as uow:
        program_id = _only(site, "loyalty_program")
        joined = _module(site, "loyalty", "joining").enrol(uow, program_id, records["customer"])
        records.ids["member"] = joined.id
        adjust(uow, joined.id, 9, f"Because {records.canary}")
        records.ids["asked"] = adjust(uow, joined.id, 90, f"Even more {records.canary}").id
    with site.work_of_system() as uow:
        taken = _module(site, "loyalty", "redeeming").redeem(uow, records["member"], points=3)
        records.ids["taken"] = taken.id


def _buy(site: Site, uow: UnitOfWork, records: Records) -> None:
    """A draft of an order and a quote that name the canary."""
    drafts = _module(site, "orders", "drafts")
    line = drafts.LineDraft(
        quantity=Decimal(1), price=Decimal(1), description=f"Bought {records.canary}"
    )
    about = {"customer_id": records["customer"], "lines": (line,)}
    orders = _module(site, "orders", "orders")
    records.ids["order"] = orders.save_order(uow, drafts.OrderDraft(**about)).id
    quotes = _module(site, "orders", "quotes")
    offer = quotes.QuoteDraft(**about, title=f"Offer {records.canary}")
    records.ids["quote"] = quotes.save_quote(uow, offer).id


def arguments(site: Site) -> dict[str, Any]:
    """What the variable parts of the plugins' addresses are called → something that is there."""
    with site.work_of_system() as uow:
        [version] = _module(site, "scoring", "service").list_versions(uow)
        rule = {"key": version.content["rules"][0]["key"], "number": version.number}
    return {
        **rule,
        "checklist_id": _only(site, "visit_checklist_list"),
        "question_id": _only(site, "visit_checklist_question"),
        **_goods(site),
        "kind": "text",
        "filename": "none.css",
        "source": "generic",
        "extension": "204",
        "campaign_id": _only(site, "call_center_campaign"),
        "call_id": site.north["called"],
        "customer_id": site.north["customer"],
        "member_id": _first(site, "call_center_member"),
        "disposition_id": _first(site, "call_center_disposition"),
        "program_id": _only(site, "loyalty_program"),
        "reward_id": _only(site, "loyalty_reward"),
        "figure": "given",
        "account_id": site.north["member"],
        "request_id": site.north["asked"],
        "redemption_id": site.north["taken"],
    }


def _goods(site: Site) -> dict[str, Any]:
    """A product, a price list, an order and a quote, whosever they are."""
    tables = {"product_id": "product", "price_list_id": "price_list", "order_id": "order"}
    with site.app.engine.connect() as connection:
        return {
            name: connection.scalars(select(Base.metadata.tables[f"orders_{table}"].c.id)).first()
            for name, table in {**tables, "quote_id": "quote"}.items()
        }


def _module(site: Site, plugin_id: str, name: str) -> ModuleType:
    return import_module(f"{site.app.plugins.installation.plugin(plugin_id).package}.{name}")


def _only(site: Site, table: str) -> UUID:
    with site.app.engine.connect() as connection:
        return connection.scalars(select(Base.metadata.tables[table].c.id)).one()


def _first(site: Site, table: str) -> UUID:
    with site.app.engine.connect() as connection:
        found = select(Base.metadata.tables[table].c.id).limit(1)
        return connection.scalars(found).one()
