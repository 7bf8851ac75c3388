"""Writes a new plugin that works, from the outline beside this file, without the network."""

import keyword
import re
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from salesforce_lite.kernel.db import Base
from salesforce_lite.kernel.errors import N_, DomainError

PARTS = ("panel", "model", "settings", "job", "page")
_OUTLINE = Path(__file__).parent / "outline"
_LONGEST_LINE = 100
_ID = re.compile(r"[a-z][a-z0-9_]{2,30}")
_NAME = re.compile(r"[\w][\w .&-]{0,39}")
# File of the outline → where it stands in the plugin; with parts: only if one has one of them.
_FILES: tuple[tuple[str, str, str], ...] = (
    ("plugin.toml", "plugin.toml", ""),
    ("README.md", "README.md", ""),
    ("__init__.py", "__init__.py", ""),
    ("hooks.py", "hooks.py", ""),
    ("panels.py", "panels.py", "panel"),
    ("today.html", "templates/{id}/today.html", "panel"),
    ("forms.py", "forms.py", "settings"),
    ("model.py", "model.py", "model"),
    ("welcomes.py", "welcomes.py", "model"),
    ("reactions.py", "reactions.py", "model"),
    ("migrations/versions/0001_first.py", "migrations/versions/0001_first.py", "model"),
    ("jobs.py", "jobs.py", "job"),
    ("views.py", "views.py", "page"),
    ("index.html", "templates/{id}/index.html", "page"),
    ("messages.po", "translations/es/LC_MESSAGES/messages.po", ""),
    ("messages.po", "translations/en/LC_MESSAGES/messages.po", ""),
    ("tests/conftest.py", "tests/conftest.py", ""),
    ("tests/test_conformance.py", "tests/test_{id}_conformance.py", ""),
    ("tests/test_plugin.py", "tests/test_{id}.py", ""),
)


class BadPluginIdError(DomainError):
    code = "bad_plugin_id"
    sentence = N_(
        "“%(id)s” cannot be the id of a plugin: it is 3 to 31 small letters, digits and _, begins "
        "with a letter and is no word of Python."
    )


class TakenPluginIdError(DomainError):
    code = "taken_plugin_id"
    sentence = N_("“%(id)s” is taken by %(by)s. Choose another id.")


class BadPluginNameError(DomainError):
    code = "bad_plugin_name"
    sentence = N_("“%(name)s” cannot be its name: up to 40 letters, digits, spaces, points and -.")


class UnknownPartError(DomainError):
    code = "unknown_part"
    sentence = N_("A plugin has no part “%(part)s”. There are: %(known)s.")


class FolderThereError(DomainError):
    code = "folder_there"
    sentence = N_("%(folder)s is there already. Choose another id, or remove it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What is to be written; valid by construction: make it with `of`."""

    id: str
    name: str
    parts: frozenset[str]

    @classmethod
    def of(
        cls, plugin_id: str, name: str, parts: Iterable[str], taken: Collection[str]
    ) -> "Outline":
        """Raises a DomainError that says in one sentence what is wrong."""
        if not _ID.fullmatch(plugin_id) or keyword.iskeyword(plugin_id):
            raise BadPluginIdError(id=plugin_id)
        if plugin_id in taken:
            raise TakenPluginIdError(id=plugin_id, by="a plugin that is installed")
        if _is_of_the_core(plugin_id):
            raise TakenPluginIdError(id=plugin_id, by="tables of Salesforce Lite")
        name = name or plugin_id.replace("_", " ").capitalize()
        if not _NAME.fullmatch(name):
            raise BadPluginNameError(name=name)
        chosen = frozenset(parts)
        for part in sorted(chosen - set(PARTS)):
            raise UnknownPartError(part=part, known=", ".join(PARTS))
        return cls(id=plugin_id, name=name, parts=chosen or frozenset(["panel"]))

    def write(self, into: Path) -> Path:
        """Write it into a new folder there, which it answers; raises FolderThereError."""
        folder = into / self.id
        if folder.exists():
            raise FolderThereError(folder=folder)
        for source, target, part in _FILES:
            if not part or part in self.parts:
                path = folder / target.format(id=self.id)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(self._text_of(source, path), encoding="utf-8")
        return folder

    def _text_of(self, source: str, target: Path) -> str:
        """Jinja with other signs, since templates of the plugin are Jinja too."""
        environment = Environment(
            loader=FileSystemLoader(_OUTLINE),
            undefined=StrictUndefined,
            block_start_string="[%",
            block_end_string="%]",
            variable_start_string="<<",
            variable_end_string=">>",
            comment_start_string="[##",
            comment_end_string="##]",
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,  # noqa: S701 – it writes sources; the name has plain letters only
        )
        environment.globals["imports"] = imports
        words: dict[str, Any] = {part: part in self.parts for part in PARTS}
        is_spanish = "es" in target.parts
        template = environment.get_template(f"{source}.jinja")
        text = template.render(id=self.id, name=self.name, is_spanish=is_spanish, **words)
        return re.sub(r"\n{3,}", "\n\n", text) if target.suffix == ".po" else text


def _is_of_the_core(plugin_id: str) -> bool:
    """Whether tables of the core begin with it, which those of the plugin would."""
    own = [name for name, table in Base.metadata.tables.items() if not table.info.get("plugin")]
    return any(f"{name}_".startswith(f"{plugin_id}_") for name in own)


def imports(*lines: str) -> str:
    """The import lines that are not empty, in the order and groups of the house."""
    groups: dict[int, list[str]] = {}
    for line in filter(None, lines):
        groups.setdefault(_rank(line), []).append(_wrapped(line))
    ordered = (sorted(group, key=_order) for _, group in sorted(groups.items()))
    return "\n\n".join("\n".join(group) for group in ordered)


def _rank(line: str) -> int:
    module = line.split()[1]
    if module.startswith("."):
        return 3
    root = module.split(".")[0]
    return 0 if root in sys.stdlib_module_names else 2 if root == "salesforce_lite" else 1


def _order(line: str) -> tuple[bool, str]:
    return line.startswith("from"), line.split()[1]


def _wrapped(line: str) -> str:
    """Names in order, one below the other where they do not fit."""
    start, word, names = line.partition(" import ")
    if not word:
        return line
    ordered = sorted(
        filter(None, (name.strip() for name in names.split(","))),
        key=lambda name: (name[0].islower(), name),
    )
    together = f"{start} import {', '.join(ordered)}"
    if len(together) <= _LONGEST_LINE:
        return together
    return "\n".join([f"{start} import (", *(f"    {name}," for name in ordered), ")"])
