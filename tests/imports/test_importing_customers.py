"""Customers from files: columns, identity, links, and what becomes of every row."""

import pytest
from sqlalchemy import select

from salesforce_lite.customers import Customer, CustomerDraft, get_customer, save_customer
from salesforce_lite.imports import ImportRun
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.search import search
from salesforce_lite.team import PortfolioDraft, save_portfolios

ACCOUNTS = """Id,IsDeleted,Name,Type,ParentId,\
BillingStreet,BillingCity,BillingCountry,Phone,OwnerId,SystemModstamp
001B,false,Sucursal Norte,Customer,001A,Calle Luna 3,Monterrey,México,81 8345 6789,rep@example.com,x
001A,false,Ferretería Pérez,Prospect,,Calle Sol 1,Madrid,Spain,912 345 678,0050U,x
001C,true,Gone,Customer,,,,,,,x
"""


def all_customers(work) -> dict[str, Customer]:
    with work("admin") as uow:
        return {one.name: one for one in uow.session.scalars(select(Customer))}


def test_a_salesforce_export_is_recognised_and_taken(work, bring, actor_of):
    report = bring("customers", ACCOUNTS)
    assert report.system == "salesforce"
    assert str(report.counts) == "created=2 updated=0 skipped=1 rejected=0"
    found = all_customers(work)
    branch, head = found["Sucursal Norte"], found["Ferretería Pérez"]
    assert branch.parent_id == head.id
    assert branch.owner_id == actor_of("rep").user_id
    assert (branch.country, branch.phone, branch.lifecycle) == ("MX", "+528183456789", "active")
    assert (head.country, head.phone, head.lifecycle) == ("ES", "+34912345678", "lead")
    assert [(text, times) for _, text, times in report.remarks] == [("0050U", 1), ("", 1)]
    assert report.deleted == 1


def test_a_second_import_of_the_same_file_changes_nothing(work, bring):
    bring("customers", ACCOUNTS)
    report = bring("customers", ACCOUNTS)
    assert str(report.counts) == "created=0 updated=0 skipped=3 rejected=0"
    with work("admin") as uow:
        actions = uow.session.scalars(
            select(AuditEntry.action).where(AuditEntry.record_kind == "customer")
        ).all()
    # The parent came later in the file than its branch.
    assert sorted(actions) == ["changed", "created", "created"]


def test_what_changed_in_the_other_system_changes_here(work, bring):
    bring("customers", ACCOUNTS)
    report = bring("customers", ACCOUNTS.replace("Calle Luna 3", "Calle Luna 4"))
    assert str(report.counts) == "created=0 updated=1 skipped=2 rejected=0"
    assert all_customers(work)["Sucursal Norte"].addresses[0].street == "Calle Luna 4"


def test_what_people_added_here_survives_the_nightly_file(work, bring):
    bring("customers", "Id,Name,Email,Website\n1,Pérez,a@example.com,\n")
    customer = all_customers(work)["Pérez"]
    with work("admin") as uow:
        more = CustomerDraft.of(
            {"website": "https://perez.example.com", "tags": ["vip"]}, id=customer.id
        )
        save_customer(uow, more)
    report = bring("customers", "Id,Name,Email,Website,Tags\n1,Pérez,b@example.com,,new\n")
    assert report.counts.updated == 1
    customer = all_customers(work)["Pérez"]
    assert [one.address for one in customer.emails] == ["b@example.com", "a@example.com"]
    assert customer.website == "https://perez.example.com"
    assert customer.tags == ("new", "vip")


def test_a_file_without_ids_is_known_again_by_what_it_says(bring):
    rows = "Nombre,Correo,Teléfono\nAna,ana@example.com,\nBenito,,912345678\n"
    assert str(bring("customers", rows).counts).startswith("created=2")
    assert str(bring("customers", rows).counts).startswith("created=0 updated=0 skipped=2")


