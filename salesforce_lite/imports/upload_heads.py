"""What a file that was handed in says of itself, before anything is taken of it."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from salesforce_lite.imports.upload_files import MOST_BYTES
from salesforce_lite.intake import BrokenReaderError, FileReader, Head, Limits, open_file
from salesforce_lite.kernel.errors import N_, InvalidInputError
from salesforce_lite.tabular import TableError

MOST_COLUMNS = 250
_EMPTY = N_("The file is empty. Choose one with a first row of column names.")
_TOO_LARGE = N_(
    "The file is larger than %(megabytes)s MB. Split it, or have the operator bring it in with the "
    "command line."
)
_TOO_WIDE = N_(
    "The file has %(count)s columns, and a page shows %(limit)s. Remove those that are not needed, "
    "or have the operator bring it in with the command line."
)
_TOO_MUCH = N_(
    "The file takes too much time or memory to read. Split it, or save it as “CSV UTF-8”."
)
# Somebody waits for the page: a tenth of what an import may take.
_IN_A_REQUEST = Limits(seconds=20, seconds_per_megabyte=1, silence=30.0)
UNKNOWN = N_(
    "Nothing in the first row is known: %(columns)s. Choose what the file holds, and see that its "
    "first row has the names of the columns."
)


def check_size(size: int) -> None:
    """Refuse what is empty or too large."""
    if not size:
        raise beside_file(_EMPTY)
    if size > MOST_BYTES:
        raise beside_file(_TOO_LARGE, megabytes=MOST_BYTES >> 20)


def read_head(path: Path, reading: Mapping[str, str]) -> Head:
    """The columns and first rows, opened as somebody said; refuses what is no table for a page."""
    try:
        with opened_as(path, reading, _IN_A_REQUEST) as reader:
            head = reader.head
    except TableError as problem:
        raise beside_file(problem.message, **problem.params) from None
    except BrokenReaderError:
        raise beside_file(_TOO_MUCH) from None
    if len(head.columns) > MOST_COLUMNS:
        raise beside_file(_TOO_WIDE, count=len(head.columns), limit=MOST_COLUMNS)
    return head


def opened_as(path: Path, reading: Mapping[str, str], limits: Limits | None = None) -> FileReader:
    """The file, opened as somebody said; what is empty is found."""
    return open_file(
        path,
        sheet=reading.get("sheet") or None,
        encoding=reading.get("encoding") or None,
        delimiter=reading.get("delimiter") or None,
        limits=limits,
    )


def head_as_json(head: Head) -> dict[str, Any]:
    """As it is kept."""
    return {**asdict(head), "examples": [list(row) for row in head.examples]}


def beside_file(sentence: str, **params: object) -> InvalidInputError:
    """A refusal that is told beside the file."""
    return InvalidInputError(fields={"file": sentence}, **params)
