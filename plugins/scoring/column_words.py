"""The column of scores in the list of customers: the cell, sorted from the best, one cell alone."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext
from sqlalchemy import ColumnElement, false, select

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import ListCell, ListColumn, ListFilter, ListSort

from .model import ScoringScore
from .rules import CELLS, ranks_of

NAME = "scoring"
_STATES: Mapping[str, Any] = {"A1": "good", "A2": "info", "B1": "info"}


def score_column() -> ListColumn:
    """The rank orders the list, and every cell is a range of it."""
    return ListColumn(
        about="customer",
        name=NAME,
        title=N_("Score"),
        load=load_cells,
        permission="customers.view",
        weight=20,
        sort=ListSort(key=ScoringScore.customer_id, number=ScoringScore.rank),
        filter=ListFilter(key=ScoringScore.customer_id, choices=offered_cells, condition=stands_at),
    )


def load_cells(uow: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, ListCell]:
    """As they were scored last; the page of a customer reckons for the moment."""
    rows = uow.session.execute(
        select(
            ScoringScore.customer_id,
            ScoringScore.grade,
            ScoringScore.level,
            ScoringScore.fit,
            ScoringScore.engagement,
        ).where(ScoringScore.customer_id.in_(ids))
    )
    return {
        row.customer_id: ListCell(
            text=f"{row.grade}{row.level}",
            state=_STATES.get(f"{row.grade}{row.level}", "neutral"),
            title=str(
                gettext(
                    "Fit %(fit)s, engagement %(engagement)s",
                    fit=row.fit,
                    engagement=row.engagement,
                )
            ),
        )
        for row in rows
    }


def offered_cells(_uow: UnitOfWork) -> Sequence[tuple[str, str]]:
    """The nine, from the best on."""
    return [(cell, str(gettext("Score %(cell)s", cell=cell))) for cell in CELLS]


def stands_at(_uow: UnitOfWork, cell: str) -> ColumnElement[bool]:
    """A range of the rank, which the index is in order of."""
    if cell not in CELLS:
        return false()
    first, beyond = ranks_of(cell)
    return (ScoringScore.rank >= first) & (ScoringScore.rank < beyond)


def cell_address(cell: str) -> str:
    """The list of the customers who stand there, the best first."""
    named: dict[str, Any] = {"sort": NAME, f"x.{NAME}": cell}
    return url_for("customers.index", **named)
