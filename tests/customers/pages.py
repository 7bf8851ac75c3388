"""What the tests of customer pages share: customers in one line, forms read back from a page."""

import re
from collections.abc import Callable
from contextlib import contextmanager
from html import unescape

from sqlalchemy import event

from salesforce_lite.customers import Customer, CustomerDraft, save_customer


def adder(work) -> Callable[..., Customer]:
    """`add("Kiosco Sol", by="other", lifecycle="active")`."""

    def add(name: str = "Ferretería Pérez", *, by: str = "rep", **fields) -> Customer:
        with work(by) as uow:
            return save_customer(uow, CustomerDraft.of({"name": name, **fields}))

    return add


def form_values(page: str) -> dict[str, str | list[str]]:
    """What a browser would send if the person pressed save without touching anything."""
    form = page[page.index("data-unsaved") : page.index("</form>", page.index("data-unsaved"))]
    values: dict[str, str | list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        chosen = attributes.get("type") not in ("radio", "checkbox") or " checked" in tag
        if "name" in attributes and chosen:
            _put(values, attributes["name"], unescape(attributes.get("value", "")))
    for name, text in re.findall(
        r'<textarea[^>]* name="([^"]*)"[^>]*>\r?\n?(.*?)</textarea>', form, re.S
    ):
        _put(values, name, unescape(text))
    for tag, options in re.findall(r"<select ([^>]*)>(.*?)</select>", form, re.S):
        name = re.search(r'name="([^"]*)"', tag)
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        if name:
            _put(values, name.group(1), unescape(chosen.group(1)) if chosen else "")
    return values


def _put(values: dict[str, str | list[str]], name: str, value: str) -> None:
    if name in values:
        before = values[name]
        values[name] = [*(before if isinstance(before, list) else [before]), value]
    else:
        values[name] = value


@contextmanager
def counted_statements(app):
    """The SQL statements that run inside the block."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        seen.append(statement)

    event.listen(app.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(app.engine, "before_cursor_execute", note)
