"""How the mailbox plugs in."""

from collections.abc import Mapping
from typing import Any, cast

from flask import Blueprint, current_app

from salesforce_lite.config import Settings
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.mailbox.filing import file_mail
from salesforce_lite.mailbox.reading import READ, read_inbox, tidy
from salesforce_lite.mailbox.service import FILE, TOLD, USE
from salesforce_lite.mailbox.told_words import mail_words
from salesforce_lite.mailbox.views import blueprint, load_card, site_addresses
from salesforce_lite.plugin import (
    GoOn,
    JobKind,
    MenuItem,
    NotificationKind,
    Panel,
    Reach,
    Schedule,
    hookimpl,
)


@hookimpl
def blueprints() -> list[Blueprint]:
    return [blueprint]


@hookimpl
def menu_items() -> list[MenuItem]:
    return [
        MenuItem(
            id="unfiled-mail",
            title=N_("Mail to file"),
            words=N_("e-mail bcc forward private address"),
            endpoint="mailbox.index",
            icon="email",
            permission=USE,
            weight=142,
            place="command",
        )
    ]


@hookimpl
def panels() -> list[Panel]:
    return [
        Panel(
            slot="profile.main",
            template="mailbox/_card.html",
            load=load_card,
            permission=USE,
        )
    ]


@hookimpl
def notification_kinds() -> list[NotificationKind]:
    return [
        NotificationKind(
            code=TOLD, label=N_("Mail to file"), icon="email", words=mail_words, weight=30
        )
    ]


@hookimpl
def jobs() -> list[JobKind]:
    return [
        JobKind(
            name=READ,
            label=N_("Read the company's mailbox"),
            run=_read,
            schedule=Schedule("* * * * *"),
        ),
        JobKind(name=FILE, label=N_("File a mail"), run=file_mail),
        JobKind(
            name="mailbox.forget",
            label=N_("Forget mail of 30 days ago"),
            run=_tidy,
            schedule=Schedule("55 3 * * *"),
        ),
    ]


def _read(uow: UnitOfWork, payload: Mapping[str, Any]) -> Reach | None:
    url, addresses = _url(), site_addresses()
    if not url or addresses is None:
        return None
    return read_inbox(uow, payload, url=url, addresses=addresses)


def _tidy(uow: UnitOfWork, payload: Mapping[str, Any]) -> GoOn | Reach | None:
    return tidy(uow, payload, url=_url())


def _url() -> str:
    return cast(Settings, current_app.extensions["settings"]).inbox_url
