"""Conflicts in words: what was done on the phone, and why a person has to look."""

from flask_babel import gettext

from salesforce_lite.kernel.errors import N_
from salesforce_lite.sync.model import ConflictKind, SyncConflict

_KINDS = {
    ConflictKind.FIELDS: N_("The same was changed on the phone and here."),
    ConflictKind.STATE: N_("It stood elsewhere already when the phone said so."),
    ConflictKind.GONE: N_("The record was deleted or given to somebody else meanwhile."),
    ConflictKind.REUSED: N_("Two different things were sent as one."),
}
_REVIVED = N_("It was deleted here while it was changed on the phone. The change brought it back.")
_ACTS = {
    "customers.create_customer": N_("New customer"),
    "customers.change_customer": N_("Customer changed"),
    "customers.delete_customer": N_("Customer deleted"),
    "customers.create_contact": N_("New contact"),
    "customers.change_contact": N_("Contact changed"),
    "customers.delete_contact": N_("Contact deleted"),
    "opportunities.create_opportunity": N_("New opportunity"),
    "opportunities.change_opportunity": N_("Opportunity changed"),
    "opportunities.move_opportunity": N_("Opportunity moved to another stage"),
    "opportunities.win_opportunity": N_("Opportunity won"),
    "opportunities.lose_opportunity": N_("Opportunity lost"),
    "opportunities.reopen_opportunity": N_("Opportunity reopened"),
    "opportunities.delete_opportunity": N_("Opportunity deleted"),
    "activities.create_activity": N_("New activity"),
    "activities.change_activity": N_("Activity changed"),
    "activities.complete_activity": N_("Activity done"),
    "activities.reopen_activity": N_("Activity reopened"),
    "activities.reschedule_activity": N_("Activity put off to another time"),
    "activities.keep_promise": N_("Promise kept"),
    "activities.break_promise": N_("Promise broken"),
    "activities.delete_activity": N_("Activity deleted"),
}


def about_conflict(conflict: SyncConflict) -> str:
    """A sentence: why a person has to look."""
    kind = ConflictKind(conflict.kind)
    return str(gettext(_REVIVED if is_revived(conflict) else _KINDS[kind]))


def is_revived(conflict: SyncConflict) -> bool:
    """Whether the change was applied to what had been deleted, and only needs to be known."""
    return conflict.kind == ConflictKind.GONE and not conflict.reason


def act_words(command: str) -> str:
    """What was done on the phone; of a plugin its own name for it."""
    if command in _ACTS:
        return str(gettext(_ACTS[command]))
    return command.rpartition(".")[2].replace("_", " ").capitalize()
