"""Duplicates: found by what is equal or alike, only among what the actor sees, never in the way."""

import csv
from itertools import combinations
from pathlib import Path

import pytest

from salesforce_lite.customers import (
    CustomerDraft,
    EmailAddress,
    PostalAddress,
    Reason,
    find_duplicates,
    find_duplicates_batch,
    phone_of,
    save_customer,
    save_customers,
)

OUTSIDE = Path(__file__).parents[2].parent / "shared" / "data" / "dedupe"

PEREZ = {
    "name": "Ferretería Pérez, S.A. de C.V.",
    "emails": [EmailAddress("ventas@perez.example")],
    "phones": [phone_of("81 8345 6789", "MX")],
    "addresses": [
        PostalAddress(street="Av. Juárez 123", city="Monterrey", postal_code="64000", country="MX")
    ],
    "tax_country": "MX",
    "tax_value": "MAB9307148T4",
}


@pytest.fixture
def perez(work):
    with work("rep") as uow:
        return save_customer(uow, CustomerDraft.of(PEREZ))


def reasons(uow, **fields):
    return [candidate.reasons for candidate in find_duplicates(uow, fields)]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"emails": [EmailAddress(" VENTAS@perez.example")]}, Reason.EMAIL),
        ({"phones": [phone_of("+52 81 8345-6789", "ES")]}, Reason.PHONE),
        ({"tax_country": "MX", "tax_value": "mab-930714-8t4"}, Reason.TAX_ID),
        ({"name": "FERRETERIA PEREZ"}, Reason.NAME),
        ({"name": "Perez Ferreteria SA"}, Reason.NAME),
        (
            {
                "name": "Ferreteria Peres",
                "addresses": [PostalAddress(street="Avenida Juarez 123", postal_code="64000")],
            },
            Reason.NAME_AND_PLACE,
        ),
        (
            {
                "name": "Feretería Pérez",
                "addresses": [PostalAddress(street="Juárez #123", city="Monterrey")],
            },
            Reason.NAME_AND_PLACE,
        ),
    ],
)
def test_a_customer_is_recognised(work, perez, fields, reason):
    with work("rep") as uow:
        [found] = find_duplicates(uow, fields)
        assert found.customer.id == perez.id
        assert found.reasons == (reason,)
        assert 50 <= found.score <= 100


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Ferretería Gómez"},
        {"name": "F"},
        {"name": "", "emails": [EmailAddress("")], "phones": [phone_of("", "MX")]},
        {"name": "Pérez"},
        {"emails": [EmailAddress("compras@perez.example")]},
        {
            "name": "Ferretería Pérez",
            "addresses": [
                PostalAddress(street="Calle Colón 9", city="Mérida", postal_code="97000")
            ],
        },
        {"name": "Ferretería Pérez", "tax_country": "MX", "tax_value": "GODE561231GR8"},
    ],
)
def test_what_differs_enough_is_no_duplicate(work, perez, fields):
    with work("rep") as uow:
        found = find_duplicates(uow, fields)
        assert found == [] or found[0].score < 90
        if fields.get("name") != "Ferretería Pérez":
            assert found == []


def in_madrid(name, **place):
    return {"name": name, "addresses": [PostalAddress(city="Madrid", country="ES", **place)]}


NEAR = {"postal_code": "28013"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (in_madrid("Hotel Madrid"), in_madrid("Clínica Madrid")),
        (in_madrid("Hotel Madrid", **NEAR), in_madrid("Clínica Madrid", **NEAR)),
        (in_madrid("Hotel Madrid, S.A."), in_madrid("Clínica Madrid SA")),
        (in_madrid("Talleres Ruiz, S.L. Madrid"), in_madrid("Hotel Sol, S.L. Madrid")),
        (in_madrid("Ferretería Gómez", **NEAR), in_madrid("Ferretería Pérez", **NEAR)),
        (in_madrid("Hotel Sol de Madrid"), in_madrid("Hotel Luna de Madrid")),
        (in_madrid("Ana Madrid"), in_madrid("Ana Gómez")),
    ],
)
def test_to_share_a_city_and_its_name_makes_no_duplicate(work, one, other):
    with work("rep") as uow:
        save_customer(uow, CustomerDraft.of(one))
        assert find_duplicates(uow, other) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (in_madrid("Hotel Madrid"), in_madrid("HOTEL MADRID SA")),
        (in_madrid("Madrid"), in_madrid("Madrid, S.A.")),
        (in_madrid("Hotel Sol"), in_madrid("Hotel Sol Madrid")),
        (in_madrid("Talleres Ruiz, S.L. Madrid"), in_madrid("Taleres Ruiz", **NEAR)),
        (
            in_madrid("Hotel Sol", street="Gran Vía 12"),
            in_madrid("Hotel del Sol, Madrid", street="c/ Gran Via, 12"),
        ),
    ],
)
def test_the_same_name_with_or_without_its_city_is_recognised(work, one, other):
    with work("rep") as uow:
        save_customer(uow, CustomerDraft.of(one))
        [found] = find_duplicates(uow, other)
        assert found.reasons == (Reason.NAME_AND_PLACE,)


