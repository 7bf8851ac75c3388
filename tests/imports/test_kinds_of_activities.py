"""Files say a kind of activities by its code or by what the company calls it."""

import pytest
from sqlalchemy import select

from salesforce_lite.activities import (
    Activity,
    LastContact,
    add_kind,
    log_activity,
    rename_kind,
    retire_kind,
)
from salesforce_lite.customers import CustomerDraft, save_customer
from salesforce_lite.kernel import clock
from tests.activities.kinds import own_kind


@pytest.fixture
def customer(work):
    with work("rep") as uow:
        return save_customer(uow, CustomerDraft.of({"name": "Ferretería Pérez"}))


def kinds(work) -> list[str]:
    with work("admin") as uow:
        live = select(Activity.kind).where(Activity.deleted_at.is_(None))
        return list(uow.session.scalars(live.order_by(Activity.subject)))


HEAD = "Type,Subject,Customer,Start\n"


def rows(*words: str) -> str:
    lines = (f"{word},{n},Ferretería Pérez,2026-05-0{n} 10:00\n" for n, word in enumerate(words, 1))
    return HEAD + "".join(lines)


def test_an_own_kind_is_known_by_its_code_and_either_name(work, bring, customer) -> None:
    code = own_kind(work, "visit", "Product demo", "Demostración")
    report = bring("activities", rows(code, "product DEMO", "demostracion", "visita"))
    assert (report.counts.created, report.counts.rejected) == (4, 0)
    assert kinds(work) == [code, code, code, "visit"]
    with work("admin") as uow:
        # It happened, as a visit with a start in the past did: it is a contact.
        assert uow.session.get(LastContact, customer.id)


def test_a_renamed_kind_is_known_by_its_new_name_too(work, bring, customer) -> None:
    with work("admin") as uow:
        rename_kind(uow, "call", name_en="Ring up", name_es="Telefonear")
    bring("activities", rows("Ring up", "telefonear", "call", "llamada"))
    assert kinds(work) == ["call"] * 4


def test_what_the_company_says_goes_before_what_systems_mean(work, bring, customer) -> None:
    with work("admin") as uow:
        code = add_kind(uow, name_en="Demo", name_es="Demostración", like="visit").code
    bring("activities", rows("demo", "event"))
    assert kinds(work) == [code, "meeting"]


def test_a_file_makes_nothing_of_a_retired_kind(work, bring, customer, rejected) -> None:
    code = own_kind(work)
    with work("admin") as uow:
        retire_kind(uow, code)
    report = bring("activities", rows("Product demo", "visit"))
    assert (report.counts.created, report.counts.rejected) == (1, 1)
    assert "“Product demo” is offered no more" in rejected()[0]["reason"]
    assert kinds(work) == ["visit"]


def test_rows_that_name_no_kind_become_what_they_always_did(work, bring, customer) -> None:
    with work("admin") as uow:
        for code in ("task", "note", "meeting"):
            retire_kind(uow, code)
    file = (
        "Subject,Customer,Start,Due\n"
        "1,Ferretería Pérez,2026-05-01 10:00,\n"
        "2,Ferretería Pérez,,2026-05-02\n"
        "3,Ferretería Pérez,,\n"
    )
    assert bring("activities", file).counts.created == 3
    assert kinds(work) == ["meeting", "task", "note"]


@pytest.mark.parametrize("is_retired", [False, True])
def test_an_export_comes_back_as_it_was(work, bring, send_out, customer, is_retired) -> None:
    code = own_kind(work, "visit")
    with work("rep") as uow:
        fields = {"kind": code, "customer_id": customer.id, "outcome": "interested"}
        made = log_activity(uow, {**fields, "subject": "Shown"})
    if is_retired:
        with work("admin") as uow:
            retire_kind(uow, code)
    file = send_out("activities")
    assert code in file.read_text("utf-8")
    counts = bring("activities", file).counts
    assert (counts.created, counts.updated, counts.rejected) == (0, 0, 0)
    with work("admin") as uow:
        uow.session.delete(uow.session.get(Activity, made.id))
    assert bring("activities", file).counts.created == 1
    assert kinds(work) == [code]


def test_a_file_says_of_nothing_that_it_was_done_in_the_future(bring, rejected, work):
    today = clock.today().isoformat()
    file = f"Type,Subject,Completed at\ncall,Ahead,2099-01-31\ncall,Today,{today}\n"
    report = bring("activities", file, zone="UTC")
    assert str(report.counts) == "created=1 updated=0 skipped=0 rejected=1"
    assert "This has not been yet" in rejected()[0]["reason"]
    with work("admin") as uow:
        kept = uow.session.scalars(select(Activity)).one()
        assert (kept.subject, kept.is_done) == ("Today", True)
