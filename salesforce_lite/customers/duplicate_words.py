"""How possible duplicates are shown: who, where, and why it may be the same customer."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext

from salesforce_lite.customers.duplicates import Candidate, Reason
from salesforce_lite.kernel.errors import N_

REASON_LABELS = {
    Reason.EMAIL: N_("same e-mail"),
    Reason.PHONE: N_("same phone"),
    Reason.TAX_ID: N_("shares the tax id"),
    Reason.NAME_AND_PLACE: N_("similar name and place"),
    Reason.NAME: N_("similar name"),
}


def shown_candidates(candidates: Iterable[Candidate]) -> list[dict[str, Any]]:
    """Plain values: the records are gone when a refused form is shown again."""
    return [
        {
            "id": candidate.customer.id,
            "name": candidate.customer.name,
            "city": candidate.customer.city,
            "url": url_for("customers.show", customer_id=candidate.customer.id),
            "reasons": [gettext(REASON_LABELS[reason]) for reason in candidate.reasons],
        }
        for candidate in candidates
    ]