def test_generic_tax_ids_never_make_duplicates(work):
    generic = {"tax_country": "MX", "tax_value": "XAXX010101000"}
    with work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"name": "Walk-in customer", **generic}))
        assert find_duplicates(uow, {"name": "Somebody else", **generic}) == []


def test_a_branch_that_shares_the_tax_id_is_told_last(work, perez):
    with work("rep") as uow:
        same = save_customer(
            uow, CustomerDraft.of({"name": "Other", "emails": [EmailAddress("x@y.example")]})
        )
        found = find_duplicates(
            uow,
            {
                "emails": [EmailAddress("x@y.example")],
                "tax_country": "MX",
                "tax_value": "MAB9307148T4",
            },
        )
        assert [candidate.customer.id for candidate in found] == [same.id, perez.id]


def test_several_reasons_make_it_surer(work, perez):
    with work("rep") as uow:
        [one] = find_duplicates(uow, {"emails": PEREZ["emails"]})
        [many] = find_duplicates(uow, PEREZ)
        assert many.score > one.score
        assert set(many.reasons) == {
            Reason.EMAIL,
            Reason.PHONE,
            Reason.TAX_ID,
            Reason.NAME_AND_PLACE,
        }


def test_the_record_itself_and_what_is_deleted_are_left_out(work, perez):
    with work("rep") as uow:
        assert find_duplicates(uow, PEREZ, exclude_id=perez.id) == []
    with work("admin") as uow:
        uow.session.get(type(perez), perez.id).deleted_at = uow.now
    with work("rep") as uow:
        assert find_duplicates(uow, PEREZ) == []


def test_no_candidate_is_a_customer_of_somebody_else(work, perez):
    with work("other") as uow:
        assert find_duplicates(uow, PEREZ) == []
        assert find_duplicates_batch(uow, [PEREZ, {"name": perez.name}]) == [[], []]
    with work("manager") as uow:
        assert len(find_duplicates(uow, PEREZ)) == 1


def test_no_more_are_told_than_asked_for(work):
    with work("rep") as uow:
        save_customers(uow, [CustomerDraft.of({"name": "Oxxo"}) for _ in range(120)])
        assert len(find_duplicates(uow, {"name": "OXXO"}, limit=3)) == 3


def test_the_save_itself_never_refuses(work, perez):
    with work("rep") as uow:
        again = save_customer(uow, CustomerDraft.of(PEREZ))
        assert again.id != perez.id


def febrl(name):
    with (OUTSIDE / "febrl" / name).open() as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            street = f"{row['street_number']} {row['address_1']}"
            yield (
                row["rec_id"].split("-")[1],
                f"{row['given_name']} {row['surname']}".strip() or "?",
                PostalAddress(street=street, city=row["suburb"], postal_code=row["postcode"]),
            )


def chicago():
    path = OUTSIDE / "chicago_early_childhood" / "csv_example_input_with_true_ids.csv"
    with path.open() as file:
        for row in csv.DictReader(file):
            yield (
                row["True Id"],
                " ".join(row["Site name"].split()),
                PostalAddress(street=" ".join(row["Address"].split()), postal_code=row["Zip"]),
            )


def measured(work, rows):
    """(precision, recall) over pairs, each record asking for its likes among all others."""
    described = [{"name": name, "addresses": [place]} for _entity, name, place in rows]
    with work("rep") as uow:
        saved = []
        for start in range(0, len(rows), 500):
            part = described[start : start + 500]
            saved += save_customers(uow, [CustomerDraft.of(fields) for fields in part])
    entity = {customer.id: row[0] for customer, row in zip(saved, rows, strict=True)}
    found = set()
    with work("rep") as uow:
        for start in range(0, len(rows), 500):
            part = saved[start : start + 500]
            answers = find_duplicates_batch(uow, described[start : start + 500], limit=20)
            for customer, candidates in zip(part, answers, strict=True):
                found |= {
                    frozenset([customer.id, candidate.customer.id])
                    for candidate in candidates
                    if candidate.customer.id != customer.id
                }
            uow.session.expunge_all()
    by_entity = {}
    for one, name in entity.items():
        by_entity.setdefault(name, []).append(one)
    true = {frozenset(pair) for group in by_entity.values() for pair in combinations(group, 2)}
    return len(found & true) / len(found), len(found & true) / len(true)


@pytest.mark.outside_data
@pytest.mark.skipif(not OUTSIDE.exists(), reason="the data for it is not here")
@pytest.mark.parametrize(
    ("source", "precision", "recall"),
    [
        (lambda: febrl("dataset1.csv"), 0.98, 0.9),
        (lambda: febrl("dataset2.csv"), 0.97, 0.83),
        (chicago, 0.85, 0.7),
    ],
    ids=["people, one slip each", "people, many slips", "organisations"],
)
def test_known_duplicates_are_found_and_few_others(work, source, precision, recall):
    reached = measured(work, list(source()))
    assert reached >= (precision, 0), reached
    assert reached[1] >= recall, reached
