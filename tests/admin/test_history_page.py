"""An auditor finds who changed what, from what to what, and when."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from salesforce_lite.access import change_role, find_user
from salesforce_lite.activities import log_activity
from salesforce_lite.audit import find_history
from salesforce_lite.customers import (
    CustomerDraft,
    RelationKind,
    delete_customer,
    merge_customers,
    relate_customers,
    remove_relation,
    save_customer,
)
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.errors import PermissionDeniedError
from salesforce_lite.kernel.money import Money
from salesforce_lite.opportunities import OpportunityDraft, save_opportunity
from salesforce_lite.team import add_member, create_team


@pytest.fixture
def customer_id(work):
    with work("rep") as uow:
        customer_id = save_customer(uow, CustomerDraft.of({"name": "Ferretería Pérez"})).id
    with work("manager") as uow:
        save_customer(uow, CustomerDraft.of({"name": "Ferretería Sol"}, id=customer_id))
    with work("other") as uow:
        save_customer(uow, CustomerDraft.of({"name": "Taller Canary"}))
    return customer_id


@pytest.fixture
def office(client_of):
    return client_of("admin")


def test_a_change_is_told_with_who_when_and_from_what_to_what(office, customer_id):
    page = office.get("/admin/history/").text
    assert "Ferretería Pérez" in page
    assert f'href="/customers/{customer_id}"' in page
    assert "Manager" in page
    of_one = office.get(f"/admin/history/?record={customer_id}").text
    assert "Taller Canary" not in of_one
    assert of_one.count("· Customer ") == 2


def test_by_one_person_and_in_some_days(office, work, actor_of, customer_id):
    who = actor_of("manager").user_id
    of_one = office.get(f"/admin/history/?who={who}").text
    assert "Ferretería Pérez" in of_one
    assert "Taller Canary" not in of_one
    day = clock.now().date()
    before, after = day - timedelta(days=3), day + timedelta(days=3)
    assert "Ferretería" in office.get(f"/admin/history/?since={before}&until={after}").text
    assert "Nothing was changed" in office.get(f"/admin/history/?until={before}").text
    assert "Nothing was changed" in office.get(f"/admin/history/?since={after}").text
    for odd in ("9999-12-31", "0001-01-01", "1960-01-01", "yesterday", ""):
        for name in ("since", "until", "who", "record"):
            answer = office.get("/admin/history/", query_string={name: odd})
            assert answer.status_code == 200, (name, odd)


def text_of(page: str) -> str:
    """What a reader sees: tags gone, blanks once."""
    return " ".join(unescape(re.sub(r"(?s)<script.*?</script>|<[^>]*>", " ", page)).split())


def test_a_long_value_unfolds_and_is_told_whole(office, work, customer_id):
    name = " ".join(f"pump-{number}" for number in range(24))
    assert len(name) > 160
    with work("rep") as uow:
        save_customer(uow, CustomerDraft.of({"name": name}, id=customer_id))
    page = office.get(f"/admin/history/?record={customer_id}").text
    assert f"</summary>{name}</details>" in page
    assert f"<summary>{name[:159]}…</summary>" in page


def test_a_merge_is_told_with_names_and_words(office, work):
    with work("rep") as uow:
        keep, gone = (
            save_customer(uow, CustomerDraft.of({"name": name}))
            for name in ("Ferretería Luna", "Ferreteria Luna SL")
        )
        sale = save_opportunity(
            uow,
            OpportunityDraft.of(
                {"title": "Shelves", "customer_id": gone.id, "amount": Money(100, "EUR")}
            ),
        )
        visit = log_activity(uow, {"kind": "visit", "customer_id": gone.id})
    with work("rep") as uow:
        save_opportunity(uow, OpportunityDraft.of({"amount": Money(25000, "EUR")}, id=sale.id))
    with work("manager") as uow:
        merge_customers(uow, keep.id, gone.id)
    told = {
        one: text_of(office.get(f"/admin/history/?record={one}").text)
        for one in (gone.id, sale.id, visit.id)
    }
    assert "Merged into: – → Ferretería Luna" in told[gone.id]
    for one in (sale.id, visit.id):
        assert "Customer: Ferreteria Luna SL → Ferretería Luna" in told[one]
    assert "Amount: €1.00 → €250.00" in told[sale.id]
    for page in told.values():
        assert str(keep.id) not in page
        assert not re.search(r"[a-z]_(id|at)\b|[{}]", page)


def test_what_is_removed_is_told_with_its_values(office, work, customer_id):
    with work("manager") as uow:
        other = save_customer(uow, CustomerDraft.of({"name": "Agencia Luna"}))
        relation = relate_customers(
            uow,
            other.id,
            RelationKind.AGENT_OF,
            customer_id,
            starts_on=date(2026, 1, 2),
            note="By word of mouth",
        )
        uow.session.flush()
        remove_relation(uow, relation.id)
    told = text_of(office.get(f"/admin/history/?record={relation.id}").text)
    assert "From customer: Agencia Luna → –" in told
    assert "To customer: Ferretería Sol → –" in told
    assert "Since: Jan 2, 2026 → –" in told
    assert "Note: By word of mouth → –" in told


def test_who_joined_a_team_is_told_by_name(office, work, actor_of):
    joins = actor_of("other").user_id
    with work("admin") as uow:
        team = create_team(uow, "Harbour")
        add_member(uow, team.id, joins)
    assert "Members: – → Other" in text_of(office.get(f"/admin/history/?record={team.id}").text)


def test_words_of_the_history_are_in_the_readers_language(office, work, customer_id):
    with work("admin") as uow:
        find_user(uow, "admin@example.com").locale = "es-MX"
    told = text_of(office.get(f"/admin/history/?record={customer_id}").text)
    assert "Nombre: Ferretería Pérez → Ferretería Sol" in told


def test_what_is_deleted_is_still_told(office, work, customer_id):
    with work("admin") as uow:
        delete_customer(uow, customer_id)
    page = office.get(f"/admin/history/?record={customer_id}").text
    assert "Deleted" in page


def test_who_does_not_see_everybody_reads_no_history(work, app, customer_id):
    known = app.contributions.permissions
    with work("admin") as uow:
        change_role(
            uow,
            "rep",
            permissions=["customers.view", "history.view"],
            known=known,
            record_access="own",
        )
    with work("rep") as uow, pytest.raises(PermissionDeniedError):
        find_history(uow)


def test_of_what_a_role_permits_only_the_difference_is_told(work, app, office):
    with work("admin") as uow:
        change_role(
            uow,
            "viewer",
            permissions=["customers.view"],
            known=app.contributions.permissions,
            record_access="all",
        )
    page = office.get("/admin/history/").text
    assert "opportunities.view" in page
    assert "customers.view" not in page


def test_its_pages_go_on_where_the_last_one_ended(work, customer_id):
    for number in range(60):
        with work("rep") as uow:
            save_customer(uow, CustomerDraft.of({"name": f"Shop {number}"}, id=customer_id))
    with work("admin") as uow:
        first = find_history(uow, record_id=customer_id)
        rest = find_history(uow, record_id=customer_id, cursor=first.next_cursor)
        versions = [entry.record_version for entry in (*first.items, *rest.items)]
        assert versions == sorted(versions, reverse=True)
        assert len(versions) == 62
