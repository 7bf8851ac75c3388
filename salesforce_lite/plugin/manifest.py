"""What a plugin says about itself in plugin.toml, read before any of its code."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from salesforce_lite.plugin.errors import (
    ManifestMissingKeyError,
    ManifestSyntaxError,
    ManifestUnknownKeyError,
    ManifestValueError,
)

FILE_NAME = "plugin.toml"
_ID = re.compile(r"^[a-z][a-z0-9_]{2,30}$")
_LANGUAGES = ("es",)
_SHOWN = ("name", "summary", "keeps")
# table → its keys; those with a star must be there.
_KEYS: dict[str, tuple[str, ...]] = {
    "plugin": ("*id", "*name", "*version", "*api", "requires_core", "*summary", "icon", "license"),
    "dependencies": ("plugins", "after"),
    "data": ("keeps",),
    **dict.fromkeys(_LANGUAGES, _SHOWN),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The facts of plugin.toml. `id` is folder, table prefix and address, and never changes.

    `requires` are plugins that must be enabled before it; `after` only says the order. `texts` are
    name, summary and what it keeps in other languages than English.
    """

    id: str
    name: str
    version: Version
    api: int
    summary: str
    requires_core: SpecifierSet
    icon: str
    license: str
    requires: tuple[Requirement, ...]
    after: tuple[str, ...]
    keeps: str
    texts: Mapping[str, Mapping[str, str]]

    def text(self, name: str, language: str) -> str:
        """`name`, `summary` or `keeps` in the language; English where it says none."""
        return self.texts.get(language[:2], {}).get(name) or str(getattr(self, name))


def read_manifest(folder: Path) -> Manifest:
    """The manifest in the folder; a ManifestError says in one sentence what is wrong with it."""
    path = folder / FILE_NAME
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ManifestSyntaxError(file=path, reason=str(error)) from None
    _check_keys(document, path)
    reader = _Reader(path, document)
    facts = document["plugin"]
    if not _ID.match(reader.words("plugin", "id")):
        raise ManifestValueError(
            file=path, key="id", wanted="3 to 31 small letters, digits and _, beginning with one"
        )
    return Manifest(
        id=facts["id"],
        name=reader.words("plugin", "name"),
        version=reader.version(),
        api=reader.api(),
        summary=reader.words("plugin", "summary"),
        requires_core=reader.specifiers(),
        icon=reader.words("plugin", "icon", "plugin"),
        license=reader.words("plugin", "license", ""),
        requires=reader.requirements(),
        after=reader.list_of_words("dependencies", "after"),
        keeps=reader.words("data", "keeps", ""),
        texts={
            language: {name: reader.words(language, name, "") for name in _SHOWN}
            for language in _LANGUAGES
            if language in document
        },
    )


def _check_keys(document: Mapping[str, Any], path: Path) -> None:
    """A misspelt key would silently do nothing: it is refused, with the nearest known one."""
    for table, keys in document.items():
        if table not in _KEYS or not isinstance(keys, dict):
            meant = f"[{_nearest(table, _KEYS)}]" if isinstance(keys, dict) else _place_of(table)
            raise ManifestUnknownKeyError(file=path, key=table, nearest=meant)
        known = [key.lstrip("*") for key in _KEYS[table]]
        for key in keys:
            if key not in known:
                raise ManifestUnknownKeyError(
                    file=path, key=f"{table}.{key}", nearest=f"{table}.{_nearest(key, known)}"
                )
    for key in _KEYS["plugin"]:
        if key.startswith("*") and key[1:] not in document.get("plugin", {}):
            raise ManifestMissingKeyError(file=path, key=f"plugin.{key[1:]}")


def _place_of(word: str) -> str:
    """Where a key belongs that stands outside of the tables."""
    for table, keys in _KEYS.items():
        if word in {key.lstrip("*") for key in keys} - _KEYS.keys():
            return f"[{table}] {word}"
    return f"[{_nearest(word, _KEYS)}]"


def _nearest(word: str, known: Iterable[str]) -> str:
    return get_close_matches(word, list(known), n=1, cutoff=0)[0]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Takes values out of the document and refuses those of another kind."""

    path: Path
    document: Mapping[str, Any]

    def words(self, table: str, key: str, default: str | None = None) -> str:
        value = self.document.get(table, {}).get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            self._refuse(f"{table}.{key}", "a text")
        return str(value)

    def list_of_words(self, table: str, key: str) -> tuple[str, ...]:
        value = self.document.get(table, {}).get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._refuse(f"{table}.{key}", 'a list of texts such as ["orders"]')
        return tuple(value)

    def api(self) -> int:
        value = self.document["plugin"]["api"]
        if not isinstance(value, int) or isinstance(value, bool):
            self._refuse("plugin.api", "a whole number such as 1")
        return int(value)

    def version(self) -> Version:
        try:
            return Version(self.words("plugin", "version"))
        except InvalidVersion:
            self._refuse("plugin.version", 'a version such as "1.3.0"')

    def specifiers(self) -> SpecifierSet:
        try:
            return SpecifierSet(self.words("plugin", "requires_core", ""))
        except InvalidSpecifier:
            self._refuse("plugin.requires_core", 'versions such as ">=1.2"')

    def requirements(self) -> tuple[Requirement, ...]:
        try:
            return tuple(map(Requirement, self.list_of_words("dependencies", "plugins")))
        except InvalidRequirement:
            self._refuse("dependencies.plugins", 'plugins such as "orders>=1.0"')

    def _refuse(self, key: str, wanted: str) -> NoReturn:
        raise ManifestValueError(file=self.path, key=key, wanted=wanted)
