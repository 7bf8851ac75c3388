"""Which events can be chosen: those of the server, and of plugins that are on."""

import pytest

from salesforce_lite.testing import sign_in
from salesforce_lite.webhooks import list_webhooks
from tests.plugin.conftest import enable, operating, workshop

__all__ = ["enable", "operating", "workshop"]

FORM = {"name": "Shop", "url": "https://203.0.113.7/hook"}
EVENTS = """
    from dataclasses import dataclass

    from salesforce_lite.kernel.events import Event


    @dataclass(frozen=True, kw_only=True)
    class BellRung(Event):
        words = "A bell was rung"
    """


@pytest.fixture
def app(workshop):
    workshop.write("bell", "from sfl_plugins.bell import events", files={"events.py": EVENTS})
    return workshop.serve(outbound_networks=("203.0.113.0/24",))


@pytest.fixture
def office(app):
    return sign_in(app, "admin")


def only(work):
    with work() as uow:
        [webhook] = list_webhooks(uow)
    return webhook


def test_events_of_a_plugin_that_is_off_are_not_there(office, app, work, enable, operating):
    chosen = {**FORM, "types": "BellRung"}
    page = office.get("/admin/webhooks/new").text
    assert "CustomerCreated" in page
    assert "BellRung" not in page
    refused = office.post("/admin/webhooks/new", data=chosen)
    assert refused.status_code == 422
    assert "There is no such event." in refused.text
    enable(app, "bell")
    assert "A bell was rung (BellRung)" in office.get("/admin/webhooks/new").text
    assert office.post("/admin/webhooks/new", data=chosen).status_code == 200
    assert only(work).types == ("BellRung",)


def test_who_has_chosen_one_keeps_it_while_the_plugin_is_off(office, app, work, enable, operating):
    enable(app, "bell")
    office.post("/admin/webhooks/new", data={**FORM, "types": ["BellRung", "CustomerCreated"]})
    with operating(app) as uow:
        app.plugins.disable(uow, "bell")
    path = f"/admin/webhooks/{only(work).id}"
    assert "BellRung" in office.get(path).text
    page = office.get(f"{path}/edit").text
    assert "A bell was rung" not in page
    assert page.count('value="BellRung"') == 1
    version = only(work).version
    form = {**FORM, "name": "Till", "types": ["BellRung", "ActivityLogged"], "version": version}
    assert office.post(f"{path}/edit", data=form).status_code == 303
    assert only(work).types == ("ActivityLogged", "BellRung")
    # Who lets it go cannot take it again.
    form = {**FORM, "types": "ActivityLogged", "version": only(work).version}
    office.post(f"{path}/edit", data=form)
    form = {**FORM, "types": "BellRung", "version": only(work).version}
    assert office.post(f"{path}/edit", data=form).status_code == 422
