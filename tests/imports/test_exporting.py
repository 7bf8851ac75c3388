"""Exports: only what one sees, harmless, and the way back loses nothing."""

import json
import tempfile
from functools import partial

import pytest
from sqlalchemy import event, select

from salesforce_lite.activities import ActivityDraft, save_activities
from salesforce_lite.customers import (
    ContactDraft,
    ContactLinkDraft,
    Customer,
    CustomerDraft,
    EmailAddress,
    PhoneNumber,
    PostalAddress,
    phone_of,
    save_contacts,
    save_customers,
)
from salesforce_lite.imports import exporting, find_importer
from salesforce_lite.imports.exporting import send_records
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import reading_unit
from salesforce_lite.opportunities import OpportunityDraft, save_opportunities
from salesforce_lite.tabular import open_table
from salesforce_lite.team import PortfolioDraft, save_portfolios
from tests.conftest import make_app

ENTITIES = ("customers", "contacts", "opportunities", "activities")


def fill(uow, owner_id) -> None:
    """Everything that a record can have, the odd included."""
    (portfolio,) = save_portfolios(
        uow, [PortfolioDraft(name="Norte", manager="manager@example.com")]
    )
    head, branch = save_customers(
        uow,
        [
            CustomerDraft.of(
                {
                    "name": "=cmd()|x",
                    "legal_name": "Pérez, S.L.",
                    "kind": "organization",
                    "lifecycle": "dormant",
                    "roles": ["customer", "agent"],
                    "tags": ["a; b", "c\\d", "ñ|o"],
                    "website": "https://example.com",
                    "emails": [EmailAddress(f"e{n}@example.com", "work") for n in range(5)],
                    "phones": [
                        phone_of("+34 912 345 678", "ES", label="desk"),
                        PhoneNumber("+525512345678", "what was typed; odd / form", "12", ""),
                        PhoneNumber(None, "912345679", "", "unread"),
                        phone_of("600111222", "ES"),
                    ],
                    "addresses": [
                        PostalAddress(
                            label="office", street="Calle 1, bis", city="León", country="ES"
                        ),
                        PostalAddress(street="Otra", district="Centro", country="MX"),
                        PostalAddress(label="third", city="Lima", country="PE"),
                    ],
                    "tax_country": "ES",
                    "tax_value": "B58378431",
                    "latitude": 40.4168,
                    "longitude": -3.7038,
                    "note": "Line one\nline “two”, +1",
                    "owner_id": owner_id,
                },
                references=[("salesforce", "001A"), ("odoo", "res.partner;7")],
            ),
            CustomerDraft.of({"name": "Ana", "kind": "person", "portfolio_id": portfolio.id}),
        ],
    )
    save_customers(uow, [CustomerDraft.of({"parent_id": head.id}, id=branch.id)])
    (contact,) = save_contacts(
        uow,
        [
            ContactDraft.of(
                {"name": "Luis", "salutation": "Ing.", "language": "es", "person_id": branch.id},
                links=[
                    ContactLinkDraft(customer_id=head.id, function="Compras", is_primary=True),
                    ContactLinkDraft(customer_id=branch.id, function="Primo"),
                ],
                references=[("hubspot", "12")],
            )
        ],
    )
    opportunities = save_opportunities(
        uow,
        [
            OpportunityDraft.of(
                {
                    "title": "@deal",
                    "customer_id": head.id,
                    "contact_id": contact.id,
                    "amount": Money.of("1234.5", "EUR"),
                    "probability": 33,
                    "source": "visit",
                }
            ),
            OpportunityDraft.of(
                {
                    "title": "Lost",
                    "customer_id": branch.id,
                    "amount": Money.of("1234", "CLP"),
                    "outcome": "lost",
                    "closed_on": uow.now.date(),
                    "loss_reason": "price",
                    "loss_note": "too dear",
                }
            ),
        ],
    )
    (first,) = save_activities(
        uow,
        [
            ActivityDraft.of(
                {
                    "kind": "visit",
                    "customer_id": head.id,
                    "opportunity_id": opportunities[0].id,
                    "outcome": "interested",
                    "started_at": uow.now,
                    "completed_at": uow.now,
                    "note": "-1 went well",
                    "zone": "America/Monterrey",
                    "data": {"km": 12},
                }
            )
        ],
    )
    save_activities(
        uow,
        [
            ActivityDraft.of(
                {
                    "kind": "task",
                    "subject": "Next",
                    "due_at": uow.now,
                    "follows_id": first.id,
                    "customer_id": head.id,
                }
            )
        ],
    )


@pytest.fixture
def another(template, tmp_path):
    """A second, empty instance with the same people."""
    folder = tmp_path / "another"
    folder.mkdir()
    made = make_app(folder, template.copy(folder))
    yield made
    made.engine.dispose()


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_what_is_exported_comes_back_unchanged(
    ending, work, send_out, bring, app, another, monkeypatch, actor_of
):
    with work("admin") as uow:
        fill(uow, actor_of("rep").user_id)
    files = {entity: send_out(entity, f"{entity}.{ending}") for entity in ENTITIES}
    before = {entity: send_out(entity, f"{entity}-before.jsonl") for entity in ENTITIES}
    portfolios = send_out("portfolios")
    monkeypatch.setattr(type(app), "engine", another.engine)
    bring("portfolios", portfolios)
    for entity, file in files.items():
        report = bring(entity, file)
        assert (report.counts.rejected, list(report.remarks)) == (0, [])
        assert bring(entity, file).counts.updated == 0
        after = send_out(entity, f"{entity}-after.jsonl")
        assert read(after) == read(before[entity])


