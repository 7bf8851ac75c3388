"""Files of calls are brought in by an entity that a plugin adds."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from salesforce_lite.activities import Activity
from salesforce_lite.customers import CustomerDraft, PhoneNumber, save_customers
from salesforce_lite.imports import Report
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.web import App
from tests.architecture.project import ROOT
from tests.conftest import Template, make_app
from tests.imports.conftest import DATA

PLUGIN = ROOT / "plugins" / "call_center"
BANK = DATA / "service" / "bank_marketing_599" / "bank-additional-part.csv"
HEAD = "Teléfono,Sentido,Inicio,Duración,Resultado,Nota"
NUMBER = "+34911234567"
Bring = Callable[..., Report]


@pytest.fixture
def app(tmp_path: Path, template: Template) -> App:
    app = make_app(tmp_path, template.copy(tmp_path), plugins=[PLUGIN])
    app.plugins.migrate(PLUGIN.name)
    with working(app) as uow:
        app.plugins.enable(uow, PLUGIN.name)
    return app


def working(app: App) -> Any:
    reactions = app.contributions.reactions
    return unit_of_work(
        app.make_session, system_actor("tests"), surface="test", reactions=reactions
    )


def calls(app: App) -> list[Any]:
    model = import_module(f"{app.plugins.installation.plugin(PLUGIN.name).package}.model")
    with app.make_session() as session:
        return list(session.scalars(select(model.Call).order_by(model.Call.started_at)))


def test_a_file_of_calls_is_brought_in_once(app: App, bring: Bring) -> None:
    with working(app) as uow:
        fields = {"kind": "person", "name": "Ana", "phones": [PhoneNumber(NUMBER, NUMBER)]}
        [customer] = save_customers(uow, [CustomerDraft.of(fields)])
        customer_id = customer.id
    file = (
        f"{HEAD}\n"
        f"{NUMBER},saliente,2024-05-11 10:00,90,Interés,Pide catálogo\n"
        f"{NUMBER},entrante,2024-05-12 10:00,30,no_answer,\n"
        f"{NUMBER},entrante,2024-05-13 10:00,30,Nada de eso,\n"
    )
    bring("calls", file)
    bring("calls", file)
    first, second = calls(app)
    assert (first.customer_id, first.direction, first.talk_s) == (customer_id, "out", 90)
    assert (first.disposition, second.disposition) == ("interested", "no_answer")
    assert first.ended_at - first.started_at == timedelta(seconds=90)
    with app.make_session() as session:
        kept = session.scalars(select(Activity.note).where(Activity.kind == "call")).all()
    assert sorted(kept) == ["", "Pide catálogo"]


@pytest.mark.skipif(not BANK.exists(), reason="the calls of the bank are not here")
def test_calls_of_a_bank_come_in(app: App, bring: Bring, tmp_path: Path) -> None:
    """They say how long each was and how it ended; numbers and moments are given to them."""
    with BANK.open() as lines:
        rows = list(csv.DictReader(lines))[:60]
    file, begun = tmp_path / "bank.csv", datetime(2024, 4, 1, 8, tzinfo=UTC)
    with file.open("w", newline="") as lines:
        out = csv.writer(lines)
        out.writerow(HEAD.split(","))
        for place, row in enumerate(rows):
            at = begun + timedelta(minutes=place)
            how = "sale" if row["y"] == "yes" else "refused"
            number = f"+3460000{place:04}"
            out.writerow([number, "out", at.isoformat(), row["duration"], how, row["job"]])
    bring("calls", file)
    assert [one.talk_s for one in calls(app)] == [int(row["duration"]) for row in rows]
