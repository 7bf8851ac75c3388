"""What the tests of scoring share: rules in short, and where a customer stands."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from salesforce_lite.testing import Trial

Json = dict[str, Any]


def is_(field: str, value: Any, operator: str = "is") -> Json:
    return {"field": field, "is": operator, "value": value}


def some(about: str, *where: Json, days: int | None = None, least: int = 1) -> Json:
    return {"some": about, "where": list(where), "within_days": days, "at_least": least}


def rule(key: str, points: int, when: Json, group: str = "fit", **more: Any) -> Json:
    return {"key": key, "group": group, "points": points, "when": when, **more}


def rules(*several: Json, threshold: Json | None = None) -> Json:
    groups = {
        "fit": {"cap": 100, "grades": [70, 40]},
        "engagement": {"cap": 100, "levels": [50, 20]},
    }
    return {"groups": groups, "rules": list(several), "threshold": threshold}


VISITS = some("activities", is_("activity.kind", "visit"), days=90)


def use(plugin: Trial, definition: Mapping[str, Any], *, scored: bool = True) -> int:
    """Let the rules hold, as an administrator does; the number of the version."""
    service = plugin.module("service")
    with plugin.working("admin") as uow:
        number = service.current_version(uow).number
        saved = service.save_definition(uow, definition, based_on=number).number
    if scored:
        plugin.work_off()
    return int(saved)


def follow(plugin: Trial) -> None:
    """What the worker does every minute."""
    job = plugin.module("recompute").follow
    payload: Mapping[str, Any] | None = {}
    while payload is not None:
        # As around every job of a worker.
        with plugin.app.app_context(), plugin.operating() as uow:
            answer = job(uow, payload)
            payload = answer.payload if answer else None


def kept(plugin: Trial) -> dict[UUID, tuple[str, int]]:
    """Customer → cell and the version that it was scored by."""
    model = plugin.module("model")
    with plugin.reading() as uow:
        found: Sequence[Any] = uow.session.query(model.ScoringScore).all()
        return {one.customer_id: (f"{one.grade}{one.level}", one.version) for one in found}


def standing(plugin: Trial, customer_id: UUID, by: str = "admin") -> Any:
    """Where the customer stands now, as its page says it."""
    with plugin.working(by) as uow:
        return plugin.module("standing").standing_now(uow, customer_id)
