"""Whether a page speaks Spanish: no text of it is the English source, none has an English word."""

import re
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from playwright.sync_api import Page

import salesforce_lite

CATALOGUE = Path(salesforce_lite.__file__).parent / "translations/es/LC_MESSAGES/messages.po"
# Words that no Spanish sentence has; names and addresses of the records are Spanish.
_ENGLISH = re.compile(
    r"\b(the|and|of|with|is|are|was|were|your|you|not|it|this|that|these|from|for|by|to|on|"
    r"save|cancel|edit|delete|search|log|add|show|hide|done|new|next|open|close|more|move|"
    r"what|when|who|how|where|which|all|yes|nothing|today|tomorrow|yesterday|ago|"
    r"customers?|visits?|calls?|stage|owner|amount|weighted|settings|sign|keys|back|keep|undo)\b",
    re.IGNORECASE,
)
# People whom every test has are called after their roles.
_PEOPLE = frozenset({"Manager", "Viewer"})
_NAMES = re.compile(
    r"Salesforce Lite|[\w.+-]+@[\w.-]+|https?://\S+|\S+\.example\b|Chrome|Linux|^[A-Z]{3} – "
)
_TEXTS = """
() => {
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const speaks = (element) =>
    !element.closest("script, style, template, noscript, kbd, code, " +
      "[lang=en], [translate=no], [data-locale-switch], [name=locale], [name=owner_id], " +
      "[name=zone]");
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (speaks(element)) found.push(walker.currentNode.textContent);
  }
  const spoken = ["aria-label", "title", "placeholder", "alt", "aria-roledescription"];
  for (const name of spoken) {
    for (const element of document.body.querySelectorAll(`[${name}]`)) {
      if (speaks(element)) found.push(element.getAttribute(name));
    }
  }
  const words = document.getElementById("desk-texts")?.textContent;
  if (words) found.push(...Object.values(JSON.parse(words)));
  return [...new Set(found.map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean))];
}
"""


@cache
def english_sources() -> frozenset[str]:
    """The texts that read otherwise in Spanish."""
    with CATALOGUE.open("rb") as file:
        messages = [one for one in read_po(file) if one.id and isinstance(one.id, str)]
    spanish = {str(one.string) for one in messages}
    return frozenset(one.id for one in messages if one.string != one.id) - spanish


def english_texts(page: Page) -> list[str]:
    """What of the page is still English."""
    texts: list[str] = page.evaluate(_TEXTS)
    return [
        text
        for text in texts
        if text in english_sources() - _PEOPLE or _ENGLISH.search(_NAMES.sub("", text))
    ]
