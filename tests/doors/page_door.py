"""The desk pages, used as in a browser without scripts: open the form, type, send it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from salesforce_lite.kernel.errors import NotFoundError, StaleVersionError
from salesforce_lite.testing import sign_in
from tests.doors.door import Answer, Door, Fields
from tests.doors.pages import Values, form_to, forms_of, text_of
from tests.doors.refusals import NO_OUTCOME, NO_SUCH

_INPUTS = {"email": "emails-0-address", "phone": "phones-0-typed"}
_NO_PAGE = 400


@dataclass
class PageDoor(Door):
    SURFACE: ClassVar[str] = "web"
    WORDS: ClassVar[Mapping[str, str]] = {
        # A form that can show both versions does.
        StaleVersionError.sentence: "Somebody else saved while you were writing.",
        # Only the address of the form names it.
        NO_SUCH: NotFoundError.sentence,
        # The page offers the outcomes there are, and its form takes no other.
        NO_OUTCOME: "Not a valid choice.",
    }

    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.house.app.config["WTF_CSRF_ENABLED"] = False
        self.client = sign_in(self.house.app, self.by)

    def create_customer(self, record_id: UUID, fields: Fields) -> Answer:
        return self._fill("/customers/new", _typed(fields), new_id=record_id)

    def change_customer(
        self, record_id: UUID, fields: Fields, version: int | None = None
    ) -> Answer:
        return self._fill(f"/customers/{record_id}/edit", _typed(fields), version=version)

    def enter_lifecycle(
        self, record_id: UUID, lifecycle: str, version: int | None = None
    ) -> Answer:
        page = f"/customers/{record_id}"
        return self._press(page, f"{page}/lifecycle", version, lifecycle=lifecycle)

    def delete_customer(self, record_id: UUID, version: int | None = None) -> Answer:
        return self._press(f"/customers/{record_id}", f"/customers/{record_id}/deletion", version)

    def restore_customer(self, record_id: UUID) -> Answer:
        return self._send(f"/customers/{record_id}/restoration", {})

    def merge_customers(
        self, record_id: UUID, other_id: UUID, version: int | None = None
    ) -> Answer:
        address = f"/customers/{record_id}/merging/{other_id}"
        return self._fill(address, {}, version=version, version_field="keep_version")

    def create_contact(self, record_id: UUID, customer_id: UUID, fields: Fields) -> Answer:
        return self._fill(
            f"/customers/{customer_id}/contacts/new", _typed(fields), new_id=record_id
        )

    def change_contact(self, record_id: UUID, fields: Fields, version: int | None = None) -> Answer:
        return self._fill(f"/contacts/{record_id}/edit", _typed(fields), version=version)

    def link_contact(self, record_id: UUID, customer_id: UUID, function: str) -> Answer:
        typed = {"customer_id": str(customer_id), "function": function}
        return self._fill(f"/contacts/{record_id}/links/new", typed)

    def unlink_contact(self, record_id: UUID, customer_id: UUID) -> Answer:
        return self._press(
            f"/contacts/{record_id}", f"/contacts/{record_id}/links/{customer_id}/removal"
        )

    def delete_contact(self, record_id: UUID, version: int | None = None) -> Answer:
        return self._press(f"/contacts/{record_id}", f"/contacts/{record_id}/deletion", version)

    def restore_contact(self, record_id: UUID) -> Answer:
        return self._send(f"/contacts/{record_id}/restoration", {})

    def create_opportunity(self, record_id: UUID, customer_id: UUID, fields: Fields) -> Answer:
        typed = {"customer_id": str(customer_id), **_typed(fields)}
        return self._fill("/opportunities/new", typed, new_id=record_id)

    def change_opportunity(
        self, record_id: UUID, fields: Fields, version: int | None = None
    ) -> Answer:
        return self._fill(f"/opportunities/{record_id}/edit", _typed(fields), version=version)

    def move_opportunity(
        self, record_id: UUID, stage_id: UUID, version: int | None = None
    ) -> Answer:
        address = f"/opportunities/{record_id}/stage"
        return self._fill(f"{address}?stage_id={stage_id}", {}, version=version)

    def win_opportunity(self, record_id: UUID, on: date, version: int | None = None) -> Answer:
        return self._fill(f"/opportunities/{record_id}/winning", {"on": f"{on}"}, version=version)

    def lose_opportunity(
        self, record_id: UUID, reason: str, note: str, on: date, version: int | None = None
    ) -> Answer:
        typed = {"reason": reason, "note": note, "on": f"{on}"}
        return self._fill(f"/opportunities/{record_id}/losing", typed, version=version)

    def reopen_opportunity(self, record_id: UUID, version: int | None = None) -> Answer:
        return self._press(
            f"/opportunities/{record_id}", f"/opportunities/{record_id}/reopening", version
        )

    def delete_opportunity(self, record_id: UUID, version: int | None = None) -> Answer:
        return self._press(
            f"/opportunities/{record_id}", f"/opportunities/{record_id}/deletion", version
        )

    def restore_opportunity(self, record_id: UUID) -> Answer:
        return self._send(f"/opportunities/{record_id}/restoration", {})

    def log_activity(self, record_id: UUID, fields: Fields) -> Answer:
        return self._fill("/activities/new", self._timed(fields), new_id=record_id)

    def plan_activity(self, record_id: UUID, fields: Fields) -> Answer:
        return self._fill("/activities/new?plan=1", self._timed(fields), new_id=record_id)

    def change_activity(
        self, record_id: UUID, fields: Fields, version: int | None = None
    ) -> Answer:
        return self._fill(f"/activities/{record_id}/edit", self._timed(fields), version=version)

    def complete_activity(
        self, record_id: UUID, outcome: str, note: str = "", version: int | None = None
    ) -> Answer:
        typed = {"outcome": outcome, "note": note}
        return self._fill(f"/activities/{record_id}/completion", typed, version=version)

    def reopen_activity(self, record_id: UUID, version: int | None = None) -> Answer:
        return self._press(
            f"/activities/{record_id}", f"/activities/{record_id}/reopening", version
        )

    def reschedule_activity(
        self, record_id: UUID, due_at: datetime, version: int | None = None
    ) -> Answer:
        typed = self._timed({"due_at": due_at})
        return self._fill(f"/activities/{record_id}/rescheduling", typed, version=version)

    def keep_promise(self, record_id: UUID, version: int | None = None) -> Answer:
        return self._press(f"/activities/{record_id}", f"/activities/{record_id}/keeping", version)

    def break_promise(self, record_id: UUID, version: int | None = None) -> Answer:
        return self._press(f"/activities/{record_id}", f"/activities/{record_id}/breaking", version)

    def delete_activity(self, record_id: UUID, version: int | None = None) -> Answer:
        return self._press(f"/activities/{record_id}", f"/activities/{record_id}/deletion", version)

    def restore_activity(self, record_id: UUID) -> Answer:
        return self._send(f"/activities/{record_id}/restoration", {})

    def _timed(self, fields: Fields) -> dict[str, str]:
        """Moments as day and hour where the person is."""
        typed = _typed(fields)
        zone = ZoneInfo(self.house.actor_of(self.by).zone)
        for name in ("due_at", "started_at"):
            if name in fields:
                at = fields[name].astimezone(zone)
                typed |= {"day": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M}"}
                del typed[name]
        typed.pop("completed_at", None)
        return typed

    def _fill(
        self,
        address: str,
        typed: Mapping[str, str],
        *,
        new_id: UUID | None = None,
        version: int | None = None,
        version_field: str = "version",
    ) -> Answer:
        """Open the form, type over what it shows, and send all of it."""
        opened = self.client.get(address)
        path = address.partition("?")[0]
        form = form_to(opened.text, path)
        sent: Values = {**(form.values if form else {}), **typed}
        if new_id is not None:
            sent["new_id"] = str(new_id)
        if version is not None or version_field not in sent:
            sent[version_field] = str(version or 1)
        return self._send(address, sent)

    def _press(self, page: str, action: str, version: int | None = None, **more: str) -> Answer:
        """A button of the page; who does not see it sends what it would."""
        shown = self.client.get(page).text
        versions = (form.values.get("version") for form in forms_of(shown))
        standing = next((version for version in versions if version), "1")
        form = form_to(shown, action)
        sent: Values = {"version": standing, **(form.values if form else {}), **more}
        if version is not None:
            sent["version"] = str(version)
        return self._send(action, sent)

    def _send(self, address: str, sent: Values) -> Answer:
        return _answer(self.client.post(address, data=sent))


def _typed(fields: Fields) -> dict[str, str]:
    typed: dict[str, str] = {}
    for name, value in fields.items():
        if isinstance(value, list):
            typed[name] = ", ".join(value)
        elif isinstance(value, dict):
            typed |= {name: value["amount"], "currency": value["currency"]}
        else:
            typed[_INPUTS.get(name, name)] = str(value)
    return typed


def _answer(response: TestResponse) -> Answer:
    return Answer(is_refused=response.status_code >= _NO_PAGE, told=text_of(response.text))
