"""What other systems call the columns of their exports, read from the data files in `columns/`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from salesforce_lite.intake import folded

ANY = "any"
# So many columns make a system certain.
CERTAIN = 2
_ID = "Id"


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemLabels:
    """One system's export of one entity; labels and words are folded.

    `signs` are columns that only this system has, `prefixes` what stands before all its columns.
    One of `strong`, written exactly so beside a column “Id”, says it alone: files of a few columns
    have no more.
    """

    signs: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    strong: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    columns: Mapping[str, str]
    # field → word → code
    words: Mapping[str, Mapping[str, str]]

    def field_of(self, column: str) -> str | None:
        return self.columns.get(self.key_of(column))

    def key_of(self, column: str) -> str:
        key = folded(column)
        for prefix in self.prefixes:
            if key.startswith(prefix) and key != prefix:
                return key[len(prefix) :]
        return key

    def certainty(self, columns: tuple[str, ...]) -> int:
        """How many columns say that the file is from this system."""
        keys = {folded(column) for column in columns}
        found = len(keys & self.signs)
        if self.prefixes:
            found += sum(any(key.startswith(one) for one in self.prefixes) for key in keys)
        if _ID in columns and self.strong.intersection(columns):
            found = max(found, CERTAIN)
        return found


@cache
def built_in_labels(entity: str) -> Mapping[str, SystemLabels]:
    """System → its labels for the entity; those of `any` hold for every system."""
    file = files("salesforce_lite.imports") / "columns" / f"{entity}.toml"
    return read_labels(tomllib.loads(file.read_text(encoding="utf-8")))


def read_labels(content: Mapping[str, Any]) -> Mapping[str, SystemLabels]:  # Any: as TOML gives it
    common = content.get(ANY, {})
    return {
        system: _labels(own, {} if system == ANY else common) for system, own in content.items()
    }


def _labels(own: Mapping[str, Any], common: Mapping[str, Any]) -> SystemLabels:
    own_columns = _by_label(own.get("columns", {}))
    ignored = {folded(label) for part in (common, own) for label in part.get("ignored", ())}
    ignored -= own_columns.keys()
    columns = _by_label(common.get("columns", {})) | own_columns
    words: dict[str, dict[str, str]] = {}
    for part in (common, own):
        for name, codes in part.get("values", {}).items():
            words.setdefault(name, {}).update(_by_label(codes))
    return SystemLabels(
        signs=frozenset(folded(label) for label in own.get("signs", ())),
        # The longest first: “Persona - Nombre” is not “Person - ” before something.
        strong=frozenset(own.get("strong", ())),
        prefixes=tuple(sorted(map(folded, own.get("prefixes", ())), key=len, reverse=True)),
        ignored=frozenset(ignored),
        columns={label: name for label, name in columns.items() if label not in ignored},
        words=words,
    )


def _by_label(groups: Mapping[str, list[str]]) -> dict[str, str]:
    return {folded(label): name for name, labels in groups.items() for label in labels}
