"""An administrator brings files in with the browser: says what they hold, tries, imports."""

import io
import os
import re
import zipfile
from datetime import timedelta
from html import unescape

import pytest
from flask_babel import force_locale
from sqlalchemy import func, select

from salesforce_lite.access import change_role, list_roles
from salesforce_lite.custom_fields import FieldSettings, Kind, add_field, retire_field
from salesforce_lite.customers import Contact, Customer
from salesforce_lite.imports import ImportRun, upload_jobs
from salesforce_lite.imports.model import ImportUpload
from salesforce_lite.imports.upload_files import UploadFiles
from salesforce_lite.imports.upload_tidying import forget_uploads
from salesforce_lite.imports.upload_words import sum_words
from salesforce_lite.imports.uploads import cancel_upload, import_upload
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.job_rows import Job, JobState
from tests.conftest import find_user
from tests.imports.pages import bring_in, form_of, try_it

CUSTOMERS = "Name,City,Email\nFerretería Pérez,Soria,uno@example.com\nKiosco Sol,Lima,\n"
CONTACTS = (
    "First name,Last name,Job title,Company,Email,Phone\n"
    "Ana,Ruiz,Compras,Pérez,ana@example.com,600111222\n"
)
LINK = re.compile(r"/admin/imports/([0-9a-f-]{36})")


def count(work, kind, *where) -> int:
    with work("admin") as uow:
        return uow.session.scalar(select(func.count()).select_from(kind).where(*where))


def upload_of(work, path) -> ImportUpload:
    with work("admin") as uow:
        found = uow.session.get(ImportUpload, LINK.search(path)[1])
        uow.session.expunge(found)
        return found


def folder_of(app):
    return app.extensions["settings"].instance / "imports"


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


def test_long_examples_take_two_lines_and_can_be_read_whole(office, hand_in):
    rows = "".join(f'Shop {number},"{{""at"": ""{"x" * 60}{number}""}}"\n' for number in range(3))
    page = office.get(hand_in(f"Name,Addresses\n{rows}", entity="customers").location).text
    name, addresses = re.findall(r'sl-mapping-examples"(?: title="([^"]*)")?>([^<]*)<', page)
    assert name == ("", "Shop 0 · Shop 1 · Shop 2")
    assert addresses[0] == addresses[1]
    assert 'x2"}' in unescape(addresses[0])


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


def test_columns_mean_what_is_said(office, hand_in, work_off, work):
    path = hand_in("Giro,Razón,City\nFerretería,Pérez SA,Soria\n", entity="customers").location
    page = office.get(path).text
    assert form_of(page)["column-0"] == ""
    refused = try_it(office, path, **{"column-2": "no_such_field"})
    assert refused.status_code == 422
    assert "no_such_field" in refused.text
    nameless = try_it(office, path)
    assert "No column leads to “Name”. Choose the one that does." in nameless.text
    assert "--map" not in nameless.text
    twice = try_it(office, path, **{"column-0": "name", "column-1": "name"})
    assert "which has room for one" in twice.text
    odd = try_it(office, path, **{"column-1": "name", "currency": "X%s"})
    assert "is not a currency code" in odd.text
    said = {"column-0": "tags", "column-1": "name", "column-2": ""}
    assert try_it(office, path, **said).status_code == 303
    work_off()
    bring_in(office, path)
    work_off()
    with work("admin") as uow:
        made = uow.session.scalars(select(Customer).where(Customer.name == "Pérez SA")).one()
        assert (made.tags, made.addresses) == (("Ferretería",), ())


def test_a_refused_form_keeps_what_was_said(office, hand_in):
    path = hand_in(CUSTOMERS).location
    said = {"column-0": "", "column-1": "note", "source": "Old CRM!", "decimal": ","}
    answer = try_it(office, path, **said)
    assert answer.status_code == 422
    assert 'value="Old CRM!"' in answer.text
    again = form_of(answer.text)
    assert (again["column-0"], again["column-1"], again["decimal"]) == ("", "note", ",")


def test_a_column_of_a_field_that_is_retired_meanwhile_is_said_anew(
    office, hand_in, work_off, work
):
    with work("admin") as uow:
        field = add_field(uow, "customer", Kind.TEXT, FieldSettings(label_en="Shoe"), code="shoe")
    path = hand_in("Name,City,Zapato\nKiosco Sol,Lima,42\n").location
    try_it(office, path, **{"column-2": "shoe"})
    work_off()
    with work("admin") as uow:
        retire_field(uow, field.id)
    assert "Bring it in" in office.get(path).text
    bring_in(office, path)
    work_off()
    page = office.get(path).text
    assert "A column leads to “shoe”, which is not there any more." in page
    assert form_of(page)["column-2"] == ""
    assert try_it(office, path).location == path
    work_off()
    bring_in(office, path)
    work_off()
    assert count(work, Customer, Customer.name == "Kiosco Sol") == 1


