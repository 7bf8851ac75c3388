"""A file that an administrator hands in in the back office; the worker brings it in."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from flask.testing import FlaskClient

from salesforce_lite.app import site_of
from salesforce_lite.background import Worker
from salesforce_lite.testing import sign_in
from tests.doors.door import Answer
from tests.doors.import_door import ImportDoor
from tests.doors.pages import form_to, text_of
from tests.doors.refusals import REFUSALS

_PLENTY = 1000


@dataclass
class OfficeDoor(ImportDoor):
    CANNOT_MEET: ClassVar[Mapping[str, str]] = {
        **ImportDoor.CANNOT_MEET,
        **{
            name: "Only administrators bring files in here, who see all and may do all."
            for name, refusal in REFUSALS.items()
            if refusal.by != "admin"
        },
    }

    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.house.app.config["WTF_CSRF_ENABLED"] = False
        self.client = sign_in(self.house.app, self.by)

    def _take(self, entity: str, content: str) -> Answer:
        sent = {"file": (io.BytesIO(content.encode()), "rows.csv"), "entity": entity}
        handed_in = self.client.post(
            "/admin/imports/", data=sent, content_type="multipart/form-data"
        )
        if handed_in.status_code >= 400:
            return Answer(is_refused=True, told=text_of(handed_in.text))
        page = handed_in.location
        for action in (page, f"{page}/import"):
            form = form_to(self.client.get(page).text, action)
            if form is None:
                break
            self.client.post(action, data=form.values)
            Worker(site_of(self.house.app), "tests").work_off(most=_PLENTY)
        told = text_of(self.client.get(page, follow_redirects=True).text)
        return Answer(is_refused="Rejected 0" not in told, told=told)
