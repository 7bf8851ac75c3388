"""What becomes of a file: counted and remarked while it is taken, summed up at the end."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self
from uuid import UUID

from salesforce_lite.imports.importer import Pending, Sums
from salesforce_lite.imports.model import ImportRun
from salesforce_lite.imports.remarks import Remarks


@dataclass(slots=True)
class Counts:
    """What became of the rows."""

    created: int = 0
    updated: int = 0
    skipped: int = 0
    rejected: int = 0

    @property
    def total(self) -> int:
        return self.created + self.updated + self.skipped + self.rejected

    def __iadd__(self, other: "Counts") -> "Counts":
        self.created += other.created
        self.updated += other.updated
        self.skipped += other.skipped
        self.rejected += other.rejected
        return self

    def __str__(self) -> str:
        return (
            f"created={self.created} updated={self.updated} "
            f"skipped={self.skipped} rejected={self.rejected}"
        )


@dataclass(slots=True, kw_only=True)
class Course:
    """How far an import came; kept as JSON where it goes on in steps."""

    run_id: UUID | None = None
    # The last row, as a spreadsheet counts, that was taken or rejected.
    last_row: int = 0
    # The last one that the counts hold. It is behind where a worker was killed: the rows between
    # are taken once more for what is told of them, which changes nothing and is not counted.
    counted_until: int = 0
    counts: Counts = field(default_factory=Counts)
    # Rows that the other system has marked as deleted.
    deleted: int = 0
    remarks: Remarks = field(default_factory=Remarks)
    pending: list[Pending] = field(default_factory=list)

    def take_up(self, run: ImportRun | None) -> None:
        """What the run has counted, in the transactions of the rows, is what there is."""
        if run is not None:
            self.counts = Counts(run.created, run.updated, run.skipped, run.rejected)
            self.counted_until = run.last_row

    def as_json(self) -> dict[str, Any]:
        return {
            "run_id": str(self.run_id) if self.run_id else None,
            "last_row": self.last_row,
            "counts": asdict(self.counts),
            "deleted": self.deleted,
            "remarks": self.remarks.as_json(),
            "pending": [[str(record_id), reference] for record_id, reference in self.pending],
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        return cls(
            run_id=UUID(told["run_id"]) if told["run_id"] else None,
            last_row=told["last_row"],
            counts=Counts(**told["counts"]),
            deleted=told["deleted"],
            remarks=Remarks.from_json(told["remarks"]),
            pending=[(UUID(record_id), reference) for record_id, reference in told["pending"]],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an import did."""

    system: str
    rows: int
    counts: Counts
    deleted: int
    remarks: Remarks
    in_file: Sums
    in_database: Sums | None

    def as_json(self) -> dict[str, Any]:
        return {
            "system": self.system,
            "rows": self.rows,
            "deleted": self.deleted,
            "remarks": self.remarks.as_json(),
            "in_file": str(self.in_file),
            "in_database": None if self.in_database is None else str(self.in_database),
        }
