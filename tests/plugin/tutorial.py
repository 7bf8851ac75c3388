"""The steps of docs/tutorial.md: files that are written, and commands that are run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.architecture.project import ROOT

TUTORIAL = ROOT / "docs" / "tutorial.md"
_STEP = re.compile(r"^## (\d+)\. (.+)$")
_FILE = re.compile(r"`(plugins/[\w./]+\.\w+)`")


@dataclass(frozen=True)
class Block:
    """Either a file with its text, or the lines of a shell."""

    step: int
    file: str
    text: str


def blocks() -> Iterator[Block]:
    """In order; a block belongs to the file that was named last before it."""
    step, file, language = 0, "", ""
    lines: list[str] = []
    for line in TUTORIAL.read_text(encoding="utf-8").splitlines(keepends=True):
        if language and line.strip() == "```":
            if language != "sh" and not file:
                raise ValueError(f"no file is named before: {lines[:1]}")
            yield Block(step, "" if language == "sh" else file, "".join(lines))
            file, language, lines = "", "", []
        elif language:
            lines.append(line)
        elif line.startswith("```"):
            language = line[3:].strip()
        elif match := _STEP.match(line):
            step = int(match[1])
        elif match := _FILE.search(line):
            file = match[1]


def finished() -> dict[str, str]:
    """File → its text at the end."""
    return {block.file: block.text for block in blocks() if block.file}
