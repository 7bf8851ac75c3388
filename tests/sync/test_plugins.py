"""What plugins add to phones: commands that are taken like others, and cards beside customers."""

import pytest

from tests.plugin.conftest import enable as enable
from tests.plugin.conftest import operating as operating
from tests.plugin.conftest import workshop as workshop

HOOKS = """
from uuid import UUID

from salesforce_lite.api import Input, Listed, ListQuery, Record, Resource
from salesforce_lite.customers import get_customer
from salesforce_lite.kernel.versions import check_version


class Named(Input, kw_only=True, frozen=True):
    id: UUID


class Badge(Record, kw_only=True, frozen=True):
    grade: str


def join(uow, body, _read):
    customer = get_customer(uow, body.id)
    if customer.name == "Broken":
        customer.note = "half"
        raise RuntimeError("no")
    customer.note = "joined"
    return customer


def leave(uow, body, read):
    customer = get_customer(uow, body.id)
    check_version(customer, read_version(read))
    customer.note = "left"
    return customer


def badge_of(uow, uid):
    customer = get_customer(uow, uid)
    if customer.name == "Broken":
        raise RuntimeError("no")
    return Badge(id=uid, version=1, grade="gold")


def badges(uow, ids):
    # Whoever is called so has none to be seen.
    return {one: badge_of(uow, one) for one in ids if get_customer(uow, one).name != "Hidden"}


resource = Resource(name="badges", title="Badges", shape=Badge, load=badges)


@resource.get("", needs="customers.view")
def index(query: ListQuery) -> Listed[Badge]:
    return Listed(items=[])


@hookimpl
def api_resources():
    return [resource]


@hookimpl
def api_includes():
    def along(name, load, **more):
        known = {"about": "customer", "resource": "club.badges", "permission": "customers.view"}
        return ApiInclude(**known | {"name": name, "load": load} | more)

    def each(shown):
        return lambda uow, ids: {one: [shown(uow, one)] for one in ids}

    return [
        along("club", each(lambda _uow, one: one)),
        along("club_shaped", each(badge_of), shape=Badge),
        along("club_odd", each(lambda _uow, _one: object()), shape=Badge),
        along("club_secret", each(lambda _uow, one: one), permission="club.see"),
    ]


@hookimpl
def sync_commands():
    return [
        SyncCommand(name="club.join", about="customer", shape=Named, apply=join),
        SyncCommand(
            name="club.leave", about="customer", shape=Named, apply=leave, undoes=True
        ),
    ]


@hookimpl
def permissions():
    return [Permission(code="club.see", label="See", default_roles=("admin",))]
"""


@pytest.fixture
def app(workshop, enable):
    workshop.write("club", HOOKS)
    app = workshop.serve()
    problem = app.plugins.installation.plugin("club").problem
    assert problem is None, vars(problem)
    enable(app, "club")
    return app


def test_a_command_of_a_plugin_is_applied_once_and_its_record_comes_back(phone, program):
    made = phone.do("customers.create_customer", name="Aceros")["record"]
    joining = phone.command("club.join", id=made["id"])
    first = phone.push(joining)["results"][0]
    assert (first["status"], first["record"]["note"]) == ("applied", "joined"), first
    program.patch(f"/customers/{made['id']}", {"note": "the office"})
    again = phone.push(joining)["results"][0]
    assert (again["status"], again["record"]["note"]) == ("duplicate", "the office")


def test_a_command_that_fails_is_to_be_sent_again_and_loses_nothing(phone, program):
    broken, whole = (
        phone.do("customers.create_customer", name=name)["record"] for name in ("Broken", "Aceros")
    )
    failing = phone.command("club.join", id=broken["id"])
    others = [
        phone.command("customers.change_customer", 1, id=broken["id"], website="a.example"),
        phone.command("club.join", id=whole["id"]),
    ]
    results = phone.push(failing, *others)["results"]
    assert [one["status"] for one in results] == ["rejected", "applied", "applied"], results
    assert results[0]["retry"] is True
    assert results[0]["reason"]["code"] == "plugin_failed"
    stands = program.get(f"/customers/{broken['id']}").json
    assert (stands["note"], stands["website"]) == ("", "a.example")
    program.patch(f"/customers/{broken['id']}", {"name": "Mended"})
    again = phone.push(failing)["results"][0]
    assert (again["status"], again["record"]["note"]) == ("applied", "joined")


def test_a_command_of_a_plugin_that_is_off_waits_until_it_is_on(phone, program):
    made = phone.do("customers.create_customer", name="Aceros")["record"]
    joining = phone.command("club.join", id=made["id"])
    program.post("/plugins/club/disabling")
    waits = phone.push(joining)["results"][0]
    assert (waits["status"], waits["retry"]) == ("rejected", True)
    program.post("/plugins/club/enabling")
    assert phone.push(joining)["results"][0]["status"] == "applied"


def test_what_a_plugin_undoes_says_what_was_read(phone, program):
    made = phone.do("customers.create_customer", name="Aceros")["record"]
    blind = phone.do("club.leave", id=made["id"])
    assert (blind["status"], blind["reason"]["code"]) == ("rejected", "base_version_missing")
    program.patch(f"/customers/{made['id']}", {"note": "the office"})
    assert phone.do("club.leave", made["version"], id=made["id"])["status"] == "conflict"


def cards_of(items):
    return {one["record"]["name"]: one.get("cards", {}) for one in items}


def test_cards_of_a_plugin_come_with_the_customers_as_its_addresses_show_them(phone, phone_of):
    ids = phone.push(
        phone.command("customers.create_customer", id="temp:1", name="Aceros"),
        phone.command("customers.create_customer", id="temp:2", name="Hidden"),
    )["ids"]
    gold, hidden = (
        {"id": ids[temp], "version": 1, "grade": "gold"} for temp in ("temp:1", "temp:2")
    )
    assert cards_of(phone.pull()) == {
        "Aceros": {"club": [gold], "club_shaped": [gold]},
        "Hidden": {"club_shaped": [hidden]},
    }
    phone.do("customers.change_customer", 1, id=ids["temp:1"], note="x")
    assert cards_of(phone.pull()) == {"Aceros": {"club": [gold], "club_shaped": [gold]}}


def test_a_card_needs_the_scope_and_the_permission_of_its_plugin(phone_of):
    admin = phone_of("admin")
    admin.do("customers.create_customer", name="Aceros")
    assert cards_of(admin.pull())["Aceros"].keys() == {"club", "club_shaped", "club_secret"}
    narrow = phone_of("admin", scopes=["sync:read", "sync:write"])
    assert cards_of(narrow.pull()) == {"Aceros": {}}


def test_a_card_that_fails_costs_itself_and_nothing_else(phone):
    phone.do("customers.create_customer", name="Broken")
    assert cards_of(phone.pull()) == {"Broken": {}}
