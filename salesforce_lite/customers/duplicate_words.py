"""How possible duplicates are shown: who, where, and why it may be the same."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext

from salesforce_lite.customers.contact_twins import ContactTwin
from salesforce_lite.customers.duplicates import Candidate, Reason
from salesforce_lite.kernel.errors import N_
from salesforce_lite.web import current_uow

REASON_LABELS = {
    Reason.EMAIL: N_("same e-mail"),
    Reason.PHONE: N_("same phone"),
    Reason.TAX_ID: N_("shares the tax id"),
    Reason.NAME_AND_PLACE: N_("similar name and place"),
    Reason.NAME: N_("similar name"),
}
_SHOWN_CUSTOMERS = 3


def shown_candidates(
    candidates: Iterable[Candidate], *, own_id: UUID | None = None
) -> list[dict[str, Any]]:
    """Plain values: the records are gone when a refused form is shown again.

    With `own_id`, the customer that is there already, whoever may merge is led there.
    """
    may_merge = own_id is not None and current_uow().actor.may("customers.delete")
    return [
        {
            "id": candidate.customer.id,
            "name": candidate.customer.name,
            "city": candidate.customer.city,
            "url": url_for("customers.show", customer_id=candidate.customer.id),
            "link_url": "",
            "merge_url": (
                url_for("merging.compare", customer_id=own_id, other_id=candidate.customer.id)
                if may_merge
                else ""
            ),
            "reasons": [gettext(REASON_LABELS[reason]) for reason in candidate.reasons],
        }
        for candidate in candidates
    ]


def shown_twins(
    twins: Iterable[ContactTwin], *, customer_id: UUID | None, can_link: bool
) -> list[dict[str, Any]]:
    """The same of contacts; who is not yet this customer's can become so in one step."""
    return [
        {
            "id": twin.contact.id,
            "name": twin.contact.name,
            "city": ", ".join(customer.name for customer in twin.customers[:_SHOWN_CUSTOMERS]),
            "url": url_for("contacts.show", contact_id=twin.contact.id),
            "link_url": (
                url_for("contacts.link", contact_id=twin.contact.id, customer_id=customer_id)
                if can_link and customer_id not in {customer.id for customer in twin.customers}
                else ""
            ),
            "merge_url": "",
            "reasons": [gettext(REASON_LABELS[reason]) for reason in twin.reasons],
        }
        for twin in twins
    ]
