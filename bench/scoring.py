"""How long scoring takes: all customers anew by twenty rules, in the steps of a worker."""

import shutil
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import text

from bench import goals
from salesforce_lite.app import create_app, prepare_instance, site_of
from salesforce_lite.background import Worker
from salesforce_lite.config import Settings
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import reading_unit, unit_of_work
from salesforce_lite.web import App

_PLACE = "jobs.scoring.recompute"


def measure_scoring(filled: Path, folder: Path) -> None:
    """On a copy of a filled database, so that pages are measured without the plugin."""
    shutil.copyfile(filled / "salesforce_lite.db", folder / "salesforce_lite.db")
    url = f"sqlite:///{folder / 'salesforce_lite.db'}"
    app = create_app(Settings(instance=folder, database_url=url, secret_key="bench"))
    prepare_instance(app)
    app.plugins.migrate("scoring")
    with unit_of_work(app.make_session, system_actor("bench"), surface="bench") as uow:
        app.plugins.enable(uow, "scoring")
    # Their pass goes on with the one that switching on has asked for.
    _use_twenty_rules(app)
    seconds, processor = _steps(app)
    measure = dict(app.plugins.timing.of("scoring"))[_PLACE]
    customers, cells = _standings(app)
    print(f"\n{customers:,} customers scored by 20 rules, {measure.calls:,} steps")
    print(f"{'cells':<28}{'  '.join(f'{cell} {count:,}' for cell, count in cells)}")
    print(goals.SCORING.line(seconds / customers * 100_000))
    print(f"{'by the processor':<28}{processor / customers * 100_000:>14.2f} s")
    print(goals.SCORING_STEP.line(measure.percentile(0.95) * 1000))


def _steps(app: App) -> tuple[float, float]:
    """Seconds by the clock and by the processor of all steps, with what the worker does around
    them; what else there is to do does not count."""
    worker, seconds, used, calls = Worker(site_of(app), "bench"), 0.0, 0.0, 0
    while True:
        started, processor = perf_counter(), process_time()
        if not worker.turn():
            return seconds, used
        measure = dict(app.plugins.timing.of("scoring")).get(_PLACE)
        if measure is not None and measure.calls > calls:
            calls = measure.calls
            seconds += perf_counter() - started
            used += process_time() - processor


def _use_twenty_rules(app: App) -> None:
    """As an administrator would save them."""
    service = import_module(f"{app.plugins.installation.plugins['scoring'].package}.service")
    with unit_of_work(app.make_session, system_actor("bench"), surface="bench") as uow:
        service.save_definition(uow, _definition(), based_on=1)


def _standings(app: App) -> tuple[int, list[tuple[str, int]]]:
    with reading_unit(app.make_session, system_actor("bench"), surface="bench") as uow:
        rows = uow.session.execute(
            text(
                "SELECT grade || level, count(*) FROM scoring_score WHERE version = 2 "
                "GROUP BY 1 ORDER BY 1"
            )
        ).all()
    return sum(row[1] for row in rows), [(row[0], row[1]) for row in rows]


def _is(field: str, value: Any, operator: str = "is") -> dict[str, Any]:
    return {"field": field, "is": operator, "value": value}


def _some(about: str, days: int | None, *where: dict[str, Any], least: int = 1) -> dict[str, Any]:
    return {"some": about, "where": list(where), "within_days": days, "at_least": least}


def _rule(
    number: int, group: str, points: int, when: dict[str, Any], **more: Any
) -> dict[str, Any]:
    return {"key": f"r{number}", "group": group, "points": points, "when": when, **more}


def _definition() -> dict[str, Any]:
    """Ten for fit, ten for engagement; half of these give points for each event, which fade."""
    fading = {"per": "event", "decay": {"percent": 50, "days": 90}}
    fit: list[tuple[int, dict[str, Any]]] = [
        (20, _is("customer.kind", "organization")),
        (15, _is("customer.lifecycle", ["active", "qualified"], "one_of")),
        (10, _is("customer.country", ["ES", "MX", "CO"], "one_of")),
        (10, {"all": [_is("customer.has_email", True), _is("customer.has_phone", True)]}),
        (10, _is("customer.roles", ["customer", "distributor"], "contains_any")),
        (20, _some("opportunities", None, _is("opportunity.outcome", "won"))),
        (10, _some("opportunities", None, _is("opportunity.amount", "5000", "at_least"), least=2)),
        (5, {"any": [_is("customer.has_website", True), _is("customer.has_tax_id", True)]}),
        (5, _is("customer.created_at", 365, "at_least")),
        (-30, _is("customer.lifecycle", "lost")),
    ]
    engagement: list[tuple[int, dict[str, Any], dict[str, Any]]] = [
        (15, _some("activities", 365, _is("activity.kind", "visit")), {**fading, "most": 45}),
        (8, _some("activities", 365, _is("activity.kind", "call")), {**fading, "most": 24}),
        (5, _some("activities", 365, _is("activity.kind", "email")), {**fading, "most": 15}),
        (10, _some("activities", 365, _is("activity.outcome", "interested")), fading),
        (15, _some("activities", 365, _is("activity.outcome", "order")), fading),
        (20, _some("opportunities", None, _is("opportunity.outcome", "open")), {}),
        (10, _is("customer.last_contact", 90, "at_most"), {}),
        (-10, {"not": _some("activities", 180)}, {}),
        (10, {"all": [_some("activities", 90), _is("customer.lifecycle", "active")]}, {}),
        (-20, _some("activities", 365, _is("activity.outcome", "complaint")), {}),
    ]
    rules = [_rule(n, "fit", *one) for n, one in enumerate(fit)]
    rules += [
        _rule(n, "engagement", points, when, **more)
        for n, (points, when, more) in enumerate(engagement, len(fit))
    ]
    groups = {
        "fit": {"cap": 100, "grades": [60, 35]},
        "engagement": {"cap": 100, "levels": [50, 20]},
    }
    return {"groups": groups, "rules": rules, "threshold": None}
