"""Kinds of a company's own, for tests."""

from salesforce_lite.activities import add_kind, get_kind


def own_kind(work, like: str = "visit", name: str = "Product demo", spanish: str = "") -> str:
    """The code of a kind that the administrator made."""
    with work("admin") as uow:
        made = add_kind(uow, name_en=name, name_es=spanish or "Demostración", like=like)
        return made.code


def version_of(work, code: str) -> int:
    with work("admin") as uow:
        return get_kind(uow, code).version