def test_of_rows_with_one_id_the_last_is_taken_and_the_others_are_told(work, bring, rejected):
    report = bring("customers", "Id,Name\n1,Old\n2,Other\n1,New\n")
    assert str(report.counts) == "created=2 updated=0 skipped=0 rejected=1"
    assert set(all_customers(work)) == {"New", "Other"}
    (row,) = rejected()
    assert (row["Name"], row["row"]) == ("Old", "2")
    assert "row 4" in row["reason"]


def test_bad_rows_reject_themselves_and_nothing_else(work, bring, rejected):
    lines = [f"{n},Customer {n},c{n}@example.com,Spain" for n in range(40)]
    lines[7] = "7,,none,Spain"
    lines[23] = "23,Bad mail,nobody at home,Spain"
    lines[31] = "31,Nowhere,x@example.com,Atlantis"
    lines[35] = f"35,{'long ' * 60},x@example.com,Spain"
    report = bring("customers", "Id,Name,Email,Country\n" + "\n".join(lines))
    assert str(report.counts) == "created=36 updated=0 skipped=0 rejected=4"
    reasons = {row["Id"]: row["reason"] for row in rejected()}
    assert set(reasons) == {"7", "23", "31", "35"}
    assert "no country" in reasons["31"]
    assert "e-mail address" in reasons["23"]
    assert "too long" in reasons["35"]


def test_mended_rejects_can_be_brought_in(bring, rejected, tmp_path):
    bring("customers", "Id,Name,Country\n1,One,Spain\n2,Two,Atlantis\n")
    path = tmp_path / "rejects.csv"
    mended = tmp_path / "mended.csv"
    mended.write_text(path.read_text("utf-8-sig").replace("Atlantis", "Peru"), encoding="utf-8")
    path.unlink()
    report = bring("customers", mended)
    assert str(report.counts) == "created=1 updated=0 skipped=0 rejected=0"
    assert report.system == "file"
    assert rejected() == []


ONE_BAD = "Id,Name,Country\n1,One,Spain\n2,Two,Atlantis\n"


def test_rejected_rows_of_an_earlier_import_go_when_nothing_is_rejected_any_more(
    bring, rejected, tmp_path
):
    bring("customers", ONE_BAD)
    assert len(rejected()) == 1
    bring("customers", ONE_BAD.replace("Atlantis", "Peru"))
    assert not (tmp_path / "rejects.csv").exists()


@pytest.mark.parametrize(
    "content",
    ["Id,Name,Country,reason,row\r\n2,Two,Peru,mended,3\r\n", "Notes of somebody\r\n", ""],
)
def test_a_file_that_no_import_wrote_stays_where_rejected_rows_would_go(bring, tmp_path, content):
    path = tmp_path / "rejects.csv"
    path.write_bytes(content.encode("utf-8-sig"))
    bring("customers", ONE_BAD.replace("Atlantis", "Peru"))
    assert path.read_bytes() == content.encode("utf-8-sig")


def test_rejected_rows_of_a_file_with_other_columns_stay(bring, tmp_path):
    bring("customers", ONE_BAD)
    before = (tmp_path / "rejects.csv").read_bytes()
    bring("customers", "Id,Name\n1,One\n")
    assert (tmp_path / "rejects.csv").read_bytes() == before


def test_a_refusal_by_the_service_hits_one_row_of_the_batch(work, bring, rejected, actor_of):
    bring("customers", "Id,Name,Parent ID\n1,Mother,\n2,Child,1\n")
    rows = "Id,Name,Parent ID\n1,Mother,2\n2,Child,1\n" + "".join(
        f"{n},C{n},\n" for n in range(3, 30)
    )
    report = bring("customers", rows)
    assert (report.counts.created, report.counts.rejected) == (27, 1)
    assert "stand above itself" in rejected()[0]["reason"]


