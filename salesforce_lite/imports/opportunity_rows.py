"""Opportunities as rows of our own export, from which they come back unchanged."""

from collections.abc import Mapping, Sequence

from salesforce_lite.imports.assignment import OWN_ID_COLUMN
from salesforce_lite.imports.customer_rows import customer_names
from salesforce_lite.imports.directory import Directory
from salesforce_lite.imports.importer import Exporter
from salesforce_lite.imports.references import references_by_record
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import Opportunity, all_stages, list_pipelines
from salesforce_lite.tabular import Cell

_PLAIN = ("expected_close_on", "outcome", "closed_on", "loss_reason", "loss_note")
_TEXTS = ("source", "competitor", "note")
COLUMNS = (
    *(OWN_ID_COLUMN, "title", "customer", "customer_name", "contact"),
    *("pipeline", "stage", "amount", "currency", "probability"),
    *_PLAIN,
    *_TEXTS,
    *("owner", "references"),
)


def rows(
    uow: UnitOfWork, people: Directory, opportunities: Sequence[Opportunity]
) -> list[Mapping[str, Cell]]:
    references = references_by_record(uow, "opportunity", [one.id for one in opportunities])
    names = customer_names(uow, {one.customer_id for one in opportunities})
    stages = all_stages(uow)
    pipelines = {one.pipeline.id: one.pipeline.name for one in list_pipelines(uow, retired=True)}
    return [
        {
            OWN_ID_COLUMN: str(one.id),
            "title": one.title,
            "customer": str(one.customer_id),
            "customer_name": names.get(one.customer_id),
            "contact": str(one.contact_id) if one.contact_id else None,
            "pipeline": pipelines.get(one.pipeline_id),
            "stage": stages[one.stage_id].name,
            "amount": one.amount.amount if one.amount else None,
            "currency": one.amount.currency if one.amount else None,
            "probability": one.probability_set,
            **{name: getattr(one, name) for name in (*_PLAIN, *_TEXTS)},
            "owner": people.emails.get(one.owner_id) if one.owner_id else None,
            "references": references.get(one.id),
        }
        for one in opportunities
    ]


OPPORTUNITY_EXPORT = Exporter(columns=COLUMNS, rows=rows)
