"""The kinds of activities that the company made: their codes, and whose rules hold for them."""

import re

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values

KIND_LIST = "activity.kind"
"""The list that keeps the names, the order and what is offered of the core's kinds and its own."""

OWN = "own_"
"""How codes of own kinds begin: a kind that a later version brings never has the same."""

LIKE = "like"
"""Under this name a value of the list says after which kind it was made."""

LONGEST_CODE = 30
# What is agreed with others: it blocks the hour, and stays in the calendar when it was done.
APPOINTMENTS = ("visit", "meeting")
CONTACT_KINDS = ("visit", "call", "message", "email", "meeting")

_OWN_KIND = re.compile(rf"{OWN}[a-z0-9_]+")


def is_own(code: str) -> bool:
    """Whether the code can only be that of a kind that a company made."""
    return len(code) <= LONGEST_CODE and _OWN_KIND.fullmatch(code) is not None


def likes_of(uow: UnitOfWork) -> dict[str, str]:
    """Own kind → the built-in one whose rules hold for it; retired ones too."""
    values = list_values(uow, KIND_LIST, retired=True)
    return {one.code: one.details[LIKE] for one in values if LIKE in one.details}


def works_like(uow: UnitOfWork, code: str) -> str:
    """The kind whose rules hold: the code itself, unless it is the company's own."""
    return likes_of(uow).get(code, code) if is_own(code) else code


def contact_kinds(uow: UnitOfWork) -> tuple[str, ...]:
    """Kinds by which we and the customer speak or write to each other."""
    own = (code for code, like in likes_of(uow).items() if like in CONTACT_KINDS)
    return (*CONTACT_KINDS, *own)
