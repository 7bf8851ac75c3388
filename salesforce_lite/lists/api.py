"""Lists of values for programs: what can be chosen, and how administrators keep it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from salesforce_lite.api import Listed, Resource, expected_version
from salesforce_lite.kernel.errors import N_, NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists.keeping import (
    add_value,
    find_list,
    get_value,
    move_value,
    rename_value,
    retire_value,
    revive_value,
)
from salesforce_lite.lists.model import ListValue
from salesforce_lite.lists.schemas import (
    ListsQuery,
    ListView,
    NewValue,
    ValuePlace,
    ValueView,
    ValueWrite,
)
from salesforce_lite.lists.service import ListDefinition, list_values, values_by_list
from salesforce_lite.plugin import ApiInclude
from salesforce_lite.web import SIGNED_IN, current_contributions, current_uow, told

MANAGE = "lists.manage"

resource = Resource(name="lists", title=N_("Lists"))


def value_view(uow: UnitOfWork, value: ListValue) -> ValueView:
    """As programs see the value."""
    # The version that a change makes is known now.
    uow.session.flush()
    return ValueView(
        id=value.id,
        version=value.version,
        list_name=value.list_name,
        code=value.code,
        label_en=value.label_en,
        label_es=value.label_es,
        position=value.position,
        is_active=value.is_active,
    )


@resource.get("", needs=SIGNED_IN)
def index(query: ListsQuery) -> Listed[ListView]:
    """All lists with their values, by name."""
    return Listed(items=_lists(current_uow(), retired=query.retired))


def _lists(uow: UnitOfWork, *, retired: bool) -> list[ListView]:
    kept = {definition.name: definition for definition in _definitions()}
    found = values_by_list(uow, retired=retired)
    return [
        _view(uow, name, kept.get(name), found.get(name, []))
        for name in sorted(kept.keys() | found.keys())
    ]


def _view(
    uow: UnitOfWork, name: str, definition: ListDefinition | None, values: Sequence[ListValue]
) -> ListView:
    return ListView(
        name=name,
        title=told(definition.title, definition.given) if definition else "",
        is_kept_here=definition is not None,
        values=[value_view(uow, value) for value in values],
    )


def _definitions() -> tuple[ListDefinition, ...]:
    found: tuple[ListDefinition, ...] = current_contributions().list_definitions
    return found


def _definition(name: str) -> ListDefinition:
    """A list that is kept here; others, such as the kinds of activities, are kept elsewhere."""
    if all(one.name != name for one in _definitions()):
        raise NotFoundError
    return find_list(_definitions(), name)


@resource.get("/<list_name>", needs=SIGNED_IN)
def show(list_name: str, query: ListsQuery) -> ListView:
    """One list with its values."""
    uow = current_uow()
    values = list_values(uow, list_name, retired=True)
    known = {one.name: one for one in _definitions()}
    if not values and list_name not in known:
        raise NotFoundError
    offered = [value for value in values if value.is_active or query.retired]
    return _view(uow, list_name, known.get(list_name), offered)


@resource.post("/<list_name>/values", needs=MANAGE, status=201)
def add(list_name: str, body: NewValue) -> ValueView:
    """Add a value at the end of the list."""
    uow = current_uow()
    value = add_value(
        uow,
        _definition(list_name),
        label_en=body.label_en,
        label_es=body.label_es,
        code=body.code,
    )
    return value_view(uow, value)


def _kept_here(uow: UnitOfWork, value_id: UUID) -> UUID:
    _definition(get_value(uow, value_id).list_name)
    return value_id


@resource.patch("/values/<uuid:value_id>", needs=MANAGE)
def rename(value_id: UUID, body: ValueWrite) -> ValueView:
    """Give the value other labels; records that have it say the new ones."""
    uow = current_uow()
    value = rename_value(
        uow,
        _kept_here(uow, value_id),
        label_en=body.label_en,
        label_es=body.label_es,
        version=expected_version(),
    )
    return value_view(uow, value)


@resource.post("/values/<uuid:value_id>/place", needs=MANAGE)
def move(value_id: UUID, body: ValuePlace) -> ValueView:
    """Put the value at another place of its list."""
    uow = current_uow()
    value = move_value(uow, _kept_here(uow, value_id), body.place, version=expected_version())
    return value_view(uow, value)


@resource.post("/values/<uuid:value_id>/retirement", needs=MANAGE)
def retire(value_id: UUID) -> ValueView:
    """Offer the value no more; records that have it keep it."""
    uow = current_uow()
    value = retire_value(uow, _kept_here(uow, value_id), version=expected_version())
    return value_view(uow, value)


@resource.post("/values/<uuid:value_id>/revival", needs=MANAGE)
def revive(value_id: UUID) -> ValueView:
    """Offer a retired value again."""
    uow = current_uow()
    value = revive_value(uow, _kept_here(uow, value_id), version=expected_version())
    return value_view(uow, value)


def _of_everybody(uow: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, Sequence[ListView]]:
    return dict.fromkeys(ids, _lists(uow, retired=False))


offered_lists = ApiInclude(
    about="me",
    name="lists",
    resource="lists",
    permission="",
    shape=ListView,
    load=_of_everybody,
)
