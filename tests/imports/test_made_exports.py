"""Files of more records than are sent at once: a worker makes them for whoever asked."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from salesforce_lite.imports import export_pages, exporting, made_exports
from salesforce_lite.imports.export_files import ExportFiles
from salesforce_lite.imports.made_exports import KEPT, forget_exports
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.job_rows import Job, JobState
from salesforce_lite.notifications.model import Notification

ORDERS = "/admin/imports/exports/customers/orders"


@pytest.fixture(autouse=True)
def few(monkeypatch, records):
    monkeypatch.setattr(exporting, "MOST_AT_ONCE", 2)
    for name in ("Kiosco 1", "Kiosco 2", "Kiosco 3"):
        records.customer(name=name)


def newest(work):
    with work("admin") as uow:
        job = uow.session.scalars(select(Job).order_by(Job.id.desc())).first()
        return job.payload["export_id"]


def file_of(client, export_id):
    return client.get(f"/admin/imports/exports/files/{export_id}")


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_a_worker_makes_it_and_the_bell_tells(office, work_off, work, ending):
    asked = office.get(f"/admin/imports/exports/customers?format={ending}")
    assert (asked.status_code, asked.mimetype) == (200, "text/html")
    assert office.post(ORDERS, data={"format": ending}).status_code == 303
    assert "Under way" in office.get("/admin/imports/").text
    export_id = newest(work)
    assert file_of(office, export_id).status_code == 404
    work_off()
    page = office.get("/admin/imports/").text
    assert "Ready" in page
    assert export_id in page
    with file_of(office, export_id) as sent:
        assert sent.status_code == 200
        assert sent.headers["Content-Disposition"] == f"attachment; filename=customers.{ending}"
        made = sent.data
    if ending != "xlsx":
        assert made.count(b"Kiosco") == 3
    told = office.get("/notifications").text
    assert "The file is ready" in told
    assert "3 records" in told
    with work("admin") as uow:
        [entry] = uow.session.scalars(select(AuditEntry).where(AuditEntry.action == "exported"))
        assert (entry.record_kind, entry.surface) == ("customer", "job")
        assert entry.actor_id == uow.actor.user_id


def test_who_asks_twice_gets_one_file(office, work_off, work):
    for _ in range(2):
        office.post(ORDERS, data={"format": "csv"})
    with work("admin") as uow:
        assert len(uow.session.scalars(select(Job).where(Job.kind == "imports.export")).all()) == 1


def test_nobody_else_fetches_it(office, client_of, work_off, work):
    office.post(ORDERS, data={"format": "csv"})
    work_off()
    export_id = newest(work)
    assert file_of(client_of("rep"), export_id).status_code == 403
    with work("manager") as uow:
        manager_id = uow.actor.user_id
    with work("admin") as uow:
        job = uow.session.scalars(select(Job).where(Job.kind == "imports.export")).one()
        job.actor_id = manager_id
    assert file_of(office, export_id).status_code == 404
    assert "Ready" not in office.get("/admin/imports/").text


def test_a_worker_that_dies_leaves_nothing_and_another_begins_anew(
    app, office, work_off, work, monkeypatch
):
    office.post(ORDERS, data={"format": "csv"})
    export_id = newest(work)
    visits = exporting.more_columns

    def dies(*given):
        raise MemoryError

    monkeypatch.setattr(exporting, "more_columns", dies)
    work_off(most=1)
    assert file_of(office, export_id).status_code == 404
    monkeypatch.setattr(exporting, "more_columns", visits)
    with work("admin") as uow:
        job = uow.session.scalars(select(Job).where(Job.kind == "imports.export")).one()
        assert job.state == JobState.QUEUED
        job.run_after = uow.now
    work_off()
    with file_of(office, export_id) as sent:
        assert sent.status_code == 200
    with work("admin") as uow:
        told = select(Notification).where(Notification.kind == "imports.export")
        assert len(uow.session.scalars(told).all()) == 1


def test_after_a_day_it_is_forgotten(app, office, client_of, work_off, work, at):
    office.post(ORDERS, data={"format": "csv"})
    work_off()
    export_id = newest(work)
    folder = app.extensions["settings"].instance / "exports"
    assert [one.name for one in folder.iterdir()] == [export_id]
    at(datetime.now(UTC) + KEPT + timedelta(hours=1))
    later = client_of("admin")
    assert file_of(later, export_id).status_code == 404
    assert "Ready" not in later.get("/admin/imports/").text
    with work("admin") as uow:
        forget_exports(uow, ExportFiles(folder))
    assert list(folder.iterdir()) == []


def test_the_first_of_many_is_still_fetched(office, work_off, work, monkeypatch):
    monkeypatch.setattr(made_exports, "_MOST_LISTED", 1)
    office.post(ORDERS, data={"format": "csv"})
    first = newest(work)
    work_off()
    office.post(ORDERS, data={"format": "xlsx"})
    work_off()
    with file_of(office, first) as sent:
        assert sent.status_code == 200


def test_who_may_take_such_records_out_no_more_does_not_fetch_them(
    office, work_off, work, monkeypatch
):
    office.post(ORDERS, data={"format": "csv"})
    work_off()
    monkeypatch.setattr(export_pages, "permitted_importers", list)
    assert file_of(office, newest(work)).status_code == 422
