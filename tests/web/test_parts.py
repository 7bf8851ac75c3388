"""Parts drawn by functions escape what they show, as the macros beside them do."""

import pytest
from flask import render_template_string

from salesforce_lite.web import App

BAD = "\"><script>alert('1')</script>"


@pytest.mark.parametrize(
    "call",
    [
        "ui.icon(bad)", "ui.icon('x', label=bad)", "ui.icon('x', size=bad)", "ui.avatar(bad)",
        "ui.avatar('A B', size=bad)", "ui.chip(bad)", "ui.chip('a', state=bad)",
        "ui.chip('a', icon_name=bad)", "ui.chip('a', href=bad)", "ui.chip('a', title=bad)",
        "lists.cell(bad)", "lists.cell('a', title=bad)", "lists.main_cell(bad, '/')",
        "lists.main_cell('a', bad)", "lists.main_cell('a', '/', sub=bad)", "lists.row(bad, '/')",
        "lists.row('a', bad)", "lists.row('a', '/', why=bad)", "lists.row('a', '/', end=bad)",
        "lists.row('a', '/', sub=bad)", "lists.row('a', '/', icon_name=bad)",
    ],
)  # fmt: skip
def test_whatever_a_part_shows_is_escaped(app: App, call: str) -> None:
    shown = _draw(app, f"{{{{ {call} }}}}", bad=BAD)
    assert "<script" not in shown
    assert BAD not in shown


def test_markup_of_other_parts_stays_markup(app: App) -> None:
    shown = _draw(app, "{{ lists.cell(ui.chip('Won', 'good')) }}")
    assert shown.startswith('<td><span class="sl-chip sl-chip-good"><svg')


def test_a_cell_for_the_desk_at_the_end_says_both(app: App) -> None:
    shown = _draw(app, "{{ lists.cell(none, end=true, desk_only=true) }}")
    assert shown == '<td class="sl-end sl-desk-only"></td>'


def _draw(app: App, template: str, **values: object) -> str:
    imports = '{% import "macros/ui.html" as ui %}{% import "macros/lists.html" as lists %}'
    with app.test_request_context("/"):
        return render_template_string(imports + template, **values)
