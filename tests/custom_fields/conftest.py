"""Fields made in one line, and customers to give values to."""

import pytest

from tests.custom_fields.fields import make_field
from tests.customers.pages import adder
from tests.imports.conftest import bring, send_out, write

__all__ = ["bring", "send_out", "write"]


@pytest.fixture
def add(work):
    """`add("Kiosco Sol", by="other", custom={…})` – a saved customer."""
    return adder(work)


@pytest.fixture
def field(work):
    """`field("number", "activity", is_required=True)` – a field `my_number`."""

    def make(kind: str, entity: str = "customer", **settings):
        with work("admin") as uow:
            return make_field(uow, kind, entity, **settings)

    return make
