"""What a plugin asks about activities and adds to exports, tried out as people would meet it."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any
from uuid import UUID

from salesforce_lite.imports import export_records, find_importer
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.plugin import ActivityAnswers, ActivityAsked, ActivityInput
from salesforce_lite.testing.trial import Trial

_SOMETHING: Mapping[str, Any] = {"text": "something", "number": Decimal(1), "yes_no": True}


def forms_to_look_at(trial: Trial, pages: Mapping[str, str]) -> Iterator[str]:
    """Where its questions can stand; `pages` are those of the day's records."""
    if not trial.plugin.contributions.activity_questions or "activity" not in pages:
        return
    customer = pages["customer"].rpartition("/")[2]
    for kind in trial.app.contributions.activity_kinds:
        yield f"/activities/new?kind={kind.code}&customer={customer}"
    yield f"{pages['activity']}/edit"
    yield f"{pages['activity']}/completion"


def answer_everything(trial: Trial, pages: Mapping[str, str]) -> None:
    """Say something to whatever is asked about the activity of the day, as of each kind."""
    if "activity" not in pages:
        return
    activity_id, customer_id = (
        UUID(pages[what].rpartition("/")[2]) for what in ("activity", "customer")
    )
    kinds = [kind.code for kind in trial.app.contributions.activity_kinds]
    for questions in trial.app.contributions.activity_questions:
        for kind in kinds:
            about = ActivityAsked(
                kind=kind, customer_id=customer_id, activity_id=activity_id, is_done=True
            )
            # A refusal is the plugin's right.
            with suppress(DomainError), trial.working("rep") as uow:
                values = {one.name: _said(one) for one in questions.ask(uow, about)}
                if values:
                    seconds = dict.fromkeys(values, 1.5)
                    answers = ActivityAnswers(values=values, seconds=seconds)
                    questions.keep(uow, activity_id, answers)


def export_everything(trial: Trial) -> None:
    """Write the files to which it adds columns."""
    contributions = trial.app.contributions
    for entity in {one.entity for one in trial.plugin.contributions.export_columns}:
        importer = find_importer(contributions.importers, entity)
        with trial.reading() as uow:
            path = trial.instance / f"{entity}.csv"
            export_records(uow, importer, path, added=contributions.export_columns)


def _said(one: ActivityInput) -> Any:
    if one.kind == "choice":
        return one.choices[0][0] if one.choices else None
    return _SOMETHING[one.kind]
