"""What an administrator sends in the editor of rules, for the tests of its pages."""

import re
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from salesforce_lite.testing import Trial

OFFICE = "/admin/x/scoring"
NEW = f"{OFFICE}/rules/new"


def line(name: str, field: str, operator: str, *values: str, below: str = "n1") -> list[Any]:
    """A condition as its inputs send it."""
    return [
        ("node", name),
        (f"{name}.kind", "field"),
        (f"{name}.in", below),
        (f"{name}.was", field),
        (f"{name}.field", field),
        (f"{name}.is", operator),
        *((f"{name}.value", value) for value in values),
    ]


def group(name: str, mode: str = "all", below: str = "") -> list[Any]:
    return [
        ("node", name),
        (f"{name}.kind", "group"),
        (f"{name}.mode", mode),
        *([(f"{name}.in", below)] if below else []),
    ]


def visits(name: str, at_least: str = "2", days: str = "90", below: str = "n1") -> list[Any]:
    return [
        ("node", name),
        (f"{name}.kind", "events"),
        (f"{name}.in", below),
        (f"{name}.about", "activities"),
        (f"{name}.at_least", at_least),
        (f"{name}.days", days),
    ]


def a_rule(*parts: list[Any], points: str = "20", **more: str) -> dict[str, Any]:
    """The fields of the form; several values of one name as lists."""
    sent: dict[str, Any] = {"group": "fit", "points": points, "name": "", "per": "customer"}
    sent |= more
    for name, value in [pair for part in parts for pair in part]:
        sent[name] = [*sent.get(name, []), value]
    return sent


PERSON = (group("n1"), line("n2", "customer.kind", "is", "person"))


def keep(browser: FlaskClient, sent: dict[str, Any], path: str = NEW) -> TestResponse:
    """As the button of the form does, in a page that was just opened."""
    shown = browser.get(path)
    opened = fields_of(shown.text)
    carried = {name: opened[name] for name in ("seen", "key")}
    return browser.post(path, data={**carried, **sent})


def keys(text: str) -> list[str]:
    """The rules on the first page, in their order."""
    return re.findall(r'id="rule-([^"]+)"', text)


def saved(plugin: Trial) -> dict[str, Any]:
    """The rules that hold."""
    with plugin.working("admin") as uow:
        content: dict[str, Any] = plugin.module("service").current_version(uow).content
        return content


class _Form(HTMLParser):
    """Collects what a browser would send of the form of a rule."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._select = ""
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._is_inside = self._is_inside or given.get("id") == "rule-form"
        name = given.get("name") or ""
        if not self._is_inside:
            return
        if tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.sent.setdefault(self._select, []).append(given["value"] or "")
        elif tag == "input" and name:
            is_ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
            if is_ticked:
                self.sent.setdefault(name, []).append(given.get("value") or "")


def fields_of(page: str) -> dict[str, list[str]]:
    """What a browser would send of the form as it stands."""
    form = _Form()
    form.feed(page)
    return form.sent
