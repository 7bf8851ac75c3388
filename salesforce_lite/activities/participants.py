"""Who took part: people and contacts that are named by their ids are there, and in sight."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.access import User
from salesforce_lite.activities.model import Participant
from salesforce_lite.customers import Contact, ContactLink
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.scope import scope_condition
from salesforce_lite.kernel.uow import UnitOfWork

_NO_SUCH = N_("This does not exist (any more).")
_WITHOUT_ID = N_("A user or a contact is named by its id, a mere name has none.")


def check_participants(uow: UnitOfWork, people: Sequence[Participant]) -> None:
    """Raise InvalidInputError for ids that stand for nobody whom the actor may know of."""
    if any((one.kind == "name") != (one.id is None) for one in people):
        raise InvalidInputError(fields={"participants": _WITHOUT_ID})
    users, contacts = (
        {UUID(one.id) for one in people if one.id and one.kind == kind}
        for kind in ("user", "contact")
    )
    known: set[UUID] = set()
    if users:
        known |= set(uow.session.scalars(select(User.id).where(User.id.in_(users))))
    if contacts:
        seen = (
            select(ContactLink.contact_id)
            .join(Contact, Contact.id == ContactLink.contact_id)
            .where(
                ContactLink.contact_id.in_(contacts),
                scope_condition(uow.actor, ContactLink),
                Contact.deleted_at.is_(None),
            )
        )
        known |= set(uow.session.scalars(seen))
    if (users | contacts) - known:
        raise InvalidInputError(fields={"participants": _NO_SUCH})
