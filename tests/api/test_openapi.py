"""The OpenAPI document says what is there."""

import pytest

from salesforce_lite.api import openapi, views
from salesforce_lite.testing import contribute


@pytest.fixture
def makings(monkeypatch):
    """One entry for each time that the document is made."""
    made = []

    def make(*arguments):
        made.append(arguments)
        return openapi.openapi_document(*arguments)

    monkeypatch.setattr(views, "openapi_document", make)
    return made


def test_the_document_is_made(app):
    document = app.test_client().get("/api/v1/openapi.json").json
    assert document["openapi"] == "3.1.0"
    assert document["paths"]["/api/v1/customers"]["get"]


def test_it_is_made_once_for_what_is_there(app, makings):
    client = app.test_client()
    first, again = (client.get("/api/v1/openapi.json") for _ in "ab")
    assert first.data == again.data
    assert len(makings) == 1
    elsewhere = client.get("/api/v1/openapi.json", base_url="http://crm.example.com")
    assert elsewhere.json["servers"] == [{"url": "http://crm.example.com"}]
    kept = [one for one in app.contributions.api_resources if one.name != "customers"]
    contribute(app, api_resources=tuple(kept))
    fewer = client.get("/api/v1/openapi.json").json
    assert "/api/v1/customers" not in fewer["paths"]
    assert len(makings) == 3
