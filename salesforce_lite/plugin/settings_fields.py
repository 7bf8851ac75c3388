"""The fields of a plugin's settings form: read once, when the server loads the plugin."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

# Field → what makes its value again from JSON, which has no dates and no decimals.
_BACK: dict[str, Callable[[str], Any]] = {
    "DateField": date.fromisoformat,
    "DateTimeField": datetime.fromisoformat,
    "DateTimeLocalField": datetime.fromisoformat,
    "TimeField": time.fromisoformat,
    "DecimalField": Decimal,
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One field of a settings form."""

    name: str
    default: Any
    is_secret: bool
    # A box to tick; several values at once.
    is_flag: bool
    takes_several: bool
    # What makes its value from JSON.
    back: Callable[[str], Any] | None

    def read(self, kept: Any) -> Any:
        """The value; the default where the form's field has become another kind since."""
        if self.back is None or kept is None:
            return kept
        try:
            return self.back(kept)
        except (ValueError, TypeError, ArithmeticError):
            return self.default


@lru_cache
def settings_of(form: Any) -> tuple[Setting, ...]:
    """The fields of a form: asked once, when the plugin is loaded, and never while it runs."""
    found = []
    for field in form():
        kinds = [kind.__name__ for kind in type(field).__mro__]
        back = next((_BACK[kind] for kind in kinds if kind in _BACK), None)
        is_secret = bool(getattr(field, "is_secret", False))
        found.append(
            Setting(
                field.short_name,
                field.data,
                is_secret,
                "BooleanField" in kinds,
                "SelectMultipleField" in kinds,
                back,
            )
        )
    return tuple(found)
