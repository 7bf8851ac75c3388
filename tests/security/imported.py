"""A file that was handed in and tried, and an import, for routes to be asked about."""

from dataclasses import asdict

from salesforce_lite.imports import ImportRun, Options, RunState
from salesforce_lite.imports.model import ImportUpload
from salesforce_lite.kernel.uow import UnitOfWork

COUNTS = {"created": 12, "updated": 3, "skipped": 1, "rejected": 2}
HEAD = {
    "columns": ["Nombre", "Correo", "Giro"],
    "examples": [["Ferretería Pérez", "ventas@perez.example", "Ferretería"]],
    "sheets": [],
    "encoding": "cp1252",
    "is_encoding_certain": False,
    "delimiter": ";",
}
_REPORT = {
    "system": "file",
    "rows": 18,
    "deleted": 1,
    "remarks": [["There is no portfolio “%(text)s”; it was left out", "Norte", 2]],
    "in_file": "records=18",
    "in_database": "records=18",
}


def an_upload(uow: UnitOfWork) -> ImportUpload:
    """Handed in, and tried out."""
    upload = ImportUpload(
        file_name="clientes.csv",
        size=1200,
        entity="customers",
        head=HEAD,
        options=asdict(Options()),
        trial={**_REPORT, "tried": 12, "counts": COUNTS, "stopped_after": 4},
        created_at=uow.now,
        created_by=uow.actor.user_id,
        by_name=uow.actor.name,
        changed_at=uow.now,
    )
    uow.session.add(upload)
    uow.session.flush()
    return upload


def a_run(uow: UnitOfWork) -> ImportRun:
    """Brought in."""
    run = ImportRun(
        entity="customers",
        system="file",
        file_name="clientes.csv",
        file_hash="0" * 64,
        state=RunState.FINISHED,
        last_row=19,
        actor_id=uow.actor.user_id,
        actor_name=uow.actor.name,
        started_at=uow.now,
        finished_at=uow.now,
        report=_REPORT,
        **COUNTS,
    )
    uow.session.add(run)
    uow.session.flush()
    return run
