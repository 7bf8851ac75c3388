"""The reference says everything there is, and says it as the code does."""

import ast
import re
from dataclasses import dataclass

import pytest

from salesforce_lite.development import PARTS, Outline
from salesforce_lite.development.described import gaps_of_class, gaps_of_hooks, hooks_of
from salesforce_lite.development.reference import VALUES, events, gaps, pages
from salesforce_lite.plugin import SLOTS, Contributions, HookSpecs
from tests.architecture.project import ROOT, templates

MOMENTS = ("Asked", "Runs", "Fails")


class Silent:
    def silent(self) -> None: ...

    def half(self) -> None:
        """What it is for.

        Runs: in a transaction.
        """


@dataclass
class Mute:
    one: int


@dataclass
class Talking:
    """What it is."""

    one: int
    """The first."""
    two: int = 2


def test_nothing_is_undocumented() -> None:
    assert list(gaps()) == []


@pytest.mark.parametrize("name", pages())
def test_the_page_is_as_the_code_is(name) -> None:
    kept = (ROOT / "docs" / name).read_text()
    assert kept == pages()[name], f"docs/{name} is not up to date: run `make reference`"


def test_what_a_hook_does_not_say_is_found() -> None:
    assert list(gaps_of_hooks(Silent, labels=MOMENTS)) == [
        "silent does not say what it is for.",
        "silent does not say “Asked: …”.",
        "silent does not say “Runs: …”.",
        "silent does not say “Fails: …”.",
        "half does not say “Asked: …”.",
        "half does not say “Fails: …”.",
    ]


def test_what_a_value_or_event_does_not_say_is_found() -> None:
    assert list(gaps_of_class(Mute, of_fields=False)) == ["Mute does not say what it is."]
    assert list(gaps_of_class(Talking, of_fields=True)) == ["Talking.two does not say what it is."]


def test_every_hook_is_asked_and_every_answer_described() -> None:
    hooks = {hook.name: hook.answer for hook in hooks_of(HookSpecs)}
    assert hooks.keys() == Contributions.__dataclass_fields__.keys()
    described = {kind.__name__ for kind in VALUES}
    named = {word for answer in hooks.values() for word in re.findall(r"[A-Z]\w+", answer)}
    assert named - described == {"Any", "Blueprint"}


def test_the_slots_are_those_of_the_pages() -> None:
    shown = {
        slot
        for source in templates()
        for slot in re.findall(r'render_panels\("([a-z.]+)"', source.text)
    }
    assert shown == SLOTS.keys()


def test_what_comes_along_and_what_is_written_anew_imports_only_what_is_promised(tmp_path) -> None:
    Outline.of("anew", "", PARTS, ()).write(tmp_path)
    sources = [path for top in (ROOT / "plugins", tmp_path) for path in top.rglob("*.py")]
    assert len(sources) > 15
    promised = dict(re.findall(r"## `(.+)`\n\n((?:\* `\w+`\n)+)", pages()["interface.md"]))
    assert [
        f"{path.name}: {module}.{name}"
        for path in sources
        for module, name in imported(path.read_text())
        if f"* `{name}`\n" not in promised.get(module, "")
    ] == []


def imported(text: str) -> list[tuple[str, str]]:
    """(module, name) of what a source takes from the server; migrations take modules as a whole."""
    return [
        (node.module, alias.name)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("salesforce_lite")
        for alias in node.names
        if (node.module, alias.name) != ("salesforce_lite.kernel", "types")
    ]


def test_every_event_of_the_core_has_words_for_administrators():
    assert [event.__name__ for event in events() if not event.words] == []
