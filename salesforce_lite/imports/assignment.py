"""Which column leads to which field: recognised, guessed, and as the mapping file says."""

import re
from collections.abc import Set
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from salesforce_lite.imports.errors import (
    FieldTakenTwiceError,
    MissingColumnError,
    UnknownMappedColumnError,
    UnknownMappedFieldError,
)
from salesforce_lite.imports.importer import (
    IS_DELETED,
    OWN,
    OWN_ID,
    PLAIN,
    REFERENCE,
    Importer,
)
from salesforce_lite.imports.labels import ANY, CERTAIN, SystemLabels
from salesforce_lite.imports.mapping import ColumnMapping
from salesforce_lite.intake import Field, Kind, folded
from salesforce_lite.kernel.errors import N_

OWN_ID_COLUMN = "salesforce_lite_id"
"""The column by which our own exports are known."""

REJECT_COLUMNS = ("reason", "row")
"""What a file of rejected rows has behind the columns of the file it comes from."""

# Columns that every entity has.
_EVERYWHERE = {
    OWN_ID: Field(OWN_ID, N_("Id")),
    REFERENCE: Field(REFERENCE, N_("Id in the other system")),
    IS_DELETED: Field(IS_DELETED, N_("Deleted there"), Kind.BOOLEAN),
}
_LIKE = 78
# A column that a plugin has added to our own export; its values are not ours to bring in.
_is_of_plugin = re.compile(r"[a-z][a-z0-9_]{2,30}: ").match


@dataclass(frozen=True, slots=True)
class Assignment:
    """The columns of a file, told apart."""

    system: str
    labels: SystemLabels
    # In the order of the file; several columns may lead to one field.
    columns: tuple[tuple[str, Field], ...]
    # Those a person named, whose words must be understood.
    mapped: frozenset[str]
    # Known, and not wanted: by the system's labels, the mapping file, or as columns of ours.
    ignored: tuple[str, ...]
    # (column, field it could be or empty)
    unknown: tuple[tuple[str, str], ...]

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(field.name for _column, field in self.columns)


def assign_columns(
    importer: Importer, columns: tuple[str, ...], mapping: ColumnMapping
) -> Assignment:
    """Every column's field. Refuses a mapping that does not fit, and a file that lacks a field."""
    found = guess_columns(importer, columns, mapping)
    _check_required(importer, columns, found.fields | set(mapping.defaults))
    return found


def guess_columns(
    importer: Importer, columns: tuple[str, ...], mapping: ColumnMapping
) -> Assignment:
    """The same for a file that lacks a field, which somebody may still say."""
    _check_mapping(importer, columns, mapping)
    system = _recognise(importer, columns)
    labels = importer.labels.get(system) or importer.labels[ANY]
    taken = _own_columns(importer, columns) if system == OWN else {}
    taken |= _guessed(importer, columns, labels) if system != OWN else {}
    for column in mapping.ignored:
        taken.pop(column, None)
    named = {column: field_name(name) for column, name in mapping.columns.items()}
    known = {*taken.values(), *named.values(), *mapping.defaults}
    if importer.stand_in and system != OWN and not known & set(importer.required):
        # A file of customers may know their legal names only.
        stands_in = importer.required[0]
        taken = {c: stands_in if name == importer.stand_in else name for c, name in taken.items()}
    # A field that a person leads a column to is not guessed for others besides.
    taken = {c: name for c, name in taken.items() if name not in set(named.values()) or c in named}
    taken |= named
    silent = mapping.ignored | {c for c in columns if labels.key_of(c) in labels.ignored}
    silent |= set(_reject_columns(columns))
    if system == OWN:
        silent |= {column for column in columns if _is_of_plugin(column)}
    return Assignment(
        system=system,
        labels=labels,
        columns=tuple((c, _field(importer, taken[c])) for c in columns if c in taken),
        # Our own export is taken at its word.
        mapped=frozenset(columns) if system == OWN else frozenset(named),
        ignored=tuple(c for c in columns if c in silent and c not in taken),
        unknown=tuple(
            (column, _nearest(column, labels, set(taken.values())))
            for column in columns
            if column not in taken and column not in silent
        ),
    )


def _recognise(importer: Importer, columns: tuple[str, ...]) -> str:
    if OWN_ID_COLUMN in columns:
        return OWN
    certainties = {
        system: labels.certainty(columns)
        for system, labels in importer.labels.items()
        if system != ANY
    }
    best = max(certainties, key=lambda system: certainties[system], default=PLAIN)
    return best if certainties.get(best, 0) >= CERTAIN else PLAIN


def _own_columns(importer: Importer, columns: tuple[str, ...]) -> dict[str, str]:
    known = {field.name for field in importer.fields}
    taken = {column: column for column in columns if column in known}
    taken[OWN_ID_COLUMN] = OWN_ID
    return taken


def _guessed(importer: Importer, columns: tuple[str, ...], labels: SystemLabels) -> dict[str, str]:
    known = {field.name for field in importer.fields} | {REFERENCE, IS_DELETED}
    taken: dict[str, str] = {}
    rejects = _reject_columns(columns)
    for column in columns:
        # A heading may also be the very name of a field, such as `postal_code`.
        name = labels.field_of(column) or column
        if name in known and column not in rejects:
            taken[column] = name
    return taken


def _reject_columns(columns: tuple[str, ...]) -> tuple[str, ...]:
    return REJECT_COLUMNS if columns[-2:] == REJECT_COLUMNS else ()


def _check_mapping(importer: Importer, columns: tuple[str, ...], mapping: ColumnMapping) -> None:
    for column in (*mapping.columns, *sorted(mapping.ignored)):
        if column not in columns:
            raise UnknownMappedColumnError(column=column, columns=", ".join(columns))
    known = [field.name for field in importer.fields] + [REFERENCE, IS_DELETED]
    first: dict[str, str] = {}
    for column, written in [*mapping.columns.items(), *((n, n) for n in mapping.defaults)]:
        name = field_name(written)
        if name not in known:
            nearest = process.extractOne(name, known, scorer=fuzz.WRatio)
            raise UnknownMappedFieldError(
                field=written,
                entity=importer.entity,
                nearest=nearest[0] if nearest else known[0],
                known=", ".join(known),
            )
        if column in mapping.columns:
            if name in first and not _field(importer, name).takes_several:
                raise FieldTakenTwiceError(first=first[name], second=column, field=name)
            first[name] = column
    for name in mapping.values:
        if field_name(name) not in known:
            raise UnknownMappedFieldError(
                field=name, entity=importer.entity, nearest=known[0], known=", ".join(known)
            )


def field_name(written: str) -> str:
    """`customer.name` and `name` are the same here."""
    return written.rpartition(".")[2].strip()


def _check_required(importer: Importer, columns: tuple[str, ...], taken: Set[str]) -> None:
    if not taken & set(importer.required):
        field = _field(importer, importer.required[0])
        raise MissingColumnError(field=f"“{field.label}”", columns=", ".join(columns))


def _field(importer: Importer, name: str) -> Field:
    found = importer.field(name)
    return found if found is not None else _EVERYWHERE[name]


def _nearest(column: str, labels: SystemLabels, taken: set[str]) -> str:
    """What the column could be: a field that no other column leads to."""
    free = {label: name for label, name in labels.columns.items() if name not in taken}
    found = process.extractOne(folded(column), list(free), scorer=fuzz.ratio, score_cutoff=_LIKE)
    return free[found[0]] if found else ""


def known_names(importer: Importer) -> dict[str, Field]:
    """Every field a mapping file may lead to."""
    return {field.name: field for field in importer.fields} | _EVERYWHERE
