"""Files that people hand in, and what their imports write: in the instance, each by itself."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from salesforce_lite.imports.reports import Course

MOST_BYTES = 50 << 20
"""The largest file that is taken from a browser; larger ones are the command line's."""

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class UploadFiles:
    """The folder of the instance that no page leads into. Names are the server's own."""

    folder: Path

    def path(self, upload_id: UUID) -> Path:
        """The file itself, as it was sent."""
        return self.folder / str(upload_id) / "file"

    def receive(self, upload_id: UUID, source: BinaryIO) -> int:
        """Keep what is sent; answers its size. Nothing is kept of what is empty or too large."""
        place = self.path(upload_id)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.parent.mkdir(mode=0o700)
        size = 0
        with place.open("xb") as file:
            while size <= MOST_BYTES and (piece := source.read(_PIECE)):
                size += len(piece)
                file.write(piece)
        if not 0 < size <= MOST_BYTES:
            self.remove(upload_id)
        return size

    def course(self, upload_id: UUID) -> Course:
        """How far the import came by the end of its last step."""
        place = self._course(upload_id)
        if not place.exists():
            return Course()
        return Course.from_json(json.loads(place.read_text(encoding="utf-8")))

    def keep_course(self, upload_id: UUID, course: Course) -> None:
        """Whole or not at all: a step that dies is begun again from the one before."""
        place = self._course(upload_id)
        beside = place.with_suffix(".part")
        beside.write_text(json.dumps(course.as_json()), encoding="utf-8")
        beside.replace(place)

    def rejected(self, upload_id: UUID, *, is_trial: bool) -> "RejectedRows":
        """The rows that the newest trial, or the import, did not take."""
        name = "rejected-in-trial" if is_trial else "rejected"
        return RejectedRows(self.path(upload_id).with_name(f"{name}.jsonl"))

    def forget_trial(self, upload_id: UUID) -> None:
        """What was said otherwise since then makes its rows rows of nothing."""
        self.rejected(upload_id, is_trial=True).path.unlink(missing_ok=True)

    def forget_course(self, upload_id: UUID) -> None:
        """The next import of the file begins with its first row."""
        self._course(upload_id).unlink(missing_ok=True)
        self.rejected(upload_id, is_trial=False).path.unlink(missing_ok=True)

    def release(self, upload_id: UUID) -> None:
        """Remove the file, which is not needed any more; rejected rows stay."""
        self.path(upload_id).unlink(missing_ok=True)
        self._course(upload_id).unlink(missing_ok=True)
        self.forget_trial(upload_id)

    def remove(self, upload_id: UUID) -> None:
        """Remove all of it."""
        shutil.rmtree(self.path(upload_id).parent, ignore_errors=True)

    def kept(self) -> Iterator[tuple[UUID, datetime]]:
        """What lies in the folder, and since when."""
        return kept_in(self.folder)

    def _course(self, upload_id: UUID) -> Path:
        return self.path(upload_id).with_name("course.json")


@dataclass(frozen=True, slots=True)
class RejectedRows:
    """One line for each row: its number, its cells, the reason."""

    path: Path

    def begin(self, rows: int) -> None:
        """Go on behind so many rows; what a step that died wrote after them is taken away."""
        kept = [line for _, line in zip(range(rows), self._lines(), strict=False)]
        self.path.write_text("".join(kept), encoding="utf-8")

    def add(self, number: int, cells: Sequence[str], reason: str) -> None:
        """Keep one more row."""
        line = json.dumps([number, list(cells), reason])
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def __iter__(self) -> Iterator[tuple[int, list[str], str]]:
        for line in self._lines():
            number, cells, reason = json.loads(line)
            yield number, cells, reason

    def _lines(self) -> Iterator[str]:
        with suppress(FileNotFoundError), self.path.open(encoding="utf-8") as file:
            yield from file


def kept_in(folder: Path) -> Iterator[tuple[UUID, datetime]]:
    """What lies in a folder by ids, and since when."""
    if not folder.is_dir():
        return
    for place in folder.iterdir():
        with suppress(ValueError, OSError):
            yield UUID(place.name), datetime.fromtimestamp(place.stat().st_mtime, UTC)


def cleaned_name(written: str | None) -> str:
    """What people call the file, for people to read; it names no file of the server."""
    last = (written or "").replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter if letter.isprintable() else " " for letter in last)
    return " ".join(plain.split())[-200:] or "–"
