"""Files that programs hand in, and what became of their rows."""

from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

from salesforce_lite.api import Input, ListQuery, Moment, Record

Text = Annotated[str, Meta(max_length=60)]
Column = Annotated[str, Meta(max_length=200)]


class RunView(Struct, kw_only=True, frozen=True):
    """What the import of the file did so far."""

    id: UUID
    state: Literal["running", "finished", "stopped"]
    last_row: int
    created: int
    updated: int
    skipped: int
    rejected: int
    remarks: list[str]


class TrialView(Struct, kw_only=True, frozen=True):
    """What the newest trial found in the rows that it had time for; nothing of it was kept."""

    rows: int
    tried: int
    created: int
    updated: int
    skipped: int
    rejected: int
    remarks: list[str]


class ImportView(Record, kw_only=True, frozen=True):
    """A file that was handed in.

    It is tried first (`trial`), then brought in (`taking`); both go on by themselves, `progress` in
    percent. `fields` says where each column leads, empty for nowhere. `problem` is why the newest
    trial or import broke off, empty where it did not. Rows that were not taken are under
    `rejected_rows`.
    """

    entity: str
    file_name: str
    size: int
    state: Literal["ready", "trying", "running", "finished"]
    is_busy: bool
    progress: int
    columns: list[str]
    fields: dict[str, str]
    options: dict[str, Any]
    trial: TrialView | None
    problem: str
    run: RunView | None
    rejected_rows: str
    created_at: Moment
    created_by: UUID | None
    changed_at: Moment


class NewImport(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What the file holds; recognised by its columns where it is not said."""

    entity: Annotated[str, Meta(max_length=60, description="Such as `customers`.")] = ""
    file_name: Annotated[str, Meta(max_length=200, description="For people to read.")] = ""


class ImportQuery(ListQuery, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which files; what is left out does not narrow. The newest come first."""

    entity: Annotated[str, Meta(max_length=60)] = ""
    state: Literal["ready", "trying", "running", "finished"] | None = None


class Trial(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Where columns lead, and how their values are read; what is left out is recognised.

    `columns` leads columns of the file to fields, and those to nothing to an empty text.
    """

    columns: Annotated[dict[Column, Text], Meta(max_length=500)] = {}
    source: Annotated[str, Meta(max_length=40)] = ""
    match: Text = ""
    decimal: Literal[".", ","] | None = None
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    country: Annotated[str, Meta(max_length=60)] = ""
    currency: Annotated[str, Meta(max_length=3)] = ""
    zone: Text = ""
    owner: Annotated[str, Meta(max_length=254)] = ""
    clears: bool = False


class RejectedQuery(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Rows of the import, or of the newest `trial`."""

    of: Literal["import", "trial"] = "import"
    limit: Annotated[int, Meta(ge=1, le=200)] = 50
    cursor: Annotated[
        str, Meta(max_length=20, pattern="^[0-9]*$", description="The `next_cursor` before.")
    ] = ""


class RejectedRow(Struct, kw_only=True, frozen=True):
    """A row that was not taken: its number as a spreadsheet counts, its cells, and why."""

    row: int
    cells: dict[str, str]
    reason: str
