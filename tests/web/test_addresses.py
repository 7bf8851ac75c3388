"""Addresses of records are filled in, and are what Flask would have built."""

from uuid import uuid4

import pytest
from flask import Flask, url_for

from salesforce_lite.web import App


@pytest.mark.parametrize(
    ("endpoint", "name"),
    [("customers.show", "customer_id"), ("customers.index", "portfolio")],
    ids=["in the path", "as an argument"],
)
def test_an_address_with_one_id_is_the_same_as_flask_builds(
    app: App, endpoint: str, name: str
) -> None:
    with app.test_request_context("/"):
        for record_id in (uuid4(), uuid4()):
            ours = url_for(endpoint, **{name: record_id})
            assert str(record_id) in ours
            assert ours == Flask.url_for(app, endpoint, **{name: record_id})


def test_an_address_stands_under_the_path_the_server_is_served_at(app: App) -> None:
    with app.test_request_context("/"):
        assert url_for("customers.show", customer_id=uuid4()).startswith("/customers/")
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/crm"}):
        assert url_for("customers.show", customer_id=uuid4()).startswith("/crm/customers/")


def test_an_address_that_does_not_exist_is_an_error(app: App) -> None:
    with app.test_request_context("/"), pytest.raises(LookupError):
        url_for("customers.nowhere", customer_id=uuid4())
