"""Lists of values that administrators keep, with labels in both languages."""

from salesforce_lite.lists.errors import LastValueError, UnknownListError, ValueTakenError
from salesforce_lite.lists.events import ListValueRenamed
from salesforce_lite.lists.keeping import (
    add_value,
    find_list,
    move_value,
    rename_value,
    retire_value,
    revive_value,
)
from salesforce_lite.lists.model import ListValue
from salesforce_lite.lists.service import (
    ListDefinition,
    Value,
    ensure_lists,
    forget_lists,
    list_values,
    values_by_list,
)

__all__ = [
    "LastValueError",
    "ListDefinition",
    "ListValue",
    "ListValueRenamed",
    "UnknownListError",
    "Value",
    "ValueTakenError",
    "add_value",
    "ensure_lists",
    "find_list",
    "forget_lists",
    "list_values",
    "move_value",
    "rename_value",
    "retire_value",
    "revive_value",
    "values_by_list",
]
