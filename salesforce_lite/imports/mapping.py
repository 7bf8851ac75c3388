"""The mapping file: what a person says about the columns, over what would be guessed."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from salesforce_lite.imports.errors import MappingFileError, UnknownMappingKeyError
from salesforce_lite.intake import folded

_TEXTS = ("system", "decimal", "date_order", "country", "currency", "zone", "match", "owner")
_TABLES = ("columns", "values", "defaults")
_KEYS = (*_TEXTS, *_TABLES, "ignored")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What a mapping file says; everything may be missing."""

    # The file's column → our field.
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    # Our field → word, folded → code or text.
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    # Our field → the text of every row that has none.
    defaults: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


def read_mapping(path: Path) -> ColumnMapping:
    """Read a mapping file; what is wrong with it is told in one sentence."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise MappingFileError(file=path, reason=error.strerror) from None
    except ValueError as error:  # not UTF-8, or not TOML
        raise MappingFileError(file=path, reason=error) from None
    for key, value in content.items():
        if key not in _KEYS:
            raise UnknownMappingKeyError(key=key, keys=", ".join(_KEYS))
        _check_shape(path, key, value)
    values = {
        name: {folded(word): str(code) for word, code in words.items()}
        for name, words in content.get("values", {}).items()
    }
    return ColumnMapping(
        columns=content.get("columns", {}),
        ignored=frozenset(content.get("ignored", ())),
        values=values,
        defaults={name: str(text) for name, text in content.get("defaults", {}).items()},
        texts={name: content[name] for name in _TEXTS if name in content},
    )


def _check_shape(path: Path, key: str, value: Any) -> None:  # Any: as TOML gives it
    right = {
        "columns": isinstance(value, dict) and all(isinstance(one, str) for one in value.values()),
        "values": isinstance(value, dict) and all(isinstance(one, dict) for one in value.values()),
        "defaults": isinstance(value, dict),
        "ignored": isinstance(value, list) and all(isinstance(one, str) for one in value),
    }.get(key, isinstance(value, str))
    if not right:
        raise MappingFileError(file=path, reason=f"“{key}” does not hold what it should")
