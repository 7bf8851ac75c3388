"""Plugins through the API: listed, switched on and off by the same rules as on pages."""

from pathlib import Path

import pytest

from salesforce_lite.plugin import PluginDisabled, PluginEnabled, unload_plugin
from salesforce_lite.testing.databases import drop_database
from salesforce_lite.testing.servers import make_app

BUNDLED = Path(__file__).parents[2] / "plugins"


@pytest.fixture
def app(template, tmp_path):
    address = template.copy(tmp_path)
    app = make_app(tmp_path, address, plugins=[BUNDLED])
    yield app
    app.engine.dispose()
    for one in app.plugins.installation.usable():
        unload_plugin(one.id)
    drop_database(address)


@pytest.fixture
def plugin_id(app):
    return app.plugins.installation.plugin("win_bell").id


def test_a_plugin_is_switched_on_and_off(program, plugin_id, told):
    address = f"/plugins/{plugin_id}"
    before = program.get(address)
    assert (before.status_code, before.json["state"]) == (200, "discovered"), before.json
    assert "ETag" not in before.headers
    on = program.post(f"{address}/enabling")
    assert (on.status_code, on.json["state"]) == (200, "enabled"), on.json
    assert program.get(address).json["switched_at"]
    assert [one.plugin_id for one in told(PluginEnabled)] == [plugin_id]
    again = program.post(f"{address}/enabling", Idempotency_Key="k")
    assert again.json["state"] == "enabled"
    kept = program.post(f"{address}/enabling", Idempotency_Key="k")
    assert kept.headers["Idempotent-Replayed"] == "true"
    assert [one["id"] for one in program.get("/plugins?state=enabled").json["items"]] == [plugin_id]
    off = program.post(f"{address}/disabling")
    assert (off.status_code, off.json["state"]) == (200, "disabled")
    assert [one.plugin_id for one in told(PluginDisabled)] == [plugin_id]
    found = program.get("/plugins?q=BELL").json["items"]
    assert [one["id"] for one in found] == [plugin_id]


def test_only_who_may_switches_plugins(connect, program, plugin_id):
    for role in ("rep", "manager", "viewer"):
        other = connect(role)
        assert other.get("/plugins").status_code == 403
        assert other.post(f"/plugins/{plugin_id}/enabling").status_code == 403
    reader = connect("admin", scopes=["plugins:read"])
    assert reader.post(f"/plugins/{plugin_id}/enabling").json["code"] == "scope_missing"
    assert program.get("/plugins/no_such").status_code == 404
    assert program.post("/plugins/no_such/enabling").status_code == 404
    assert program.post("/plugins/no_such/disabling").status_code == 404
    assert program.get(f"/plugins/{plugin_id}").json["state"] == "discovered"
