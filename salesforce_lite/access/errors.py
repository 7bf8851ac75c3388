"""What access refuses."""

from salesforce_lite.kernel.errors import DomainError, N_


class EmailTakenError(DomainError):
    code = "email_taken"
    sentence = N_("Somebody signs in with %(email)s already. Use another address.")


class UnknownRoleError(DomainError):
    code = "unknown_role"
    sentence = N_("There is no role “%(role)s”. Roles are: %(known)s.")


class WeakPasswordError(DomainError):
    code = "weak_password"
    sentence = N_("Choose a password of at least %(length)s characters.")
