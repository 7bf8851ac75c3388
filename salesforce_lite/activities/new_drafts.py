"""Drafts of what is new: something that was done, or something that is to be done."""

from collections.abc import Sequence
from uuid import UUID

from salesforce_lite.activities.drafts import ActivityDraft, ActivityFields, NextStep
from salesforce_lite.activities.own_kinds import CONTACT_KINDS, works_like
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork

ENDS_FIRST = N_("The end is before the start.")
_WITH_WHOM = N_("Choose the customer, or write what it was about.")
# One of these makes a contact worth keeping.
_TELLS_WHOM = ("customer_id", "contact_id", "opportunity_id", "participants", "subject", "note")


def logged_draft(
    uow: UnitOfWork,
    fields: ActivityFields,
    *,
    next_step: NextStep | None = None,
    new_id: UUID | None = None,
    references: Sequence[tuple[str, str]] = (),
) -> ActivityDraft:
    """What was done. Without a moment, it was now.

    A contact with nobody about nothing tells nobody anything and is refused.
    """
    started, ended = fields.get("started_at"), fields.get("ended_at")
    # Whoever writes it down before it ends has done it by now.
    done = fields.get("completed_at") or min(ended or started or uow.now, uow.now)
    draft = ActivityDraft.of(
        {**fields, "completed_at": done}, next_step=next_step, new_id=new_id, references=references
    )
    said = draft.fields
    if works_like(uow, said["kind"]) in CONTACT_KINDS and not any(
        said.get(name) for name in _TELLS_WHOM
    ):
        raise InvalidInputError(fields={"customer_id": _WITH_WHOM})
    return draft


def planned_draft(
    fields: ActivityFields,
    *,
    new_id: UUID | None = None,
    references: Sequence[tuple[str, str]] = (),
) -> ActivityDraft:
    """What is to be done. Without a day, it is for today."""
    due, ends = fields.get("due_at"), fields.get("ended_at")
    if due and ends and not fields.get("is_all_day") and ends < due:
        raise InvalidInputError(fields={"ended_at": ENDS_FIRST})
    return ActivityDraft.of({**fields, "completed_at": None}, new_id=new_id, references=references)
