"""What those who look after people may not do: take or give more than they hold themselves."""

from collections.abc import Iterable

from salesforce_lite.access.errors import MoreThanOwnError, OwnAccountError
from salesforce_lite.access.model import ADMIN, RecordAccess, Role, User
from salesforce_lite.kernel.uow import UnitOfWork

_WIDTH: dict[str, int] = {RecordAccess.OWN: 0, RecordAccess.TEAM: 1, RecordAccess.ALL: 2}


def refuse_oneself(uow: UnitOfWork, user: User) -> None:
    """Raise OwnAccountError: an open browser must not be enough to take an account over."""
    if user.id == uow.actor.user_id:
        raise OwnAccountError


def refuse_superiors(uow: UnitOfWork, user: User) -> None:
    """Raise MoreThanOwnError for people who may do more than the actor."""
    refuse_more(uow, user.roles)


def refuse_more(uow: UnitOfWork, roles: Iterable[Role]) -> None:
    """Raise MoreThanOwnError unless the actor may do and see all that these roles permit."""
    for role in roles:
        if role.name == ADMIN and not _is_administrator(uow):
            raise MoreThanOwnError
        refuse_more_than_own(uow, role.permissions, role.record_access)


def refuse_more_than_own(
    uow: UnitOfWork, permissions: Iterable[str], record_access: str | None = None
) -> None:
    """The same of single permissions, and of whose records are shown."""
    # Administrators hold also what they have not been given yet, such as what a plugin brought.
    if _is_administrator(uow):
        return
    sees_as_much = record_access is None or _WIDTH[record_access] <= _width(uow)
    if not sees_as_much or not all(uow.actor.may(code) for code in permissions):
        raise MoreThanOwnError


def _width(uow: UnitOfWork) -> int:
    """How far the actor sees, by the widest of their roles."""
    user = uow.session.get(User, uow.actor.user_id) if uow.actor.user_id else None
    return max((_WIDTH[role.record_access] for role in (user.roles if user else ())), default=-1)


def _is_administrator(uow: UnitOfWork) -> bool:
    if uow.actor.user_id is None:
        return uow.actor.everything
    user = uow.session.get(User, uow.actor.user_id)
    return user is not None and any(role.name == ADMIN for role in user.roles)
