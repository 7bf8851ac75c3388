"""The API, asked by a program that holds a token of the person."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from flask.testing import FlaskClient

from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.testing import find_user
from salesforce_lite.tokens import known_scopes, make_token
from tests.doors.door import Answer, Door, Fields


@dataclass
class ApiDoor(Door):
    SURFACE: ClassVar[str] = "api"

    client: FlaskClient = field(init=False)
    secret: str = field(init=False)

    def __post_init__(self) -> None:
        app = self.house.app
        with app.app_context():
            scopes = known_scopes()
        with unit_of_work(app.make_session, system_actor("tests"), surface="tests") as uow:
            owner = find_user(uow.session, self.by).id
            _token, self.secret = make_token(
                uow, user_id=owner, name="Doors", scopes=scopes, known_scopes=scopes
            )
        self.client = app.test_client()

    def create_customer(self, record_id: UUID, fields: Fields) -> Answer:
        return self._post("/customers", {"id": record_id, **fields})

    def change_customer(
        self, record_id: UUID, fields: Fields, version: int | None = None
    ) -> Answer:
        return self._patch(f"/customers/{record_id}", fields, version)

    def enter_lifecycle(
        self, record_id: UUID, lifecycle: str, version: int | None = None
    ) -> Answer:
        return self._post(f"/customers/{record_id}/lifecycle", {"lifecycle": lifecycle}, version)

    def delete_customer(self, record_id: UUID, version: int | None = None) -> Answer:
        return self._delete(f"/customers/{record_id}", version)

    def restore_customer(self, record_id: UUID) -> Answer:
        return self._post(f"/customers/{record_id}/restoration")

    def merge_customers(
        self, record_id: UUID, other_id: UUID, version: int | None = None
    ) -> Answer:
        return self._post(f"/customers/{record_id}/merging", {"other_id": other_id}, version)

    def create_contact(self, record_id: UUID, customer_id: UUID, fields: Fields) -> Answer:
        said = dict(fields)
        link = {"customer_id": customer_id, "function": said.pop("function", "")}
        return self._post("/contacts", {"id": record_id, "links": [link], **said})

    def change_contact(self, record_id: UUID, fields: Fields, version: int | None = None) -> Answer:
        return self._patch(f"/contacts/{record_id}", fields, version)

    def link_contact(self, record_id: UUID, customer_id: UUID, function: str) -> Answer:
        return self._ask(
            "PUT", f"/contacts/{record_id}/links/{customer_id}", {"function": function}
        )

    def unlink_contact(self, record_id: UUID, customer_id: UUID) -> Answer:
        return self._delete(f"/contacts/{record_id}/links/{customer_id}")

    def delete_contact(self, record_id: UUID, version: int | None = None) -> Answer:
        return self._delete(f"/contacts/{record_id}", version)

    def restore_contact(self, record_id: UUID) -> Answer:
        return self._post(f"/contacts/{record_id}/restoration")

    def create_opportunity(self, record_id: UUID, customer_id: UUID, fields: Fields) -> Answer:
        return self._post("/opportunities", {"id": record_id, "customer_id": customer_id, **fields})

    def change_opportunity(
        self, record_id: UUID, fields: Fields, version: int | None = None
    ) -> Answer:
        return self._patch(f"/opportunities/{record_id}", fields, version)

    def move_opportunity(
        self, record_id: UUID, stage_id: UUID, version: int | None = None
    ) -> Answer:
        return self._post(f"/opportunities/{record_id}/stage", {"stage_id": stage_id}, version)

    def win_opportunity(self, record_id: UUID, on: date, version: int | None = None) -> Answer:
        return self._post(f"/opportunities/{record_id}/winning", {"closed_on": on}, version)

    def lose_opportunity(
        self, record_id: UUID, reason: str, note: str, on: date, version: int | None = None
    ) -> Answer:
        body = {"reason": reason, "note": note, "closed_on": on}
        return self._post(f"/opportunities/{record_id}/losing", body, version)

    def reopen_opportunity(self, record_id: UUID, version: int | None = None) -> Answer:
        return self._post(f"/opportunities/{record_id}/reopening", None, version)

    def delete_opportunity(self, record_id: UUID, version: int | None = None) -> Answer:
        return self._delete(f"/opportunities/{record_id}", version)

    def restore_opportunity(self, record_id: UUID) -> Answer:
        return self._post(f"/opportunities/{record_id}/restoration")

    def log_activity(self, record_id: UUID, fields: Fields) -> Answer:
        return self._post("/activities", {"id": record_id, **fields})

    def plan_activity(self, record_id: UUID, fields: Fields) -> Answer:
        return self._post("/activities", {"id": record_id, **fields})

    def change_activity(
        self, record_id: UUID, fields: Fields, version: int | None = None
    ) -> Answer:
        return self._patch(f"/activities/{record_id}", fields, version)

    def complete_activity(
        self, record_id: UUID, outcome: str, note: str = "", version: int | None = None
    ) -> Answer:
        body = {"outcome": outcome, "note": note}
        return self._post(f"/activities/{record_id}/completion", body, version)

    def reopen_activity(self, record_id: UUID, version: int | None = None) -> Answer:
        return self._post(f"/activities/{record_id}/reopening", None, version)

    def reschedule_activity(
        self, record_id: UUID, due_at: datetime, version: int | None = None
    ) -> Answer:
        return self._post(f"/activities/{record_id}/rescheduling", {"due_at": due_at}, version)

    def keep_promise(self, record_id: UUID, version: int | None = None) -> Answer:
        return self._post(f"/activities/{record_id}/keeping", {}, version)

    def break_promise(self, record_id: UUID, version: int | None = None) -> Answer:
        return self._post(f"/activities/{record_id}/breaking", {}, version)

    def delete_activity(self, record_id: UUID, version: int | None = None) -> Answer:
        return self._delete(f"/activities/{record_id}", version)

    def restore_activity(self, record_id: UUID) -> Answer:
        return self._post(f"/activities/{record_id}/restoration")

    def _post(self, path: str, body: Fields | None = None, version: int | None = None) -> Answer:
        return self._ask("POST", path, body, version)

    def _patch(self, path: str, body: Fields, version: int | None) -> Answer:
        return self._ask("PATCH", path, body, version)

    def _delete(self, path: str, version: int | None = None) -> Answer:
        return self._ask("DELETE", path, None, version)

    def _ask(
        self, method: str, path: str, body: Fields | None, version: int | None = None
    ) -> Answer:
        headers = {"Authorization": f"Bearer {self.secret}"}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        response = self.client.open(
            f"/api/v1{path}",
            method=method,
            json=None if body is None else {name: plain(value) for name, value in body.items()},
            headers=headers,
        )
        if response.status_code < 400:
            return Answer(is_refused=False)
        problem = response.json
        told = " ".join([problem["detail"], *problem.get("errors", {}).values()])
        return Answer(is_refused=True, told=told, code=problem["code"])


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return str(value) if isinstance(value, UUID | date) else value
