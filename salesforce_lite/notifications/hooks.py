"""How notifications plug in: the bell, the card on the profile, and the jobs that write mail."""

from collections.abc import Mapping
from typing import Any, cast

from flask import Blueprint, current_app

from salesforce_lite.access import PasswordChanged, SignedOut, UserDeactivated
from salesforce_lite.config import Settings
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.notifications.mail_words import write_mail
from salesforce_lite.notifications.mention_words import mention_words
from salesforce_lite.notifications.mentions import MENTION
from salesforce_lite.notifications.push_messages import Signer
from salesforce_lite.notifications.push_words import push_message
from salesforce_lite.notifications.pushing import PUSH, forget_all, forget_signed_out, send_push
from salesforce_lite.notifications.sending import MAIL, hand_over
from salesforce_lite.notifications.service import forget_notifications
from salesforce_lite.notifications.token_words import TOKEN_BUDGET, budget_words, tell_of_budget
from salesforce_lite.notifications.views import blueprint, load_bell, load_card
from salesforce_lite.notifications.words import kinds
from salesforce_lite.outbound import Client
from salesforce_lite.plugin import (
    GoOn,
    JobKind,
    MenuItem,
    NotificationKind,
    Panel,
    Reach,
    Schedule,
    Subscription,
    before_commit,
    hookimpl,
)
from salesforce_lite.tokens import TokenBudgetLow


@hookimpl
def blueprints() -> list[Blueprint]:
    return [blueprint]


@hookimpl
def menu_items() -> list[MenuItem]:
    return [
        MenuItem(
            id="notifications",
            title=N_("Notifications"),
            words=N_("bell reminders mentions"),
            endpoint="notifications.index",
            icon="bell",
            weight=141,
            place="command",
        )
    ]


@hookimpl
def panels() -> list[Panel]:
    return [
        Panel(slot="frame.tools", template="notifications/_bell.html", load=load_bell),
        Panel(slot="profile.main", template="notifications/_card.html", load=load_card, weight=90),
    ]


@hookimpl
def notification_kinds() -> list[NotificationKind]:
    return [
        NotificationKind(
            code=MENTION, label=N_("Mentions"), icon="message", words=mention_words, weight=20
        ),
        NotificationKind(
            code=TOKEN_BUDGET,
            label=N_("Programs that read a lot"),
            icon="key",
            words=budget_words,
            endpoint="profile.profile",
            # That mail is written at once, whatever the hour.
            is_mailed=False,
            weight=200,
        ),
    ]


@hookimpl
def subscriptions() -> list[Subscription]:
    return [
        before_commit(TokenBudgetLow, tell_of_budget),
        before_commit(SignedOut, forget_signed_out),
        before_commit(PasswordChanged, forget_all),
        before_commit(UserDeactivated, forget_all),
    ]


@hookimpl
def jobs() -> list[JobKind]:
    return [
        JobKind(
            name="notifications.send",
            label=N_("Look for whom notifications wait, and who works now"),
            run=_send,
            schedule=Schedule("* * * * *"),
        ),
        JobKind(name=MAIL, label=N_("Write a mail about notifications"), run=write_mail),
        JobKind(name=PUSH, label=N_("Tell somebody in their browser"), run=_push),
        JobKind(
            name="notifications.forget",
            label=N_("Forget notifications of 90 days ago"),
            run=forget_notifications,
            schedule=Schedule("50 3 * * *"),
        ),
    ]


def _push(uow: UnitOfWork, payload: Mapping[str, Any]) -> Reach | None:
    message = push_message(uow, payload)
    if message is None:
        return None
    settings = cast(Settings, current_app.extensions["settings"])
    return send_push(
        uow,
        payload,
        message,
        # Whoever has signed in names the address: what the operator opens is not for it.
        client=Client(),
        signer=Signer.of(settings.secret_key),
        contact=settings.base_url or "https://localhost",
    )


def _send(uow: UnitOfWork, payload: Mapping[str, Any]) -> GoOn | None:
    return hand_over(uow, payload, mailed={kind.code: kind.is_mailed for kind in kinds()})
