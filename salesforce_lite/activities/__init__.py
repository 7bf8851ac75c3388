"""Activities: visits, calls, messages, e-mails, meetings, tasks, promises and notes."""

from salesforce_lite.activities.arranging import arrange_kinds
from salesforce_lite.activities.calendar_feeds import close_feed, open_feed, own_feed
from salesforce_lite.activities.calendar_model import CalendarFeed
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
from salesforce_lite.activities.errors import LastKindError
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
from salesforce_lite.activities.keeping_kinds import (
    IMITABLE,
    add_kind,
    ensure_kinds,
    get_kind,
    list_kinds,
    move_kind,
    rename_kind,
    retire_kind,
    revive_kind,
)
from salesforce_lite.activities.kinds import KIND_NAMES
from salesforce_lite.activities.last_contact import recount_contacts
from salesforce_lite.activities.links import outcome_codes, outcome_list
from salesforce_lite.activities.listing import (
    ActivityFilter,
    Status,
    last_done_ids,
    list_activities,
)
from salesforce_lite.activities.model import Activity, LastContact, Participant
from salesforce_lite.activities.own_kinds import KIND_LIST, likes_of
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
    "IMITABLE",
    "KIND_LIST",
    "KIND_NAMES",
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
    "CalendarFeed",
    "LastContact",
    "LastKindError",
    "NextStep",
    "Participant",
    "PromiseBroken",
    "PromiseKept",
    "Status",
    "add_kind",
    "arrange_kinds",
    "break_promise",
    "close_feed",
    "complete_activity",
    "delete_activity",
    "ensure_kinds",
    "get_activity",
    "get_kind",
    "is_kind",
    "keep_promise",
    "last_done_ids",
    "likes_of",
    "list_activities",
    "list_kinds",
    "log_activity",
    "moment_of",
    "move_kind",
    "open_feed",
    "outcome_codes",
    "outcome_list",
    "own_feed",
    "plan_activity",
    "recount_contacts",
    "rename_kind",
    "reopen_activity",
    "reschedule_activity",
    "restore_activity",
    "retire_kind",
    "revive_kind",
    "save_activities",
    "save_activity",
    "visible_activities",
    "zone_of_place",
]
