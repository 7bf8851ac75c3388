"""Access: people who sign in, roles and permissions, sessions."""

from salesforce_lite.access.model import RecordAccess, Role, SignInSession, User, user_role
from salesforce_lite.access.service import (
    create_user,
    ensure_roles,
    find_user,
    get_user,
    list_users,
)

__all__ = [
    "RecordAccess",
    "Role",
    "SignInSession",
    "User",
    "create_user",
    "ensure_roles",
    "find_user",
    "get_user",
    "list_users",
    "user_role",
]
