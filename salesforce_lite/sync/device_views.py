"""Phones on the profile of their person: which there are, and that one is to forget everything."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.sync.device_words import device_name, device_rows
from salesforce_lite.sync.devices import get_device, list_devices, wipe_device
from salesforce_lite.sync.model import USE, Device, DeviceContact
from salesforce_lite.web import current_uow, needs, render_page

blueprint = Blueprint("phones", __name__, template_folder="templates")


def load_card(uow: UnitOfWork, _record: Any) -> dict[str, Any]:
    """For the profile: one's own phones."""
    return {"phones": device_rows(uow, list_devices(uow, most=50))}


@blueprint.get("/me/phones/<uuid:device_id>/wiping")
@needs(USE)
def ask_wiping(device_id: UUID) -> str:
    """What happens to the phone, before it happens."""
    return wiping_page(
        _own(device_id),
        url_for(".wipe", device_id=device_id),
        url_for("profile.profile", _anchor="phones"),
        gettext("My profile"),
    )


@blueprint.post("/me/phones/<uuid:device_id>/wiping")
@needs(USE)
def wipe(device_id: UUID) -> ResponseReturnValue:
    wipe_as_sent(_own(device_id).id)
    return redirect(url_for("profile.profile", _anchor="phones"), 303)


def wiping_page(device: Device, action: str, back: str, place: str) -> str:
    """The page that says what wiping does; `back` leads to where one came from."""
    uow = current_uow()
    contact = uow.session.get(DeviceContact, device.id)
    [row] = device_rows(uow, [(device, contact)])
    return render_page("sync/wiping.html", phone=row, action=action, back=back, place=place)


def wipe_as_sent(device_id: UUID) -> None:
    """With or without taking away its key, as the button said."""
    is_lost = bool(request.form.get("revoke"))
    device = wipe_device(current_uow(), device_id, revoke=is_lost)
    name = device_name(device)
    if is_lost:
        flash(gettext("“%(name)s” can read and send nothing any more.", name=name), "success")
    else:
        flash(gettext("“%(name)s” forgets everything when it connects next.", name=name), "success")


def _own(device_id: UUID) -> Device:
    """Those of others are looked after in the back office."""
    uow = current_uow()
    device = get_device(uow, device_id)
    if device.user_id != uow.actor.user_id:
        raise NotFoundError
    return device
