"""With the plugins that come along on: who reaches their pages, and nothing shows of others."""

from collections.abc import Iterator
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, true
from werkzeug.routing import Rule

from salesforce_lite.custom_fields import CustomValue
from salesforce_lite.customers import merge_customers
from salesforce_lite.imports import export_records
from salesforce_lite.kernel import clock, scope
from salesforce_lite.kernel.db import Base
from salesforce_lite.kernel.uow import UnitOfWork, reading_unit
from salesforce_lite.plugin.loading import unload_plugin
from salesforce_lite.web import policy_of
from tests.conftest import Template, drop_database, make_app
from tests.security.addresses import about, lists
from tests.security.bundled import FOLDERS, IDS, answer, arguments, switch_on
from tests.security.records import NORTH, SOUTH, Records, Twin
from tests.security.site import (
    ANYBODY,
    PEOPLE,
    SOUTHERN_MANAGER,
    Site,
    add_records,
    nothing_stays,
    text_of,
)
from tests.security.test_twin_data import MOMENT, PASSING
from tests.tables import is_of_core

SORTED = ("/customers?sort=scoring", "/customers?sort=-scoring", "/opportunities?view=list")
OFFICE = ("/admin/x/scoring/", "/admin/x/scoring/chances/", "/admin/x/visit_checklist/")
ORDERS = ("/x/orders/", "/x/orders/quotes/")
CLUB = ("/x/loyalty/", "/admin/x/loyalty/")
CALLS = ("/x/call_center/", "/x/call_center/campaigns", "/x/call_center/reports")


@pytest.fixture(scope="module", autouse=True)
def _time_stands_still() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: MOMENT)
        yield


