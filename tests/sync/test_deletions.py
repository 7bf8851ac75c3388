"""A deletion undoes what others did: it counts only for what its phone had read."""

import pytest

KINDS = {
    "customers.delete_customer": "/customers",
    "customers.delete_contact": "/contacts",
    "opportunities.delete_opportunity": "/opportunities",
    "activities.delete_activity": "/activities",
}
each_kind = pytest.mark.parametrize("command", KINDS)


@pytest.fixture
def phone(phone_of):
    """Of somebody who may delete everything."""
    return phone_of("admin")


@pytest.fixture
def made(phone):
    """`made("customers.delete_customer")`: a record of that kind, as the phone has read it."""

    def make(command):
        customer = phone.do("customers.create_customer", name="Aceros")["record"]
        if command == "customers.delete_contact":
            links = [{"customer_id": customer["id"]}]
            return phone.do("customers.create_contact", name="Ana", links=links)["record"]
        if command == "opportunities.delete_opportunity":
            sale = {"title": "Bombas", "customer_id": customer["id"]}
            return phone.do("opportunities.create_opportunity", **sale)["record"]
        if command == "activities.delete_activity":
            return phone.do("activities.create_activity", kind="task", subject="Call")["record"]
        return customer

    return make


@each_kind
def test_a_deletion_says_what_was_read(phone, program, made, command):
    record = made(command)
    blind = phone.do(command, id=record["id"])
    assert (blind["status"], blind["reason"]["code"]) == ("rejected", "base_version_missing")
    assert program.get(f"{KINDS[command]}/{record['id']}").json == record
    assert phone.do(command, record["version"], id=record["id"])["status"] == "applied"
    assert program.get(f"{KINDS[command]}/{record['id']}").status_code == 404


@each_kind
def test_what_was_changed_since_is_not_deleted_before_a_person_says_so(
    phone, program, made, command
):
    record = made(command)
    path = f"{KINDS[command]}/{record['id']}"
    field = "note" if "note" in record else "title"
    changed = program.patch(path, {field: "the office"}).json
    answer = phone.do(command, record["version"], id=record["id"])
    assert (answer["status"], answer["reason"]["code"]) == ("conflict", "changed_meanwhile")
    assert answer["record"] == changed == program.get(path).json
    [kept] = phone.program.get("/sync/conflicts").json["items"]
    assert (kept["kind"], kept["command"], kept["record_id"]) == ("state", command, record["id"])
    decided = program.post(f"/sync/conflicts/{kept['id']}/decision", {"choice": "wanted"})
    assert decided.status_code == 200, decided.text
    assert program.get(path).status_code == 404


def test_what_the_phone_made_and_has_not_read_yet_is_of_version_0(phone, program):
    new = phone.command("customers.create_customer", id="temp:1", name="By mistake")
    gone = phone.command("customers.delete_customer", 0, id="temp:1")
    results = phone.push(new, gone)["results"]
    assert [one["status"] for one in results] == ["applied", "applied"], results
    other = phone.do("customers.create_customer", id="temp:2", name="Aceros")["record"]
    program.patch(f"/customers/{other['id']}", {"note": "the office"})
    assert phone.do("customers.delete_customer", 0, id="temp:2")["status"] == "conflict"


def test_what_the_phone_changed_itself_does_not_stand_in_the_way(phone, made):
    record = made("customers.delete_customer")
    phone.do("customers.change_customer", record["version"], id=record["id"], note="x")
    gone = phone.do("customers.delete_customer", record["version"], id=record["id"])
    assert gone["status"] == "applied", gone
