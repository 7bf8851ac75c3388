"""A form takes nothing away that it cannot offer: hidden parents, people who left, odd roles."""

from datetime import date

import pytest

from salesforce_lite.access import deactivate_user, find_user
from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    CustomerDraft,
    EmailAddress,
    PostalAddress,
    get_customer,
    phone_of,
    save_contact,
    save_customer,
    unlink_contact,
)
from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.kernel.money import Money
from salesforce_lite.opportunities import (
    OpportunityDraft,
    get_opportunity,
    list_pipelines,
    save_opportunity,
    save_pipeline,
    save_stage,
)
from tests.customers.pages import form_values


def person(work, name):
    with work("admin") as uow:
        return find_user(uow, f"{name}@example.com").id


def resave(client, address, **typed):
    """Open the form, change what is named, and save it."""
    page = client.get(f"{address}/edit").get_data(as_text=True)
    answer = client.post(f"{address}/edit", data=form_values(page) | {"confirmed": "1"} | typed)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return page


def customer_now(work, customer):
    with work("admin") as uow:
        return get_customer(uow, customer.id)


def opportunity_now(work, opportunity):
    with work("admin") as uow:
        return get_opportunity(uow, opportunity.id)


def sale(work, customer, **fields):
    with work("admin") as uow:
        usual = {"title": "B line", "customer_id": customer.id}
        usual |= {"expected_close_on": date(2099, 1, 31)}
        return save_opportunity(uow, OpportunityDraft.of(usual | fields))


def test_a_parent_that_one_does_not_see_stays_and_stays_unseen(add, work, client_of):
    parent = add("Matriz Oculta", by="admin", owner_id=person(work, "other"))
    child = add(by="admin", owner_id=person(work, "rep"), parent_id=parent.id)
    page = resave(client_of("rep"), f"/customers/{child.id}", name="Otro nombre")
    assert "Matriz" not in page
    assert customer_now(work, child).parent_id == parent.id


def test_a_parent_that_one_does_not_see_cannot_be_chosen(add, work):
    parent = add("Matriz", by="other")
    child = add()
    with work("rep") as uow, pytest.raises(InvalidInputError) as refused:
        save_customer(uow, CustomerDraft.of({"parent_id": parent.id}, id=child.id))
    assert set(refused.value.fields) == {"parent_id"}


def test_an_owner_who_left_stays_until_another_is_chosen(add, work, client_of):
    rep = person(work, "rep")
    customer = add(by="rep")
    opportunity = sale(work, customer, owner_id=rep)
    with work("admin") as uow:
        deactivate_user(uow, rep)
    admin = client_of("admin")
    resave(admin, f"/customers/{customer.id}", name="Otro nombre")
    resave(admin, f"/opportunities/{opportunity.id}", title="C line")
    assert customer_now(work, customer).owner_id == rep
    assert opportunity_now(work, opportunity).owner_id == rep


def test_a_sale_given_to_nobody_goes_to_the_owner_of_the_customer(add, work, client_of):
    customer = add(by="rep")
    opportunity = sale(work, customer, owner_id=person(work, "other"))
    resave(client_of("admin"), f"/opportunities/{opportunity.id}", owner_id="")
    assert opportunity_now(work, opportunity).owner_id == person(work, "rep")


def test_a_currency_without_a_rate_stays(add, work, client_of):
    opportunity = sale(work, add(), amount=Money.of("100", "GBP"))
    resave(client_of("rep"), f"/opportunities/{opportunity.id}", title="C line")
    assert opportunity_now(work, opportunity).amount == Money.of("100", "GBP")


def test_a_stage_that_was_retired_stays(add, work, client_of):
    with work("admin") as uow:
        first = {"name": "First", "probability": 1}
        pipeline = save_pipeline(uow, name="Old", stages=[first])
        stage = save_stage(uow, pipeline_id=pipeline.id, name="Old stage", probability=5)
    opportunity = sale(work, add(), stage_id=stage.id)
    with work("admin") as uow:
        save_pipeline(uow, pipeline.id, name="Old", is_active=False)
    resave(client_of("rep"), f"/opportunities/{opportunity.id}", title="C line")
    assert opportunity_now(work, opportunity).stage_id == stage.id
    with work("admin") as uow:
        assert [one.pipeline.name for one in list_pipelines(uow)] != ["Old"]


def test_a_contact_who_left_the_customer_stays_with_the_sale(add, work, client_of):
    customer = add()
    with work("rep") as uow:
        links = [ContactLinkDraft(customer_id=customer.id)]
        contact = save_contact(uow, ContactDraft.of({"name": "Luisa"}, links=links))
    opportunity = sale(work, customer, contact_id=contact.id)
    with work("rep") as uow:
        unlink_contact(uow, contact.id, customer.id)
    resave(client_of("rep"), f"/opportunities/{opportunity.id}", title="C line")
    assert opportunity_now(work, opportunity).contact_id == contact.id


def test_a_role_that_no_list_has_stays(add, work, client_of):
    customer = add(roles=["customer", "imported role"])
    resave(client_of("rep"), f"/customers/{customer.id}", name="Otro nombre")
    assert customer_now(work, customer).roles == ("customer", "imported role")


def test_more_phones_than_anybody_types_stay(add, work, client_of):
    phones = [phone_of(f"+34 91 123 4{number:03}", "ES") for number in range(45)]
    customer = add(phones=phones)
    resave(client_of("rep"), f"/customers/{customer.id}", name="Otro nombre")
    assert len(customer_now(work, customer).phones) == 45


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"emails": [EmailAddress(f"a{n}@example.com") for n in range(101)]}, "emails"),
        ({"tags": [f"t{n}" for n in range(101)]}, "tags"),
        ({"addresses": [PostalAddress(country="MEXICO")]}, "addresses"),
        ({"tax_country": "MEX", "tax_value": "1"}, "tax_country"),
    ],
)
def test_what_no_column_or_form_holds_is_refused(fields, wrong):
    with pytest.raises(InvalidInputError) as refused:
        CustomerDraft.of({"name": "Uno"} | fields)
    assert set(refused.value.fields) == {wrong}


@pytest.mark.parametrize("letter", ["ñ", "ß", "ﷺ"])
def test_a_long_name_of_letters_that_grow_when_compared_is_kept(add, letter):
    assert add(letter * 200).name == letter * 200
