"""How possible duplicates are shown: who, where, and why it may be the same customer."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext

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
            "merge_url": (
                url_for("merging.compare", customer_id=own_id, other_id=candidate.customer.id)
                if may_merge
                else ""
            ),
            "reasons": [gettext(REASON_LABELS[reason]) for reason in candidate.reasons],
        }
        for candidate in candidates
    ]
