"""The reference says everything there is, and says it as the code does."""

import re
from dataclasses import dataclass

import pytest

from salesforce_lite.development.described import gaps_of_class, gaps_of_hooks, hooks_of
from salesforce_lite.development.reference import VALUES, gaps, pages
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
