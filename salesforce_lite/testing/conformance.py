"""The conformance suite: a class of tests that a plugin's own tests inherit.

class TestConformance(Conformance):
    settings = {"address": "https://example.com/"}
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from salesforce_lite.testing.checklist import CHECKS, Check, sentence_of, try_out
from salesforce_lite.testing.databases import Template


class Conformance:
    """One test for each check. It stands on `salesforce_lite.testing.fixtures`.

    `settings` are what the plugin's form is tried out with, where its defaults are not enough.
    """

    settings: ClassVar[Mapping[str, Any]] = MappingProxyType({})


def _test_of(check: Check) -> Callable[..., None]:
    def test(self: Conformance, plugin_folder: Path, template: Template, tmp_path: Path) -> None:
        try_out(check, plugin_folder, template, tmp_path / "trial", self.settings)

    test.__doc__ = sentence_of(check)
    return test


for _name, _check in CHECKS.items():
    setattr(Conformance, f"test_{_name}", _test_of(_check))
