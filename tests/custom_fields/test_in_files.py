"""Files bring in custom fields by code or label, and exports bring them back unchanged."""

from datetime import date

import pytest
from sqlalchemy import select

from salesforce_lite.activities import log_activity
from salesforce_lite.custom_fields import ENTITIES, RESERVED
from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    Customer,
    CustomerDraft,
    get_customer,
    save_contact,
    save_customer,
)
from salesforce_lite.imports import find_importer
from salesforce_lite.kernel.money import Money
from salesforce_lite.opportunities import OpportunityDraft, save_opportunity
from tests.custom_fields.fields import LABELS, VALUES, make_field

FILES = {
    "customer": "customers",
    "contact": "contacts",
    "opportunity": "opportunities",
    "activity": "activities",
}


def rejects(tmp_path) -> str:
    return (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")


def only_customer(work) -> Customer:
    with work("admin") as uow:
        return uow.session.scalars(select(Customer)).one()


def test_no_field_can_have_the_name_of_a_column(app) -> None:
    for file in FILES.values():
        importer = find_importer(app.contributions.importers, file)
        assert {one.name for one in importer.fields} <= RESERVED
        assert set(importer.exporter.columns) <= RESERVED
        columns = {one.key for one in importer.model.__mapper__.column_attrs}
        assert columns <= RESERVED


@pytest.mark.parametrize(
    "columns",
    [
        "my_text,my_number,my_money,my_date,my_choice,my_choices,my_yes_no,my_link,my_user",
        "Slogan,Square metres,Budget,Renewal,Size,Machines,Has a dock,Catalogue,Technician",
        "lema,METROS CUADRADOS,Presupuesto,Renovacion,Tamaño,Máquinas,Tiene andén,Catálogo,Técnico",
    ],
)
def test_columns_are_known_by_code_and_by_either_label(work, field, bring, columns) -> None:
    for kind in LABELS:
        field(kind)
    row = 'Always open,12.5,"EUR 1,234.50",2026-03-31,Grande,small; Large,sí,example.com,{user}'
    report = bring("customers", f"Name,{columns}\nKiosco,{row.format(user='rep@example.com')}\n")
    assert report.counts.created == 1
    custom = only_customer(work).custom
    custom.pop("my_user")
    assert custom == {
        "my_text": "Always open",
        "my_number": "12.5",
        "my_money": {"minor": 123450, "currency": "EUR"},
        "my_date": "2026-03-31",
        "my_choice": "large",
        "my_choices": ["small", "large"],
        "my_yes_no": True,
        "my_link": "https://example.com",
    }


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("Size", "medium", "Size: “medium” is none of the choices: Small, Large."),
        ("Machines", "small; medium", "Machines: “medium” is none of the choices: Small, Large."),
        (
            "Machines",
            "tiny; small; huge",
            "Machines: these are none of the choices: “tiny”, “huge”. There are: Small, Large.",
        ),
        ("Technician", "Zoe", "Technician: nobody here is called “Zoe” or has this address."),
        ("Recommended by", "Nobody", "Recommended by: there is no customer here"),
        ("Square metres", "12.5.7", "Column “Square metres”"),
        ("Square metres", "0.12345678", "Square metres: A number has at most 6 decimals."),
        ("Budget", "12.345 EUR", "Budget: This amount has more decimals than its currency."),
        ("Renewal", "2026-02-30", "Column “Renewal”"),
        ("Has a dock", "perhaps", "Column “Has a dock”"),
        ("Catalogue", "nowhere", "Catalogue: A link looks like https://www.example.com."),
    ],
)
def test_what_cannot_be_read_rejects_its_row_with_the_reason(
    field, bring, tmp_path, column, cell, reason
) -> None:
    for kind in LABELS:
        field(kind)
    extra = {"Budget": "1.5 EUR", "Square metres": "1.25"}.get(column, "")
    report = bring("customers", f'Name,{column}\nGood,"{extra}"\nBad,"{cell}"\n')
    assert (report.counts.created, report.counts.rejected) == (1, 1)
    assert reason in rejects(tmp_path)


def test_amounts_and_days_that_may_mean_two_things_are_asked_about(field, bring) -> None:
    field("money")
    field("date")
    with pytest.raises(Exception, match="Budget"):
        bring("customers", 'Name,Budget\nKiosco,"1.234 EUR"\n')
    with pytest.raises(Exception, match="Renewal"):
        bring("customers", "Name,Renewal\nKiosco,03/04/2026\n")


def test_old_data_come_in_without_a_required_field_and_get_the_default(work, field, bring) -> None:
    field("text", is_required=True)
    field("choice", default_value="small")
    assert bring("customers", "Name\nKiosco\n").counts.created == 1
    assert only_customer(work).custom == {"my_choice": "small"}


def test_a_column_of_a_field_that_is_not_seen_is_unknown(work, field, bring) -> None:
    field("text", roles=["manager"])
    assert bring("customers", "Name,Slogan\nKiosco,x\n", by="rep").counts.created == 1
    assert only_customer(work).custom == {}


