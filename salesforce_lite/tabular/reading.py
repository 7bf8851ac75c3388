"""Opening a table of whatever format, told by its content and not by its name."""

import os
from pathlib import Path

from salesforce_lite.tabular.csv_file import open_csv
from salesforce_lite.tabular.errors import TableError
from salesforce_lite.tabular.ical_file import is_ical, open_ical
from salesforce_lite.tabular.jsonl_file import is_jsonl, open_jsonl
from salesforce_lite.tabular.table import Table
from salesforce_lite.tabular.vcard_file import is_vcard, open_vcard
from salesforce_lite.tabular.xlsx_file import open_xlsx

_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "XLS"),
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "GZIP"),
)
_START = 64
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def open_table(
    path: str | os.PathLike[str],
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Table:
    """Open CSV, XLSX, JSON lines, an address book (vCard) or a calendar (iCalendar); encoding and
    delimiter are found unless they are named."""
    file = Path(path)
    try:
        with file.open("rb") as opened:
            start = opened.read(_START)
        if start.startswith(_ZIP):
            return open_xlsx(file, sheet=sheet)
        for mark, found in _FOREIGN:
            if start.startswith(mark):
                raise TableError("unsupported_format", found=found)
        if is_vcard(start):
            return open_vcard(file, encoding=encoding)
        if is_ical(start):
            return open_ical(file, encoding=encoding)
        if is_jsonl(start):
            return open_jsonl(file)
        return open_csv(file, encoding=encoding, delimiter=delimiter)
    except OSError as error:
        raise TableError("unreadable", reason=error.strerror or str(error)) from error
