"""Finding customers: by everything they are known by, only one's own, the best first."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesforce_lite.customers import (
    CustomerDraft,
    EmailAddress,
    PostalAddress,
    delete_customer,
    phone_of,
    restore_customer,
    save_customer,
    save_customers,
)
from salesforce_lite.customers import hooks as customers
from salesforce_lite.search import search


def found(uow, typed, limit=8):
    hits = search(uow, typed, customers.search_sources(), limit=limit)
    return [hit.title for hit in hits.get("customer", [])]


@pytest.fixture
def perez(work):
    with work("rep") as uow:
        return save_customer(
            uow,
            CustomerDraft.of(
                {
                    "name": "Ferretería Pérez-Núñez",
                    "legal_name": "Suministros del Norte, S.L.",
                    "emails": [EmailAddress("ventas@fp-norte.example")],
                    "phones": [phone_of("+34 600 111 222", "ES"), phone_of("55 1234 5678", "MX")],
                    "addresses": [PostalAddress(city="Logroño")],
                    "tags": ["Mayorista VIP"],
                    "tax_country": "MX",
                    "tax_value": "AAA010101AAA",
                }
            ),
        )


@pytest.mark.parametrize(
    "typed",
    [
        "Ferretería",
        "ferreteria",
        "FERRE",
        "perez nunez",
        "nuñez ferret",
        "suministros norte",
        "ventas@fp-norte.example",
        "logrono",
        "mayorista",
        "AAA010101AAA",
        "aaa0101",
        "+34 600 111 222",
        "600111222",
        "600 11 12 22",
        "0034600111222",
        "(600) 111-222",
        "5512345678",
        "+52 1 55 1234 5678",
        "12345678",
    ],
)
def test_a_customer_is_found_by_whatever_is_known_of_it(perez, work, typed):
    with work("rep") as uow:
        assert found(uow, typed) == ["Ferretería Pérez-Núñez"]


@pytest.mark.parametrize("typed", ["perez gomez", "600111223", "norte x", "ventas@fp.es"])
def test_what_does_not_match_finds_nothing(perez, work, typed):
    with work("rep") as uow:
        assert found(uow, typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "*", "-", '"', 'a"b', "AND", "NOT x", "perez AND", "col:x", "facets:kind",
        "kind:customer", "NEAR(a b)", "^a", "a*b*", "'; --", "a' | 'b", "\\", "😀", "\ud800",
        "\ud800perez", "a\0b", "%", "_", "x" * 10_000, "a " * 5_000, "文字", "שלום", "１２３",
        "\u0301\u0301", "\ufeff", ":*", "()", "!a",
    ],
)  # fmt: skip
def test_nothing_that_is_typed_is_syntax(perez, work, typed):
    with work("rep") as uow:
        search(uow, typed, customers.search_sources())


def test_operators_are_words_like_others(work):
    with work("rep") as uow:
        save_customers(
            uow, [CustomerDraft.of({"name": name}) for name in ("Perez", "Perez or Gomez")]
        )
        assert found(uow, "perez OR gomez") == ["Perez or Gomez"]
        assert found(uow, "perez NOT gomez") == []


def test_another_reps_customer_is_not_found_but_the_managers_is(perez, work):
    for who, sees in (("other", False), ("rep", True), ("manager", True), ("viewer", True)):
        with work(who) as uow:
            for typed in ("ferret", "perez", "600111222", "logrono", "ventas@fp-norte.example"):
                assert bool(found(uow, typed)) is sees, (who, typed)


def test_the_facets_of_the_index_cannot_be_typed(perez, work, actor_of):
    owner = actor_of("rep").user_id
    with work("other") as uow:
        assert found(uow, f"scope:{owner.hex}") == []
        assert found(uow, "kind:customer") == []


def test_exact_titles_come_first_then_beginnings_then_the_rest(work):
    names = ["Big Acme", "Acme Zinc", "Acme", "Acme Alpha", "The other Acme shop", "Acmesur"]
    with work("rep") as uow:
        save_customers(uow, [CustomerDraft.of({"name": name}) for name in names])
        assert found(uow, "acme") == [
            "Acme", "Acme Alpha", "Acme Zinc", "Acmesur", "Big Acme", "The other Acme shop",
        ]  # fmt: skip
        assert found(uow, "acme", limit=2) == ["Acme", "Acme Alpha"]


def test_a_title_counts_more_than_what_is_not_shown(work):
    with work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"name": "Aaa", "tags": ["bolts"]}))
        save_customer(uow, CustomerDraft.of({"name": "Zinc bolts"}))
        assert found(uow, "bolts") == ["Zinc bolts", "Aaa"]


def test_a_change_replaces_what_it_was_found_by(perez, work):
    with work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"name": "Nuevo nombre", "emails": []}, id=perez.id))
    with work("rep") as uow:
        assert found(uow, "ferreteria") == []
        assert found(uow, "ventas@fp-norte.example") == []
        assert found(uow, "nuevo") == ["Nuevo nombre"]
        assert found(uow, "logrono") == ["Nuevo nombre"]


def test_the_search_follows_a_new_owner(perez, work, actor_of):
    with work("admin") as uow:
        save_customer(uow, CustomerDraft.of({"owner_id": actor_of("other").user_id}, id=perez.id))
    with work("other") as uow:
        assert found(uow, "nunez") == ["Ferretería Pérez-Núñez"]
        assert found(uow, "ferret") == ["Ferretería Pérez-Núñez"]
    with work("rep") as uow:
        assert found(uow, "nunez") == []
        assert found(uow, "ferret") == []


def test_what_is_deleted_is_not_found_until_it_is_restored(perez, work):
    with work("admin") as uow:
        delete_customer(uow, perez.id)
    with work("admin") as uow:
        assert found(uow, "ferret") == found(uow, "nunez") == []
    with work("admin") as uow:
        restore_customer(uow, perez.id)
    with work("rep") as uow:
        assert found(uow, "nunez") == ["Ferretería Pérez-Núñez"]


def test_a_refused_save_leaves_the_search_as_it_was(perez, work):
    def change_and_fail():
        with work("rep") as uow:
            save_customer(uow, CustomerDraft.of({"name": "Other name"}, id=perez.id))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()
    with work("rep") as uow:
        assert found(uow, "nunez") == ["Ferretería Pérez-Núñez"]
        assert found(uow, "other") == []


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=st.text(min_size=1, max_size=60).filter(lambda text: "\0" not in text))
def test_a_customer_is_found_by_its_own_name(work, name):
    """Whatever letters the name has, if it has any."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return
    if not name.split():
        return
    with work("rep") as uow:
        customer = save_customer(uow, CustomerDraft.of({"name": name}))
        hits = search(uow, customer.name, customers.search_sources(), limit=200)
        assert not hits or customer.id in {hit.id for hit in hits["customer"]}
        if any(letter.isalnum() for letter in name):
            assert customer.id in {hit.id for hit in hits["customer"]}