def test_a_field_of_ones_own_goes_before_what_systems_usually_mean(work, bring) -> None:
    with work("admin") as uow:
        make_field(uow, "text", label_en="Industry", label_es="Giro")
    bring("customers", "Name,Industry\nKiosco,Retail\n")
    customer = only_customer(work)
    assert (customer.custom, customer.tags) == ({"my_text": "Retail"}, ())


def test_what_was_exported_comes_back_and_changes_nothing(
    work, field, actor_of, send_out, bring
) -> None:
    for entity in ENTITIES:
        for kind in LABELS:
            field(kind, entity)
    person = actor_of("rep").user_id
    with work("admin") as uow:
        other = save_customer(uow, CustomerDraft.of({"name": "Other", "owner_id": person}))
        said = {f"my_{kind}": value for kind, (value, _kept) in VALUES.items()}
        said |= {"my_customer": other.id, "my_user": person}
        customer = save_customer(uow, CustomerDraft.of({"name": "Kiosco", "custom": said}))
        link = ContactLinkDraft(customer_id=customer.id)
        save_contact(uow, ContactDraft.of({"name": "Ana", "custom": said}, links=[link]))
        draft = {"title": "Sale", "customer_id": customer.id, "custom": said}
        save_opportunity(uow, OpportunityDraft.of(draft))
        log_activity(
            uow, {"kind": "call", "subject": "Hello", "customer_id": customer.id, "custom": said}
        )
    for file in FILES.values():
        report = bring(file, send_out(file))
        counts = report.counts
        assert (counts.created, counts.updated, counts.rejected) == (0, 0, 0), file
        assert counts.skipped >= 1


@pytest.mark.parametrize(
    ("ending", "written", "read"),
    [
        ("xlsx", {}, {}),
        ("jsonl", {}, {}),
        ("csv", {"delimiter": ";", "decimal_sign": ","}, {"decimal": ","}),
    ],
)
def test_so_it_is_in_every_format(work, field, add, send_out, bring, ending, written, read) -> None:
    for kind in VALUES:
        field(kind)
    add("Kiosco", custom={f"my_{kind}": value for kind, (value, _kept) in VALUES.items()})
    counts = bring("customers", send_out("customers", f"out.{ending}", **written), **read).counts
    assert (counts.skipped, counts.updated, counts.rejected) == (1, 0, 0)


def test_an_export_holds_only_the_fields_that_are_seen(work, field, add, send_out) -> None:
    field("text", roles=["manager"])
    field("number")
    add("Kiosco", by="manager", custom={"my_text": "Pays late", "my_number": "3"})
    with work("admin") as uow:
        assert uow.session.scalars(select(Customer)).one().custom["my_text"] == "Pays late"
    text = send_out("customers", by="inside").read_text(encoding="utf-8-sig")
    assert "my_number" in text.splitlines()[0]
    assert "my_text" not in text
    assert "Pays late" not in text


def test_a_changed_cell_changes_its_field_and_an_empty_one_empties_it(
    work, field, add, send_out, bring
) -> None:
    field("number")
    field("date")
    customer = add("Kiosco", custom={"my_number": "3.5", "my_date": date(2026, 3, 31)})
    path = send_out("customers")
    text = path.read_text(encoding="utf-8-sig").replace("3.5", "")
    path.write_text(text.replace("2026-03-31", "2026-04-01"), encoding="utf-8-sig")
    assert bring("customers", path).counts.updated == 1
    with work("rep") as uow:
        assert get_customer(uow, customer.id).custom == {"my_date": "2026-04-01"}


def test_money_without_a_currency_is_in_that_of_the_company(work, field, bring) -> None:
    field("money")
    bring("customers", "Name,Budget\nKiosco,12.50\n")
    with work("admin") as uow:
        kept = uow.session.scalars(select(Customer)).one().custom["my_money"]
    assert Money(kept["minor"], kept["currency"]).minor == 1250


def test_of_a_customer_out_of_sight_nothing_is_written_and_nothing_is_lost(
    work, field, add, send_out, bring
) -> None:
    field("customer")
    field("number")
    hidden, seen = add("Secret Ltd", by="other"), add("Luna")
    shops = [add("Kiosco Uno"), add("Kiosco Dos")]
    for shop, target in zip(shops, (hidden, seen), strict=True):
        with work("admin") as uow:
            said = {"my_customer": target.id, "my_number": "3"}
            save_customer(uow, CustomerDraft.of({"custom": said}, id=shop.id))
    path = send_out("customers", by="rep")
    text = path.read_text(encoding="utf-8-sig")
    assert str(hidden.id) not in text
    assert text.count(str(seen.id)) == 2
    # An empty cell of our own file empties what the reader sees, and nothing else.
    path.write_text(text.replace(f"{seen.id},3", ","), encoding="utf-8-sig")
    bring("customers", path, by="rep")
    with work("admin") as uow:
        kept = [get_customer(uow, shop.id).custom for shop in shops]
    assert kept[0] == {"my_customer": str(hidden.id), "my_number": "3"}
    assert kept[1] == {}
