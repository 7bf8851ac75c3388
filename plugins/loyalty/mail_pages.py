"""Pages about statements by mail: consent, a preview, and sending one."""

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.web import current_uow, needs, render_page

from .mail_words import agree_to_mail, preview_statement, send_statement
from .members import get_member
from .model import ENROL
from .versions import program_of


def add_mail_pages(blueprint: Blueprint) -> None:
    """To the pages of members."""
    blueprint.add_url_rule("/members/<uuid:account_id>/mail", view_func=mail)
    blueprint.add_url_rule(
        "/members/<uuid:account_id>/mail", view_func=send_mail_now, methods=["POST"]
    )
    blueprint.add_url_rule(
        "/members/<uuid:account_id>/mail/consent", view_func=consent, methods=["POST"]
    )


@needs(ENROL)
def mail(account_id: UUID) -> str:
    """What the member would be sent, and whether they agree to it."""
    uow = current_uow()
    account = get_member(uow, account_id)
    if account.customer_id is None:
        raise NotFoundError
    return render_page(
        "loyalty/mail.html",
        account=account,
        program=program_of(uow, account.program_id),
        mail=preview_statement(uow, account_id),
    )


@needs(ENROL)
def send_mail_now(account_id: UUID) -> ResponseReturnValue:
    sent = send_statement(current_uow(), account_id)
    flash(gettext("The statement goes to %(address)s.", address=sent.to), "success")
    return redirect(url_for(".show", account_id=account_id), 303)


@needs(ENROL)
def consent(account_id: UUID) -> ResponseReturnValue:
    agrees = request.form.get("agrees") == "1"
    agree_to_mail(current_uow(), account_id, agrees=agrees)
    flash(gettext("Noted."), "success")
    return redirect(url_for(".mail", account_id=account_id), 303)