@pytest.fixture(scope="module")
def empty(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """All plugins are on, and nobody has a customer."""
    folder = tmp_path_factory.mktemp("bundled")
    address = template.copy(folder)
    site = Site(make_app(folder, address, plugins=FOLDERS))
    site.app.config["WTF_CSRF_ENABLED"] = False
    site.hire_southern_manager()
    switch_on(site)
    yield site
    site.app.engine.dispose()
    for plugin_id in IDS:
        unload_plugin(plugin_id)
    drop_database(address)


@pytest.fixture(scope="module")
def before(empty: Site) -> dict[tuple[str, str], str]:
    """What the north sees while the south has nothing."""
    add_records(empty, "rep", NORTH)
    answer(empty, "rep", empty.north)
    return lists_of(empty)


@pytest.fixture(scope="module")
def site(empty: Site, before) -> Site:
    add_records(empty, "other", SOUTH)
    answer(empty, "other", empty.south)
    return empty


def rules(site: Site) -> list[Rule]:
    own = tuple(f"{place}/{plugin_id}/" for plugin_id in IDS for place in ("/x", "/admin/x"))
    return [rule for rule in site.app.url_map.iter_rules() if rule.rule.startswith(own)]


def asked(records: Records, twin: Twin) -> list[str]:
    own = [f"/activities/{records['answered']}{part}" for part in ("", "/edit")]
    own += [f"/x/call_center/calls/{records['called']}", *CALLS]
    own += [f"/x/loyalty/members/{records['member']}", *CLUB]
    found = [f"/customers/{records['customer']}?find=answer", *SORTED, *OFFICE]
    bought = [f"/x/orders/{records['order']}", f"/x/orders/quotes/{records['quote']}"]
    bought += [f"/x/orders/{records['order']}/edit", f"/x/orders/?customer={records['customer']}"]
    return [*lists(records.owner_id), *about(records, twin), *own, *found, *ORDERS, *bought]


def lists_of(site: Site) -> dict[tuple[str, str], str]:
    paths = [*lists(site.user_id("other")), *SORTED, *OFFICE[2:], *ORDERS]
    return {
        (who, path): PASSING.sub("", text_of(site.client(who).get(path)))
        for who in ("rep", "manager")
        for path in paths
    }


def shown(site: Site, who: str, twin: Twin, paths: list[str]) -> list[str]:
    found = []
    for path in paths:
        with nothing_stays():
            reply = site.client(who).get(path)
        assert reply.status_code < 500, path
        found += [path] if twin.canary in text_of(reply) else []
    return found


def test_every_page_answers_each_role_as_it_declares(site: Site) -> None:
    found, walked, called = [], 0, arguments(site)
    for rule in rules(site):
        policy = str(policy_of(site.app, rule.endpoint))
        values = {name: called[name] for name in rule.arguments}
        with site.app.test_request_context():
            path = site.app.url_for(rule.endpoint, **values)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for who in PEOPLE:
                before = fingerprint(site)
                with nothing_stays():
                    status = site.client(who).open(path, method=method).status_code
                is_let_in = policy == "public" or site.actor(who).may(policy)
                refusal = 302 if who == ANYBODY else 403
                walked += 1
                view = site.app.view_functions[rule.endpoint]
                if getattr(view, "is_for_machines", False):
                    # It asks for a signature, of whoever it is.
                    found += [] if status == 401 else [f"{method} {rule.rule}: {status}"]
                    continue
                if is_let_in and (status >= 500 or status in (401, 403)):
                    found.append(f"{method} {rule.rule} as {who}: {status}")
                if not is_let_in and (status != refusal or fingerprint(site) != before):
                    found.append(f"{method} {rule.rule} as {who}: {status}, not {refusal}")
    assert not found, "\n".join(found)
    assert walked > 250


def test_every_address_for_programs_answers_each_role_as_it_declares(site: Site) -> None:
    """With nothing said: who is let in is told what is missing, and nobody else anything."""
    found, walked, called = [], set(), arguments(site)
    own = tuple(f"/api/v1/x/{plugin_id}" for plugin_id in IDS)
    for rule in (one for one in site.app.url_map.iter_rules() if one.rule.startswith(own)):
        policy = str(policy_of(site.app, rule.endpoint))
        with site.app.test_request_context():
            # Where the table has none: what is not there is refused to everybody alike.
            values = {name: called.get(name, uuid4()) for name in rule.arguments}
            path = site.app.url_for(rule.endpoint, **values)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            walked.add(f"{method} {rule.rule}")
            for who in PEOPLE:
                before = fingerprint(site)
                body = None if method == "GET" else {}
                with nothing_stays():
                    status = site.client(who).open(path, method=method, json=body).status_code
                is_let_in = site.actor(who).may(policy)
                refusal = 401 if who == ANYBODY else 403
                if is_let_in and (status >= 500 or status in (401, 403)):
                    found.append(f"{method} {rule.rule} as {who}: {status}")
                if not is_let_in and (status != refusal or fingerprint(site) != before):
                    found.append(f"{method} {rule.rule} as {who}: {status}, not {refusal}")
    assert not found, "\n".join(found)
    assert "PATCH /api/v1/x/orders/quotes/<uuid:quote_id>" in walked
    assert "PATCH /api/v1/x/orders/<uuid:order_id>" in walked


def fingerprint(site: Site) -> str:
    """Of all rows of the plugins' tables."""
    own = [table for table in Base.metadata.sorted_tables if table.name.startswith(IDS)]
    with site.app.engine.connect() as connection:
        rows = [repr(row) for table in own for row in connection.execute(select(table))]
    return sha256("\n".join(sorted(rows)).encode()).hexdigest()


def test_no_form_is_taken_without_the_token(site: Site) -> None:
    called = arguments(site)
    with site.csrf(enabled=True):
        for rule in rules(site):
            view = site.app.view_functions[rule.endpoint]
            if "POST" in (rule.methods or ()) and not getattr(view, "is_for_machines", False):
                with site.app.test_request_context():
                    values = {name: called[name] for name in rule.arguments}
                    path = site.app.url_for(rule.endpoint, **values)
                assert site.client("admin").post(path).status_code == 400, path


@pytest.mark.parametrize("who", ["rep", "manager"])
def test_nothing_of_another_shows(site: Site, who: str) -> None:
    paths = [*asked(site.north, NORTH), *asked(site.south, SOUTH)]
    assert shown(site, who, SOUTH, paths) == []


@pytest.mark.parametrize("who", ["other", SOUTHERN_MANAGER])
def test_nor_the_other_way_round(site: Site, who: str) -> None:
    assert shown(site, who, NORTH, asked(site.north, NORTH)) == []


def test_what_others_have_changes_no_list(site: Site, before: dict[tuple[str, str], str]) -> None:
    after = lists_of(site)
    assert [place for place in before if before[place] != after[place]] == []


def test_ones_own_is_shown(site: Site) -> None:
    """Answers on the visit and in the timeline, scores in the list and on the customer."""
    rep, north = site.client("rep"), site.north
    for path in (
        f"/activities/{north['answered']}",
        f"/customers/{north['customer']}",
        f"/customers/{north['customer']}?find=answer",
    ):
        assert f"Answer {NORTH.canary}" in rep.get(path).text, path
    assert f"Bought {NORTH.canary}" in rep.get(f"/x/orders/{north['order']}").text
    assert f"Offer {NORTH.canary}" in rep.get(f"/x/orders/quotes/{north['quote']}").text
    assert "/customers?sort=scoring" in rep.get("/customers").text.replace("&amp;", "&")
    assert "Score" in rep.get(f"/customers/{north['customer']}").text


def exported(site: Site, who: str, path) -> str:
    contributions = site.app.plugins.current().contributions
    [activities] = [one for one in contributions.importers if one.entity == "activities"]
    with reading_unit(site.app.make_session, site.actor(who), surface="export") as uow:
        export_records(uow, activities, path, added=contributions.export_columns)
    return path.read_text(encoding="utf-8-sig")


def test_an_export_has_ones_own_answers_alone(site: Site, tmp_path) -> None:
    for who in ("rep", "manager"):
        text = exported(site, who, tmp_path / "activities.csv")
        assert f"Answer {NORTH.canary}" in text
        assert SOUTH.canary not in text


def test_without_the_row_scope_the_others_answers_are_seen(site, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(scope, "scope_condition", lambda _actor, _model: true())
    monkeypatch.setattr("salesforce_lite.kernel.session.add_row_scope", lambda _state: None)
    assert f"Answer {SOUTH.canary}" in exported(site, "rep", tmp_path / "activities.csv")
    path = f"/activities/{site.south['answered']}"
    assert f"Answer {SOUTH.canary}" in site.client("rep").get(path).text


# What tells of the past, or of the merged customer itself.
TELLING = {
    "audit_entry": "what was changed",
    "customer": "the merged one, which leads to the survivor",
    "custom_value": "what the merged one was found by; where others lead is looked at besides",
    "event": "what happened",
    "job": "subscribers that are yet to be told",
    "record_change": "that it was changed",
    "sync_conflict": "what a phone said of it; what is saved is saved of the survivor",
    "sync_op": "what a phone said of it",
    "scheduled_job": "subscribers that are yet to be told",
    "tombstone": "that it is gone",
}


def test_after_a_merge_nothing_leads_to_the_merged_one(site: Site) -> None:
    """In no column of any table, those of plugins too, whoever adds one."""
    keep, gone = site.north["third"], site.north["customer"]
    with nothing_stays(), site.work("admin") as uow:
        before = leading_to(uow, gone)
        merge_customers(uow, keep, gone)
        uow.settle()
        after = leading_to(uow, gone)
        led = select(CustomValue.record_id).where(CustomValue.target_id == gone)
        assert uow.session.scalars(led).all() == []
    assert before >= {
        "activity",
        "contact_link",
        "custom_value",
        "opportunity",
        "scoring_score",
    } | {
        "orders_order",
        "orders_quote",
    }
    assert after - TELLING.keys() == set()


def leading_to(uow: UnitOfWork, record_id: UUID) -> set[str]:
    """The tables in whose rows the id stands, in a column of its own or within a document."""
    uow.session.flush()
    said = (str(record_id), record_id.hex)
    return {
        table.name
        for table in Base.metadata.sorted_tables
        if table.name.startswith(IDS) or is_of_core(table.name)
        for row in uow.session.execute(select(*table.columns))
        if any(one in repr(tuple(row)) for one in said)
    }
