"""Each bundled plugin is tested like a stranger's: by the list of what every plugin keeps to."""

import ast
from pathlib import Path

import pytest

PLUGINS = sorted(path.parent for path in Path("plugins").glob("*/plugin.toml"))


def test_there_are_bundled_plugins() -> None:
    bundled = {folder.name for folder in PLUGINS}
    assert {"call_center", "orders", "scoring", "visit_checklist", "win_bell"} <= bundled


@pytest.mark.parametrize("folder", PLUGINS, ids=lambda folder: folder.name)
def test_a_bundled_plugin_runs_the_conformance_suite(folder: Path) -> None:
    classes = [
        node
        for file in folder.glob("tests/test_*.py")
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    ]
    bases = {ast.unparse(base) for one in classes for base in one.bases}
    assert "Conformance" in bases
