"""How people want to be told: what is usual, what each of them has chosen."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.company import in_order, problems_of_hours
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError, StaleVersionError
from salesforce_lite.kernel.turns import take_turn
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.notifications.model import NO_REMINDER, NotificationChoice

# Minutes before it begins, as they are offered.
REMINDERS = (0, 5, 10, 15, 30, 60, 120, 1440)
LONGEST_REMINDER = 28 * 1440
_NOT_A_CHOICE = N_("This is none of the choices.")


class ChoiceFields(TypedDict, total=False):
    """A missing key leaves the field as it is; `mails` is kind → whether it comes by mail, `pushes`
    the same for browsers that are told."""

    mails: Mapping[str, bool]
    pushes: Mapping[str, bool]
    has_own_hours: bool
    work_days: Sequence[str]
    work_from: str
    work_until: str
    remind_appointments: int
    remind_others: int
    remind_days: int


def choices_of(uow: UnitOfWork, user_id: UUID | None) -> NotificationChoice:
    """What the person has chosen, or what is usual: then it is in no table, with version 0."""
    query = select(NotificationChoice).where(NotificationChoice.user_id == user_id)
    kept = uow.once(("notification choices", user_id), lambda: uow.session.scalar(query))
    return kept or usual_choices(user_id)


def usual_choices(user_id: UUID | None = None) -> NotificationChoice:
    """What holds for who has chosen nothing."""
    usual = NotificationChoice(user_id=user_id)  # type: ignore[arg-type]  # never stored
    usual.version = 0
    return usual


def own_choices(uow: UnitOfWork) -> NotificationChoice:
    """The actor's. Raises NotFoundError where nobody is behind the actor."""
    if uow.actor.user_id is None:
        raise NotFoundError
    return choices_of(uow, uow.actor.user_id)


def save_choices(uow: UnitOfWork, fields: ChoiceFields, *, version: int) -> NotificationChoice:
    """Keep how the actor wants to be told. Raises InvalidInputError that names every wrong field,
    and StaleVersionError when it was changed meanwhile; `version` 0 is that of who chose nothing.
    """
    # Of two at the same moment the second reads what the first has left.
    take_turn(uow, f"notification choices {uow.actor.user_id}")
    uow.once.forget()
    uow.session.expire_all()
    choice = own_choices(uow)
    if choice.version != version:
        raise StaleVersionError
    for name, value in _checked(choice, fields).items():
        if getattr(choice, name) != value:
            setattr(choice, name, value)
    if version == 0:
        uow.session.add(choice)
        uow.session.flush()
        uow.once.forget()
    return choice


def _checked(choice: NotificationChoice, fields: ChoiceFields) -> dict[str, Any]:
    checked: dict[str, Any] = dict(fields)
    hours = [checked.get(name, getattr(choice, name)) for name in _HOURS]
    problems = dict(problems_of_hours(*hours)) if checked.get("has_own_hours") else {}
    if checked.get("has_own_hours"):
        checked["work_days"] = in_order(hours[0])
    else:
        # Hours that do not count stay as they are, whatever stands in the form.
        checked = {name: value for name, value in checked.items() if name not in _HOURS}
    for name in ("remind_appointments", "remind_others", "remind_days"):
        if not is_reminder(checked.get(name, NO_REMINDER)):
            problems[name] = _NOT_A_CHOICE
    for name in ("mails", "pushes"):
        if name in checked:
            checked[name] = {**getattr(choice, name), **checked[name]}
    if problems:
        raise InvalidInputError(fields=problems)
    return checked


_HOURS = ("work_days", "work_from", "work_until")


def is_reminder(minutes: int) -> bool:
    """Whether so many minutes before is a reminder, or none."""
    return minutes == NO_REMINDER or 0 <= minutes <= LONGEST_REMINDER
