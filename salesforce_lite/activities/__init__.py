"""Activities: visits, calls, messages, e-mails, meetings, tasks, promises and notes."""

from salesforce_lite.activities.doing import (
    break_promise,
    complete_activity,
    delete_activity,
    keep_promise,
    reopen_activity,
    reschedule_activity,
    restore_activity,
)
from salesforce_lite.activities.drafts import (
    BUILT_IN_KINDS,
    CHANNELS,
    ActivityDraft,
    ActivityFields,
    NextStep,
    is_kind,
)
from salesforce_lite.activities.events import (
    ActivityChanged,
    ActivityCompleted,
    ActivityDeleted,
    ActivityLogged,
    ActivityMoved,
    ActivityPlanned,
    ActivityReopened,
    ActivityRescheduled,
    ActivityRestored,
    PromiseBroken,
    PromiseKept,
)
from salesforce_lite.activities.last_contact import recount_contacts
from salesforce_lite.activities.links import outcome_codes, outcome_list
from salesforce_lite.activities.listing import ActivityFilter, Status, list_activities
from salesforce_lite.activities.model import Activity, LastContact, Participant
from salesforce_lite.activities.places import moment_of, zone_of_place
from salesforce_lite.activities.service import (
    get_activity,
    log_activity,
    plan_activity,
    save_activities,
    save_activity,
    visible_activities,
)

__all__ = [
    "BUILT_IN_KINDS",
    "CHANNELS",
    "Activity",
    "ActivityChanged",
    "ActivityCompleted",
    "ActivityDeleted",
    "ActivityDraft",
    "ActivityFields",
    "ActivityFilter",
    "ActivityLogged",
    "ActivityMoved",
    "ActivityPlanned",
    "ActivityReopened",
    "ActivityRescheduled",
    "ActivityRestored",
    "LastContact",
    "NextStep",
    "Participant",
    "PromiseBroken",
    "PromiseKept",
    "Status",
    "break_promise",
    "complete_activity",
    "delete_activity",
    "get_activity",
    "is_kind",
    "keep_promise",
    "list_activities",
    "log_activity",
    "moment_of",
    "outcome_codes",
    "outcome_list",
    "plan_activity",
    "recount_contacts",
    "reopen_activity",
    "reschedule_activity",
    "restore_activity",
    "save_activities",
    "save_activity",
    "visible_activities",
    "zone_of_place",
]
