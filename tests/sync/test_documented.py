"""docs/api.md tells every command that phones may send, in its newest version."""

import re
from pathlib import Path

from salesforce_lite.sync.api import sync_commands

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
_ROW = re.compile(r"^\| `([\w.]+)` \| (\d+) \| .+ \|$", re.MULTILINE)


def test_the_page_lists_the_commands_of_the_server(app):
    with app.app_context():
        known: dict[str, int] = {}
        for name, version in sync_commands():
            known[name] = max(version, known.get(name, 0))
    table = PAGE.read_text(encoding="utf-8").partition("<!-- commands -->")[2]
    told = _ROW.findall(table.partition("<!-- end of commands -->")[0])
    assert {name: int(version) for name, version in told} == known
