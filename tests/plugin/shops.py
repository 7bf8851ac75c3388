"""Shops with points: a server with the plugin of `columns`, and how its lists are read."""

import re
from importlib import import_module

import pytest
from sqlalchemy import select

from salesforce_lite.customers import Customer
from salesforce_lite.testing.records import Records
from tests.plugin.columns import FILES, HOOKS

NAME = re.compile(r'class="sl-row-link"[^>]*>([^<]*)<')
NEXT = re.compile(r'rel="next" href="([^"]*)"')


@pytest.fixture
def serve(workshop, enable):
    """A server with the plugin, its hooks as they are given."""

    def begin(hooks: str = HOOKS):
        workshop.write("one", hooks, files=FILES)
        app = workshop.serve()
        enable(app, "one")
        return app

    return begin


@pytest.fixture
def score(operating):
    """Give the customers of these names points, and a grade from 50 on."""

    def give(app, **points: int) -> None:
        row = import_module("sfl_plugins.one.model").Score
        with operating(app) as uow:
            ids = {
                name: key for key, name in uow.session.execute(select(Customer.id, Customer.name))
            }
            for name, count in points.items():
                grade = "A" if count >= 50 else "B"
                uow.session.add(row(customer_id=ids[name], count=count, grade=grade))

    return give


@pytest.fixture
def shops(serve, score):
    """Five shops, three of which have points."""
    app = serve()
    records = Records(app)
    for name in ("Alfa", "Beta", "Gamma", "Delta", "Epsilon"):
        records.customer(name=name)
    score(app, Beta=10, Gamma=90, Delta=50)
    return app


def names(client, address: str) -> list[str]:
    return NAME.findall(client.get(address).text)


def all_pages(client, address: str) -> list[list[str]]:
    pages = []
    while address:
        page = client.get(address).text
        pages.append(NAME.findall(page))
        found = NEXT.search(page)
        address = found and found.group(1).replace("&amp;", "&")
    return pages
