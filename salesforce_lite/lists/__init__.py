"""Lists of values that administrators keep, with labels in both languages."""

from salesforce_lite.lists.model import ListValue
from salesforce_lite.lists.service import ListDefinition, Value, ensure_lists, list_values

__all__ = ["ListDefinition", "ListValue", "Value", "ensure_lists", "list_values"]