def test_contacts_are_recognised_and_called_otherwise_told(office, hand_in):
    path = hand_in(CONTACTS).location
    assert '<option value="contacts" selected>' in office.get(path).text
    other = hand_in(CONTACTS, entity="customers").location
    assert "fit “Contacts” better than “Customers”" in office.get(other).text
    version = re.search(r'name="version" value="(\d+)"', office.get(other).text)[1]
    called = office.post(f"{other}/entity", data={"entity": "contacts", "version": version})
    assert called.location == other
    page = office.get(other).text
    assert "better than" not in page
    assert form_of(page)["column-2"] == "function"


def test_who_asked_is_who_brings_in(app, client_of, work_off, work):
    """A manager who may, by an administrator's leave, takes what managers may take."""
    with work("admin") as uow:
        role = next(one for one in list_roles(uow) if one.name == "manager")
        change_role(
            uow,
            "manager",
            record_access=role.record_access,
            permissions={*role.permissions, "imports.manage"},
            known=app.contributions.permissions,
            version=role.version,
        )
    manager = client_of("manager")
    sent = manager.post("/admin/imports/", data={"file": (io.BytesIO(CUSTOMERS.encode()), "a.csv")})
    try_it(manager, sent.location)
    work_off()
    bring_in(manager, sent.location)
    work_off()
    with work("admin") as uow:
        manager_id = find_user(uow.session, "manager").id
        made = uow.session.scalars(select(Customer).where(Customer.name == "Kiosco Sol")).one()
        run = uow.session.scalars(select(ImportRun)).one()
        assert (made.owner_id, run.actor_id) == (manager_id, manager_id)


def test_files_of_others_are_theirs(client_of, hand_in, work):
    """Who does not see everybody's records sees no file of somebody else."""
    path = hand_in(CUSTOMERS).location
    assert client_of("rep").get(path).status_code == 403
    assert client_of("manager").get(path).status_code == 403


