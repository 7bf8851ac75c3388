"""Browsers load the libraries that were locked, and every icon that is asked for is there."""

import json
import re
from pathlib import Path

import pytest

from salesforce_lite.web import vendoring

PROJECT = Path(vendoring.__file__).parents[2]
NAMED_ICON = re.compile(r"""\bicon(?:_name)?\s*=\s*"([a-z-]+)"|\bicon\("([a-z-]+)\"""")


def test_vendored_files_are_those_of_the_manifest() -> None:
    assert vendoring.main(["--check"]) == 0


def test_a_changed_library_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "htmx.min.js").write_text("something else")
    recorded = {"files": {"vendor/htmx.min.js": "0" * 64, "vendor/gone.css": "0" * 64}}
    (tmp_path / "vendor" / "vendor.json").write_text(json.dumps(recorded))
    monkeypatch.setattr(vendoring, "MANIFEST", tmp_path / "vendor" / "vendor.json")
    monkeypatch.setattr(vendoring, "NODE_MODULES", tmp_path / "none")

    assert vendoring.main(["--check"]) == 1
    told = capsys.readouterr().err
    assert "vendor/htmx.min.js: differs" in told
    assert "vendor/gone.css: missing" in told


def test_every_icon_that_a_template_or_hook_names_is_drawn() -> None:
    drawn = set(json.loads(vendoring.ICONS.read_text()))
    sources = [
        *PROJECT.glob("salesforce_lite/**/templates/**/*.html"),
        *PROJECT.glob("salesforce_lite/*/hooks.py"),
    ]
    missing = {
        f"{path.relative_to(PROJECT)}: {name}"
        for path in sources
        for found in NAMED_ICON.findall(path.read_text())
        for name in found
        if name and name not in drawn
    }
    assert missing == set()


def test_the_sprite_holds_exactly_the_icons_we_name() -> None:
    sprite = (vendoring.STATIC / vendoring.SPRITE).read_text()
    assert set(re.findall(r'<symbol id="([a-z-]+)"', sprite)) == set(
        json.loads(vendoring.ICONS.read_text())
    )
