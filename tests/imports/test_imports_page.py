"""An administrator brings files in and takes records out with the browser."""

import re

from flask_babel import force_locale
from sqlalchemy import select

from salesforce_lite.customers import Contact, Customer
from salesforce_lite.imports import ImportRun
from salesforce_lite.imports.upload_words import sum_words
from tests.conftest import find_user
from tests.imports.pages import CONTACTS, CUSTOMERS, bring_in, count, folder_of, form_of, try_it


def test_a_file_is_handed_in_tried_and_brought_in(app, office, hand_in, work_off, work):
    path = hand_in(CUSTOMERS).location
    assert "Nothing was brought in yet" not in office.get("/admin/imports/").text
    page = office.get(path).text
    assert "Ferretería Pérez · Kiosco Sol" in page
    assert form_of(page)["column-0"] == "name"
    assert "Bring it in" not in page
    assert try_it(office, path).location == path
    assert "It is being tried out" in office.get(path).text
    work_off()
    page = office.get(path).text
    assert re.search(r"Would be created</dt>\s*<dd>2", page)
    assert count(work, Customer, Customer.name == "Kiosco Sol") == 0
    assert bring_in(office, path).location == path
    assert "It is being brought in" in office.get(path).text
    work_off()
    result = office.get(path, follow_redirects=True).text
    assert re.search(r'Created</dt>\s*<dd><a href="[^"]*records\?action=created">2', result)
    assert re.search(r"In the file</dt>\s*<dd>2<", result)
    assert "records=" not in result
    assert count(work, Customer, Customer.name == "Kiosco Sol") == 1
    listed = office.get("/admin/imports/").text
    assert "clientes.csv" in listed
    assert "Finished" in listed
    # The file itself is not needed any more.
    assert [one.name for one in folder_of(app).rglob("*") if one.is_file()] == ["rejected.jsonl"]


def test_an_import_leads_to_what_it_created_and_changed(office, client_of, hand_in, work_off, work):
    def brought(content):
        path = hand_in(content, entity="customers").location
        try_it(office, path)
        work_off()
        bring_in(office, path)
        work_off()
        return office.get(path).location + "/records"

    first = brought("Id,Name,Parent\n1,Ferretería Pérez,2\n2,Kiosco Sol,\n")
    second = brought("Id,Name\n1,Ferretería Pérez e hijos\n2,Kiosco Sol\n3,Taller Luna\n")
    with work("admin") as uow:
        ids = {one.name: one.id for one in uow.session.scalars(select(Customer))}

    def told(path):
        page = office.get(path).text
        return {name for name, id_ in ids.items() if f"/customers/{id_}" in page}

    assert told(first) == {"Ferretería Pérez e hijos", "Kiosco Sol"}
    assert told(f"{first}?action=changed") <= {"Ferretería Pérez e hijos"}
    assert told(second) == {"Ferretería Pérez e hijos", "Taller Luna"}
    assert told(f"{second}?action=created") == {"Taller Luna"}
    assert told(f"{second}?action=changed") == {"Ferretería Pérez e hijos"}
    assert client_of("rep").get(second).status_code == 403


def test_portfolios_have_no_pages_to_lead_to(office, hand_in, work_off):
    path = hand_in("Name\nEast\n", entity="portfolios").location
    try_it(office, path)
    work_off()
    bring_in(office, path)
    work_off()
    page = office.get(path).location
    assert f"{page}/records" not in office.get(page).text
    assert office.get(f"{page}/records").status_code == 404


def test_an_unknown_owner_is_told_with_the_ways_out(office, hand_in, work_off):
    path = hand_in("Name,Owner\nPérez,nobody@example.com\n", entity="customers").location
    try_it(office, path)
    work_off()
    page = office.get(path).text
    assert "“nobody@example.com” is nobody who works here" in page
    assert "in the back office under “People”" in page
    assert "mapping file" not in page


def test_rejected_rows_are_told_with_their_reasons_and_come_as_a_file(
    office, hand_in, work_off, work
):
    path = hand_in("Name,Email\nPérez,uno@example.com\n,nada@example.com\n").location
    try_it(office, path)
    work_off()
    page = office.get(path).text
    assert re.search(r"Would be rejected</dt>\s*<dd>1", page)
    sent = office.get(f"{path}/rejected?of=trial")
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert sent.text.splitlines()[0] == '\ufeff"Name","Email","reason","row"'
    assert "nada@example.com" in sent.text
    sent.close()
    assert office.get(f"{path}/rejected").status_code == 404
    bring_in(office, path)
    work_off()
    result = office.get(path, follow_redirects=True).text
    assert re.search(r"Rejected</dt>\s*<dd>1", result)
    assert "nada@example.com" in result
    with office.get(f"{path}/rejected") as sent:
        assert "nada@example.com" in sent.text


def test_reasons_are_in_the_language_of_who_imports(office, hand_in, work_off, work):
    with work("admin") as uow:
        find_user(uow.session, "admin").locale = "es-MX"
    rows = "Name,Latitude\n,1\nPérez,mucho\n"
    path = hand_in(rows, entity="customers").location
    try_it(office, path)
    work_off()
    page = office.get(path).text
    assert "Nombre: Hay que completar este campo." in page
    assert "Columna “Latitude”: “mucho” no es un número." in page


def test_two_who_press_import_bring_it_in_once(office, hand_in, work_off, work):
    path = hand_in(CUSTOMERS).location
    try_it(office, path)
    work_off()
    version = re.search(r'name="version" value="(\d+)"', office.get(path).text)[1]
    first, second = (office.post(f"{path}/import", data={"version": version}) for _ in range(2))
    assert first.status_code == 303
    assert second.status_code in (409, 422)
    work_off()
    assert count(work, ImportRun) == 1
    assert office.post(f"{path}/import", data={"version": version}).status_code == 404


def test_sums_are_told_as_people_write_them(app):
    with app.test_request_context(), force_locale("es_ES"):
        told = sum_words("records=1204 EUR=91230.50 MXN=300.00")
    assert told.replace("\xa0", " ") == "1.204 · 91.230,50 € · 300,00 MXN"


def test_records_are_taken_out_and_come_back_unchanged(office, hand_in, work_off, records):
    records.customer(name="Acero del Norte")
    for ending in ("csv", "xlsx", "jsonl"):
        with office.get(f"/admin/imports/exports/customers?format={ending}") as sent:
            assert f"customers.{ending}" in sent.headers["Content-Disposition"]
            path = hand_in(sent.data, f"customers.{ending}").location
        try_it(office, path)
        work_off()
        page = office.get(path).text
        assert re.search(r"Would be created</dt>\s*<dd>0", page)
        assert re.search(r"Would be rejected</dt>\s*<dd>0", page)
    assert office.get("/admin/imports/exports/nothing").status_code == 422


def test_contacts_come_too(office, hand_in, work_off, work):
    path = hand_in(CONTACTS).location
    try_it(office, path)
    work_off()
    bring_in(office, path)
    work_off()
    assert count(work, Contact, Contact.email == "ana@example.com") == 1
