"""Use cases of public exclusion lists: their numbers are taken whole, many at a time."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork

from .desk_model import Exclusion
from .model import MANAGE
from .numbers import read_number
from .permitting import OWN_LIST

_NO_LIST = N_("Small letters, digits and _ without blanks; at most 30. “own” is ours.")


def take_list(uow: UnitOfWork, list_code: str, typed: Sequence[str]) -> tuple[int, int]:
    """How many of the numbers are new on that list, and how many of them are no numbers."""
    _check(uow, list_code)
    read = [read_number(uow, one).number for one in typed]
    numbers = {one for one in read if one}
    standing = set(
        uow.session.scalars(
            select(Exclusion.number).where(
                Exclusion.list_code == list_code, Exclusion.number.in_(numbers)
            )
        )
    )
    new = sorted(numbers - standing)
    uow.session.add_all(
        Exclusion(number=one, list_code=list_code, since=uow.now, added_by=uow.actor.user_id)
        for one in new
    )
    uow.session.flush()
    return len(new), read.count(None)


def forget_list(uow: UnitOfWork, list_code: str) -> None:
    """Before it is taken anew, whole."""
    _check(uow, list_code)
    uow.session.execute(delete(Exclusion).where(Exclusion.list_code == list_code))
    uow.session.expire_all()


def _check(uow: UnitOfWork, list_code: str) -> None:
    uow.actor.require(MANAGE)
    is_code = list_code.isascii() and list_code.replace("_", "").isalnum()
    if list_code == OWN_LIST or not is_code or len(list_code) > 30:
        raise InvalidInputError(fields={"list": _NO_LIST})
