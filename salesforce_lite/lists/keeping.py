"""Use cases of those who keep a list: add, rename, move, retire and revive its values."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.kernel.errors import N_, InvalidInputError, NotFoundError
from salesforce_lite.kernel.positions import put_at
from salesforce_lite.kernel.turns import take_turn
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.kernel.versions import check_version
from salesforce_lite.lists.errors import LastValueError, UnknownListError, ValueTakenError
from salesforce_lite.lists.events import ListValueRenamed
from salesforce_lite.lists.model import ListValue
from salesforce_lite.lists.service import ListDefinition

_LONGEST_LABEL = 120
_LONGEST_CODE = 40
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_EMPTY = N_("Fill this in.")
_TOO_LONG = N_("This is too long. Shorten it.")
_NOT_A_CODE = N_("A code is at most 40 small letters, digits and underscores, a letter first.")


def find_list(definitions: Iterable[ListDefinition], name: str) -> ListDefinition:
    """The list of that name; raises UnknownListError with those there are."""
    known = {definition.name: definition for definition in definitions}
    if name not in known:
        raise UnknownListError(name=name, lists=", ".join(sorted(known)))
    return known[name]


def add_value(
    uow: UnitOfWork,
    definition: ListDefinition,
    *,
    label_en: str,
    label_es: str,
    code: str = "",
    begins: str = "",
    longest: int = _LONGEST_CODE,
    details: Mapping[str, Any] | None = None,
) -> ListValue:
    """Add a value at the end; without a code one is made of the English label.

    The code that is made `begins` so and has at most so many letters. `details` are for whoever
    reads the list.
    """
    uow.actor.require("lists.manage")
    labels = _checked_labels(label_en=label_en, label_es=label_es)
    if code and (len(code) > _LONGEST_CODE or not _CODE.fullmatch(code)):
        raise InvalidInputError(fields={"code": _NOT_A_CODE})
    present = _values_in_turn(uow, definition.name)
    _refuse_taken(present, (*labels.values(), code))
    value = ListValue(
        list_name=definition.name,
        code=code or _free_code(labels["label_en"], {one.code for one in present}, begins, longest),
        label_en=labels["label_en"],
        label_es=labels["label_es"],
        position=max((one.position + 1 for one in present), default=0),
        details=dict(details or {}),
    )
    uow.session.add(value)
    uow.session.flush()
    return value


def get_value(uow: UnitOfWork, value_id: UUID) -> ListValue:
    """One value of any list; raises NotFoundError."""
    uow.actor.require("lists.manage")
    value = uow.session.get(ListValue, value_id)
    if value is None:
        raise NotFoundError
    return value


def rename_value(
    uow: UnitOfWork,
    value_id: UUID,
    *,
    label_en: str | None = None,
    label_es: str | None = None,
    version: int | None = None,
) -> ListValue:
    """Give it other labels; its code stays, so the records that have it say the new ones."""
    value, present = _to_change(uow, value_id, version)
    labels = _checked_labels(
        label_en=value.label_en if label_en is None else label_en,
        label_es=value.label_es if label_es is None else label_es,
    )
    changed = set(labels.values()) - {value.label_en, value.label_es}
    _refuse_taken([one for one in present if one is not value], changed)
    if labels == {"label_en": value.label_en, "label_es": value.label_es}:
        return value
    value.label_en, value.label_es = labels["label_en"], labels["label_es"]
    uow.session.flush()
    uow.record(ListValueRenamed(list_name=value.list_name, value=value.code))
    return value


def move_value(
    uow: UnitOfWork, value_id: UUID, place: int, *, version: int | None = None
) -> ListValue:
    """Let it be the one at that place of its list, counted from 1 with the retired ones."""
    value, present = _to_change(uow, value_id, version)
    put_at(place, value, present)
    uow.session.flush()
    return value


def retire_value(uow: UnitOfWork, value_id: UUID, *, version: int | None = None) -> ListValue:
    """Offer it no more; records that have it keep it. Raises LastValueError."""
    value, present = _to_change(uow, value_id, version)
    if value.is_active and not any(one.is_active for one in present if one is not value):
        raise LastValueError(label=value.label(uow.actor.locale))
    value.is_active = False
    uow.session.flush()
    return value


def revive_value(uow: UnitOfWork, value_id: UUID, *, version: int | None = None) -> ListValue:
    """Offer a retired value again."""
    value, _present = _to_change(uow, value_id, version)
    value.is_active = True
    uow.session.flush()
    return value


def _to_change(
    uow: UnitOfWork, value_id: UUID, version: int | None
) -> tuple[ListValue, Sequence[ListValue]]:
    """The value, and all of its list in their order."""
    value = get_value(uow, value_id)
    present = _values_in_turn(uow, value.list_name)
    check_version(value, version)
    return value, present


def _values_in_turn(uow: UnitOfWork, list_name: str) -> Sequence[ListValue]:
    """Read as whoever changed the list before has left it: labels and the last value are rules."""
    take_turn(uow, f"list {list_name}")
    query = (
        select(ListValue)
        .where(ListValue.list_name == list_name)
        .order_by(ListValue.position, ListValue.code)
        .execution_options(populate_existing=True)
    )
    return uow.session.scalars(query).all()


def _checked_labels(**labels: str) -> dict[str, str]:
    cleaned = {name: " ".join(label.split()) for name, label in labels.items()}
    problems = {name: _EMPTY for name, label in cleaned.items() if not label}
    problems |= {name: _TOO_LONG for name, label in cleaned.items() if len(label) > _LONGEST_LABEL}
    if problems:
        raise InvalidInputError(fields=problems)
    return cleaned


def _refuse_taken(others: Iterable[ListValue], words: Iterable[str]) -> None:
    """Two values of one word would be one to whoever reads it, and to the files that say it."""
    wanted = {word.casefold(): word for word in words if word}
    for one in others:
        for word in (one.label_en, one.label_es, one.code):
            if word.casefold() in wanted:
                raise ValueTakenError(label=wanted[word.casefold()])


def _free_code(label: str, taken: set[str], begins: str, longest: int) -> str:
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if not stem or not _CODE.fullmatch(begins + stem):
        stem = f"value_{stem}"
    # Room for the number.
    stem = f"{begins}{stem}"[: longest - 4].rstrip("_")
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}_{number}", number + 1
    return code
