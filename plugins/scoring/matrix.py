"""How many customers stand in each cell of the matrix, now and as a draft would have it."""

from collections.abc import Mapping
from dataclasses import dataclass

from salesforce_lite.kernel.uow import UnitOfWork

from .preview import count_cells
from .rules import GRADES, LEVELS

# How the cells look, from the best customers to the least.
_LOOKS = ("best", "good", "fair", "plain", "plain")


@dataclass(frozen=True, slots=True)
class Cell:
    """One of the nine: `before` is set where two counts are compared."""

    name: str
    look: str
    count: int
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of cells, A to C; in each 1 to 3. `total` are the customers in all of them."""

    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    total: int


def matrix_now(uow: UnitOfWork) -> Matrix:
    """The customers that the actor sees, as they were scored last."""
    return matrix_of(count_cells(uow))


def matrix_of(counts: Mapping[str, int], before: Mapping[str, int] | None = None) -> Matrix:
    """Counts by cell such as “A1” as rows, compared with those of before."""
    rows = tuple(
        (grade, tuple(_cell(grade, level, counts, before) for level in LEVELS)) for grade in GRADES
    )
    return Matrix(rows, sum(counts.values()))


def _cell(
    grade: str, level: int, counts: Mapping[str, int], before: Mapping[str, int] | None
) -> Cell:
    name = f"{grade}{level}"
    look = _LOOKS[GRADES.index(grade) + LEVELS.index(level)]
    return Cell(name, look, counts.get(name, 0), None if before is None else before.get(name, 0))
