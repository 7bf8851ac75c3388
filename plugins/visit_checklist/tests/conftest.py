"""The fixtures of Salesforce Lite, and a checklist that is on."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from flask.testing import FlaskClient

from salesforce_lite.testing import Records, Trial
from salesforce_lite.web import App

pytest_plugins = ["salesforce_lite.testing.fixtures"]


class Desk:
    """A server with the plugin, one customer, and what the tests do there."""

    def __init__(
        self, app: App, plugin: Trial, records: Records, client_of: Callable[[str], FlaskClient]
    ) -> None:
        self.app, self.plugin, self.records, self.client_of = app, plugin, records, client_of
        self.customer = records.customer()

    def module(self, name: str) -> ModuleType:
        return self.plugin.module(name)

    def checklist(
        self, *, kinds: tuple[str, ...] = ("visit",), is_on: bool = True, **more: Any
    ) -> Any:
        """One without questions."""
        keeping = self.module("keeping")
        names = {"name_es": "Visita a la tienda", "name_en": "Visit to a shop"}
        with self.plugin.operating() as uow:
            made = keeping.add_checklist(uow, **{**names, "kinds": kinds, **more})
            return keeping.switch_checklist(uow, made.id, is_on=is_on)

    def question(self, checklist: Any, kind: str = "yes_no", **more: Any) -> Any:
        texts = {"text_es": "¿Está a la vista?", "text_en": "Is it in sight?"}
        with self.plugin.operating() as uow:
            return self.module("keeping").add_question(uow, checklist.id, kind, **{**texts, **more})

    def log(self, name: str = "rep", **data: object) -> Any:
        sent = {"kind": "visit", "customer_id": str(self.customer.id), **data}
        return self.client_of(name).post("/activities/new", data=sent)

    def form(self, kind: str = "visit", name: str = "rep") -> str:
        address = f"/activities/new?kind={kind}&customer={self.customer.id}"
        return self.client_of(name).get(address).text

    def answers(self) -> list[Any]:
        model = self.module("model")
        with self.plugin.operating() as uow:
            return list(uow.session.query(model.Answer).order_by(model.Answer.position))


def input_of(question: Any) -> str:
    """What its input is called in the form."""
    return f"visit_checklist.{question.id.hex}"


CHOICES = [
    {"code": "", "es": "Dueño", "en": "Owner", "is_retired": False},
    {"code": "", "es": "Nadie", "en": "Nobody", "is_retired": False},
]


@pytest.fixture
def desk(
    app: App, plugin: Trial, records: Records, client_of: Callable[[str], FlaskClient]
) -> Desk:
    return Desk(app, plugin, records, client_of)
