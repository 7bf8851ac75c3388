"""Phones: each sends commands and pulls changes as one person."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from salesforce_lite.kernel import clock
from tests.api.conftest import Program
from tests.api.conftest import connect as connect
from tests.api.conftest import program as program


@dataclass
class Phone:
    """One device of one person."""

    program: Program
    device_id: str = field(default_factory=lambda: str(uuid4()))
    seq: int = 0
    cursor: str = ""
    wrong_by: timedelta = timedelta()

    def command(self, command: str, base_version: int | None = None, **payload: Any) -> dict:
        """Something that was done; it is not sent yet."""
        self.seq += 1
        made = {"op_id": str(uuid4()), "seq": self.seq, "command": command, "payload": payload}
        return made | ({} if base_version is None else {"base_version": base_version})

    def push(self, *commands: dict, **more: Any) -> dict:
        now = (clock.now() + self.wrong_by).isoformat()
        body = {"device_id": self.device_id, "device_now": now, "commands": list(commands)}
        answer = self.program.post("/sync/push", body | more)
        assert answer.status_code == 200, answer.text
        return answer.json

    def do(self, command: str, base_version: int | None = None, **payload: Any) -> dict:
        """Done and sent at once: the result of this one command."""
        return self.push(self.command(command, base_version, **payload))["results"][0]

    def pull(self) -> list[dict]:
        """All changes since the last pull."""
        found: list[dict] = []
        while True:
            page = self.page()
            found += page["items"]
            if not page["is_more"]:
                return found

    def page(self) -> dict:
        answer = self.program.get(f"/sync/pull?cursor={self.cursor}&device_id={self.device_id}")
        assert answer.status_code == 200, answer.text
        self.cursor = answer.json["next_cursor"]
        return answer.json


@pytest.fixture
def phone_of(connect) -> Callable[..., Phone]:
    """`phone_of("rep")`: a phone of the person with that role."""
    return lambda role="rep", **wishes: Phone(connect(role, **wishes))


@pytest.fixture
def phone(phone_of) -> Phone:
    return phone_of()


def at(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
