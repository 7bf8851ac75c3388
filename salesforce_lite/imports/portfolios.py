"""Portfolios from files: a name, and who looks after it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, select

from salesforce_lite.imports.assignment import OWN_ID_COLUMN
from salesforce_lite.imports.directory import Directory
from salesforce_lite.imports.importer import (
    Batch,
    Exporter,
    Importer,
    ImportRow,
    RowRefusedError,
)
from salesforce_lite.imports.labels import built_in_labels
from salesforce_lite.intake import Field
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.tabular import Cell
from salesforce_lite.team import Portfolio, PortfolioDraft, save_portfolios

_NO_NAME = N_("The row has no name of a portfolio.")
_NOBODY = N_(
    "“%(text)s” is nobody who works here, by e-mail or by name. Add the person first, write in the "
    "column what people here are called, or leave the column out."
)

FIELDS = (Field("name", N_("Name")), Field("manager", N_("Manager")))


def visible_portfolios(_uow: UnitOfWork) -> Select[Portfolio]:
    """Portfolios are no secret to who works here."""
    return select(Portfolio)


def find(batch: Batch) -> None:
    """A portfolio is known by its name too."""
    for row in batch.rows:
        if row.record_id is None and row.get("name"):
            row.record_id = batch.people.find_portfolio(row.get("name"))


def draft(batch: Batch, row: ImportRow) -> PortfolioDraft:
    name = row.get("name") or (row.record.name if row.record else "")
    if not name:
        raise RowRefusedError(_NO_NAME)
    manager = row.get("manager") or ""
    if manager and batch.people.find_person(manager) is None:
        raise RowRefusedError(_NOBODY, text=manager)
    if not manager and row.record is not None and not batch.clears("manager"):
        manager = batch.people.emails.get(row.record.manager_id, "")
    # A renamed one is found by what the other system calls it.
    references = () if batch.source.is_own else ((batch.source.system, row.reference),)
    return PortfolioDraft(name=name, manager=manager, references=references)


def rows(
    _uow: UnitOfWork, people: Directory, portfolios: Sequence[Portfolio]
) -> list[Mapping[str, Cell]]:
    return [
        {
            OWN_ID_COLUMN: str(one.id),
            "name": one.name,
            "manager": people.emails.get(one.manager_id) if one.manager_id else None,
        }
        for one in portfolios
    ]


PORTFOLIOS = Importer(
    entity="portfolios",
    record_kind="portfolio",
    label=N_("Portfolios"),
    permission="portfolios.manage",
    fields=FIELDS,
    labels=built_in_labels("portfolios"),
    required=("name",),
    natural_key=("name",),
    model=Portfolio,
    visible=visible_portfolios,
    find=find,
    draft=draft,
    save=save_portfolios,
    exporter=Exporter(columns=(OWN_ID_COLUMN, "name", "manager"), rows=rows),
    weight=10,
)
