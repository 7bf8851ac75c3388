"""Translations for templates: the catalogue is found once a request, texts are marked once."""

from typing import Any

from flask import Flask, g
from flask_babel import Domain, get_domain
from markupsafe import Markup

# Texts are few and fixed; the bound only matters should a page translate what people typed.
_MOST_KEPT = 10_000


class RequestDomain(Domain):  # type: ignore[misc]  # Flask-Babel has no types
    """Flask-Babel's domain looks language and catalogue up for every text; a page shows hundreds.

    `refresh` and `force_locale` take away what is kept here, as they do with the language.
    """

    def get_translations(self) -> Any:
        context = g.get("_flask_babel") if g else None
        kept = getattr(context, "babel_translations", None)
        if kept is None:
            kept = super().get_translations()
            if g and "_flask_babel" in g:
                g._flask_babel.babel_translations = kept
        return kept


def register_catalogues(app: Flask) -> None:
    """Give templates `_`, `gettext` and `ngettext`; what fills their placeholders is escaped."""
    babel = app.extensions["babel"]
    babel.instance.domain_instance = RequestDomain(domain=babel.default_domain)
    app.jinja_env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext)


def marked_texts() -> dict[str, Markup]:
    """What is kept with the catalogue of the request: its texts, marked safe."""
    catalogue = _catalogue()
    try:
        kept: dict[str, Markup] = catalogue.marked_texts
    except AttributeError:
        kept = catalogue.marked_texts = {}
    return kept


def _catalogue() -> Any:
    """Straight from where `RequestDomain` keeps it; a page asks hundreds of times."""
    kept = getattr(g.get("_flask_babel"), "babel_translations", None)
    return get_domain().get_translations() if kept is None else kept


def _gettext(text: str, **values: Any) -> Markup:
    texts = marked_texts()
    marked = texts.get(text)
    if marked is None:
        marked = Markup(_catalogue().ugettext(text))  # noqa: S704 – our own
        if len(texts) < _MOST_KEPT:
            texts[text] = marked
    # As everywhere in templates, a percent sign in a text is written twice.
    return marked % values if values or "%" in marked else marked


def _ngettext(singular: str, plural: str, num: int, **values: Any) -> Markup:
    text = _catalogue().ungettext(singular, plural, num)
    return Markup(text) % {"num": num, **values}  # noqa: S704 – our own
