"""Activities from files: what was done with a customer, and what is to be done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.activities import (
    BUILT_IN_KINDS,
    CHANNELS,
    KIND_LIST,
    Activity,
    ActivityDraft,
    Participant,
    likes_of,
    outcome_list,
    save_activities,
    visible_activities,
)
from salesforce_lite.imports.activity_rows import ACTIVITY_EXPORT
from salesforce_lite.imports.activity_times import take_moments
from salesforce_lite.imports.belonging import contact_pairs
from salesforce_lite.imports.choices import choices_of
from salesforce_lite.imports.importer import (
    Batch,
    Importer,
    ImportRow,
    Pending,
    RowRefusedError,
    Source,
    Sums,
)
from salesforce_lite.imports.labels import built_in_labels
from salesforce_lite.imports.links import Targets
from salesforce_lite.imports.references import count_of, own_references
from salesforce_lite.imports.remarks import (
    FOREIGN_CONTACT,
    UNKNOWN_LINK,
    UNKNOWN_OUTCOME,
    Remarks,
)
from salesforce_lite.imports.standing import customer_of, link_of, take_owner
from salesforce_lite.intake import Field, Kind, folded, words_for
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values
from salesforce_lite.opportunities import Opportunity

_RETIRED_KIND = N_(
    "“%(kind)s” is offered no more as a kind of activities. Offer it again, or say another kind."
)
_TEXTS = ("channel", "subject", "note", "location", "zone")

FIELDS = (
    Field("kind", N_("Kind"), Kind.CHOICE, words_for(*BUILT_IN_KINDS)),
    Field("channel", N_("Channel"), Kind.CHOICE, words_for(*CHANNELS)),
    Field("subject", N_("Subject")),
    Field("note", N_("Note"), Kind.NOTE),
    Field("outcome", N_("Outcome")),
    Field("status", N_("Status"), Kind.CHOICE, words_for("done", "open")),
    Field("customer", N_("Id of the customer")),
    Field("customer_name", N_("Customer")),
    Field("contact", N_("Id of the contact")),
    Field("opportunity", N_("Id of the opportunity")),
    Field("who", N_("Id of the contact or customer")),
    Field("about", N_("Id of the opportunity or customer")),
    Field("owner", N_("Owner")),
    Field("due_at", N_("Due"), Kind.MOMENT),
    Field("due_time", N_("Time due")),
    Field("started_at", N_("Start"), Kind.MOMENT),
    Field("ended_at", N_("End"), Kind.MOMENT),
    Field("completed_at", N_("Completed"), Kind.MOMENT),
    Field("is_all_day", N_("All day"), Kind.BOOLEAN),
    Field("zone", N_("Time zone")),
    Field("location", N_("Location")),
    Field("latitude", N_("Latitude"), Kind.COORDINATE),
    Field("longitude", N_("Longitude"), Kind.COORDINATE),
    Field("is_kept", N_("Promise kept"), Kind.BOOLEAN),
    Field("follows", N_("Id of the activity before")),
    Field("participants", N_("Participants"), Kind.DOCUMENT),
    Field("data", N_("More"), Kind.DOCUMENT),
    Field("references", N_("Ids in other systems"), Kind.LIST),
)


@dataclass(frozen=True, slots=True)
class _Found:
    outcomes: dict[str, dict[str, str]]
    # opportunity → its customer
    customers: dict[UUID, UUID]
    # own kind → the built-in one it works like
    likes: dict[str, str]
    # kind that is offered no more → what it is called
    retired: dict[str, str]
    pairs: set[tuple[UUID, UUID]] = field(default_factory=set)


def look_up(batch: Batch) -> _Found:
    batch.other_references = own_references(batch, "activity")
    opportunities = {
        found[1]
        for row in batch.rows
        for name in ("opportunity", "about")
        if (found := batch.targets.by_reference(("opportunity",), row.get(name) or ""))
    }
    query = select(Opportunity.id, Opportunity.customer_id).where(
        Opportunity.id.in_(sorted(opportunities))
    )
    uow, likes = batch.uow, likes_of(batch.uow)
    kinds = list_values(uow, KIND_LIST, retired=True)
    return _Found(
        {kind: choices_of(uow, outcome_list(kind)) for kind in (*BUILT_IN_KINDS, *likes)},
        dict(uow.session.execute(query).all()) if opportunities else {},
        likes,
        {one.code: one.label(uow.actor.locale) for one in kinds if not one.is_active},
        contact_pairs(batch, "contact", "who"),
    )


def draft(batch: Batch, row: ImportRow) -> ActivityDraft:
    fields: dict[str, Any] = {}
    batch.take(row, _TEXTS, fields)
    if "zone" in fields and not fields["zone"]:
        del fields["zone"]
    zone = fields.get("zone") or (row.record.zone if row.record else batch.source.zone)
    if row.record is None:
        fields["zone"] = zone
    _take_kind(batch, row, fields)
    kind = fields.get("kind") or (row.record.kind if row.record else "")
    _take_links(batch, row, fields)
    like = batch.found.likes.get(kind, kind)
    take_moments(batch, row, fields, like, zone)
    _take_outcome(batch, row, fields, kind)
    _take_rest(batch, row, fields)
    take_owner(batch, row, fields, also_former=fields.get("completed_at") is not None)
    if like in ("task", "promise") and not fields.get("subject") and row.record is None:
        # Other systems know tasks without a subject.
        fields["subject"] = (fields.get("note") or "–").splitlines()[0][:200]
    return ActivityDraft.of(
        fields,  # type: ignore[arg-type]  # made field by field
        id=row.record_id,
        new_id=row.new_id,
        references=[*batch.references_for(row), *batch.other_references.get(row.number, ())],
    )


def _take_kind(batch: Batch, row: ImportRow, fields: dict[str, Any]) -> None:
    kind = row.get("kind")
    if kind:
        # What we wrote ourselves comes back as it was.
        stands = batch.source.is_own or (row.record is not None and row.record.kind == kind)
        if kind in batch.found.retired and not stands:
            raise RowRefusedError(_RETIRED_KIND, kind=batch.found.retired[kind])
        fields["kind"] = kind
    elif row.record is None:
        has_period = row.get("started_at") is not None
        planned = row.get("status") == "open" or row.get("due_at") is not None
        fields["kind"] = "meeting" if has_period else "task" if planned else "note"
    if fields.get("kind") == "message" and not fields.get("channel"):
        fields.pop("channel", None)


def _take_links(batch: Batch, row: ImportRow, fields: dict[str, Any]) -> None:
    opportunity = link_of(batch, row, "opportunity", "opportunity")
    about = link_of(batch, row, "about", "opportunity", "customer")
    who = link_of(batch, row, "who", "contact", "customer")
    contact = link_of(batch, row, "contact", "contact")
    links = {found[0]: found[1] for found in (who, about, contact, opportunity) if found}
    customer_id = customer_of(batch, row, is_needed=False) or links.get("customer")
    if "opportunity" in links:
        fields["opportunity_id"] = links["opportunity"]
        customer_id = batch.found.customers.get(links["opportunity"], customer_id)
    if customer_id is not None:
        fields["customer_id"] = customer_id
    if "contact" in links:
        _take_contact(batch, row, fields, links["contact"], customer_id)


def _take_contact(
    batch: Batch,
    row: ImportRow,
    fields: dict[str, Any],
    contact_id: UUID,
    customer_id: UUID | None,
) -> None:
    customers = sorted(customer for contact, customer in batch.found.pairs if contact == contact_id)
    if customer_id is None and customers:
        fields["customer_id"] = customer_id = customers[0]
    if customer_id in customers:
        fields["contact_id"] = contact_id
    else:
        batch.remarks.add(FOREIGN_CONTACT, row.get("contact") or row.get("who"))


def _take_outcome(batch: Batch, row: ImportRow, fields: dict[str, Any], kind: str) -> None:
    written = row.get("outcome")
    if not written:
        if batch.clears("outcome"):
            fields["outcome"] = ""
        return
    code = batch.found.outcomes.get(kind, {}).get(folded(written))
    if code is not None:
        fields["outcome"] = code
    else:
        batch.remarks.add(UNKNOWN_OUTCOME, written)
        lines = [fields.get("note", ""), f"[{written}]"]
        fields["note"] = "\n".join(line for line in lines if line)


def _take_rest(batch: Batch, row: ImportRow, fields: dict[str, Any]) -> None:
    for name in ("latitude", "longitude", "is_kept"):
        if row.get(name) is not None or batch.clears(name):
            fields[name] = row.get(name)
    if isinstance(row.get("participants"), list):
        fields["participants"] = [Participant.from_json(one) for one in row.get("participants")]
    if isinstance(row.get("data"), dict):
        fields["data"] = row.get("data")
    follows = row.get("follows")
    if follows:
        found = batch.targets.by_reference(("activity",), follows)
        if found is not None:
            fields["follows_id"] = found[1]
        else:
            batch.late[row.number] = follows


def finish(uow: UnitOfWork, source: Source, pending: Sequence[Pending], remarks: Remarks) -> None:
    """Activities that follow one that came in the same batch or later."""
    targets = Targets()
    system = None if source.is_own else source.system
    targets.look_up(uow, system, {"activity": {reference for _id, reference in pending}})
    drafts = []
    for activity_id, reference in pending:
        found = targets.by_reference(("activity",), reference)
        if found is None:
            remarks.add(UNKNOWN_LINK, reference)
        else:
            drafts.append(ActivityDraft.of({"follows_id": found[1]}, id=activity_id))
    if drafts:
        save_activities(uow, drafts)


def sums(uow: UnitOfWork, source: Source) -> Sums:
    return Sums(count_of(uow, source, "activity", Activity))


ACTIVITIES = Importer(
    entity="activities",
    record_kind="activity",
    label=N_("Activities"),
    permission="activities.edit",
    fields=FIELDS,
    labels=built_in_labels("activities"),
    required=("subject", "note", "kind"),
    natural_key=(
        *("kind", "subject", "note", "due_at", "started_at", "completed_at"),
        *("customer", "customer_name", "contact", "who", "about", "opportunity"),
    ),
    model=Activity,
    visible=visible_activities,
    look_up=look_up,
    draft=draft,
    save=save_activities,
    links={
        "customer": ("customer",),
        "contact": ("contact",),
        "opportunity": ("opportunity",),
        "who": ("contact", "customer"),
        "about": ("opportunity", "customer"),
        "follows": ("activity",),
    },
    sums=sums,
    finish=finish,
    exporter=ACTIVITY_EXPORT,
    weight=50,
)
