"""What happens to people who sign in."""

from dataclasses import dataclass
from uuid import UUID

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class UserCreated(Event):
    """A person got an account."""

    words = N_("A person got an account")

    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Event):
    """`fields` are the names of the fields that have other values now."""

    words = N_("A person's profile was changed")

    user_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class UserDeactivated(Event):
    """A person may not sign in any more; their records stay."""

    words = N_("A person may not sign in any more")

    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class UserActivated(Event):
    """Somebody who had left may sign in again."""

    words = N_("A person may sign in again")

    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class RolesChanged(Event):
    """The names of the person's roles, as they were and as they are."""

    words = N_("A person has other roles")

    user_id: UUID
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    """All sessions end but the one in which the person changed it."""

    words = N_("A password was changed")

    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    """A person is not signed in in a browser any more: they signed out there or from another one,
    or somebody else has signed in there. `device` names the browser; empty where it is not known.
    """

    words = N_("A person was signed out of a browser")

    user_id: UUID
    device: str


@dataclass(frozen=True, kw_only=True)
class RoleChanged(Event):
    """What a role permits, or whose records it shows, is different now."""

    words = N_("A role was changed")

    role: str
