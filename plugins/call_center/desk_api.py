"""For programs: dispositions, numbers that may not be called, and flags of calls."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from salesforce_lite.api import Resource, expected_version
from salesforce_lite.kernel.errors import N_
from salesforce_lite.web import current_uow

from .api import CallView, call_view, calls
from .desk_model import Disposition, Exclusion
from .dispositions import (
    FLAGS,
    get_disposition,
    list_dispositions,
    retire_disposition,
    revive_disposition,
    save_disposition,
)
from .flagging import flag_call, unflag_call
from .model import LOG, MANAGE, VIEW
from .numbers import read_number
from .permitting import OWN_LIST, allow_number, exclude_number, lists_of

dispositions = Resource(name="dispositions", title=N_("Dispositions"))
exclusions = Resource(name="exclusions", title=N_("Numbers that may not be called"))

Name = Annotated[str, Meta(max_length=80)]
Number = Annotated[str, Meta(min_length=1, max_length=100)]


class DispositionView(Struct, kw_only=True, frozen=True):
    """How a call ended. Those that are retired are offered no more; calls that say them stay."""

    id: UUID
    code: str
    parent_id: UUID | None
    name_es: str
    name_en: str
    outcome: Annotated[str, Meta(description="of the activity; empty for nothing")]
    is_contact: bool
    is_success: bool
    schedules_callback: bool
    sets_dnc: bool
    needs_note: bool
    retired_at: datetime | None
    version: int


class NewDisposition(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Another entry of the tree; with a `parent_id` it is one of its finer kinds."""

    code: Annotated[str, Meta(min_length=1, max_length=40)]
    name_es: Name = ""
    name_en: Name = ""
    parent_id: UUID | None = None
    outcome: Annotated[str, Meta(max_length=40)] = ""
    is_contact: bool = True
    is_success: bool = False
    schedules_callback: bool = False
    sets_dnc: bool = False
    needs_note: bool = False


class DispositionChange(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What is to change; the rest stays, and so does the code."""

    name_es: Name | UnsetType = UNSET
    name_en: Name | UnsetType = UNSET
    parent_id: UUID | UnsetType | None = UNSET
    outcome: Annotated[str, Meta(max_length=40)] | UnsetType = UNSET
    is_contact: bool | UnsetType = UNSET
    is_success: bool | UnsetType = UNSET
    schedules_callback: bool | UnsetType = UNSET
    sets_dnc: bool | UnsetType = UNSET
    needs_note: bool | UnsetType = UNSET


class ExclusionQuery(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which number, as people write it."""

    number: Number


class ExclusionView(Struct, kw_only=True, frozen=True):
    """That a number stands on a list: `own`, or the code of a public one."""

    number: str
    list_code: str
    since: datetime


class NewExclusion(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A number whose holder wants no calls; said again, it changes nothing."""

    number: Number
    customer_id: UUID | None = None
    reason: Annotated[str, Meta(max_length=300)] = ""


class Freed(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A number that may be called again."""

    number: Number


class Flag(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Why a call went badly."""

    reason: Annotated[str, Meta(max_length=300)] = ""


@dispositions.get("", needs=VIEW)
def index() -> list[DispositionView]:
    """Each top one followed by its finer kinds, with those that are retired."""
    return [_view(one) for one in list_dispositions(current_uow(), retired=True)]


@dispositions.post("", needs=MANAGE)
def add(body: NewDisposition) -> DispositionView:
    """Add one to the tree."""
    uow = current_uow()
    row = save_disposition(
        uow,
        None,
        code=body.code,
        name_es=body.name_es,
        name_en=body.name_en,
        parent_id=body.parent_id,
        outcome=body.outcome,
        flags=[flag for flag in FLAGS if getattr(body, flag)],
    )
    return _view(row)


@dispositions.patch("/<uuid:disposition_id>", needs=MANAGE)
def change(disposition_id: UUID, body: DispositionChange) -> DispositionView:
    """Change one; its code stays what calls say."""
    uow = current_uow()
    row = get_disposition(uow, disposition_id)
    names = ("name_es", "name_en", "parent_id", "outcome", *FLAGS)
    said = {name: getattr(row, name) for name in names}
    said |= {name: value for name, value in structs.asdict(body).items() if value is not UNSET}
    changed = save_disposition(
        uow,
        row.id,
        code=row.code,
        flags=[flag for flag in FLAGS if said.pop(flag)],
        version=expected_version(),
        **said,
    )
    return _view(changed)


@dispositions.post("/<uuid:disposition_id>/retirement", needs=MANAGE)
def retire(disposition_id: UUID) -> DispositionView:
    """Offer it no more; it is never deleted."""
    return _kept(retire_disposition(current_uow(), disposition_id))


@dispositions.post("/<uuid:disposition_id>/revival", needs=MANAGE)
def revive(disposition_id: UUID) -> DispositionView:
    """Offer it again."""
    return _kept(revive_disposition(current_uow(), disposition_id))


@exclusions.get("", needs=VIEW)
def lists_with(query: ExclusionQuery) -> list[ExclusionView]:
    """On which lists a number stands; none where it may be called."""
    uow = current_uow()
    number = read_number(uow, query.number).number or ""
    return [_exclusion_view(one) for one in lists_of(uow, [number]).get(number, [])]


@exclusions.post("", needs=LOG)
def exclude(body: NewExclusion) -> ExclusionView:
    """Call a number no more. Public lists are taken whole by the operator's command."""
    row = exclude_number(
        current_uow(), body.number, customer_id=body.customer_id, reason=body.reason
    )
    return _exclusion_view(row)


@exclusions.post("/removal", needs=MANAGE)
def allow(body: Freed) -> list[ExclusionView]:
    """A number may be called again; answers the public lists on which it stands all the same."""
    uow = current_uow()
    number = read_number(uow, body.number).number or ""
    allow_number(uow, number)
    rows = lists_of(uow, [number]).get(number, [])
    return [_exclusion_view(one) for one in rows if one.list_code != OWN_LIST]


@calls.post("/<uuid:call_id>/flag", needs=LOG)
def flag(call_id: UUID, body: Flag) -> CallView:
    """Say that a call went badly; told once, however often it is said."""
    return call_view(flag_call(current_uow(), call_id, reason=body.reason))


@calls.post("/<uuid:call_id>/unflagging", needs=LOG)
def unflag(call_id: UUID) -> CallView:
    """It did not go badly after all."""
    return call_view(unflag_call(current_uow(), call_id))


def _kept(row: Disposition) -> DispositionView:
    current_uow().session.flush()
    return _view(row)


def _view(row: Disposition) -> DispositionView:
    names = DispositionView.__struct_fields__
    return DispositionView(**{name: getattr(row, name) for name in names})


def _exclusion_view(row: Exclusion) -> ExclusionView:
    return ExclusionView(number=row.number, list_code=row.list_code, since=row.since)
