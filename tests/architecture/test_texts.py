"""Templates and other texts keep the rules of the house, and each rule has been seen to fail."""

import pytest

from tests.architecture import text_rules as rules
from tests.architecture.project import (
    ROOT,
    committed_texts,
    faults,
    requirement_locks,
    templates,
)
from tests.architecture.source_rules import Rule, Source

NO_MACHINE = rules.names_no_machine(str(ROOT))
HOME = "/home/" + "ana/crm"

PLANTED = [
    (rules.escapes_everything, "{{ customer.name|safe }}"),
    (rules.escapes_everything, "{{ customer.name | safe }}"),
    (rules.escapes_everything, "{% autoescape false %}{{ name }}{% endautoescape %}"),
    (rules.has_nothing_inline, '<button onclick="win()">'),
    (rules.has_nothing_inline, '<a\n  onclick="{{ verb }}">'),
    (rules.has_nothing_inline, '<form hx-on::after-request="this.reset()">'),
    (rules.has_nothing_inline, '<a href="javascript:void(0)">'),
    (rules.has_nothing_inline, '<td style="width: {{ share }}%">'),
    (rules.has_nothing_inline, "<script>win()</script>"),
    (rules.has_nothing_inline, "<style>td { color: red }</style>"),
    (rules.holds_no_address, "--index-url " + "https://packages.example/simple"),
    (rules.holds_no_address, "--find-links wheels"),
    (rules.holds_no_address, '      "resolved": "x",'),
    (NO_MACHINE, f"run it in {HOME}/bin"),
    (NO_MACHINE, f"see {ROOT}/README.md"),
    (NO_MACHINE, "cp /ro" + "ot/.profile"),
]
ALLOWED = [
    (rules.escapes_everything, "{# never |safe here #}{{ name }}"),
    (rules.has_nothing_inline, '<a href="{{ url_for("page", only="open") }}" data-on="x">'),
    (rules.has_nothing_inline, '<script src="{{ asset("desk.js") }}" type="module"></script>'),
    (rules.has_nothing_inline, '<script nonce="{{ csp_nonce() }}">start()</script>'),
    (rules.holds_no_address, "flask==3.1.3 \\\n    --hash=sha256:00ff"),
    (NO_MACHINE, "open /field/home/ and {{ base }}/home/today/"),
]


def test_no_template_switches_escaping_off() -> None:
    assert faults(rules.escapes_everything, templates(), {}) == ""


def test_no_template_has_inline_handlers_or_styles() -> None:
    assert faults(rules.has_nothing_inline, templates(), {}) == ""


def test_locked_requirements_hold_no_addresses() -> None:
    locks = requirement_locks()
    assert len(locks) >= 2
    assert not [fault for lock in locks for fault in _addresses(lock)]


def test_committed_texts_name_no_path_of_a_machine() -> None:
    assert faults(NO_MACHINE, committed_texts(), {}) == ""


@pytest.mark.parametrize(("rule", "text"), PLANTED)
def test_the_rule_is_seen_to_fail(rule: Rule, text: str) -> None:
    assert list(rule(Source("planted", text)))


@pytest.mark.parametrize(("rule", "text"), ALLOWED)
def test_the_rule_lets_pass_what_only_looks_alike(rule: Rule, text: str) -> None:
    assert not list(rule(Source("planted", text)))


def _addresses(lock: Source) -> list[str]:
    """The authors' own sites (`funding`) are no place that packages are loaded from."""
    if lock.path.endswith(".json"):
        return [fault for fault in rules.holds_no_address(lock) if '"resolved"' in lock.text]
    return list(rules.holds_no_address(lock))
