"""The use case of signing in: an active person, the right password, not guessed too often."""

from dataclasses import dataclass
from uuid import UUID

from salesforce_lite.access.errors import SignInRefusedError
from salesforce_lite.access.model import User
from salesforce_lite.access.passwords import password_matches
from salesforce_lite.access.service import find_user
from salesforce_lite.access.throttle import SUCCEEDED, make_guess, settle_guess, subjects_of_guess
from salesforce_lite.kernel.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device on which these people have signed in before, one of them last."""

    name: str
    people: frozenset[UUID]
    last: UUID | None = None


def check_sign_in(
    uow: UnitOfWork,
    email: str,
    password: str,
    *,
    address: str,
    device: KnownDevice | None = None,
    language: str = "",
) -> User:
    """The person, if the password is theirs. Raises SignInRefusedError or TooManyAttemptsError.

    `language` is the code of the one in which they signed in: theirs, if nobody chose another.

    Runs in a unit that reads: no write lock is held while the password is hashed.
    """
    typed = email.strip().lower()[:254]
    user = find_user(uow, typed)
    user_id, hashed = (user.id, user.password) if user and user.active else (None, None)
    known = f"{device.name}:{user.id}" if device and user and user.id in device.people else None
    guess = make_guess(
        uow,
        subjects_of_guess(typed, is_known=user is not None, address=address, device=known),
    )
    if not password_matches(password, hashed):
        raise SignInRefusedError
    settle_guess(uow, guess, SUCCEEDED)
    found = uow.session.get(User, user_id)
    # Deactivated, or given another password, while this one was checked.
    if found is None or not found.active or found.password != hashed:
        raise SignInRefusedError
    if not found.locale_is_set and language:
        _take_language(uow, found, language)
    return found


def _take_language(uow: UnitOfWork, user: User, language: str) -> None:
    """The region stays where the language is the same: of it the browser often knows nothing."""
    with uow.aside():
        if user.locale[:2] != language[:2]:
            user.locale = language
        user.locale_is_set = True
