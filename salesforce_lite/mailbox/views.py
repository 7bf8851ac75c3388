"""The private address on the profile of its owner, and the page of mail that waits to be filed."""

from typing import Any, cast
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from salesforce_lite.config import Settings
from salesforce_lite.customers import Customer, get_customer
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.mailbox.addresses import PrivateAddresses
from salesforce_lite.mailbox.dealings import dealings_of
from salesforce_lite.mailbox.filing import file_with, make_customer_of
from salesforce_lite.mailbox.model import ReceivedMail
from salesforce_lite.mailbox.service import (
    close_address,
    count_unfiled,
    dismiss_mail,
    letter_of,
    list_unfiled,
    open_address,
    own_address,
)
from salesforce_lite.web import current_actor, current_uow, needs, render_page

blueprint = Blueprint("mailbox", __name__, template_folder="templates")


def site_addresses() -> PrivateAddresses | None:
    """Those of this site; None where nobody has set the address of a mailbox."""
    settings = cast(Settings, current_app.extensions["settings"])
    if not settings.inbox_address:
        return None
    return PrivateAddresses(settings.inbox_address, str(current_app.secret_key))


def load_card(uow: UnitOfWork, _record: Any) -> dict[str, Any] | None:
    """For the profile; None where there is no mailbox."""
    addresses = site_addresses()
    if addresses is None:
        return None
    owned = own_address(uow)
    return {
        "address": addresses.of(owned.id) if owned else "",
        "waiting": count_unfiled(uow),
    }


@blueprint.post("/me/mailbox")
@needs("activities.edit")
def open_mailbox() -> Response:
    if site_addresses() is None:
        raise NotFoundError
    uow = current_uow()
    had_one = own_address(uow) is not None
    open_address(uow)
    if had_one:
        flash(gettext("The old address no longer works. Use the new one from now on."), "success")
    else:
        flash(gettext("There is a private mail address now. Copy it into Bcc."), "success")
    return _to_card()


@blueprint.post("/me/mailbox/closing")
@needs("activities.edit")
def close_mailbox() -> Response:
    close_address(current_uow())
    flash(gettext("The private mail address no longer works."), "success")
    return _to_card()


@blueprint.get("/mail")
@needs("activities.edit")
def index() -> str:
    uow = current_uow()
    page = list_unfiled(uow, cursor=request.args.get("cursor"))
    return render_page(
        "mailbox/index.html",
        page=page,
        rows=[_row(uow, mail) for mail in page.items],
        may_add=current_actor().may("customers.edit"),
        has_mailbox=site_addresses() is not None,
    )


def _row(uow: UnitOfWork, mail: ReceivedMail) -> dict[str, Any]:
    return {"id": mail.id, "dealings": dealings_of(uow, letter_of(mail), mail.received_at)}


@blueprint.post("/mail/<uuid:mail_id>/filing")
@needs("activities.edit")
def file_mail(mail_id: UUID) -> Response:
    uow = current_uow()
    chosen = request.form.get("customer_id", type=UUID)
    if chosen is None:
        flash(gettext("Choose the customer first."), "warning")
        return _to_list()
    file_with(uow, mail_id, chosen)
    _tell_filed(get_customer(uow, chosen), 1)
    return _to_list()


@blueprint.post("/mail/<uuid:mail_id>/customer")
@needs("customers.edit")
def make_customer(mail_id: UUID) -> Response:
    customer, count = make_customer_of(current_uow(), mail_id)
    _tell_filed(customer, count)
    return redirect(url_for("customers.show", customer_id=customer.id), 303)


def _tell_filed(customer: Customer, count: int) -> None:
    told = ngettext(
        "Filed with %(name)s: %(num)d mail.",
        "Filed with %(name)s: %(num)d mails.",
        count,
        name=customer.name,
    )
    flash(told, "success")


@blueprint.post("/mail/<uuid:mail_id>/removal")
@needs("activities.edit")
def dismiss(mail_id: UUID) -> Response:
    dismiss_mail(current_uow(), mail_id)
    flash(gettext("The mail was left out. Nothing of it is kept."), "success")
    return _to_list()


def _to_list() -> Response:
    return redirect(url_for("mailbox.index"), 303)


def _to_card() -> Response:
    return redirect(url_for("profile.profile", _anchor="mailbox"), 303)
