"""Copies the browser libraries of package-lock.json into static/vendor, with licences and hashes.

Run `npm ci --ignore-scripts` and then `python -m salesforce_lite.web.vendoring` after changing
package.json; `--check` compares what is committed with vendor.json, and with node_modules if there.
Users need neither: the result is committed.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
NODE_MODULES = PROJECT / "node_modules"
STATIC = HERE / "static"
MANIFEST = STATIC / "vendor" / "vendor.json"

# Source maps are not shipped, so the pointers to them would only make developer tools ask for 404s.
SOURCE_MAP_POINTER = re.compile(rb"\s*(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*)\s*$")

# Tabler and Popper (inside Tabler's script) publish no licence file; these are their terms.
MIT = """MIT License

Copyright (c) {holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


@dataclass(frozen=True)
class Library:
    """One package, the files taken from it (source → name in static/vendor) and its licence."""

    package: str
    files: dict[str, str]
    licence_file: str | None = None
    licence_text: str = ""


LIBRARIES = (
    Library(
        "@tabler/core",
        {"dist/css/tabler.min.css": "tabler.min.css", "dist/js/tabler.min.js": "tabler.min.js"},
        licence_text=MIT.format(holder="2018-2026 The Tabler Authors")
        + "\nContains Bootstrap, Copyright (c) 2011-2026 The Bootstrap Authors, and Popper,\n"
        "Copyright (c) 2019 Federico Zivolo, under the same terms.\n",
    ),
    Library("htmx.org", {"dist/htmx.min.js": "htmx.min.js"}, licence_file="LICENSE"),
    Library("sortablejs", {"Sortable.min.js": "sortable.min.js"}, licence_file="LICENSE"),
    Library("lucide-static", {}, licence_file="LICENSE"),
)

SPRITE = "vendor/icons.svg"
# Our name for an icon → lucide's. Pages say what they mean; the drawing may change.
ICONS = HERE / "icons.json"


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        return check()
    if arguments:
        sys.stderr.write("usage: python -m salesforce_lite.web.vendoring [--check]\n")
        return 2
    contents = dict(sorted(vendored_files()))
    for name, content in contents.items():
        target = STATIC / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    MANIFEST.write_text(manifest(contents))
    sys.stdout.write(f"{len(contents)} files in {STATIC / 'vendor'}\n")
    return 0


def check() -> int:
    """Say what differs: committed files against the manifest, and against npm's if installed."""
    recorded: dict[str, str] = json.loads(MANIFEST.read_text())["files"]
    committed = {
        f"vendor/{path.relative_to(MANIFEST.parent).as_posix()}": path.read_bytes()
        for path in MANIFEST.parent.rglob("*")
        if path.is_file() and path != MANIFEST
    }
    problems = differences(recorded, {name: sha256(body) for name, body in committed.items()})
    if NODE_MODULES.is_dir():
        fresh = {name: sha256(body) for name, body in vendored_files()}
        problems += differences(fresh, recorded)
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    return 1 if problems else 0


def differences(expected: dict[str, str], found: dict[str, str]) -> list[str]:
    return [
        f"{name}: {'missing' if name not in found else 'differs or is unknown'}"
        for name in sorted(expected.keys() | found.keys())
        if expected.get(name) != found.get(name)
    ]


def vendored_files() -> Iterator[tuple[str, bytes]]:
    for library in LIBRARIES:
        folder = NODE_MODULES / library.package
        short = library.package.strip("@").replace("/", "-")
        licence = (
            (folder / library.licence_file).read_bytes()
            if library.licence_file
            else library.licence_text.encode()
        )
        yield f"vendor/licences/{short}.txt", licence
        for source, name in library.files.items():
            yield f"vendor/{name}", SOURCE_MAP_POINTER.sub(b"", (folder / source).read_bytes())
    yield SPRITE, sprite()


def sprite() -> bytes:
    """One file with a symbol per icon, so that a page asks for its icons once."""
    symbols = []
    icons: dict[str, str] = json.loads(ICONS.read_text())
    for name, drawing in sorted(icons.items()):
        svg = (NODE_MODULES / "lucide-static/icons" / f"{drawing}.svg").read_text()
        inside = re.sub(r"\s+", " ", svg[svg.index(">", svg.index("<svg")) + 1 :])
        body = inside.replace("</svg>", "").replace("> <", "><").strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    ).encode()


def manifest(contents: dict[str, bytes]) -> str:
    locked = json.loads((PROJECT / "package-lock.json").read_text())["packages"]
    versions = {
        library.package: {
            "version": locked[f"node_modules/{library.package}"]["version"],
            "licence": locked[f"node_modules/{library.package}"]["license"],
        }
        for library in LIBRARIES
    }
    files = {name: sha256(content) for name, content in contents.items()}
    return json.dumps({"libraries": versions, "files": files}, indent=2) + "\n"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
