"""What tests of the call centre have in common: events of calls, and people with lines."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from salesforce_lite.testing import Trial, find_user

NOON = datetime(2026, 5, 20, 10, 0, tzinfo=UTC)
NUMBER = "+34911234567"


def event(plugin: Trial, kind: str, after: float = 0, **said: Any) -> Any:
    """An event of a call some seconds after noon; its key is what tells it from the others."""
    state = plugin.module("state")
    said.setdefault("leg", "a")
    said.setdefault("key", f"{said['leg']}:{kind}:{after}")
    at = said.pop("at", None) or NOON + timedelta(seconds=after)
    return state.CallEvent(kind=state.EventKind(kind), at=at, **said)


def incoming(plugin: Trial, *, number: str = NUMBER, answered: float | None = 8.0) -> list[Any]:
    """A call that rings at line 204 and ends after a minute."""
    told = [
        event(plugin, "offered", 0, direction="in", number=number, own_number="+34900100200"),
        event(plugin, "ringing", 2, leg="b", extension="204", is_agent=True),
    ]
    if answered is not None:
        told.append(event(plugin, "answered", answered, leg="b", is_agent=True))
    return [*told, event(plugin, "left", 60, leg="b", is_agent=True), event(plugin, "ended", 60)]


def tell(plugin: Trial, events: list[Any], *, key: str = "c1", source: str = "generic") -> Any:
    """As an exchange would; answers the call as it is then."""
    receiving = plugin.module("receiving")
    told = [receiving.Told(call_key=key, event=one, payload={}) for one in events]
    with plugin.operating() as uow:
        receiving.receive(uow, source, told)
    return the_call(plugin)


def calls(plugin: Trial) -> list[Any]:
    model = plugin.module("model")
    with plugin.reading() as uow:
        found = list(uow.session.scalars(select(model.Call).order_by(model.Call.started_at)))
        uow.session.expunge_all()
    return found


def the_call(plugin: Trial) -> Any:
    [call] = calls(plugin)
    return call


def give_line(plugin: Trial, who: str, extension: str) -> Any:
    """From now on what rings at that line rings for that person."""
    with plugin.operating() as uow:
        user = find_user(uow.session, who)
        plugin.module("lines").set_extension(uow, extension, user.id)
        return user.id
