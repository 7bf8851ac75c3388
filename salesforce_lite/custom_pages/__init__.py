"""Custom fields on pages: their inputs in forms, their words, their filters above lists."""

from salesforce_lite.custom_pages.filters import (
    MORE,
    CustomBar,
    custom_bar,
    kept_custom,
    wanted_custom,
)
from salesforce_lite.custom_pages.input_forms import CustomInputs, custom_data, with_custom
from salesforce_lite.custom_pages.words import (
    ListedColumns,
    custom_pairs,
    custom_words,
    keyed,
    listed_columns,
    shown_sections,
)

__all__ = [
    "MORE",
    "CustomBar",
    "CustomInputs",
    "ListedColumns",
    "custom_bar",
    "custom_data",
    "custom_pairs",
    "custom_words",
    "kept_custom",
    "keyed",
    "listed_columns",
    "shown_sections",
    "wanted_custom",
    "with_custom",
]
