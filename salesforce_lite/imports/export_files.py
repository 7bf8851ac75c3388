"""Files that a worker made for whoever asked for them: in the instance, each by itself."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from salesforce_lite.imports.upload_files import kept_in


@dataclass(frozen=True, slots=True)
class ExportFiles:
    """The folder of the instance that no page leads into. Names are the server's own."""

    folder: Path

    def path(self, export_id: UUID, name: str) -> Path:
        return self.folder / str(export_id) / name

    def prepare(self, export_id: UUID, name: str) -> Path:
        """A place to write to; what a worker that died has left there is taken away."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.remove(export_id)
        place = self.path(export_id, name)
        place.parent.mkdir(mode=0o700)
        return place

    def remove(self, export_id: UUID) -> None:
        shutil.rmtree(self.folder / str(export_id), ignore_errors=True)

    def kept(self) -> Iterator[tuple[UUID, datetime]]:
        """What lies in the folder, and since when."""
        return kept_in(self.folder)
