"""Use cases of those who keep the kinds of activities: make, rename, move, retire, revive one."""

from collections.abc import Mapping
from typing import Any

from salesforce_lite.activities.errors import LastKindError
from salesforce_lite.activities.kinds import KIND_NAMES
from salesforce_lite.activities.links import outcome_list
from salesforce_lite.activities.model import PROMISE
from salesforce_lite.activities.own_kinds import KIND_LIST, LIKE, LONGEST_CODE, OWN
from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import (
    LastValueError,
    ListValue,
    add_value,
    ensure_lists,
    list_values,
    move_value,
    rename_value,
    retire_value,
    revive_value,
)
from salesforce_lite.plugin import next_generation

MANAGE = "lists.manage"
IMITABLE = tuple(value.code for value in KIND_NAMES.values if value.code != PROMISE)
"""What an own kind can work like; a promise is kept or broken, which is a story of its own."""

_NOT_LIKE = N_("Choose one of the kinds.")


def ensure_kinds(uow: UnitOfWork) -> None:
    """Put in the names of the core's kinds that are missing; what was changed stays."""
    ensure_lists(uow, [KIND_NAMES])


def list_kinds(uow: UnitOfWork) -> list[ListValue]:
    """The names of the core's kinds and the company's own in their order, retired ones too."""
    uow.actor.require(MANAGE)
    return list_values(uow, KIND_LIST, retired=True)


def get_kind(uow: UnitOfWork, code: str) -> ListValue:
    """One of them; raises NotFoundError."""
    for value in list_kinds(uow):
        if value.code == code:
            return value
    raise NotFoundError


def add_kind(uow: UnitOfWork, *, name_en: str, name_es: str, like: str) -> ListValue:
    """Make a kind of the company's own, last in the order.

    It works like one of `IMITABLE`, and gets a list of outcomes of its own that begins with those
    which that one offers now. Its code is made of the English name and never changes.
    Raises InvalidInputError and ValueTakenError.
    """
    uow.actor.require(MANAGE)
    if like not in IMITABLE:
        raise InvalidInputError(fields={"like": _NOT_LIKE})
    made = add_value(
        uow,
        KIND_NAMES,
        label_en=name_en,
        label_es=name_es,
        begins=OWN,
        longest=LONGEST_CODE,
        details={LIKE: like},
    )
    for value in list_values(uow, outcome_list(like)):
        uow.session.add(_copied(value, outcome_list(made.code)))
    uow.session.flush()
    next_generation(uow)
    return made


def rename_kind(
    uow: UnitOfWork,
    code: str,
    *,
    name_en: str | None = None,
    name_es: str | None = None,
    version: int | None = None,
) -> ListValue:
    """Call it otherwise everywhere; activities that are of it say the new name."""
    kind = get_kind(uow, code)
    value = rename_value(uow, kind.id, label_en=name_en, label_es=name_es, version=version)
    next_generation(uow)
    return value


def untold_language(kind: ListValue) -> str:
    """The language in which a kind of ours still has our name while the other says another.

    It is a name of its own, as people may want it; who has renamed the kind is told. Empty for
    none.
    """
    for ours in KIND_NAMES.values:
        if ours.code == kind.code:
            is_ours = (kind.label_en == ours.label_en, kind.label_es == ours.label_es)
            return {(True, False): "en", (False, True): "es"}.get(is_ours, "")
    return ""


def move_kind(uow: UnitOfWork, code: str, place: int, *, version: int | None = None) -> ListValue:
    """Let it be offered at that place, counted from 1 with the retired ones."""
    value = move_value(uow, get_kind(uow, code).id, place, version=version)
    next_generation(uow)
    return value


def retire_kind(uow: UnitOfWork, code: str, *, version: int | None = None) -> ListValue:
    """Offer it no more; activities that are of it stay so. Raises LastKindError.

    What the server makes by itself goes on: a task stays a task.
    """
    kind = get_kind(uow, code)
    try:
        value = retire_value(uow, kind.id, version=version)
    except LastValueError as refusal:
        raise LastKindError(label=refusal.params["label"]) from None
    next_generation(uow)
    return value


def revive_kind(uow: UnitOfWork, code: str, *, version: int | None = None) -> ListValue:
    """Offer a retired kind again."""
    value = revive_value(uow, get_kind(uow, code).id, version=version)
    next_generation(uow)
    return value


def _copied(value: ListValue, list_name: str) -> ListValue:
    details: Mapping[str, Any] = value.details
    return ListValue(
        list_name=list_name,
        code=value.code,
        label_en=value.label_en,
        label_es=value.label_es,
        position=value.position,
        details=dict(details),
    )
