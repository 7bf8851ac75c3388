"""The back office of webhooks: where events are sent, and what became of each."""

from typing import Any, cast
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.kernel.errors import N_
from salesforce_lite.team import list_portfolios, list_teams
from salesforce_lite.web import current_uow, form_view, needs, render_page
from salesforce_lite.webhooks.deliveries import (
    count_deliveries,
    get_delivery,
    list_deliveries,
    retry_delivery,
    send_test,
)
from salesforce_lite.webhooks.drafts import WebhookDraft
from salesforce_lite.webhooks.forms import WebhookForm
from salesforce_lite.webhooks.model import MANAGE, DeliveryState, Webhook
from salesforce_lite.webhooks.service import (
    WithSecret,
    change_webhook,
    create_webhook,
    delete_webhook,
    get_webhook,
    list_webhooks,
    rotate_secret,
    switch_off,
    switch_on,
)
from salesforce_lite.webhooks.site import outside
from salesforce_lite.webhooks.words import (
    grouped_types,
    last_answer,
    sent_words,
    state_words,
    why_off,
)

_MOST = 50


class WebhooksView(BackOfficeView):
    """`/admin/webhooks/`."""

    url_name = "webhooks"
    title = N_("Webhooks")
    summary = N_("Tell other systems what happens here, and see what reached them.")
    icon = "plug"
    permission = MANAGE

    @page("/")
    @needs(MANAGE)
    def index(self) -> str:
        uow = current_uow()
        webhooks = list_webhooks(uow)
        return render_page(
            "webhooks/index.html",
            webhooks=webhooks,
            counts=count_deliveries(uow, [webhook.id for webhook in webhooks]),
            owners=_owners(webhooks),
        )

    @page("/new", methods=("GET", "POST"))
    @needs(MANAGE)
    def new(self) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _new())

    @page("/<uuid:webhook_id>")
    @needs(MANAGE)
    def show(self, webhook_id: UUID) -> str:
        uow = current_uow()
        webhook = get_webhook(uow, webhook_id)
        asked = request.args.get("state", "")
        state = DeliveryState(asked) if asked in set(DeliveryState) else None
        before = request.args.get("before", type=UUID)
        found = list_deliveries(uow, webhook_id, state=state, before=before, most=_MOST + 1)
        return render_page(
            "webhooks/webhook.html",
            webhook=webhook,
            why_off=why_off(webhook.off_reason),
            owner=_owners([webhook]).get(webhook.owner_id, ""),
            types=sent_words(outside().types),
            deliveries=[(one, last_answer(one)) for one in found[:_MOST]],
            has_more=len(found) > _MOST,
            state=state or "",
            states=state_words(),
            now=uow.now,
        )

    @page("/<uuid:webhook_id>/edit", methods=("GET", "POST"))
    @needs(MANAGE)
    def edit(self, webhook_id: UUID) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _edit(webhook_id=webhook_id))

    @page("/<uuid:webhook_id>/secret", methods=("POST",))
    @needs(MANAGE)
    def rotate(self, webhook_id: UUID) -> str:
        return _tell_secret(rotate_secret(current_uow(), webhook_id, outside()), is_new=False)

    @page("/<uuid:webhook_id>/switching-on", methods=("POST",))
    @needs(MANAGE)
    def switch_on(self, webhook_id: UUID) -> ResponseReturnValue:
        switch_on(current_uow(), webhook_id)
        flash(gettext("The webhook sends what happens from now on."), "success")
        return _to(webhook_id)

    @page("/<uuid:webhook_id>/switching-off", methods=("POST",))
    @needs(MANAGE)
    def switch_off(self, webhook_id: UUID) -> ResponseReturnValue:
        switch_off(current_uow(), webhook_id)
        flash(gettext("The webhook sends nothing any more."), "success")
        return _to(webhook_id)

    @page("/<uuid:webhook_id>/test", methods=("POST",))
    @needs(MANAGE)
    def test(self, webhook_id: UUID) -> ResponseReturnValue:
        send_test(current_uow(), webhook_id)
        flash(gettext("A test is on its way; what becomes of it stands below."), "success")
        return _to(webhook_id)

    @page("/<uuid:webhook_id>/removal", methods=("POST",))
    @needs(MANAGE)
    def remove(self, webhook_id: UUID) -> ResponseReturnValue:
        delete_webhook(current_uow(), webhook_id)
        flash(gettext("The webhook is deleted; nothing more is sent."), "success")
        return redirect(url_for("webhooks.index"), 303)

    @page("/<uuid:webhook_id>/deliveries/<uuid:delivery_id>")
    @needs(MANAGE)
    def delivery(self, webhook_id: UUID, delivery_id: UUID) -> str:
        uow = current_uow()
        delivery = get_delivery(uow, webhook_id, delivery_id)
        return render_page(
            "webhooks/delivery.html",
            webhook=get_webhook(uow, webhook_id),
            delivery=delivery,
            answer=last_answer(delivery),
            states=state_words(),
            types=sent_words(outside().types),
        )

    @page("/<uuid:webhook_id>/deliveries/<uuid:delivery_id>/retry", methods=("POST",))
    @needs(MANAGE)
    def retry(self, webhook_id: UUID, delivery_id: UUID) -> ResponseReturnValue:
        retry_delivery(current_uow(), webhook_id, delivery_id)
        flash(gettext("It is sent again as soon as a worker is free."), "success")
        return _to(webhook_id)


