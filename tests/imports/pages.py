"""What an administrator sends on the pages of imports."""

import re

from sqlalchemy import func, select

from salesforce_lite.imports.model import ImportUpload

CUSTOMERS = "Name,City,Email\nFerretería Pérez,Soria,uno@example.com\nKiosco Sol,Lima,\n"
CONTACTS = (
    "First name,Last name,Job title,Company,Email,Phone\n"
    "Ana,Ruiz,Compras,Pérez,ana@example.com,600111222\n"
)
LINK = re.compile(r"/admin/imports/([0-9a-f-]{36})")


def form_of(page: str) -> dict[str, str]:
    """What the form of the columns would send as it stands."""
    part = page[page.index("data-unsaved") :]
    sent = dict(re.findall(r'<input[^>]*name="([\w-]+)"[^>]*value="([^"]*)"', part))
    for name, options in re.findall(r'<select[^>]*name="([\w-]+)"[^>]*>(.*?)</select>', part, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        sent[name] = chosen[1] if chosen else ""
    sent.pop("clears", None)
    return sent


def try_it(office, path, **said):
    return office.post(path, data={**form_of(office.get(path).text), **said})


def bring_in(office, path):
    version = re.search(r'name="version" value="(\d+)"', office.get(path).text)[1]
    return office.post(f"{path}/import", data={"version": version})


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


def bring_in_after_trial(office, path, work_off):
    try_it(office, path)
    work_off()
    bring_in(office, path)
    work_off()
