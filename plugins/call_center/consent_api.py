"""Consents for programs: what customers have agreed to, with what proves it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from salesforce_lite.api import Resource
from salesforce_lite.kernel.errors import N_
from salesforce_lite.web import current_uow

from .desk_model import Consent
from .model import LOG, VIEW
from .permitting import give_consent, list_consents

consents = Resource(name="consents", title=N_("Consents to be called"))


class ConsentView(Struct, kw_only=True, frozen=True):
    """What a customer has agreed to, with its proof."""

    id: UUID
    customer_id: UUID
    purpose: str
    proof: str
    channel: Annotated[str, Meta(description="empty where nobody said it")]
    reference: str
    given_at: datetime
    withdrawn_at: datetime | None


class NewConsent(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """That a customer agrees."""

    customer_id: UUID
    purpose: Literal["commercial", "recording"]
    proof: Annotated[str, Meta(min_length=1, max_length=500)]
    channel: Literal["", "phone", "web", "paper", "email", "message", "in_person"] = ""
    reference: Annotated[str, Meta(max_length=200)] = ""


@consents.get("/<uuid:customer_id>", needs=VIEW)
def show_consents(customer_id: UUID) -> list[ConsentView]:
    """What a customer has agreed to, the newest first."""
    return [consent_view(one) for one in list_consents(current_uow(), customer_id)]


@consents.post("", needs=LOG)
def agree(body: NewConsent) -> ConsentView:
    """Write down that a customer agrees."""
    return consent_view(
        give_consent(
            current_uow(),
            body.customer_id,
            body.purpose,
            proof=body.proof,
            channel=body.channel,
            reference=body.reference,
        )
    )


def consent_view(consent: Consent) -> ConsentView:
    return ConsentView(
        id=consent.id,
        customer_id=consent.customer_id,
        purpose=consent.purpose,
        proof=consent.proof,
        channel=consent.channel,
        reference=consent.reference,
        given_at=consent.given_at,
        withdrawn_at=consent.withdrawn_at,
    )
