"""The forms of a page, as a browser reads them: where they go, and what they would send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Values = dict[str, str | list[str]]


@dataclass
class Form:
    action: str
    values: Values = field(default_factory=dict)

    def put(self, name: str, value: str) -> None:
        before = self.values.get(name)
        if before is None:
            self.values[name] = value
        else:
            self.values[name] = [*(before if isinstance(before, list) else [before]), value]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: str | None = None
        self._chosen: str | None = None
        self._text: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(said.get("action", ""))
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input" and said.get("name"):
            is_choice = said.get("type") in ("radio", "checkbox")
            if not is_choice or "checked" in said:
                self._form.put(said["name"], said.get("value", ""))
        elif tag == "textarea":
            self._text = said.get("name", ""), []
        elif tag == "select":
            self._select, self._chosen = said.get("name", ""), None
        elif tag == "option" and ("selected" in said or self._chosen is None):
            # Without a chosen one, the first.
            self._chosen = said.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif self._form is None:
            return
        elif tag == "textarea" and self._text is not None:
            name, parts = self._text
            self._form.put(name, "".join(parts).removeprefix("\n"))
            self._text = None
        elif tag == "select" and self._select is not None:
            self._form.put(self._select, self._chosen or "")
            self._select = None


def forms_of(page: str) -> list[Form]:
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def form_to(page: str, action: str) -> Form | None:
    """The form that goes to this address, whatever stands behind its question mark."""
    for form in forms_of(page):
        if form.action.partition("?")[0] == action:
            return form
    return None


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_code = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._is_code = False

    def handle_data(self, data: str) -> None:
        if not self._is_code:
            self.parts.append(data)


def text_of(page: str) -> str:
    """What a person reads, in one line."""
    words = _Words()
    words.feed(page)
    return " ".join(" ".join(words.parts).split())
