"""A phone in the field: each use case as the command that it sends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from salesforce_lite.kernel import clock
from salesforce_lite.kernel.errors import StaleVersionError
from salesforce_lite.kernel.ids import new_id
from tests.doors.api_door import ApiDoor, plain
from tests.doors.door import Answer, Door, Fields
from tests.doors.refusals import REFUSALS

_ALONE = "a phone changes it with the other fields"
_AT_A_DESK = "it is done at a desk"
_KEPT = "a phone is not sent back: what it says is merged, or kept for a person to decide"
_STANDS = "what stands so already stays so, and a phone is told that it does"
_LATER = "what it belongs to may come later: the phone is asked to send it again"
_NO_PHONE = "a viewer has no phone to send from"


@dataclass
class SyncDoor(Door):
    SURFACE: ClassVar[str] = "sync"
    LACKS: ClassVar[Mapping[str, str]] = {
        "enter_lifecycle": _ALONE,
        "restore_customer": _AT_A_DESK,
        "merge_customers": _AT_A_DESK,
        "link_contact": _AT_A_DESK,
        "unlink_contact": _AT_A_DESK,
        "restore_contact": _AT_A_DESK,
        "restore_opportunity": _AT_A_DESK,
        "restore_activity": _AT_A_DESK,
    }

    CANNOT_MEET: ClassVar[Mapping[str, str]] = {
        "a customer who is gone": _KEPT,
        "lost when won": _KEPT,
        "won twice": _STANDS,
        "open again when open": _STANDS,
        "an opportunity of nobody": _LATER,
        "work for a customer of others": _LATER,
        **{
            name: _KEPT
            for name, refusal in REFUSALS.items()
            if issubclass(refusal.error, StaleVersionError)
        },
        **{name: _NO_PHONE for name, refusal in REFUSALS.items() if refusal.by == "viewer"},
    }

    def __post_init__(self) -> None:
        self._program = ApiDoor(self.house, self.by)
        self._device, self._seq = str(new_id()), 0
        # A phone that is heard of for the first time is an event of its own.
        self._push([])

    def create_customer(self, record_id: UUID, fields: Fields) -> Answer:
        return self._do("customers.create_customer", {"id": record_id, **fields})

    def change_customer(
        self, record_id: UUID, fields: Fields, version: int | None = None
    ) -> Answer:
        read = version or self._version(f"/customers/{record_id}")
        return self._do("customers.change_customer", {"id": record_id, **fields}, read)

    def delete_customer(self, record_id: UUID, version: int | None = None) -> Answer:
        read = version or self._version(f"/customers/{record_id}")
        return self._do("customers.delete_customer", {"id": record_id}, read)

    def create_contact(self, record_id: UUID, customer_id: UUID, fields: Fields) -> Answer:
        said = dict(fields)
        link = {"customer_id": customer_id, "function": said.pop("function", "")}
        return self._do("customers.create_contact", {"id": record_id, "links": [link], **said})

    def change_contact(self, record_id: UUID, fields: Fields, version: int | None = None) -> Answer:
        read = version or self._version(f"/contacts/{record_id}")
        return self._do("customers.change_contact", {"id": record_id, **fields}, read)

    def delete_contact(self, record_id: UUID, version: int | None = None) -> Answer:
        read = version or self._version(f"/contacts/{record_id}")
        return self._do("customers.delete_contact", {"id": record_id}, read)

    def create_opportunity(self, record_id: UUID, customer_id: UUID, fields: Fields) -> Answer:
        said = {"id": record_id, "customer_id": customer_id, **fields}
        return self._do("opportunities.create_opportunity", said)

    def change_opportunity(
        self, record_id: UUID, fields: Fields, version: int | None = None
    ) -> Answer:
        read = version or self._version(f"/opportunities/{record_id}")
        return self._do("opportunities.change_opportunity", {"id": record_id, **fields}, read)

    def move_opportunity(
        self, record_id: UUID, stage_id: UUID, version: int | None = None
    ) -> Answer:
        stands = self._read(f"/opportunities/{record_id}").get("stage_id", str(stage_id))
        said = {"id": record_id, "from_stage_id": stands, "stage_id": stage_id}
        return self._do("opportunities.move_opportunity", said, version)

    def win_opportunity(self, record_id: UUID, on: date, version: int | None = None) -> Answer:
        said = {"id": record_id, "closed_on": on}
        return self._do("opportunities.win_opportunity", said, version)

    def lose_opportunity(
        self, record_id: UUID, reason: str, note: str, on: date, version: int | None = None
    ) -> Answer:
        said = {"id": record_id, "reason": reason, "note": note, "closed_on": on}
        return self._do("opportunities.lose_opportunity", said, version)

    def reopen_opportunity(self, record_id: UUID, version: int | None = None) -> Answer:
        read = version or self._version(f"/opportunities/{record_id}")
        return self._do("opportunities.reopen_opportunity", {"id": record_id}, read)

    def delete_opportunity(self, record_id: UUID, version: int | None = None) -> Answer:
        read = version or self._version(f"/opportunities/{record_id}")
        return self._do("opportunities.delete_opportunity", {"id": record_id}, read)

    def log_activity(self, record_id: UUID, fields: Fields) -> Answer:
        return self._do("activities.create_activity", {"id": record_id, **fields})

    def plan_activity(self, record_id: UUID, fields: Fields) -> Answer:
        return self._do("activities.create_activity", {"id": record_id, **fields})

    def change_activity(
        self, record_id: UUID, fields: Fields, version: int | None = None
    ) -> Answer:
        read = version or self._version(f"/activities/{record_id}")
        return self._do("activities.change_activity", {"id": record_id, **fields}, read)

    def complete_activity(
        self, record_id: UUID, outcome: str, note: str = "", version: int | None = None
    ) -> Answer:
        said = {"id": record_id, "outcome": outcome, "note": note}
        return self._do("activities.complete_activity", said, version)

    def reopen_activity(self, record_id: UUID, version: int | None = None) -> Answer:
        read = version or self._version(f"/activities/{record_id}")
        return self._do("activities.reopen_activity", {"id": record_id}, read)

    def reschedule_activity(
        self, record_id: UUID, due_at: datetime, version: int | None = None
    ) -> Answer:
        said = {"id": record_id, "due_at": due_at}
        read = version or self._version(f"/activities/{record_id}")
        return self._do("activities.reschedule_activity", said, read)

    def keep_promise(self, record_id: UUID, version: int | None = None) -> Answer:
        return self._do("activities.keep_promise", {"id": record_id}, version)

    def break_promise(self, record_id: UUID, version: int | None = None) -> Answer:
        return self._do("activities.break_promise", {"id": record_id}, version)

    def delete_activity(self, record_id: UUID, version: int | None = None) -> Answer:
        read = version or self._version(f"/activities/{record_id}")
        return self._do("activities.delete_activity", {"id": record_id}, read)

    def _do(self, command: str, said: Fields, version: int | None = None) -> Answer:
        self._seq += 1
        sent = {
            "op_id": str(new_id()),
            "seq": self._seq,
            "command": command,
            "payload": {name: plain(value) for name, value in said.items()},
        }
        if version is not None:
            sent["base_version"] = version
        [result] = self._push([sent])
        reason = result.get("reason")
        if reason is None:
            return Answer(is_refused=False)
        told = " ".join([reason["detail"], *reason["errors"].values()])
        return Answer(is_refused=True, told=told, code=reason["code"])

    def _push(self, commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
        body = {
            "device_id": self._device,
            "device_now": clock.now().isoformat(),
            "commands": commands,
        }
        headers = {"Authorization": f"Bearer {self._program.secret}"}
        answer = self._program.client.post("/api/v1/sync/push", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        results: list[dict[str, Any]] = answer.json["results"]
        return results

    def _read(self, path: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._program.secret}"}
        answer = self._program.client.get(f"/api/v1{path}", headers=headers)
        return answer.json if answer.status_code == 200 else {}

    def _version(self, path: str) -> int:
        """What the phone has read; of what it may not see it knows nothing."""
        return int(self._read(path).get("version", 1))
