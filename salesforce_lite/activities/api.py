"""Activities for programs."""

from collections.abc import Sequence
from uuid import UUID

from salesforce_lite.activities.api_shapes import (
    activities_by_id,
    activity_view,
    activity_views,
    changed_draft,
    new_draft,
    step_of,
)
from salesforce_lite.activities.doing import (
    break_promise,
    complete_activity,
    delete_activity,
    keep_promise,
    reopen_activity,
    reschedule_activity,
    restore_activity,
)
from salesforce_lite.activities.drafts import ActivityDraft
from salesforce_lite.activities.listing import ORDERS, ActivityFilter, Status, find_activities
from salesforce_lite.activities.schemas import (
    ActivityPatch,
    ActivityPatches,
    ActivityQuery,
    ActivityView,
    ActivityWrite,
    Completion,
    NewActivities,
    NewActivity,
    PromiseNote,
    Rescheduling,
)
from salesforce_lite.activities.service import (
    get_activity,
    save_activities,
    save_activity,
    visible_activities,
)
from salesforce_lite.api import (
    Listed,
    Query,
    Resource,
    Results,
    Saving,
    chosen,
    expected_version,
    known_by_id,
    list_name,
)
from salesforce_lite.custom_fields import asked_conditions
from salesforce_lite.customers import asked_ids
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.web import current_uow

resource = Resource(
    name="activities",
    weight=40,
    title=N_("Activities"),
    about="activity",
    shape=ActivityView,
    load=activities_by_id,
)
_saving = Saving(save_one=save_activity, save_all=save_activities, show=activity_views)

_ONLY_PLANNED = N_("Only what is planned has its day in order: ask for status=planned or overdue.")


@resource.get("", needs="activities.view")
def index(query: ActivityQuery) -> Listed[ActivityView]:
    """Activities that the filters leave, a page at a time."""
    uow = current_uow()
    page = find_activities(
        uow,
        _wanted(uow, query),
        cursor=query.cursor or None,
        limit=query.limit,
        order=ORDERS[_order(query)],
        name=list_name("activities", query),
    )
    return Listed(items=activity_views(uow, page.items), next_cursor=page.next_cursor)


def _order(query: ActivityQuery) -> str:
    is_planned = query.status in ("planned", "overdue")
    if query.sort in ("due_at", "-due_at") and not is_planned:
        raise InvalidInputError(fields={"sort": _ONLY_PLANNED})
    if query.updated_since:
        return query.sort or "updated_at"
    return query.sort or ("due_at" if is_planned else "-at")


def _wanted(uow: UnitOfWork, query: ActivityQuery) -> ActivityFilter:
    return ActivityFilter(
        status=Status(query.status) if query.status else None,
        kind=query.kind,
        owner_id=query.owner_id,
        customer_id=query.customer_id,
        contact_id=query.contact_id,
        opportunity_id=query.opportunity_id,
        follows_id=query.follows_id,
        since=query.at_since,
        until=query.at_until,
        due_since=query.due_since,
        due_until=query.due_until,
        updated_since=query.updated_since,
        ids=asked_ids(uow, "activity", query.q, query.external_ref),
        custom=asked_conditions(uow, "activity", query.custom),
    )


@resource.post("", needs="activities.edit", status=201)
def create(body: NewActivity) -> ActivityView:
    """Log what was done, or plan what is to be done."""
    uow = current_uow()
    return _saving.one(uow, new_draft(uow, body))


@resource.post("/batch", needs="activities.edit")
def create_many(body: NewActivities) -> Results[ActivityView]:
    """Log and plan up to 1,000 activities; each has a result of its own."""
    uow = current_uow()

    def drafts_of(items: Sequence[NewActivity]) -> Sequence[ActivityDraft]:
        return [new_draft(uow, one) for one in items]

    return _saving.each(uow, body.items, drafts_of, status=201)


@resource.patch("/batch", needs="activities.edit")
def change_many(body: ActivityPatches) -> Results[ActivityView]:
    """Change up to 1,000 activities; each has a result of its own."""
    uow = current_uow()

    def drafts_of(items: Sequence[ActivityPatch]) -> Sequence[ActivityDraft]:
        known_by_id(uow, visible_activities(uow), [one.id for one in items])
        return [changed_draft(uow, one, one.id, chosen(one.version)) for one in items]

    return _saving.each(uow, body.items, drafts_of, status=200)


@resource.get("/<uuid:activity_id>", needs="activities.view")
def show(activity_id: UUID, query: Query) -> ActivityView:
    """One activity."""
    uow = current_uow()
    return activity_view(uow, get_activity(uow, activity_id))


@resource.patch("/<uuid:activity_id>", needs="activities.edit")
def change(activity_id: UUID, body: ActivityWrite) -> ActivityView:
    """Change what is sent; the rest stays as it is."""
    uow = current_uow()
    draft = changed_draft(uow, body, activity_id, expected_version())
    return _saving.one(uow, draft)


@resource.delete("/<uuid:activity_id>", needs="activities.delete")
def delete(activity_id: UUID) -> None:
    """Delete the activity; it can be restored for thirty days."""
    delete_activity(current_uow(), activity_id, version=expected_version())


@resource.post("/<uuid:activity_id>/restoration", needs="activities.delete")
def restore(activity_id: UUID) -> ActivityView:
    """Take back a deletion."""
    uow = current_uow()
    return activity_view(uow, restore_activity(uow, activity_id))


@resource.post("/<uuid:activity_id>/completion", needs="activities.edit")
def complete(activity_id: UUID, body: Completion) -> ActivityView:
    """It is done. Said again, it changes neither the moment nor the outcome."""
    uow = current_uow()
    activity = complete_activity(
        uow,
        activity_id,
        outcome=body.outcome,
        note=body.note,
        next_step=step_of(body.next_step),
        at=body.completed_at,
        version=expected_version(),
    )
    return activity_view(uow, activity)


@resource.post("/<uuid:activity_id>/reopening", needs="activities.edit")
def reopen(activity_id: UUID) -> ActivityView:
    """It is to be done after all."""
    uow = current_uow()
    return activity_view(uow, reopen_activity(uow, activity_id, version=expected_version()))


@resource.post("/<uuid:activity_id>/rescheduling", needs="activities.edit")
def reschedule(activity_id: UUID, body: Rescheduling) -> ActivityView:
    """Plan it for another time."""
    uow = current_uow()
    activity = reschedule_activity(
        uow,
        activity_id,
        body.due_at,
        zone=body.zone,
        is_all_day=body.is_all_day,
        version=expected_version(),
    )
    return activity_view(uow, activity)


@resource.post("/<uuid:activity_id>/keeping", needs="activities.edit")
def keep(activity_id: UUID, body: PromiseNote) -> ActivityView:
    """What was promised has been done."""
    uow = current_uow()
    kept = keep_promise(uow, activity_id, note=body.note, version=expected_version())
    return activity_view(uow, kept)


@resource.post("/<uuid:activity_id>/breaking", needs="activities.edit")
def break_(activity_id: UUID, body: PromiseNote) -> ActivityView:
    """What was promised will not be done."""
    uow = current_uow()
    broken = break_promise(uow, activity_id, note=body.note, version=expected_version())
    return activity_view(uow, broken)
