"""Files brought into a server as the command does, for tests of what brings records in."""

from functools import partial
from pathlib import Path

from salesforce_lite.imports import ColumnMapping, Import, Options, Report, find_importer
from salesforce_lite.intake import open_file
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.uow import unit_of_work
from salesforce_lite.web import App


def bring_in(
    app: App, entity: str, path: Path, *, source: str = "", rejects: Path | None = None
) -> Report:
    """The report; rejected rows stand in `rejects`, else beside the file."""
    with open_file(path) as reader:
        work = Import(
            importer=find_importer(app.contributions.importers, entity),
            reader=reader,
            mapping=ColumnMapping(),
            options=Options(source=source),
            open_unit=partial(
                unit_of_work,
                app.make_session,
                system_actor("tests"),
                surface="import",
                reactions=app.contributions.reactions,
            ),
        )
        work.prepare()
        return work.run(rejects or path.with_name("rejects.csv"))
