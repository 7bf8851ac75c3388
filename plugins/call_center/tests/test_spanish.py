"""Words that are other for calls than elsewhere, and for one than for several."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from flask_babel import force_locale

from salesforce_lite.testing import Trial, find_user

from .telling import NOON, incoming, tell

At = Callable[[datetime], None]
ClientOf = Callable[[str], FlaskClient]


@pytest.fixture(autouse=True)
def _on(plugin: Trial, at: At) -> None:
    at(NOON)
    plugin.enable()


@pytest.mark.parametrize(
    ("count", "says"),
    [(1, "al menos 1 rechazado: firma incorrecta"), (2, "al menos 2 rechazados: firma incorrecta")],
)
def test_one_refused_message_is_said_in_the_singular(plugin: Trial, count: int, says: str) -> None:
    doors = plugin.module("doors")
    doors.unnoted.clear()
    door = doors.Door(
        source="generic",
        last_at=NOON,
        lag_s=None,
        taken=3,
        refused={"forged": count},
        advice=doors.Advice.WELL,
    )
    with plugin.app.test_request_context(), force_locale("es"):
        figures = plugin.module("door_words").door_words(door).figures
    assert says in figures


def test_calls_are_feminine_in_spanish(plugin: Trial, client_of: ClientOf) -> None:
    tell(plugin, incoming(plugin, answered=None))
    client = client_of("manager")
    with plugin.operating() as uow:
        find_user(uow.session, "manager").locale = "es-ES"
    shown = client.get("/x/call_center/").text
    assert ">Todas<" in shown
    assert ">Perdidas<" in shown
    # One of them is in the singular.
    assert "Perdida<" in shown
