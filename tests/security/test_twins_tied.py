"""Records of two reps that are tied to each other: a tie shows nothing of its other end."""

import pytest
from sqlalchemy import JSON, String, select, true

from salesforce_lite.kernel import scope
from tests.security.addresses import about, lists, of_the_tied
from tests.security.records import NORTH, SOUTH, Records, Twin
from tests.security.site import (
    SOUTHERN_MANAGER,
    Site,
    nothing_stays,
    text_of,
)
from tests.security.ties import tie
from tests.tables import core_tables

LOOKERS = ("rep", "manager")


@pytest.fixture(scope="module")
def tied(site: Site) -> Site:
    tie(site)
    return site


def asked(records: Records, twin: Twin) -> list[str]:
    return [*lists(records.owner_id), *about(records, twin), *of_the_tied(records)]


def shown(site: Site, who: str, twin: Twin, paths: list[str]) -> list[str]:
    found = []
    for path in paths:
        for headers in ({}, {"HX-Request": "true"}):
            with nothing_stays():
                answer = site.client(who).get(path, headers=headers)
            # A page that fails shows nothing, and proves nothing.
            assert answer.status_code < 500, path
            assert answer.status_code != 422, path
            if twin.canary in text_of(answer):
                found.append(path)
    return sorted(set(found))


@pytest.mark.parametrize("who", LOOKERS)
def test_nothing_of_the_other_end_shows_anywhere(tied: Site, who: str) -> None:
    paths = [*asked(tied.north, NORTH), *asked(tied.south, SOUTH)]
    assert shown(tied, who, SOUTH, paths) == []


@pytest.mark.parametrize("who", ["other", SOUTHERN_MANAGER])
def test_nor_the_other_way_round(tied: Site, who: str) -> None:
    assert shown(tied, who, NORTH, asked(tied.north, NORTH)) == []


@pytest.mark.parametrize("who", LOOKERS)
def test_the_own_end_shows(tied: Site, who: str) -> None:
    assert len(shown(tied, who, NORTH, list(of_the_tied(tied.north)))) > 20


def test_without_the_row_scope_the_other_end_is_seen_to_show(tied: Site, monkeypatch) -> None:
    """On each kind of page, so that none passes only because nothing stands there."""
    monkeypatch.setattr(scope, "scope_condition", lambda _actor, _model: true())
    monkeypatch.setattr("salesforce_lite.kernel.session.add_row_scope", lambda _state: None)
    north, south = tied.north, tied.south
    for path in (
        f"/contacts/{north['shared']}",
        f"/customers/{north['spare']}",
        f"/customers/{north['third']}",
        f"/customers/{north['second']}",
        f"/customers?portfolio={south['portfolio']}",
        f"/opportunities/{south['shared_sale']}",
        f"/activities/{south['shared_planned']}",
    ):
        assert shown(tied, "rep", SOUTH, [path]) == [path]


# What holds no words about a customer, and why.
NO_CANARY = {
    "api_token": "what programs of one person may do, shown to that person",
    "idempotent_answer": "what was answered to one person, and told to nobody else",
    "calendar_feed": "whose it is, and the program that read it",
    "company": "the company's own",
    "custom_field": "the company's own",
    "customer_link": "ids: what a page of a plugin shows",
    "event": "ids and what happened",
    "import_upload": "what administrators hand in; only they see it",
    "event_reader": "the server's",
    "exchange_rate": "the company's own",
    "lifecycle_change": "codes",
    "list_value": "the company's own",
    "mail": "to colleagues",
    "notification": "ids: the words are made when they are read",
    "notification_choice": "how one person wants to be told",
    "note": "what was refused or taken away, by ids",
    "pipeline": "the company's own",
    "plugin": "the company's own",
    "portfolio": "its name is offered to everybody; the customers in it are not",
    "push_subscription": "browsers of one person",
    "received_mail": "of one person, shown to that person",
    "record_change": "ids: which records changed, in the order of the server",
    "role": "the company's own",
    "sample_mark": "what is no customer's",
    "scheduled_job": "the server's",
    "sign_in_session": "one person's browsers, shown to that person",
    "stage": "the company's own",
    "stage_change": "who, from where, to where",
    "stage_total": "sums: told apart by the lists that are the same whatever others have",
    "team": "the company's own",
    "tombstone": "ids",
    "user": "colleagues, whom leaders give work to",
    "webhook_delivery": "ids and what receivers answered",
    "worker_lead": "the server's",
}


def test_every_table_with_words_about_customers_has_a_canary(tied: Site) -> None:
    silent = set()
    with tied.app.engine.connect() as connection:
        for table in core_tables():
            words = [c for c in table.columns if isinstance(c.type, String | JSON)]
            rows = connection.execute(select(*words)).all() if words else []
            if words and not any(SOUTH.canary in repr(row) for row in rows):
                silent.add(table.name)
    assert silent == NO_CANARY.keys()


def test_both_twins_have_rows_in_every_table_with_row_scope(tied: Site) -> None:
    with tied.app.engine.connect() as connection:
        for table in core_tables():
            if "scope_owner_id" in table.c:
                owners = set(connection.scalars(select(table.c.scope_owner_id).distinct()))
                assert {tied.north.owner_id, tied.south.owner_id} <= owners, table.name
