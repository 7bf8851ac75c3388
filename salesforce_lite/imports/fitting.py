"""Which entity the columns of a file look like; a file of contacts is no file of customers."""

from collections.abc import Sequence
from dataclasses import dataclass

from salesforce_lite.imports.assignment import assign_columns
from salesforce_lite.imports.errors import MissingColumnError
from salesforce_lite.imports.importer import IS_DELETED, OWN_ID, REFERENCE, Importer
from salesforce_lite.imports.mapping import ColumnMapping
from salesforce_lite.imports.own_kinds import as_the_company_has_it
from salesforce_lite.kernel.uow import UnitOfWork

# So many more fields make another entity likelier; one alone may be a column with a common name.
_MARGIN = 2
_COMMONEST = "customers"
_SAY_NOTHING = frozenset([OWN_ID, REFERENCE, IS_DELETED])


def best_fit(
    uow: UnitOfWork, importers: Sequence[Importer], columns: tuple[str, ...]
) -> Importer | None:
    """What the file is most likely of, among what the actor may bring in; None for nothing."""
    fits = _fits(uow, importers, columns)
    best = max(fits, key=lambda one: (one.score, one.importer.entity == _COMMONEST), default=None)
    return best.importer if best and best.score else None


def better_fit(
    uow: UnitOfWork, importers: Sequence[Importer], chosen: Importer, columns: tuple[str, ...]
) -> Importer | None:
    """Another entity that the columns clearly fit better than the chosen one."""
    fits = _fits(uow, importers, columns)
    own = next((one for one in fits if one.importer.entity == chosen.entity), _Fit(chosen))
    best = max(fits, key=lambda one: one.score, default=own)
    return best.importer if _is_clearly_better(best, own) else None


@dataclass(frozen=True, slots=True)
class _Fit:
    """What of a file an entity has a place for."""

    importer: Importer
    # Fields that some column leads to; nothing where the entity lacks what it needs.
    fields: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()

    @property
    def score(self) -> int:
        return len(self.fields)


def _is_clearly_better(other: _Fit, own: _Fit) -> bool:
    """It knows several fields more; or it knows all that the chosen one knows, and more."""
    if other.score >= own.score + _MARGIN:
        return True
    return other.score > own.score and other.columns > own.columns


def _fits(uow: UnitOfWork, importers: Sequence[Importer], columns: tuple[str, ...]) -> list[_Fit]:
    return [_fit(uow, one, columns) for one in importers if uow.actor.may(one.permission)]


def _fit(uow: UnitOfWork, importer: Importer, columns: tuple[str, ...]) -> _Fit:
    try:
        assignment = assign_columns(as_the_company_has_it(uow, importer), columns, ColumnMapping())
    except MissingColumnError:
        return _Fit(importer)
    taken = frozenset(column for column, _field in assignment.columns)
    return _Fit(importer, assignment.fields - _SAY_NOTHING, taken)
