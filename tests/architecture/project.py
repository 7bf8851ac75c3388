"""The files of this project that the architecture rules look at."""

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.source_rules import Rule, Source

ROOT = Path(__file__).parents[2]


@cache
def python_sources() -> tuple[Source, ...]:
    """The core and the bundled plugins."""
    return tuple(
        source
        for top in ("salesforce_lite", "plugins")
        for path in _below(top, "py")
        if "tests" not in (source := _read(path)).parts
    )


@cache
def templates() -> tuple[Source, ...]:
    """The pages; what is sent by mail has no style sheet to refer to, so it is left out."""
    return tuple(
        source
        for top in ("salesforce_lite", "plugins")
        for path in _below(top, "html")
        if "/mail/" not in (source := _read(path)).path
    )


@cache
def module_names() -> frozenset[str]:
    """Every module and package of the core, as one would import it."""
    return frozenset(
        ".".join(source.parts[:-1] if source.parts[-1] == "__init__" else source.parts)
        for source in python_sources()
    )


@cache
def committed_texts() -> tuple[Source, ...]:
    """What git keeps or is about to keep, as far as it is text."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(_texts(path for path in paths if path.is_file() and "vendor" not in path.parts))


def requirement_locks() -> tuple[Source, ...]:
    locks = [*(ROOT / "requirements").glob("*.txt"), ROOT / "package-lock.json"]
    return tuple(_read(path) for path in locks if path.exists())


def faults(rule: Rule, sources: tuple[Source, ...], exceptions: dict[str, str]) -> str:
    """What breaks the rule outside the listed exceptions, and the exceptions no longer needed."""
    broken = {source.path: list(rule(source)) for source in sources}
    found = [
        fault
        for path, of_path in broken.items()
        if not _is_excepted(path, exceptions)
        for fault in of_path
    ]
    idle = [
        f"{listed}: the exception is not needed any more"
        for listed in exceptions
        if not any(of_path and _is_excepted(path, {listed: ""}) for path, of_path in broken.items())
    ]
    return "\n".join(found + idle)


def _is_excepted(path: str, exceptions: dict[str, str]) -> bool:
    """A listed folder ends in a slash and covers what is below it."""
    return any(
        path == listed or (listed.endswith("/") and path.startswith(listed))
        for listed in exceptions
    )


def _below(top: str, suffix: str) -> Iterator[Path]:
    return (
        path for path in sorted((ROOT / top).rglob(f"*.{suffix}")) if "vendor" not in path.parts
    )


def _read(path: Path) -> Source:
    return Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def _texts(paths: Iterator[Path]) -> Iterator[Source]:
    for path in paths:
        content = path.read_bytes()
        if b"\0" not in content:
            name = path.relative_to(ROOT).as_posix()
            yield Source(name, content.decode("utf-8", errors="replace"))