HOSTILE = {
    "nothing": (b"", "The file is empty"),
    "blank": (b"\n\n  \n", "The file is empty"),
    "binary": (b"\x00\x01\x02" * 50, "not a text table"),
    "pdf": (b"%PDF-1.7 x", "is a PDF"),
    "old workbook": (b"\xd0\xcf\x11\xe0" + b"x" * 99, "is a XLS"),
    "archive": (None, "is a ZIP"),
    "open quote": (b'Name,City\n"Perez,Soria\n', "never closed"),
    "wide": (",".join(f"c{n}" for n in range(300)).encode(), "300 columns"),
    "unknown": (b"aaa,bbb\n1,2\n", "Nothing in the first row is known"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_file_that_cannot_be_read_is_told_beside_the_input_and_not_kept(app, hand_in, what):
    content, says = HOSTILE[what]
    if content is None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a.txt", "x" * 1000)
        content = packed.getvalue()
    answer = hand_in(content)
    assert answer.status_code == 422
    assert says in answer.text
    assert "sl-error" in answer.text
    assert not folder_of(app).exists() or list(folder_of(app).iterdir()) == []


def test_no_file_and_one_that_is_too_large_are_told(office, hand_in, monkeypatch):
    assert "Choose a file." in office.post("/admin/imports/", data={}).text
    monkeypatch.setattr("salesforce_lite.imports.upload_files.MOST_BYTES", 10)
    monkeypatch.setattr("salesforce_lite.imports.upload_heads.MOST_BYTES", 10)
    assert "larger than" in hand_in(CUSTOMERS).text


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\x\\y.csv", "a\x00b\n.csv", "ñ" * 300, ""]
)
def test_what_the_file_is_called_names_no_file_of_the_server(app, office, hand_in, name):
    answer = hand_in(CUSTOMERS, name)
    if answer.status_code == 422:  # without a name a browser sends no file
        assert "Choose a file." in answer.text
        return
    assert office.get(answer.location).status_code == 200
    kept = [one.name for one in folder_of(app).rglob("*") if one.is_file()]
    assert kept == ["file"]


def test_it_is_opened_another_way(office, hand_in):
    path = hand_in(
        "Name;City;Note\nPérez;Soria;a,b\n".encode("latin-1"), entity="customers"
    ).location
    page = office.get(path).text
    assert "it is read as cp1252" in page
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    said = {"version": version, "encoding": "latin-1", "delimiter": ","}
    assert office.post(f"{path}/reading", data=said).location == path
    assert "Name;City;Note" in office.get(path).text
    refused = office.post(f"{path}/reading", data={**said, "encoding": "utf-16"})
    assert refused.status_code in (409, 422)
    assert office.get(path).status_code == 200


def test_dates_of_two_meanings_are_asked_about(office, hand_in, work_off):
    path = hand_in("Subject,Due date\nCall,03/04/2026\n", entity="activities").location
    try_it(office, path)
    work_off()
    page = office.get(path).text
    assert "Choose what comes first" in page
    assert "--date-order" not in page
    assert try_it(office, path, date_order="dmy").status_code == 303
    work_off()
    assert "Choose what comes first" not in office.get(path).text


def many(rows: int) -> str:
    lines = [f"Cliente {number},c{number}@example.com" for number in range(rows)]
    return "\n".join(["Name,Email", *lines, ",nobody@example.com"])


def test_a_long_import_goes_on_in_steps_and_doubles_nothing(
    office, hand_in, work_off, work, in_steps
):
    path = hand_in(many(1200), entity="customers").location
    try_it(office, path)
    work_off()
    bring_in(office, path)
    steps = 0
    while work_off(most=1):
        steps += 1
        if steps == 1:
            assert upload_of(work, path).progress > 0
            assert count(work, Customer, Customer.name.startswith("Cliente ")) == 500
    assert steps == 4
    assert count(work, Customer, Customer.name.startswith("Cliente ")) == 1200
    with work("admin") as uow:
        run = uow.session.scalars(select(ImportRun)).one()
        assert (run.state, run.created, run.skipped, run.rejected) == ("finished", 1200, 0, 1)
    with office.get(f"{path}/rejected") as sent:
        assert len(sent.text.splitlines()) == 2


def test_a_worker_that_dies_in_the_middle_loses_and_doubles_nothing(
    office, hand_in, work_off, work, in_steps, monkeypatch
):
    path = hand_in(many(1200), entity="customers").location
    try_it(office, path)
    work_off()
    bring_in(office, path)
    with monkeypatch.context() as dying:
        # Its rows are saved, but how far it came is not written down any more.
        dying.setattr(
            upload_jobs.UploadFiles, "keep_course", die_at_second(upload_jobs.UploadFiles)
        )
        work_off(most=1)
    with work("admin") as uow:
        for job in uow.session.scalars(select(Job).where(Job.state == JobState.QUEUED)):
            job.run_after = uow.now
    work_off()
    assert count(work, Customer, Customer.name.startswith("Cliente ")) == 1200
    with work("admin") as uow:
        run = uow.session.scalars(select(ImportRun)).one()
        assert (run.state, run.rejected) == ("finished", 1)
        assert run.created + run.skipped == 1200


def die_at_second(files):
    kept, calls = files.keep_course, []

    def keep(self, upload_id, course):
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("the light went out")
        kept(self, upload_id, course)

    return keep


def test_an_import_is_cancelled_between_and_within_steps(office, hand_in, work_off, work, in_steps):
    path = hand_in(many(1200), entity="customers").location
    try_it(office, path)
    work_off()
    bring_in(office, path)
    work_off(most=1)
    assert office.post(f"{path}/cancellation").location == path
    assert work_off() == 0
    assert count(work, Customer, Customer.name.startswith("Cliente ")) == 500
    with work("admin") as uow:
        assert uow.session.scalars(select(ImportRun.state)).one() == "stopped"
    page = office.get(path).text
    assert "Try it out" in page
    # Once more: what was taken is recognised.
    try_it(office, path)
    work_off()
    bring_in(office, path)
    work_off()
    assert count(work, Customer, Customer.name.startswith("Cliente ")) == 1200


def test_an_import_that_is_cancelled_while_it_runs_stops_after_the_batch(
    office, hand_in, work_off, work, in_steps, monkeypatch
):
    monkeypatch.setattr(upload_jobs, "_STEP", 100.0)
    path = hand_in(many(1200), entity="customers").location
    try_it(office, path)
    work_off()
    bring_in(office, path)
    tell = upload_jobs._Work.tell

    def cancelled(self, share):
        with work("admin") as uow:
            cancel_upload(uow, self.upload_id)
        return tell(self, share)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(upload_jobs._Work, "tell", cancelled)
        work_off()
    assert count(work, Customer, Customer.name.startswith("Cliente ")) == 500
    with work("admin") as uow:
        assert uow.session.scalars(select(ImportRun.state)).one() == "stopped"
        assert uow.session.scalars(select(ImportUpload.state)).one() == "ready"


def test_an_import_that_is_begun_anew_leaves_the_file_to_the_newer_work(
    app, office, hand_in, work_off, work, in_steps, monkeypatch
):
    monkeypatch.setattr(upload_jobs, "_STEP", 100.0)
    path = hand_in(many(1200), entity="customers").location
    try_it(office, path)
    work_off()
    bring_in(office, path)
    tell, importers = upload_jobs._Work.tell, app.contributions.importers

    def begun_anew(self, share):
        with work("admin") as uow:
            cancel_upload(uow, self.upload_id)
            import_upload(uow, importers, self.upload_id, version=None)
        return tell(self, share)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(upload_jobs._Work, "tell", begun_anew)
        work_off(most=1)
    assert count(work, Customer, Customer.name.startswith("Cliente ")) == 500
    assert upload_of(work, path).state == "running"
    work_off()
    assert count(work, Customer, Customer.name.startswith("Cliente ")) == 1200
    with work("admin") as uow:
        run = uow.session.scalars(select(ImportRun)).one()
        assert (run.state, run.created, run.rejected) == ("finished", 1200, 1)


def test_a_trial_of_a_long_file_says_how_much_it_saw(office, hand_in, work_off, work, monkeypatch):
    monkeypatch.setattr(upload_jobs, "_TRIAL", 0.0)
    path = hand_in(many(1200), entity="customers").location
    try_it(office, path)
    work_off()
    assert "it saw 500 of 1,201 rows" in office.get(path).text


def test_what_was_said_otherwise_is_tried_out_again_first(office, hand_in, work_off, work):
    path = hand_in(CUSTOMERS).location
    assert bring_in(office, path).status_code == 422
    try_it(office, path)
    work_off()
    version = re.search(r'name="version" value="(\d+)"', office.get(path).text)[1]
    office.post(f"{path}/entity", data={"entity": "contacts", "version": version})
    assert bring_in(office, path).status_code == 422
    assert count(work, Customer, Customer.name == "Kiosco Sol") == 0


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


def test_a_file_is_removed_with_all_that_is_kept_of_it(app, office, hand_in, work):
    path = hand_in(CUSTOMERS).location
    version = re.search(r'name="version" value="(\d+)"', office.get(path).text)[1]
    assert office.post(f"{path}/removal", data={"version": version}).location == "/admin/imports/"
    assert office.get(path).status_code == 404
    assert list(folder_of(app).iterdir()) == []


@pytest.mark.parametrize(
    ("state", "days", "is_kept"),
    [
        ("ready", 6, True),
        ("ready", 8, False),
        ("trying", 8, False),
        ("running", 8, False),
        ("finished", 29, True),
        ("finished", 31, False),
    ],
)
def test_files_that_nobody_brings_in_are_forgotten(app, hand_in, work, state, days, is_kept):
    path = hand_in(CUSTOMERS).location
    long_ago = clock.now() - timedelta(days=days)
    with work("admin") as uow:
        upload = uow.session.get(ImportUpload, LINK.search(path)[1])
        upload.state, upload.changed_at = state, long_ago
    folder = folder_of(app) / LINK.search(path)[1]
    os.utime(folder, (long_ago.timestamp(), long_ago.timestamp()))
    with work("admin") as uow:
        forget_uploads(uow, {}, files=UploadFiles(folder_of(app)))
    assert count(work, ImportUpload) == is_kept
    assert folder.exists() is is_kept


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


def test_sums_are_told_as_people_write_them(app):
    with app.test_request_context(), force_locale("es_ES"):
        told = sum_words("records=1204 EUR=91230.50 MXN=300.00")
    assert told.replace("\xa0", " ") == "1.204 · 91.230,50 € · 300,00 MXN"


def test_a_file_that_knows_legal_names_only_is_one_of_customers(office, hand_in, work_off, work):
    text = "Razón social;Teléfono;Ciudad\nFerretería Ñandú S.A.;912 345 678;Logroño\n"
    path = hand_in(text.encode("cp1252")).location
    page = office.get(path).text
    assert form_of(page)["column-0"] == "name"
    assert upload_of(work, path).entity == "customers"
    bring_in_after_trial(office, path, work_off)
    assert count(work, Customer, Customer.name == "Ferretería Ñandú S.A.") == 1


def bring_in_after_trial(office, path, work_off):
    try_it(office, path)
    work_off()
    bring_in(office, path)
    work_off()


def test_beside_a_name_the_legal_name_stays_one(office, hand_in):
    path = hand_in("Razón social;Nombre comercial\nÑandú S.A.;Ñandú\n").location
    page = office.get(path).text
    assert (form_of(page)["column-0"], form_of(page)["column-1"]) == ("legal_name", "name")


def test_systems_are_called_as_they_call_themselves(office, hand_in):
    """Whose file it is reads the same as on the makers' pages."""
    path = hand_in(
        "Id,IsDeleted,Name,BillingCity,OwnerId\n001,false,Kiosco Sol,Lima,005\n"
    ).location
    assert "a file of: Salesforce." in office.get(path).text
