"""Working hours in the reader's words."""

from collections.abc import Iterable
from datetime import time

from babel.core import Locale
from babel.dates import get_day_names
from flask_babel import get_locale

from salesforce_lite.company.hours import DAYS


def days_words(days: Iterable[str] | None) -> str:
    """“Mon, Tue, Wed”."""
    names = get_day_names("abbreviated", locale=get_locale() or Locale("en"))
    chosen = set(days or ())
    return ", ".join(str(names[at]) for at, code in enumerate(DAYS) if code in chosen)


def hour_of(written: str) -> time:
    """“09:00” as an input shows it."""
    return time.fromisoformat(written)