def test_a_rep_cannot_change_what_another_owns(work, bring, rejected, actor_of):
    bring("customers", "Id,Name,Owner\n1,Theirs,other@example.com\n2,Mine,rep@example.com\n")
    report = bring("customers", "Id,Name\n1,Stolen\n2,Still mine\n3,New\n", by="rep")
    assert str(report.counts) == "created=1 updated=1 skipped=0 rejected=1"
    assert "do not see" in rejected()[0]["reason"]
    found = all_customers(work)
    assert "Theirs" in found
    assert found["New"].owner_id == actor_of("rep").user_id


def test_rows_are_matched_by_email_where_that_is_asked_for(work, bring, rejected):
    bring("customers", "Id,Name,Email\n9,Known,k@example.com\n", source="old")
    report = bring("customers", "Id,Name,Email\n1,Renamed,K@example.com\n", match="email")
    assert str(report.counts) == "created=0 updated=1 skipped=0 rejected=0"
    again = bring("customers", "Id,Name,Email\n1,Renamed,K@example.com\n")
    assert str(again.counts) == "created=0 updated=0 skipped=1 rejected=0"
    assert set(all_customers(work)) == {"Renamed"}


def test_a_portfolio_gives_its_customers_their_owner(work, bring, actor_of):
    with work("admin") as uow:
        save_portfolios(uow, [PortfolioDraft(name="Norte", manager="rep@example.com")])
    report = bring("customers", "Name,Portfolio\nA,norte\nB,Sur\n")
    found = all_customers(work)
    assert found["A"].owner_id == actor_of("rep").user_id
    assert not found["A"].owner_is_set
    assert [text for _, text, _ in report.remarks] == ["Sur", ""]


def test_several_emails_and_phones_in_one_cell_are_all_kept(work, bring):
    bring(
        "customers",
        "Name,Email,Phone,Mobile,Country\n"
        'A,"a@example.com; B@example.com","912 345 678 / 934 567 890",600 111 222,España\n',
    )
    customer = all_customers(work)["A"]
    assert [one.address for one in customer.emails] == ["a@example.com", "b@example.com"]
    numbers = [(one.number, one.label) for one in customer.phones]
    assert numbers == [("+34912345678", ""), ("+34934567890", ""), ("+34600111222", "mobile")]


def test_imported_customers_are_found_by_the_search(app, work, bring):
    bring("customers", ACCOUNTS)
    with work("admin") as uow:
        hits = search(uow, "ferreteria", app.contributions.search_sources)
    assert [hit.title for hit in hits["customer"]] == ["Ferretería Pérez"]


def test_a_run_is_written_down_with_its_counts(work, bring):
    bring("customers", ACCOUNTS)
    with work("admin") as uow:
        run = uow.session.scalars(select(ImportRun)).one()
    assert (run.state, run.created, run.skipped, run.system) == ("finished", 2, 1, "salesforce")


def test_a_customer_deleted_here_does_not_come_back(work, bring, rejected):
    bring("customers", "Id,Name\n1,Gone\n")
    customer = all_customers(work)["Gone"]
    with work("admin") as uow:
        get_customer(uow, customer.id).deleted_at = uow.now
    report = bring("customers", "Id,Name\n1,Gone\n")
    assert report.counts.rejected == 1
    assert "deleted" in rejected()[0]["reason"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Tags", "t" * 100),
        ("Phone", "sin número " * 8),
        ("Street", "s" * 300),
        ("Tax id", "A" * 60),
        ("Type", "Un tipo que no está en ninguna lista " * 3),
    ],
)
def test_a_row_with_what_is_too_long_is_rejected_with_its_reason(
    work, bring, tmp_path, column, value
):
    report = bring("customers", f"Id,Name,{column}\n1,Pérez,{value}\n2,Gómez,\n")
    assert str(report.counts) == "created=1 updated=0 skipped=0 rejected=1"
    assert list(all_customers(work)) == ["Gómez"]
    rejects = (tmp_path / "rejects.csv").read_text(encoding="utf-8")
    assert value.strip() in rejects
    assert "This is too long. Shorten it." in rejects
