"""What the drafts of a batch point at, looked up and checked once for all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.customers import ContactLink, Customer, standing_customers
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values
from salesforce_lite.opportunities.drafts import OpportunityDraft
from salesforce_lite.opportunities.model import Opportunity, Pipeline, Stage

LOSS_REASONS = "opportunity.loss_reason"
SOURCES = "opportunity.source"
# SQLite binds at most 32,766 values in one statement.
_BATCH = 900
NO_SUCH = N_("This does not exist (any more).")
_NOT_OF_CUSTOMER = N_("This contact does not belong to the customer.")
_NOT_OF_PIPELINE = N_("This stage does not belong to the pipeline.")
_NOT_A_CHOICE = N_("This is none of the choices.")


class CustomerOwner(NamedTuple):
    """Of a customer, whose it is."""

    owner_id: UUID | None


@dataclass(frozen=True, slots=True)
class Links:
    """The visible customers, and the pipelines and stages in order."""

    customers: Mapping[UUID, CustomerOwner]
    stages: Sequence[Stage]
    pipelines: Sequence[Pipeline]

    def stage(self, pipeline_id: UUID | None, stage_id: UUID | None) -> Stage:
        """The stage named, else the first of the pipeline, else the first there is."""
        if stage_id is not None:
            return self._named(pipeline_id, stage_id)
        for pipeline in self.pipelines:
            if pipeline_id == pipeline.id or (pipeline_id is None and pipeline.is_active):
                for stage in self.stages:
                    if stage.pipeline_id == pipeline.id and stage.is_active:
                        return stage
        raise InvalidInputError(fields={"pipeline_id": NO_SUCH})

    def _named(self, pipeline_id: UUID | None, stage_id: UUID) -> Stage:
        stage = next((stage for stage in self.stages if stage.id == stage_id), None)
        if stage is None:
            raise InvalidInputError(fields={"stage_id": NO_SUCH})
        if pipeline_id not in (None, stage.pipeline_id):
            raise InvalidInputError(fields={"stage_id": _NOT_OF_PIPELINE})
        return stage


def links_of(
    uow: UnitOfWork,
    drafts: Sequence[OpportunityDraft],
    known: Mapping[UUID, Opportunity],
) -> Links:
    """Look up all that the drafts name; raises InvalidInputError for what is wrong."""
    customers = _customers(uow, _used(drafts, "customer_id"))
    _check_owners(uow, _newly_named(drafts, known, "owner_id"))
    _check_contacts(uow, drafts, known)
    _check_choices(uow, drafts)
    stages = uow.session.scalars(select(Stage).order_by(Stage.position, Stage.id))
    pipelines = uow.session.scalars(select(Pipeline).order_by(Pipeline.position, Pipeline.name))
    return Links(customers, list(stages), list(pipelines))


def _used(drafts: Sequence[OpportunityDraft], name: str) -> set[Any]:
    return {draft.fields[name] for draft in drafts if draft.fields.get(name)}


def _newly_named(
    drafts: Sequence[OpportunityDraft], known: Mapping[UUID, Opportunity], name: str
) -> set[Any]:
    """What the drafts point at and the record did not before: the rest may stay."""
    return {
        wanted
        for draft in drafts
        if (wanted := draft.fields.get(name))
        and not (draft.id and getattr(known[draft.id], name) == wanted)
    }


def _customers(uow: UnitOfWork, wanted: set[UUID]) -> dict[UUID, CustomerOwner]:
    found: dict[UUID, CustomerOwner] = {}
    for ids in _batches(wanted):
        query = standing_customers(uow, ids)
        rows = uow.session.execute(query.with_only_columns(Customer.id, Customer.owner_id))
        found.update({customer_id: CustomerOwner(owner_id) for customer_id, owner_id in rows})
    if wanted - found.keys():
        raise InvalidInputError(fields={"customer_id": NO_SUCH})
    return found


def _check_owners(uow: UnitOfWork, wanted: set[UUID]) -> None:
    active = select(User.id).where(User.id.in_(wanted), User.active)
    if wanted and wanted - set(uow.session.scalars(active)):
        raise InvalidInputError(fields={"owner_id": NO_SUCH})


def _check_contacts(
    uow: UnitOfWork, drafts: Sequence[OpportunityDraft], known: Mapping[UUID, Opportunity]
) -> None:
    pairs: set[tuple[UUID, UUID]] = set()
    for draft in drafts:
        if not draft.fields.keys() & {"contact_id", "customer_id"}:
            continue
        before = known[draft.id] if draft.id else None
        contact_id = draft.fields.get("contact_id", before and before.contact_id)
        customer_id = draft.fields.get("customer_id", before and before.customer_id)
        is_other = before is None or (contact_id, customer_id) != (
            before.contact_id,
            before.customer_id,
        )
        if contact_id is not None and customer_id is not None and is_other:
            pairs.add((contact_id, customer_id))
    found: set[tuple[UUID, UUID]] = set()
    for ids in _batches({contact_id for contact_id, _ in pairs}):
        query = select(ContactLink.contact_id, ContactLink.customer_id)
        found.update(uow.session.execute(query.where(ContactLink.contact_id.in_(ids))).all())
    if pairs - found:
        raise InvalidInputError(fields={"contact_id": _NOT_OF_CUSTOMER})


def _check_choices(uow: UnitOfWork, drafts: Sequence[OpportunityDraft]) -> None:
    for name, list_name in (("source", SOURCES), ("loss_reason", LOSS_REASONS)):
        used = _used(drafts, name)
        if used:
            check_choice(uow, name, list_name, used, retired=True)


def check_choice(
    uow: UnitOfWork, name: str, list_name: str, codes: set[str], *, retired: bool = False
) -> None:
    """Refuse what is not in the list; what was retired is still right for records of the past."""
    if codes - {value.code for value in list_values(uow, list_name, retired=retired)}:
        raise InvalidInputError(fields={name: _NOT_A_CHOICE})


def _batches(ids: Iterable[UUID]) -> Iterable[list[UUID]]:
    ordered = sorted(ids)
    return (ordered[start : start + _BATCH] for start in range(0, len(ordered), _BATCH))
