"""How often a password may be guessed: at one account, from one address, on one known device.

A guess is a note, written before the password is looked at. So whoever comes k-th within the window
sees at least k notes, however many arrive at the same moment, and no lock is needed.
"""

from datetime import timedelta
from hashlib import sha256
from math import ceil
from uuid import UUID

from sqlalchemy import select, update

from salesforce_lite.access.errors import TooManyAttemptsError
from salesforce_lite.kernel.notes import Note
from salesforce_lite.kernel.uow import UnitOfWork

WINDOW = timedelta(minutes=15)
FAILED = "sign_in_failed"
FAILED_FROM = "sign_in_failed_from"
FAILED_ON_DEVICE = "sign_in_failed_device"
SUCCEEDED = "signed_in"
REFUSED = "sign_in_refused"

# A whole office shares one address.
MOST = {FAILED: 10, FAILED_FROM: 50, FAILED_ON_DEVICE: 10}

# What a guess counts against: kind of note → subject.
Subjects = dict[str, str]


def subjects_of_guess(email: str, *, is_known: bool, address: str, device: str | None) -> Subjects:
    """A known device has its own budget, so that strangers' guesses do not lock its owner out."""
    if device is not None:
        return {FAILED_ON_DEVICE: device}
    return {FAILED: _account(email, is_known=is_known), FAILED_FROM: address}


def make_guess(uow: UnitOfWork, subjects: Subjects) -> list[UUID]:
    """Take one guess off the budgets until it is settled, or raise TooManyAttemptsError."""
    refuse_when_spent(uow, subjects)
    notes = [Note(kind=kind, subject=subject, at=uow.now) for kind, subject in subjects.items()]
    ids = [note.id for note in notes]
    with uow.aside() as session:
        session.add_all(notes)
    try:
        refuse_when_spent(uow, subjects, own=1)
    except TooManyAttemptsError:
        settle_guess(uow, ids, REFUSED)
        raise
    return ids


def settle_guess(uow: UnitOfWork, ids: list[UUID], kind: str) -> None:
    """Say what became of the guess; it no longer counts against the budgets."""
    with uow.aside() as session:
        session.execute(update(Note).where(Note.id.in_(ids)).values(kind=kind))


def refuse_when_spent(uow: UnitOfWork, subjects: Subjects, *, own: int = 0) -> None:
    """Raise TooManyAttemptsError when others than one's own guess have used a budget up."""
    for kind, subject in subjects.items():
        moments = uow.session.scalars(
            select(Note.at)
            .where(Note.kind == kind, Note.subject == subject, Note.at > uow.now - WINDOW)
            .order_by(Note.at.desc())
            .limit(MOST[kind] + own)
        ).all()
        if len(moments) == MOST[kind] + own:
            wait = moments[-1] + WINDOW - uow.now
            raise TooManyAttemptsError(seconds=max(1, ceil(wait.total_seconds())))


def _account(email: str, *, is_known: bool) -> str:
    # People type passwords into the wrong field: what is nobody's address is kept as a digest only.
    return email[:200] if is_known else f"unknown:{sha256(email.encode()).hexdigest()}"
