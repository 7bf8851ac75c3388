"""Everybody's phones in the back office: who carries what, wiping, and how much they carry."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.kernel.errors import N_
from salesforce_lite.sync.device_views import wipe_as_sent, wiping_page
from salesforce_lite.sync.device_words import device_rows
from salesforce_lite.sync.devices import all_devices, get_device
from salesforce_lite.sync.forms import LimitsForm
from salesforce_lite.sync.limits import CarriedMost, change_limits, limits_of
from salesforce_lite.sync.model import MANAGE
from salesforce_lite.web import current_uow, form_view, needs, render_page


class DevicesView(BackOfficeView):
    """`/admin/devices/`."""

    url_name = "devices"
    title = N_("Phones")
    summary = N_("Who carries customers on which phone, how many, and how to wipe one.")
    icon = "phone"
    permission = MANAGE

    @page("/")
    @needs(MANAGE)
    def index(self) -> str:
        uow = current_uow()
        return render_page(
            "sync/devices.html", phones=device_rows(uow, all_devices(uow)), limits=limits_of(uow)
        )

    @page("/limits", methods=("GET", "POST"))
    @needs(MANAGE)
    def limits(self) -> ResponseReturnValue:
        answer: ResponseReturnValue = _change()
        return answer

    @page("/<uuid:device_id>/wiping")
    @needs(MANAGE)
    def ask_wiping(self, device_id: UUID) -> str:
        return wiping_page(
            get_device(current_uow(), device_id),
            url_for("devices.wipe", device_id=device_id),
            url_for("devices.index"),
            gettext("Phones"),
        )

    @page("/<uuid:device_id>/wiping", methods=("POST",))
    @needs(MANAGE)
    def wipe(self, device_id: UUID) -> ResponseReturnValue:
        wipe_as_sent(device_id)
        return redirect(url_for("devices.index"), 303)


def _build() -> tuple[LimitsForm, dict[str, Any]]:
    return LimitsForm(obj=limits_of(current_uow())), {}


@form_view("sync/limits.html", _build)
def _change(form: LimitsForm) -> ResponseReturnValue:
    change_limits(
        current_uow(),
        CarriedMost(customers=form.customers.data or 0, activities=form.activities.data or 0),
    )
    flash(gettext("Saved. A phone takes it over when it is filled anew."), "success")
    return redirect(url_for("devices.index"), 303)
