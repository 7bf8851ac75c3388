"""How mail plugs in: the job that hands it in, and who looks after the outbox."""

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlsplit

from flask import current_app

from salesforce_lite.config import Settings
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.mail.post import Post
from salesforce_lite.mail.service import MANAGE, SEND, forget_old_mail, hand_in
from salesforce_lite.plugin import JobKind, Permission, Reach, Schedule, hookimpl


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(
            code=MANAGE,
            label=N_("See the mail that was sent, and send again what failed"),
            default_roles=("admin",),
        )
    ]


@hookimpl
def jobs() -> list[JobKind]:
    return [
        JobKind(name=SEND, label=N_("Send a mail"), run=_send),
        JobKind(
            name="mail.forget",
            label=N_("Forget mail of 90 days ago"),
            run=forget_old_mail,
            schedule=Schedule("45 3 * * *"),
        ),
    ]


def _send(uow: UnitOfWork, payload: Mapping[str, Any]) -> Reach | None:
    settings = cast(Settings, current_app.extensions["settings"])
    site = urlsplit(settings.base_url).hostname or "localhost"
    return hand_in(uow, payload, Post(settings.mail_url, settings.instance / "outbox", site))
