"""The outbox in the back office: what was sent, what waits and what failed."""

from typing import cast
from uuid import UUID

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.config import Settings
from salesforce_lite.kernel.errors import N_
from salesforce_lite.mail.service import (
    MANAGE,
    MailState,
    get_mail,
    list_mails,
    take_back,
    try_again,
)
from salesforce_lite.web import current_uow, needs, render_page

_MOST = 50
# Each state in words, and how its chip looks.
_STATES = {
    MailState.WAITING: (N_("Waiting"), "neutral"),
    MailState.FAILED: (N_("Failed"), "bad"),
    MailState.SENT: (N_("Sent"), "good"),
    MailState.TAKEN_BACK: (N_("Not sent"), "neutral"),
}


class MailView(BackOfficeView):
    """`/admin/mail/`."""

    url_name = "mail"
    title = N_("Mail")
    summary = N_("What the server has sent to people, what waits and what failed.")
    icon = "email"
    permission = MANAGE

    @page("/")
    @needs(MANAGE)
    def index(self) -> str:
        asked = request.args.get("state", "")
        state = MailState(asked) if asked in set(MailState) else None
        found = list_mails(
            current_uow(), state=state, before=request.args.get("before", type=UUID), most=_MOST + 1
        )
        return render_page(
            "mail/index.html",
            sendings=found[:_MOST],
            has_more=len(found) > _MOST,
            state=state or "",
            states=_words(),
            has_server=bool(cast(Settings, current_app.extensions["settings"]).mail_url),
        )

    @page("/<uuid:mail_id>")
    @needs(MANAGE)
    def show(self, mail_id: UUID) -> str:
        return render_page(
            "mail/mail.html", sending=get_mail(current_uow(), mail_id), states=_words()
        )

    @page("/<uuid:mail_id>/retry", methods=("POST",))
    @needs(MANAGE)
    def retry(self, mail_id: UUID) -> ResponseReturnValue:
        try_again(current_uow(), mail_id)
        flash(gettext("It is sent again as soon as a worker is free."), "success")
        return redirect(url_for("mail.index"), 303)

    @page("/<uuid:mail_id>/cancellation", methods=("POST",))
    @needs(MANAGE)
    def cancel(self, mail_id: UUID) -> ResponseReturnValue:
        take_back(current_uow(), mail_id)
        flash(gettext("It will not be sent."), "success")
        return redirect(url_for("mail.index"), 303)


def _words() -> dict[str, tuple[str, str]]:
    return {state.value: (gettext(words), look) for state, (words, look) in _STATES.items()}
