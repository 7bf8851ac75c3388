"""What phones call records before the server has made them."""


def create(phone, name, **more):
    return phone.command("customers.create_customer", id="temp:1", name=name, **more)


def test_it_names_one_record_for_the_life_of_the_phone(phone, program):
    first = phone.push(create(phone, "Lunes"))["results"][0]
    second = phone.push(
        create(phone, "Martes"),
        phone.command(
            "activities.create_activity",
            kind="visit",
            customer_id="temp:1",
            completed_at="2026-01-05T10:00:00Z",
        ),
    )["results"]
    assert (second[0]["status"], second[0]["reason"]["code"]) == ("rejected", "temp_id_used")
    # What was said of it stands where it was said to stand.
    assert second[1]["record"]["customer_id"] == first["id"]
    assert program.get("/customers?q=Martes").json["items"] == []


def test_one_that_was_refused_is_sent_anew_under_the_same_id(phone, program):
    refused = phone.push(create(phone, "Lunes", email="bad"))["results"][0]
    assert refused["status"] == "rejected"
    mended = phone.push(create(phone, "Lunes", email="lunes@example.com"))["results"][0]
    change = phone.do("customers.change_customer", 1, id="temp:1", note="Cierra a las dos")
    assert (change["status"], change["id"]) == ("applied", mended["id"])
    assert program.get(f"/customers/{mended['id']}").json["note"] == "Cierra a las dos"


def test_a_change_by_such_an_id_makes_nothing_of_that_name(phone):
    made = phone.push(create(phone, "Lunes"))
    changed = phone.push(
        phone.command("customers.change_customer", 1, id="temp:1", note="Cierra a las dos")
    )
    assert list(made["ids"]) == ["temp:1"]
    assert changed["ids"] == {}
