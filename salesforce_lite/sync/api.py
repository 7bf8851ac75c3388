"""Sync for programs: push, pull, devices, conflicts."""

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from flask import current_app

from salesforce_lite.api import (
    Listed,
    Resource,
    current_credential,
    read_part,
    refusal_of,
)
from salesforce_lite.kernel.errors import N_, DomainError
from salesforce_lite.kernel.further_units import further_units
from salesforce_lite.kernel.order import server_epoch
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import SyncCommand
from salesforce_lite.sync.cards import carried_cards
from salesforce_lite.sync.carried import Shelf
from salesforce_lite.sync.devices import (
    confirm_wipe,
    get_device,
    hear_of,
    list_devices,
    refuse_wiped,
    was_heard_lately,
    wipe_device,
)
from salesforce_lite.sync.errors import OpReusedError
from salesforce_lite.sync.model import USE, Device, DeviceContact
from salesforce_lite.sync.pulling import pull
from salesforce_lite.sync.pushing import Unreadable, push
from salesforce_lite.sync.received import Received
from salesforce_lite.sync.receiving import Answer
from salesforce_lite.sync.schemas import (
    Command,
    CommandResult,
    DeviceView,
    Pulled,
    PullQuery,
    Push,
    Pushed,
    Reason,
    State,
    Wiping,
)
from salesforce_lite.sync.vocabulary_words import vocabulary_of
from salesforce_lite.web import App, current_contributions, current_uow

resource = Resource(name="sync", weight=70, title=N_("Sync of phones"))


@resource.post("/push", needs=USE, reads_first=True)
def push_commands(body: Push) -> Pushed:
    """Send what was done on the phone. Each command is applied once, however often it is sent."""
    uow = current_uow()
    credential = current_credential()
    outcome = push(
        further_units(uow, surface="sync"),
        sync_commands(),
        _app().contributions.api_resources,
        device_id=body.device_id,
        device_now=body.device_now,
        waiting=[_received(body.device_id, one) for one in body.commands],
        scope=uow.actor.scope,
        about_device={
            "name": body.device_name,
            "app_version": body.app_version,
            "token_id": credential.id if credential else None,
        },
    )
    ids = {
        answer.op.temp_id: answer.op.record_id
        for _, answer in outcome.answers
        if answer.op and answer.op.temp_id and answer.op.record_id
    }
    return Pushed(
        results=[_result(op_id, answer) for op_id, answer in outcome.answers],
        left=outcome.left,
        ids=ids,
        skew_s=round(outcome.skew, 1),
        epoch=server_epoch(uow.session),
    )


def sync_commands() -> Mapping[tuple[str, int], SyncCommand]:
    """(name, version) → every command that slices and plugins know."""
    return {(one.name, one.version): one for one in _app().contributions.sync_commands}


def _app() -> App:
    return cast(App, current_app)


def _received(device_id: UUID, sent: Command) -> Received | Unreadable:
    try:
        payload = read_part(sent.payload)
    except DomainError as error:
        return Unreadable(sent.op_id, error)
    return Received(
        op_id=sent.op_id,
        device_id=device_id,
        seq=sent.seq,
        command=sent.command,
        version=sent.v,
        base_version=sent.base_version,
        payload=payload,
    )


def _result(op_id: UUID, answer: Answer) -> CommandResult:
    op = answer.op
    if op is None:
        reason = _reason(answer.error)
        if isinstance(answer.error, OpReusedError):
            return CommandResult(
                op_id=op_id, status="conflict", reason=reason, conflict_id=answer.conflict_id
            )
        return CommandResult(op_id=op_id, status="rejected", retry=answer.retry, reason=reason)
    state = cast(State, op.state)
    return CommandResult(
        op_id=op_id,
        status="duplicate" if answer.is_again else state,
        was=state if answer.is_again else None,
        record_kind=op.record_kind,
        id=op.record_id,
        version=getattr(answer.view, "version", None),
        record=answer.view,
        reason=Reason(**op.reason) if op.reason else None,
        conflict_id=op.conflict_id,
    )


def _reason(error: DomainError | None) -> Reason | None:
    if error is None:
        return None
    told = refusal_of(error)
    return Reason(code=told["code"], detail=told["detail"], errors=told["errors"])


@resource.get("/pull", needs=USE)
def pull_changes(query: PullQuery) -> Pulled:
    """Read what a phone should carry, and from then on what changed."""
    uow, contributions = current_uow(), current_contributions()
    credential = current_credential()
    refuse_wiped(uow, credential.id if credential else None)
    if query.device_id is not None:
        _hear_of(uow, query.device_id, primed=not query.cursor)
    cards = carried_cards(uow, credential, contributions, _app().plugins)
    found = pull(
        uow,
        Shelf(uow, contributions.api_resources, cards),
        query.cursor,
        generation=_app().plugins.current().generation,
        vocabulary=lambda: vocabulary_of(
            uow, contributions.api_resources, contributions.activity_kinds
        ),
    )
    return Pulled(
        items=found.items,
        next_cursor=found.cursor,
        is_more=found.is_more,
        is_priming=found.is_priming,
        epoch=server_epoch(uow.session),
        left_out=found.left_out,
        vocabulary=found.vocabulary,
    )


def _hear_of(uow: UnitOfWork, device_id: UUID, *, primed: bool) -> None:
    """Written down now and then: a phone that asks each minute does not write each minute."""
    if not primed and was_heard_lately(uow, device_id):
        return
    credential = current_credential()
    with further_units(uow, surface="sync")() as unit:
        token_id = credential.id if credential else None
        hear_of(unit, device_id, token_id=token_id, primed=primed)


@resource.get("/devices", needs=USE)
def devices() -> Listed[DeviceView]:
    """One's phones, the one heard of last first."""
    found = list_devices(current_uow())
    return Listed(items=[_device_view(device, contact) for device, contact in found])


@resource.post("/devices/<uuid:device_id>/wiping", needs=USE)
def wipe(device_id: UUID, body: Wiping) -> DeviceView:
    """Let the phone forget everything: it is answered nothing else from now on."""
    uow = current_uow()
    device = wipe_device(uow, device_id, revoke=body.revoke)
    return _device_view(device, uow.session.get(DeviceContact, device_id))


@resource.post("/devices/<uuid:device_id>/wiped", needs=USE)
def wiped(device_id: UUID) -> DeviceView:
    """The phone has forgotten everything; its token is revoked."""
    uow = current_uow()
    device = confirm_wipe(uow, device_id)
    return _device_view(device, uow.session.get(DeviceContact, device_id))


@resource.get("/devices/<uuid:device_id>", needs=USE)
def device(device_id: UUID) -> DeviceView:
    """One phone."""
    uow = current_uow()
    return _device_view(get_device(uow, device_id), uow.session.get(DeviceContact, device_id))


def _device_view(device: Device, contact: DeviceContact | None) -> DeviceView:
    return DeviceView(
        id=device.id,
        version=device.version,
        name=device.name,
        user_id=device.user_id,
        app_version=contact.app_version if contact else "",
        seen_at=contact.seen_at if contact else None,
        pushed_at=contact.pushed_at if contact else None,
        primed_at=contact.primed_at if contact else None,
        skew_s=contact.skew if contact else 0.0,
        wipe_asked_at=device.wipe_asked_at,
        wiped_at=device.wiped_at,
    )
