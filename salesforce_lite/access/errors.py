"""What access refuses."""

from math import ceil

from salesforce_lite.kernel.errors import N_, DomainError, TooOftenError


class EmailTakenError(DomainError):
    code = "email_taken"
    sentence = N_("Somebody signs in with %(email)s already. Use another address.")


class UnknownRoleError(DomainError):
    code = "unknown_role"
    sentence = N_("There is no role “%(role)s”. Roles are: %(known)s.")


class WeakPasswordError(DomainError):
    code = "weak_password"
    sentence = N_("Choose a password of at least %(length)s characters.")


class LongPasswordError(DomainError):
    code = "long_password"
    sentence = N_("Choose a password of at most %(length)s characters.")


class WrongPasswordError(DomainError):
    code = "wrong_password"
    sentence = N_("That is not your present password.")


class LastAdminError(DomainError):
    code = "last_admin"
    sentence = N_(
        "%(name)s is the last active administrator. "
        "Give somebody else the role Administrator first."
    )


class SignInRefusedError(DomainError):
    """Never says which of both was wrong, nor whether the person exists."""

    code = "sign_in_refused"
    sentence = N_("The e-mail address or the password is not right. Check both and try again.")


class MoreThanOwnError(DomainError):
    """Who looks after people gives nobody more than they hold, themselves included."""

    code = "more_than_own"
    sentence = N_(
        "This gives or touches more than you may do yourself. Ask an administrator to do it."
    )


class OwnAccountError(DomainError):
    code = "own_account"
    sentence = N_(
        "This is your own account. Change your password under your profile; "
        "for the rest ask another administrator."
    )


class AdminRoleError(DomainError):
    code = "admin_role"
    sentence = N_("Administrators may do everything; nothing can be taken from this role.")


class TooManyAttemptsError(TooOftenError):
    code = "too_many_attempts"
    sentence = N_(
        "There have been too many attempts to sign in. Try again in %(minutes)s minutes, "
        "or from a device where you have signed in before."
    )

    def __init__(self, *, seconds: int) -> None:
        super().__init__(seconds=seconds, minutes=ceil(seconds / 60))
