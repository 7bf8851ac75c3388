"""The job that sends: takes what is due, has it sent outside of any transaction, writes it down."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import GoOn, Reach, Sealer
from salesforce_lite.webhooks.claiming import take_due
from salesforce_lite.webhooks.courier import Courier
from salesforce_lite.webhooks.noting import call_next_sender, note_outcomes


def send_due(
    uow: UnitOfWork, payload: Mapping[str, Any], courier: Courier, sealer: Sealer
) -> GoOn | Reach | None:
    """One round; others get their turn between two of them."""
    if "answer" in payload:
        note_outcomes(uow, payload["answer"])
        return GoOn({})
    parcels = take_due(uow, sealer, courier.room)
    if parcels:
        return Reach(partial(courier.send, parcels), {})
    call_next_sender(uow)
    return None
