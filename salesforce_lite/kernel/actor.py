"""Who acts: a person, a token or the system, with what they may do and whose records they see."""

from dataclasses import dataclass
from uuid import UUID

from salesforce_lite.kernel.errors import PermissionDeniedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The one on whose behalf a unit of work runs.

    `scope` holds the ids of the people whose records are visible; None means everybody's.
    `everything` is for the system itself: migrations, sample data, the operator's commands.
    """

    user_id: UUID | None
    name: str
    permissions: frozenset[str] = frozenset()
    # Names of the roles, for what is shown to some of them; what one may do is in `permissions`.
    roles: frozenset[str] = frozenset()
    scope: frozenset[UUID] | None = frozenset()
    everything: bool = False
    locale: str = "en"
    zone: str = "UTC"
    theme: str = "auto"

    def may(self, permission: str) -> bool:
        return self.everything or permission in self.permissions

    def require(self, permission: str) -> None:
        """Raise PermissionDeniedError unless the actor holds the permission."""
        if not self.may(permission):
            raise PermissionDeniedError(permission=permission)

    def sees_everybody(self) -> bool:
        return self.everything or self.scope is None

    def sees_records_of(self, user_id: UUID | None) -> bool:
        return self.sees_everybody() or (user_id is not None and user_id in (self.scope or ()))


ANONYMOUS = Actor(user_id=None, name="")


def system_actor(reason: str) -> Actor:
    """The system itself. The reason is written to the history as the name; use it sparingly."""
    return Actor(user_id=None, name=reason, scope=None, everything=True)
