"""A draft names only what it changes; what stands already still has to fit."""

from salesforce_lite.activities import ActivityDraft, plan_activity, save_activity
from tests.activities.records import a_contact, a_customer, an_opportunity


def test_an_opportunity_alone_can_be_named_later(work):
    with work("rep") as uow:
        customer = a_customer(uow)
        contact, opportunity = a_contact(uow, customer.id), an_opportunity(uow, customer.id)
        fields = {"kind": "call", "customer_id": customer.id, "contact_id": contact.id}
        call = plan_activity(uow, fields)
    with work("rep") as uow:
        draft = ActivityDraft.of({"opportunity_id": opportunity.id}, id=call.id)
        changed = save_activity(uow, draft)
        assert (changed.contact_id, changed.opportunity_id) == (contact.id, opportunity.id)


def test_what_is_planned_cannot_lose_its_day(work):
    with work("rep") as uow:
        call = plan_activity(uow, {"kind": "call"})
    with work("rep") as uow:
        draft = ActivityDraft.of({"due_at": None, "note": "Later"}, id=call.id)
        assert save_activity(uow, draft).due_at == call.due_at
