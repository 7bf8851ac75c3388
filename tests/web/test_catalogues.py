"""Texts of templates: translated, marked safe, and what fills them escaped."""

import pytest
from flask import render_template_string
from flask_babel import force_locale, gettext
from markupsafe import Markup

from salesforce_lite.web import App
from salesforce_lite.web.catalogues import marked_texts


def _render(app: App, template: str, **values: object) -> str:
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        return render_template_string(template, **values)


def test_what_fills_a_placeholder_is_escaped(app: App) -> None:
    shown = _render(app, '{{ _("Hello %(who)s", who=who) }}', who="<b>")
    assert shown == "Hello &lt;b&gt;"


def test_a_text_is_markup_and_what_is_safe_stays_so(app: App) -> None:
    shown = _render(app, '{{ _("<i>%(who)s</i>", who=who) }}', who=Markup("<b>A</b>"))
    assert shown == "<i><b>A</b></i>"


def test_a_doubled_percent_sign_is_one(app: App) -> None:
    assert _render(app, '{{ _("100 %%") }} {{ _("%(n)s %%", n=5) }}') == "100 % 5 %"


@pytest.mark.parametrize(("count", "words"), [(1, "1 row"), (2, "2 rows")])
def test_counts_choose_their_form(app: App, count: int, words: str) -> None:
    assert _render(app, '{{ ngettext("%(num)d row", "%(num)d rows", n) }}', n=count) == words


def test_another_language_has_texts_of_its_own(app: App) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        marked_texts()["Save"] = Markup("Save!")
        try:
            assert render_template_string('{{ _("Save") }}') == "Save!"
            with force_locale("es_ES"):
                assert render_template_string('{{ _("Save") }}') == gettext("Save")
            assert render_template_string('{{ _("Save") }}') == "Save!"
        finally:
            marked_texts().clear()