def read(path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_an_edited_export_changes_and_empties_fields(work, send_out, bring, tmp_path):
    with work("admin") as uow:
        save_customers(
            uow, [CustomerDraft.of({"name": "A", "website": "x.example.com", "tags": ["t"]})]
        )
    path = send_out("customers")
    text = path.read_text("utf-8-sig").replace("x.example.com", "")
    path.write_text(text, encoding="utf-8")
    assert bring("customers", path).counts.updated == 1
    with work("admin") as uow:
        customer = uow.session.scalars(select(Customer)).one()
    assert (customer.website, customer.tags) == ("", ("t",))


def test_a_rep_exports_only_what_a_rep_sees(work, send_out):
    with work("rep") as uow:
        save_customers(uow, [CustomerDraft.of({"name": "Mine"})])
    with work("other") as uow:
        save_customers(uow, [CustomerDraft.of({"name": "CANARY"})])
    mine = send_out("customers", by="rep").read_text("utf-8-sig")
    assert "Mine" in mine
    assert "CANARY" not in mine
    assert "CANARY" in send_out("customers", "all.csv").read_text("utf-8-sig")


def test_formulas_are_neutralised(work, send_out):
    with work("rep") as uow:
        save_customers(uow, [CustomerDraft.of({"name": "=1+1"})])
    assert ",'=1+1," in send_out("customers").read_text("utf-8-sig")


def test_the_command_writes_every_kind_of_file(command, work, tmp_path):
    with work("rep") as uow:
        save_customers(uow, [CustomerDraft.of({"name": f"C{n}"}) for n in range(1203)])
    for ending in ("csv", "xlsx", "jsonl"):
        code, out, _err = command("export", "customers", tmp_path / f"out.{ending}")
        assert (code, out) == (0, "exported=1203\n")
    code, _out, err = command("export", "customers", tmp_path / "out.pdf")
    assert code == 1
    assert ".csv" in err


@pytest.fixture
def pages_of_two(monkeypatch) -> None:
    monkeypatch.setattr(exporting, "PAGE_ROWS", 2)


@pytest.fixture
def send(app, actor_of):
    """What the back office sends: the pieces of a file."""

    def begin(ending: str, *, by: str = "admin"):
        unit = partial(reading_unit, app.make_session, actor_of(by), surface="web")
        importer = find_importer(app.contributions.importers, "customers")
        return send_records(unit, importer, ending)

    return begin


@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx"])
def test_what_is_sent_is_the_file_that_the_command_writes(
    records, send, send_out, pages_of_two, tmp_path, ending: str
) -> None:
    for number in range(7):
        records.customer(name=f"Kiosco {number}")
    records.customer(name="=HYPERLINK(1)")
    sent = tmp_path / f"sent.{ending}"
    sent.write_bytes(b"".join(send(ending)))
    written = send_out("customers", f"written.{ending}")
    if ending != "xlsx":
        assert sent.read_bytes() == written.read_bytes()
    with open_table(sent) as one, open_table(written) as other:
        assert [row.values for row in one.rows] == [row.values for row in other.rows]


def test_the_file_is_sent_while_it_is_read(app, records, send, pages_of_two) -> None:
    for number in range(7):
        records.customer(name=f"Kiosco {number}")
    read: list[str] = []
    event.listen(
        app.engine,
        "before_cursor_execute",
        lambda *args: read.append(args[2]) if "FROM customer \n" in args[2] else None,
    )
    pieces = send("csv")
    seen = []
    for piece in pieces:
        seen.append((len(read), piece.decode("utf-8-sig").count("Kiosco ")))
    # One page is read, and sent before the next one is.
    assert [count for _, count in seen] == [2, 2, 2, 1]
    each = seen[0][0]
    assert [asked for asked, _ in seen] == [each, 2 * each, 3 * each, 4 * each]


def test_one_that_nobody_reads_on_leaves_nothing(
    app, records, send, pages_of_two, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for number in range(7):
        records.customer(name=f"Kiosco {number}")
    pieces = send("csv")
    assert b"Kiosco 0" in next(pieces)
    folders = [one for one in tmp_path.iterdir() if one.is_dir() and any(one.glob(".customers*"))]
    assert len(folders) == 1
    pieces.close()
    assert not folders[0].exists()


def test_so_many_are_sent_at_once_and_no_more(records, client_of, monkeypatch) -> None:
    monkeypatch.setattr(exporting, "MOST_AT_ONCE", 2)
    office = client_of("admin")
    for number, mimetype in ((1, "text/csv"), (2, "text/csv"), (3, "text/html")):
        records.customer(name=f"Kiosco {number}")
        with office.get("/admin/imports/exports/customers?format=csv") as sent:
            assert (sent.status_code, sent.mimetype) == (200, mimetype)
            named = sent.headers.get("Content-Disposition")
            assert named == (None if number > 2 else "attachment; filename=customers.csv")


def test_history_tells_who_has_taken_records_out(records, client_of, send_out, work) -> None:
    records.customer()
    office = client_of("admin")
    with office.get("/admin/imports/exports/customers?format=csv") as sent:
        assert sent.status_code == 200
    send_out("contacts", by="rep")
    with work("admin") as uow:
        taken = uow.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "exported").order_by(AuditEntry.id)
        )
        told = [(one.record_kind, one.actor_name, one.surface) for one in taken]
    assert told == [("customer", "Admin", "web"), ("contact", "Rep", "export")]
    assert "Taken out as a file" in office.get("/admin/history/").text


def test_only_who_brings_in_and_takes_out_gets_the_file(records, client_of, work) -> None:
    records.customer()
    for name in ("rep", "manager", "viewer"):
        with client_of(name).get("/admin/imports/exports/customers") as sent:
            assert sent.status_code == 403
    with work("admin") as uow:
        assert uow.session.scalar(select(AuditEntry).where(AuditEntry.action == "exported")) is None
