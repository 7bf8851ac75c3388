"""Columns of an export beyond those of the entity: custom fields, and what plugins add."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from salesforce_lite.imports.custom import CustomCells
from salesforce_lite.imports.directory import Directory
from salesforce_lite.imports.importer import Importer
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ExportColumns
from salesforce_lite.tabular import Cell, DecimalSign

Cells = Mapping[str, Cell]


class MoreColumns(Protocol):
    """Headings, and the cells of some hundred records at once."""

    @property
    def columns(self) -> Sequence[str]: ...

    def of_page(self, uow: UnitOfWork, records: Sequence[Any]) -> Sequence[Cells]:
        """One for each record, in their order."""


def more_columns(
    uow: UnitOfWork,
    importer: Importer,
    people: Directory,
    decimal_sign: DecimalSign,
    added: Sequence[ExportColumns],
) -> list[MoreColumns]:
    """All there are for the entity, in their order."""
    own: MoreColumns = CustomCells.of(uow, importer.record_kind, people, decimal_sign)
    asked = (one for one in added if one.entity == importer.entity)
    return [own, *(PluginColumns(uow, one) for one in asked)]


class PluginColumns:
    """Those of one plugin. Each heading begins with its id: what comes in again is passed over."""

    def __init__(self, uow: UnitOfWork, added: ExportColumns) -> None:
        self._added = added
        self._headings = {one: f"{added.plugin}: {one}" for one in added.columns(uow)}

    @property
    def columns(self) -> Sequence[str]:
        return list(self._headings.values())

    def of_page(self, uow: UnitOfWork, records: Sequence[Any]) -> Sequence[Cells]:
        ids = [record.id for record in records]
        found = self._added.cells(uow, ids) if ids and self._headings else {}
        return [
            {
                heading: cell
                for name, heading in self._headings.items()
                if (cell := found.get(record_id, {}).get(name)) is not None
            }
            for record_id in ids
        ]
