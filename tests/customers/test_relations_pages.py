"""Pages of relations: added, read in the right direction at both ends, ended, removed."""

import pytest

from salesforce_lite.customers import (
    CustomerDraft,
    RelationKind,
    relate_customers,
    relations_of,
    save_customer,
)


@pytest.fixture
def pair(work):
    with work("rep") as uow:
        names = ("Agencia Luna", "Seguros Sur")
        return tuple(save_customer(uow, CustomerDraft.of({"name": name})).id for name in names)


def test_a_relation_reads_rightly_at_both_ends(client_of, pair):
    agent, insurer = pair
    client = client_of("rep")
    answer = client.post(
        f"/customers/{insurer}/relations/new",
        data={
            "reading": "agent_of.back",
            "other_id": str(agent),
            "bond": "captive",
            "starts_on": "2024-03-01",
        },
    )
    assert answer.status_code == 303
    at_insurer = client.get(f"/customers/{insurer}").text
    at_agent = client.get(f"/customers/{agent}").text
    assert "Has agent" in at_insurer
    assert "Agencia Luna" in at_insurer
    assert "captive" in at_insurer
    assert "Agent of" in at_agent
    assert "Seguros Sur" in at_agent


def test_the_form_says_what_is_missing(client_of, pair):
    client = client_of("rep")
    address = f"/customers/{pair[0]}/relations/new"
    assert "Agencia Luna" in client.get(address).text
    assert client.post(address, data={"reading": "agent_of.forward"}).status_code == 422
    itself = client.post(address, data={"reading": "agent_of.forward", "other_id": str(pair[0])})
    assert itself.status_code == 422
    assert "to itself" in itself.text


def test_a_relation_is_ended_and_removed(work, client_of, pair):
    with work("rep") as uow:
        relation = relate_customers(uow, pair[0], RelationKind.REFERRED_BY, pair[1])
    client = client_of("rep")
    base = f"/customers/{pair[0]}/relations/{relation.id}"
    assert client.post(f"{base}/ending", data={"version": "1"}).status_code == 303
    assert client.post(f"{base}/ending", data={"version": "1"}).status_code == 409
    assert client.post(f"{base}/removal", data={"version": "2"}).status_code == 303
    with work("rep") as uow:
        assert relations_of(uow, pair[0]) == []


def test_no_page_shows_a_relation_to_a_customer_of_somebody_else(work, client_of, pair):
    with work("other") as uow:
        theirs = save_customer(uow, CustomerDraft.of({"name": "Canary Theirs"})).id
    with work("admin") as uow:
        relate_customers(uow, pair[0], RelationKind.AGENT_OF, theirs)
    client = client_of("rep")
    assert "Canary" not in client.get(f"/customers/{pair[0]}").text
    answer = client.post(
        f"/customers/{pair[0]}/relations/new",
        data={"reading": "referred_by.forward", "other_id": str(theirs)},
    )
    assert answer.status_code == 404
    assert "Canary" not in answer.text
    assert "Canary" in client_of("admin").get(f"/customers/{pair[0]}").text
