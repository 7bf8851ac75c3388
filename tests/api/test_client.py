"""A client that a tool made from the OpenAPI document does a round trip."""

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import httpx
import pytest


@pytest.fixture
def client(app, program, tmp_path, monkeypatch):
    """Made in a process of its own, as by whoever writes a program; it speaks with this server."""
    document, config = tmp_path / "openapi.json", tmp_path / "config.yml"
    document.write_text(json.dumps(app.test_client().get("/api/v1/openapi.json").json))
    config.write_text("post_hooks: []\n")
    tool = Path(sys.executable).with_name("openapi-python-client")
    places = ("--path", document, "--config", config, "--output-path", tmp_path / "made_client")
    made = subprocess.run(
        [tool, "generate", "--meta", "none", *places],
        capture_output=True,
        text=True,
        check=False,
    )
    # What the tool cannot make it passes over with a warning.
    assert made.returncode == 0, made.stdout + made.stderr
    assert "Warning" not in made.stdout + made.stderr, made.stdout + made.stderr
    monkeypatch.syspath_prepend(str(tmp_path))
    speaking = import_module("made_client").AuthenticatedClient(
        base_url="http://localhost", token=program.secret
    )
    through = httpx.Client(
        base_url="http://localhost",
        headers={"Authorization": f"Bearer {program.secret}"},
        transport=httpx.WSGITransport(app=app),
    )
    yield speaking.set_httpx_client(through)
    through.close()
    for name in [name for name in sys.modules if name.split(".")[0] == "made_client"]:
        del sys.modules[name]


def test_a_generated_client_does_a_round_trip(client):
    models = import_module("made_client.models")
    customers = "made_client.api.customers.customers_"
    body = models.NewCustomer.from_dict(
        {"name": "Aceros del Norte", "emails": [{"address": "ventas@aceros.mx", "label": "work"}]}
    )
    made = import_module(f"{customers}create").sync(client=client, body=body)
    assert made.name == "Aceros del Norte"
    shown = import_module(f"{customers}show").sync(made.id, client=client)
    assert shown.email == "ventas@aceros.mx"
    change = models.CustomerWrite.from_dict({"tags": ["steel"]})
    changed = import_module(f"{customers}change").sync(
        made.id, client=client, body=change, if_match=f'"{shown.version}"'
    )
    assert changed.tags == ["steel"]
    stale = import_module(f"{customers}change").sync_detailed(
        made.id, client=client, body=change, if_match=f'"{shown.version}"'
    )
    assert (stale.status_code, json.loads(stale.content)["code"]) == (412, "stale_version")
    listed = import_module(f"{customers}index").sync(client=client, tag="steel")
    assert [one.id for one in listed.items] == [made.id]
    gone = import_module(f"{customers}delete").sync_detailed(made.id, client=client)
    assert gone.status_code == 204
