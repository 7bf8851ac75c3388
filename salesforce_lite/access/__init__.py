"""Access: people who sign in, roles and permissions, sessions."""

from salesforce_lite.access.browser_names import browser_name
from salesforce_lite.access.errors import LastAdminError
from salesforce_lite.access.events import (
    PasswordChanged,
    ProfileChanged,
    RoleChanged,
    RolesChanged,
    SignedOut,
    UserActivated,
    UserCreated,
    UserDeactivated,
)
from salesforce_lite.access.model import RecordAccess, Role, SignInSession, User, user_role
from salesforce_lite.access.people import Person, person_of
from salesforce_lite.access.profiles import offered_zones, zone_label
from salesforce_lite.access.roles import change_role, ensure_roles, forget_permissions, list_roles
from salesforce_lite.access.service import (
    activate_user,
    change_password,
    change_profile,
    change_user,
    confirm_oneself,
    create_user,
    deactivate_user,
    find_user,
    get_user,
    list_users,
    set_password,
    set_roles,
)
from salesforce_lite.access.session_rows import DEVICE
from salesforce_lite.access.signing_in import KnownDevice, check_sign_in

__all__ = [
    "DEVICE",
    "KnownDevice",
    "LastAdminError",
    "PasswordChanged",
    "Person",
    "ProfileChanged",
    "RecordAccess",
    "Role",
    "RoleChanged",
    "RolesChanged",
    "SignInSession",
    "SignedOut",
    "User",
    "UserActivated",
    "UserCreated",
    "UserDeactivated",
    "activate_user",
    "browser_name",
    "change_password",
    "change_profile",
    "change_role",
    "change_user",
    "check_sign_in",
    "confirm_oneself",
    "create_user",
    "deactivate_user",
    "ensure_roles",
    "find_user",
    "forget_permissions",
    "get_user",
    "list_roles",
    "list_users",
    "offered_zones",
    "person_of",
    "set_password",
    "set_roles",
    "user_role",
    "zone_label",
]
