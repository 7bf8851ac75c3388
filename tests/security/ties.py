"""What ties the records of the twins together, made by somebody who sees both."""

from datetime import timedelta
from uuid import UUID

from salesforce_lite.activities import log_activity, plan_activity
from salesforce_lite.custom_fields import FieldSettings, Kind, add_field
from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    CustomerDraft,
    relate_customers,
    save_contact,
    save_customer,
)
from salesforce_lite.imports.model import ImportRun, RunState
from salesforce_lite.kernel.clock import now
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import OpportunityDraft, save_opportunity
from salesforce_lite.team import create_portfolio
from tests.security.records import NORTH, SOUTH, WORD, Records, Twin
from tests.security.site import Site


def tie(site: Site) -> None:
    """Parents, relations, a shared contact with what was done and sold with it, portfolios."""
    north, south = site.north, site.south
    with site.work("admin") as uow:
        settings = FieldSettings(label_en="Nick", label_es="Apodo", is_listed=True)
        add_field(uow, "customer", Kind.TEXT, settings, code="nick")
    with site.work("admin") as uow:
        for records in (north, south):
            nick = {"custom": {"nick": f"Nick {records.canary}"}}
            save_customer(uow, CustomerDraft.of(nick, id=records["third"]))
        save_customer(uow, CustomerDraft.of({"parent_id": south["customer"]}, id=north["spare"]))
        save_customer(uow, CustomerDraft.of({"parent_id": north["customer"]}, id=south["spare"]))
        relate_customers(uow, north["third"], "referred_by", south["third"], note="Bond")
        relate_customers(uow, south["second"], "agent_of", north["second"], note="Bond back")
        links = [
            ContactLinkDraft(customer_id=twin["third"], function=f"Boss {twin.canary}")
            for twin in (north, south)
        ]
        shared = save_contact(uow, ContactDraft.of({"name": f"Shared {WORD}"}, links=links)).id
        for records in (north, south):
            records.ids["shared"] = shared
            records.ids["portfolio"] = _portfolio(uow, records)
    for who, records, twin in (("rep", north, NORTH), ("other", south, SOUTH)):
        with site.work(who) as uow:
            _with_the_shared(uow, shared, records, twin)


def _portfolio(uow: UnitOfWork, records: Records) -> UUID:
    """Its name is the company's; whose customers are in it is not."""
    name = "Northern" if records.canary == NORTH.canary else "Southern"
    portfolio = create_portfolio(uow, name, manager_id=records.owner_id).id
    fields = {"portfolio_id": portfolio}
    save_customer(uow, CustomerDraft.of(fields, id=records["third"]))
    return portfolio


def _with_the_shared(uow: UnitOfWork, shared: UUID, records: Records, twin: Twin) -> None:
    """A sale, something done, something planned and a job, each by the one who has the customer."""
    c, moment = twin.canary, now()
    about = {"customer_id": records["third"], "contact_id": shared}
    sale = save_opportunity(
        uow,
        OpportunityDraft.of(
            {
                **about,
                "title": f"{WORD} {c} with the shared",
                "amount": Money.of(twin.amount, "USD"),
                "expected_close_on": moment.date() + timedelta(days=5),
            }
        ),
    )
    words = {"subject": f"{WORD} {c} with the shared", "note": f"Shared note {c}", **about}
    records.ids["shared_sale"] = sale.id
    records.ids["shared_done"] = log_activity(uow, {"kind": "visit", **words}).id
    following = {"opportunity_id": sale.id, "follows_id": records["shared_done"]}
    due = {"due_at": moment + timedelta(hours=2)}
    planned = plan_activity(uow, {"kind": "call", **words, **due, **following})
    records.ids["shared_planned"] = planned.id
    enqueue_job(uow, "search.reindex", {"of": c}).error = f"Failed for {c}"
    uow.session.add(
        ImportRun(
            entity="customers",
            system=f"crm {c}",
            file_name=f"{c}.csv",
            file_hash=c,
            state=RunState.FINISHED,
            actor_id=uow.actor.user_id,
            actor_name=uow.actor.name,
            started_at=uow.now,
        )
    )
