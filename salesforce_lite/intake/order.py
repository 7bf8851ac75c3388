"""What the reading process is asked for: plain values, which travel as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from salesforce_lite.intake.fields import Field, Kind
from salesforce_lite.tabular import DateOrder, DecimalSign


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How the rows of a file are to be read."""

    # (column, its field) in the order of the file; several columns may lead to one field.
    columns: tuple[tuple[str, Field], ...]
    # Columns a person named: their words must be understood.
    mapped: frozenset[str] = frozenset()
    # Column of the id, where there is one; else columns that together tell rows apart.
    key_column: str = ""
    natural_columns: tuple[str, ...] = ()
    # Field → word, folded → code.
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    # (field, the text of every row that has none)
    defaults: tuple[tuple[Field, str], ...] = ()
    decimal: DecimalSign | None = None
    date_order: DateOrder | None = None
    zone: str = "UTC"
    country: str = ""
    currency: str = ""
    # Cells of our own exports hold one phone each, as it was typed.
    is_own: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        return (*(one for _column, one in self.columns), *(one for one, _text in self.defaults))

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"mapped": sorted(self.mapped)}

    @classmethod
    def from_json(cls, order: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **order,
                "columns": tuple((column, _field(one)) for column, one in order["columns"]),
                "defaults": tuple((_field(one), text) for one, text in order["defaults"]),
                "mapped": frozenset(order["mapped"]),
            }
        )


def _field(one: Mapping[str, Any]) -> Field:
    words = tuple((word, code) for word, code in one["words"])
    return Field(one["name"], one["label"], Kind(one["kind"]), words)
