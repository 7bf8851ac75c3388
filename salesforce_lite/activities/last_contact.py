"""Keeps when each customer was last in contact with us, so that silence is an index look-up."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from salesforce_lite.activities.links import customers_of
from salesforce_lite.activities.model import Activity, LastContact
from salesforce_lite.activities.own_kinds import CONTACT_KINDS, contact_kinds, works_like
from salesforce_lite.kernel.uow import UnitOfWork

# Nobody was reached: the customer is as silent as before.
_ATTEMPTS = ("no_answer", "not_in", "voicemail", "wrong_number", "bounced", "no_show", "no_reply")


def is_contact(uow: UnitOfWork, activity: Activity) -> bool:
    """Whether somebody of ours and somebody of the customer's spoke or wrote to each other."""
    return (
        activity.is_done
        and activity.deleted_at is None
        and activity.customer_id is not None
        and works_like(uow, activity.kind) in CONTACT_KINDS
        and activity.outcome not in _ATTEMPTS
    )


def remember_contacts(
    uow: UnitOfWork,
    activities: Sequence[Activity],
    customers: dict[UUID, tuple[UUID | None, bool]],
) -> None:
    """Note new contacts: one statement per batch, and an older contact never hides a newer one."""
    newest: dict[UUID, datetime] = {}
    for activity in activities:
        if is_contact(uow, activity) and activity.customer_id in customers:
            known = newest.get(activity.customer_id, activity.at)
            newest[activity.customer_id] = max(known, activity.at)
    _write(uow, newest, customers, keeps_newer=True)


def recount_contacts(uow: UnitOfWork, customer_ids: Iterable[UUID | None]) -> None:
    """Read the last contact again after something was undone, deleted or moved."""
    wanted = sorted({customer_id for customer_id in customer_ids if customer_id})
    if not wanted:
        return
    uow.session.flush()
    rows = uow.session.execute(
        select(Activity.customer_id, func.max(Activity.at))
        .where(
            Activity.customer_id.in_(wanted),
            Activity.completed_at.is_not(None),
            Activity.deleted_at.is_(None),
            Activity.kind.in_(contact_kinds(uow)),
            Activity.outcome.not_in(_ATTEMPTS),
        )
        .group_by(Activity.customer_id)
    )
    newest = {customer_id: at for customer_id, at in rows if customer_id}
    uow.session.execute(delete(LastContact).where(LastContact.customer_id.in_(wanted)))
    _write(uow, newest, customers_of(uow, newest), keeps_newer=False)


def _write(
    uow: UnitOfWork,
    newest: dict[UUID, datetime],
    customers: dict[UUID, tuple[UUID | None, bool]],
    *,
    keeps_newer: bool,
) -> None:
    rows = [
        {
            "customer_id": customer_id,
            "at": at,
            "scope_owner_id": customers[customer_id][0],
            "is_active": customers[customer_id][1],
        }
        for customer_id, at in sorted(newest.items())
        if customer_id in customers
    ]
    if not rows:
        return
    is_sqlite = uow.session.get_bind().dialect.name == "sqlite"
    statement = sqlite.insert(LastContact) if is_sqlite else postgresql.insert(LastContact)
    given = statement.excluded
    known = LastContact.at
    later = case((given.at > known, given.at), else_=known) if keeps_newer else given.at
    uow.session.execute(
        statement.on_conflict_do_update(
            index_elements=["customer_id"],
            set_={
                "at": later,
                "scope_owner_id": given.scope_owner_id,
                "is_active": given.is_active,
            },
        ),
        rows,
    )
