"""Files that are handed in: whose they are, what is refused, how they are opened, when they go."""

import io
import os
import re
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from salesforce_lite.access import change_role, list_roles
from salesforce_lite.customers import Customer
from salesforce_lite.imports import ImportRun
from salesforce_lite.imports.model import ImportUpload
from salesforce_lite.imports.upload_files import UploadFiles
from salesforce_lite.imports.upload_tidying import forget_uploads
from salesforce_lite.kernel import clock
from tests.conftest import find_user
from tests.imports.pages import (
    CUSTOMERS,
    LINK,
    bring_in,
    count,
    folder_of,
    try_it,
)


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