def _form(webhook: Webhook | None) -> WebhookForm:
    uow = current_uow()
    form = WebhookForm(obj=webhook) if webhook else WebhookForm()
    if webhook is not None and not form.is_submitted():
        form.field_lines.data = "\n".join(f"{name} = {one}" for name, one in webhook.fields.items())
    form.offer(
        grouped_types(outside().types, webhook.types if webhook else ()),
        ((team.id, team.name) for team in list_teams(uow)),
        ((portfolio.id, portfolio.name) for portfolio in list_portfolios(uow)),
    )
    return form


def _draft(form: WebhookForm) -> WebhookDraft:
    return WebhookDraft(
        name=form.name.data or "",
        url=(form.url.data or "").strip(),
        types=tuple(form.types.data or ()),
        team_id=form.team_id.data,
        portfolio_id=form.portfolio_id.data,
        fields=form.fields_typed,
        version=form.version.data,
        new_id=form.new_id.data,
    )


def _build_new() -> tuple[WebhookForm, dict[str, Any]]:
    return _form(None), {"webhook": None}


@form_view("webhooks/edit.html", _build_new)
def _new(form: WebhookForm) -> ResponseReturnValue:
    return _tell_secret(create_webhook(current_uow(), _draft(form), outside()), is_new=True)


def _build_edit(webhook_id: UUID) -> tuple[WebhookForm, dict[str, Any]]:
    webhook = get_webhook(current_uow(), webhook_id)
    return _form(webhook), {"webhook": webhook}


@form_view("webhooks/edit.html", _build_edit)
def _edit(form: WebhookForm, webhook_id: UUID) -> ResponseReturnValue:
    webhook = change_webhook(current_uow(), webhook_id, _draft(form), outside())
    flash(gettext("“%(name)s” is saved.", name=webhook.name), "success")
    return _to(webhook_id)


def _tell_secret(made: WithSecret, *, is_new: bool) -> str:
    """Shown once, in the answer itself: it is kept sealed."""
    return render_page(
        "webhooks/secret.html", webhook=made.webhook, secret=made.secret, is_new=is_new
    )


def _to(webhook_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("webhooks.show", webhook_id=webhook_id), 303)


def _owners(webhooks: Any) -> dict[UUID, str]:
    """The names of those in whose name they send."""
    ids = sorted({webhook.owner_id for webhook in webhooks})
    rows = current_uow().session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return dict(rows.all())
