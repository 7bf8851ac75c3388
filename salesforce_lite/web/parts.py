"""The parts that pages repeat in every row, drawn by functions: a macro takes far longer.

Templates reach them beside the macros: `ui.icon`, `ui.chip`, `lists.cell` and so on. Whatever is
shown is escaped, as in a template.
"""

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from flask import Flask
from markupsafe import Markup, escape

from salesforce_lite.web.assets import asset

_STATE_ICONS = {"good": "check", "warn": "clock", "bad": "alert"}


def register_parts(app: Flask) -> None:
    """What the files of macros hand on under their own names."""
    app.jinja_env.globals["drawn"] = SimpleNamespace(
        icon=icon, avatar=avatar, chip=chip, cell=cell, main_cell=main_cell, row=row
    )


def initials(name: str) -> str:
    """Up to two letters that stand for a person."""
    words = [word for word in name.split() if word[:1].isalpha()]
    chosen = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0].upper() for word in chosen) or "?"


@lru_cache(maxsize=2048)
def icon(name: str, label: str | None = None, size: str | None = None) -> Markup:
    """A drawing of the sprite; without a label it is decoration."""
    kind = f" sl-icon-{escape(size)}" if size else ""
    says = f' role="img" aria-label="{escape(label)}"' if label else ' aria-hidden="true"'
    place = f"{asset('vendor/icons.svg')}#{escape(name)}"
    return _safe(f'<svg class="sl-icon{kind}"{says}><use href="{place}"></use></svg>')


@lru_cache(maxsize=2048)
def avatar(name: str, size: str | None = None) -> Markup:
    """The initials of a person."""
    kind = f" sl-avatar-{escape(size)}" if size else ""
    letters = escape(initials(name))
    return _safe(
        f'<span class="sl-avatar{kind}" title="{escape(name)}" aria-hidden="true">{letters}</span>'
    )


def chip(
    text: Any,
    state: str = "neutral",
    icon_name: str | None = None,
    href: str | None = None,
    title: Any = None,
) -> Markup:
    """A state in a word: neutral, info, good, warn, bad; never by its colour alone.

    Without an icon (an empty name) the word says all of it.
    """
    tag = "a" if href else "span"
    leads = f' href="{escape(href)}"' if href else ""
    says = f' title="{escape(title)}"' if title else ""
    name = _STATE_ICONS.get(state) if icon_name is None else icon_name
    drawing = icon(name) if name else ""
    return _safe(
        f'<{tag} class="sl-chip sl-chip-{escape(state)}"{leads}{says}>{drawing}'
        f"<span>{escape(text)}</span></{tag}>"
    )


def cell(text: Any = "", *, end: Any = False, desk_only: Any = False, title: Any = None) -> Markup:
    """A cell of a table; `desk_only` leaves it out on a phone and a tablet."""
    kind = ""
    if end or desk_only:
        kind = f' class="{"sl-end" if end else ""}{" sl-desk-only" if desk_only else ""}"'
    says = f' title="{escape(title)}"' if title else ""
    return _safe(f"<td{kind}{says}>{escape(text) if text is not None else ''}</td>")


def main_cell(text: Any, href: str, sub: Any = None, *, panel: Any = False) -> Markup:
    """The cell that names the row and opens it."""
    more = f' <span class="sl-sub">{escape(sub)}</span>' if sub else ""
    return _safe(
        f'<td class="sl-main-cell"><a class="sl-row-link" href="{escape(href)}"{_panel(panel)}'
        f" data-row-link>{escape(text)}</a>{more}</td>"
    )


def row(
    what: Any,
    href: str,
    why: Any = "",
    icon_name: str = "dot",
    end: Any = "",
    sub: Any = None,
    *,
    panel: Any = False,
) -> Markup:
    """A row of Today or of a side card: what, why, and what to do at the end."""
    more = f' <span class="sl-muted">{escape(sub)}</span>' if sub else ""
    return _safe(
        f'<li class="sl-row">{icon(icon_name)}<div class="sl-row-what">'
        f'<a href="{escape(href)}"{_panel(panel)} data-row-link>{escape(what)}</a>{more}</div>\n'
        f'<div class="sl-row-why">{escape(why)}</div>'
        f'<div class="sl-row-end">{escape(end)}</div></li>'
    )


def _panel(panel: Any) -> str:
    if panel == "follow":
        return ' data-panel="follow"'
    return " data-panel" if panel else ""


def _safe(markup: str) -> Markup:
    """Put together above from escaped parts."""
    return Markup(markup)  # noqa: S704
