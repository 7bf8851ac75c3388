"""How sync plugs in."""

from flask import Blueprint

from salesforce_lite.api import Resource
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.job_rows import Urgency
from salesforce_lite.plugin import (
    JobKind,
    MenuItem,
    NotificationKind,
    Panel,
    Permission,
    Schedule,
    hookimpl,
)
from salesforce_lite.sync import api, conflict_api, conflict_views, device_views
from salesforce_lite.sync.conflicts import CONFLICT
from salesforce_lite.sync.forgetting import forget
from salesforce_lite.sync.model import MANAGE, USE
from salesforce_lite.sync.telling import LATE_FACT
from salesforce_lite.sync.told_words import conflict_words, late_fact_words

# It adds to the resource of sync.
_MORE_OF_SYNC = (conflict_api,)


@hookimpl
def blueprints() -> list[Blueprint]:
    return [conflict_views.blueprint, device_views.blueprint]


@hookimpl
def menu_items() -> list[MenuItem]:
    return [
        MenuItem(
            id="conflicts",
            title=N_("From the phones"),
            words=N_("conflicts phone decide sync"),
            endpoint="conflicts.index",
            icon="phone",
            permission=USE,
            weight=142,
            place="command",
        )
    ]


@hookimpl
def panels() -> list[Panel]:
    return [
        Panel(
            slot="today.main",
            template="sync/_waiting.html",
            load=conflict_views.load_waiting,
            permission=USE,
            weight=5,
        ),
        Panel(
            slot="profile.main",
            template="sync/_card.html",
            load=device_views.load_card,
            permission=USE,
            weight=95,
        ),
    ]


@hookimpl
def api_resources() -> list[Resource]:
    return [api.resource]


@hookimpl
def jobs() -> list[JobKind]:
    return [
        JobKind(
            name="sync.forget",
            label=N_("Forget what no phone needs any more"),
            run=forget,
            schedule=Schedule("20 4 * * *", urgency=Urgency.BULK),
        )
    ]


@hookimpl
def notification_kinds() -> list[NotificationKind]:
    return [
        NotificationKind(
            code=LATE_FACT,
            label=N_("What colleagues did at customers of yours, sent later by their phone"),
            icon="users",
            words=late_fact_words,
            endpoint="activities.show",
            argument="activity_id",
            weight=60,
        ),
        NotificationKind(
            code=CONFLICT,
            label=N_("Conflicts of phones"),
            icon="phone",
            words=conflict_words,
            endpoint="conflicts.show",
            argument="conflict_id",
            weight=55,
        ),
    ]


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(
            code=USE,
            label=N_("Carry their customers on a phone, and send from there what was done"),
            default_roles=("admin", "manager", "rep", "inside_rep"),
        ),
        Permission(
            code=MANAGE,
            label=N_("See everybody's phones, wipe them, and say how much they carry"),
            default_roles=("admin",),
        ),
    ]
