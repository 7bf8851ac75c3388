"""Use cases of lists of values: read one, and put in the values a list starts with."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists.model import ListValue
from salesforce_lite.plugin import GivenName


@dataclass(frozen=True, slots=True)
class Value:
    """A value a list starts with; administrators may rename or retire it."""

    code: str
    label_en: str
    label_es: str


@dataclass(frozen=True, slots=True)
class ListDefinition:
    """A list some slice or plugin reads, with the values it starts with."""

    name: str
    title: str
    values: tuple[Value, ...] = ()
    # What `%(name)s` in the title stands for.
    given: GivenName | None = None

    @property
    def english_title(self) -> str:
        return self.title % {"name": self.given.en} if self.given else self.title


def forget_lists(uow: UnitOfWork, prefix: str) -> None:
    """Remove the lists whose names begin with this, those of a plugin that is purged."""
    begins = ListValue.list_name.startswith(prefix, autoescape=True)
    for value in uow.session.scalars(select(ListValue).where(begins)):
        uow.session.delete(value)


def list_values(uow: UnitOfWork, list_name: str, *, retired: bool = False) -> list[ListValue]:
    """The values in their order; retired ones only on request (to show what was used)."""
    query = (
        select(ListValue)
        .where(ListValue.list_name == list_name)
        .order_by(ListValue.position, ListValue.code)
    )
    values = uow.once(("list_values", list_name), lambda: uow.session.scalars(query).all())
    return [value for value in values if retired or value.is_active]


def values_by_list(uow: UnitOfWork, *, retired: bool = False) -> dict[str, list[ListValue]]:
    """The values that are offered, by the name of their list, in one query; retired ones only on
    request."""
    found: dict[str, list[ListValue]] = {}
    query = select(ListValue)
    if not retired:
        query = query.where(ListValue.is_active)
    for value in uow.session.scalars(query.order_by(ListValue.position, ListValue.code)):
        found.setdefault(value.list_name, []).append(value)
    return found


def ensure_lists(uow: UnitOfWork, definitions: Iterable[ListDefinition]) -> None:
    """Put in what is missing; what an administrator changed stays as it is."""
    known = set(uow.session.execute(select(ListValue.list_name, ListValue.code)))
    for definition in definitions:
        for position, value in enumerate(definition.values):
            if (definition.name, value.code) not in known:
                uow.session.add(
                    ListValue(
                        list_name=definition.name,
                        code=value.code,
                        label_en=value.label_en,
                        label_es=value.label_es,
                        position=position,
                    )
                )
