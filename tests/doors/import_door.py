"""A file with one row, brought in as `salesforce-lite import` does."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import select

from salesforce_lite.activities import Activity
from salesforce_lite.activities.errors import NotAPromiseError
from salesforce_lite.customers import Contact, Customer
from salesforce_lite.imports import ColumnMapping, Import, Options, find_importer
from salesforce_lite.intake import open_file
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.errors import DomainError, NotFoundError, PermissionDeniedError
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.opportunities import Opportunity
from salesforce_lite.tabular import open_table
from tests.doors.door import Answer, Door, Fields
from tests.doors.refusals import NO_SUCH, STALE

# Our own ids, so that a row can name what it is about.
_ID = "salesforce_lite_id"
_ALWAYS_SAID: Mapping[str, tuple[Any, str]] = {
    "customers": (Customer, "name"),
    "contacts": (Contact, "name"),
    "opportunities": (Opportunity, "title"),
    "activities": (Activity, "kind"),
}
_MAY_NOT = PermissionDeniedError.sentence
_NO_DELETING = "A file brings in and changes; it takes nothing away and brings nothing back."


@dataclass
class ImportDoor(Door):
    SURFACE: ClassVar[str] = "import"
    LACKS: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(
            (
                *("delete_customer", "restore_customer", "delete_contact", "restore_contact"),
                *("delete_opportunity", "restore_opportunity"),
                *("delete_activity", "restore_activity", "unlink_contact"),
            ),
            _NO_DELETING,
        ),
        "merge_customers": "Which of two is kept is for somebody who looks at both to say.",
    }
    WORDS: ClassVar[Mapping[str, str]] = {
        NotFoundError.sentence: "it was deleted here or belongs to somebody",
        NO_SUCH: "There is no customer here with the id",
        NotAPromiseError.sentence: "Only a promise can be kept or broken.",
        # Who may not change anything comes no further.
        _MAY_NOT % {"permission": "opportunities.close"}: _MAY_NOT
        % {"permission": "opportunities.edit"},
    }
    CANNOT_MEET: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(STALE, "A file says how it is, not what somebody had read."),
        **dict.fromkeys(
            ("won twice", "lost when won", "open again when open"),
            "A file says how it ended, whatever was thought before.",
        ),
        **dict.fromkeys(
            ("won on a day to come", "lost on a day to come"),
            "Other systems have one date: when it should close, and then when it did.",
        ),
        **dict.fromkeys(
            ("lost without a reason", "lost for a reason that is none"),
            "It becomes “other”, with the words of the file as its note.",
        ),
        "a stage that is none": "The stage of the nearest probability is taken, and that is told.",
        "an outcome that is none": "It is kept in the note, and that is told.",
        "put off when done": "A file may correct when it was due.",
    }

    def create_customer(self, record_id: UUID, fields: Fields) -> Answer:
        return self._bring("customers", record_id, fields)

    def change_customer(self, record_id: UUID, fields: Fields) -> Answer:
        return self._bring("customers", record_id, fields)

    def enter_lifecycle(self, record_id: UUID, lifecycle: str) -> Answer:
        return self._bring("customers", record_id, {"lifecycle": lifecycle})

    def create_contact(self, record_id: UUID, customer_id: UUID, fields: Fields) -> Answer:
        return self._bring("contacts", record_id, {"customer": customer_id, **fields})

    def change_contact(self, record_id: UUID, fields: Fields) -> Answer:
        return self._bring("contacts", record_id, fields)

    def link_contact(self, record_id: UUID, customer_id: UUID, function: str) -> Answer:
        return self._bring("contacts", record_id, {"customer": customer_id, "function": function})

    def create_opportunity(self, record_id: UUID, customer_id: UUID, fields: Fields) -> Answer:
        return self._bring("opportunities", record_id, {"customer": customer_id, **fields})

    def change_opportunity(self, record_id: UUID, fields: Fields) -> Answer:
        return self._bring("opportunities", record_id, fields)

    def move_opportunity(self, record_id: UUID, stage_id: UUID) -> Answer:
        stages = self.house.stages
        assert stage_id == stages.second
        return self._bring("opportunities", record_id, {"stage": stages.second_name})

    def win_opportunity(self, record_id: UUID, on: date) -> Answer:
        return self._bring("opportunities", record_id, {"outcome": "won", "closed_on": on})

    def lose_opportunity(self, record_id: UUID, reason: str, note: str, on: date) -> Answer:
        said = {"outcome": "lost", "loss_reason": reason, "loss_note": note, "closed_on": on}
        return self._bring("opportunities", record_id, said)

    def reopen_opportunity(self, record_id: UUID) -> Answer:
        return self._bring("opportunities", record_id, {"outcome": "open"})

    def log_activity(self, record_id: UUID, fields: Fields) -> Answer:
        return self._bring("activities", record_id, _of_activity(fields))

    def plan_activity(self, record_id: UUID, fields: Fields) -> Answer:
        return self._bring("activities", record_id, _of_activity(fields))

    def change_activity(self, record_id: UUID, fields: Fields) -> Answer:
        return self._bring("activities", record_id, _of_activity(fields))

    def complete_activity(self, record_id: UUID, outcome: str) -> Answer:
        said = {"completed_at": self._now(), "outcome": outcome}
        return self._bring("activities", record_id, said)

    def reopen_activity(self, record_id: UUID) -> Answer:
        return self._bring("activities", record_id, {"status": "open"})

    def reschedule_activity(self, record_id: UUID, due_at: datetime) -> Answer:
        return self._bring("activities", record_id, {"due_at": due_at})

    def keep_promise(self, record_id: UUID) -> Answer:
        return self._bring(
            "activities", record_id, {"completed_at": self._now(), "is_kept": "true"}
        )

    def break_promise(self, record_id: UUID) -> Answer:
        return self._bring(
            "activities", record_id, {"completed_at": self._now(), "is_kept": "false"}
        )

    def _now(self) -> datetime:
        return clock.now()

    def _bring(self, entity: str, record_id: UUID, fields: Fields) -> Answer:
        return self._take(
            entity, _file({_ID: record_id, **self._standing(entity, record_id), **fields})
        )

    def _standing(self, entity: str, record_id: UUID) -> Fields:
        """What a file says of every record, as it is."""
        kind, name = _ALWAYS_SAID[entity]
        with self.house.app.make_session() as session:
            said = session.scalar(
                select(kind.__table__.c[name]).where(kind.__table__.c.id == record_id)
            )
        return {} if said is None else {name: said}

    def _take(self, entity: str, content: str) -> Answer:
        house = self.house
        path, rejects = house.folder / "rows.csv", house.folder / "rejects.csv"
        path.write_text(content, encoding="utf-8")
        try:
            with open_file(path) as reader:
                work = Import(
                    importer=find_importer(house.app.contributions.importers, entity),
                    reader=reader,
                    mapping=ColumnMapping(),
                    options=Options(),
                    open_unit=partial(
                        unit_of_work,
                        house.app.make_session,
                        house.actor_of(self.by),
                        surface=self.SURFACE,
                        reactions=house.app.contributions.reactions,
                    ),
                )
                work.prepare()
                report = work.run(rejects)
        except DomainError as refusal:
            return Answer(is_refused=True, told=str(refusal))
        if not report.counts.rejected:
            return Answer(is_refused=False)
        with open_table(rejects) as table:
            return Answer(is_refused=True, told=" ".join(r.values["reason"] for r in table.rows))


def _of_activity(fields: Fields) -> Fields:
    links = {"customer_id": "customer"}
    return {links.get(name, name): value for name, value in fields.items()}


def _file(fields: Fields) -> str:
    written: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, dict):
            written |= {name: value["amount"], "currency": value["currency"]}
        elif isinstance(value, list):
            written[name] = "; ".join(value)
        else:
            written[name] = value.isoformat() if isinstance(value, datetime) else value
    text = io.StringIO()
    writer = csv.DictWriter(text, list(written))
    writer.writeheader()
    writer.writerow(written)
    return text.getvalue()
