"""What a plugin adds, in the words of whoever reads it before switching the plugin on."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from salesforce_lite.kernel.errors import N_

# What a slot or a sentence at a glance stands on: the part of its name before the dot.
PLACES: Mapping[str, str] = {
    "frame": N_("every page"),
    "today": N_("Today"),
    "customer": N_("page of a customer"),
    "contact": N_("page of a contact"),
    "activity": N_("page of an activity"),
    "opportunity": N_("page of an opportunity"),
    "reports": N_("Reports"),
}
_ON_PAGES = {"panels": "slot", "glance_sources": "about"}


def words_of(hook: str, value: Any) -> str:
    """How the value of a hook is called on pages; empty for what only programs name."""
    if hook in _ON_PAGES:
        place = str(getattr(value, _ON_PAGES[hook])).partition(".")[0]
        return str(gettext(PLACES[place])) if place in PLACES else ""
    for name in ("label", "title"):
        words = getattr(value, name, None)
        if isinstance(words, str) and words:
            return str(gettext(words))
    return ""
