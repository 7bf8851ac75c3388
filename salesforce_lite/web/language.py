"""Language, region and zone of a page, and how numbers, money and moments are written in it."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.numbers import format_decimal
from flask import Flask, g, request
from flask_babel import Babel, get_locale, gettext

from salesforce_lite.kernel import clock
from salesforce_lite.kernel.locales import LOCALES
from salesforce_lite.kernel.money import Money
from salesforce_lite.web.catalogues import register_catalogues
from salesforce_lite.web.current import current_actor
from salesforce_lite.web.formats import (
    amount_words,
    day_words,
    distance_words,
    hour_words,
    moment_words,
)

# One catalogue for the whole server, so it stands beside the packages and not in one of them.
TRANSLATIONS = Path(__file__).parents[1] / "translations"


def locale_code() -> str:
    """The region of the person, or the best of what the browser asks for."""
    if "locale_code" not in g:
        actor = current_actor()
        g.locale_code = actor.locale if actor.user_id else _asked_for()
    code: str = g.locale_code
    return code


def _asked_for() -> str:
    asked = request.cookies.get("sfl_locale", "")
    if asked in LOCALES:
        return asked
    best = request.accept_languages.best_match(list(LOCALES))
    if best is None and any(tag.startswith("es") for tag in request.accept_languages.values()):
        return "es-ES"
    return best or "en"


def zone() -> ZoneInfo:
    """The zone in which planned times are shown to this person."""
    return ZoneInfo(current_actor().zone)


def register_language(app: Flask) -> None:
    """Set up translations and the filters of the templates."""
    Babel(
        app,
        locale_selector=lambda: locale_code().replace("-", "_"),
        timezone_selector=lambda: current_actor().zone,
        default_translation_directories=str(TRANSLATIONS),
    )
    register_catalogues(app)
    app.jinja_env.filters.update(
        money=show_money,
        date=show_date,
        datetime=show_datetime,
        time=show_time,
        ago=show_ago,
        number=show_number,
    )


def _locale() -> Locale:
    return get_locale() or _english()


@cache
def _english() -> Locale:
    return Locale("en")


def show_money(value: Money | None, *, short: bool = False) -> str:
    """“1.234,50 €”; nothing for no amount. Short leaves out cents where there are none."""
    return "" if value is None else amount_words(value, _locale(), short=short)


def show_number(value: int | float | Decimal | None, *, exact: bool = False) -> str:
    """“1.234,5”; three decimals at most, or all there are."""
    if value is None:
        return ""
    return format_decimal(value, locale=_locale(), decimal_quantization=not exact)


def show_date(value: date | datetime | None, form: str = "medium") -> str:
    if value is None:
        return ""
    day = value.astimezone(zone()).date() if isinstance(value, datetime) else value
    return day_words(day, form, _locale())


def show_datetime(value: datetime | None, place: str = "", form: str = "short") -> str:
    """The moment in the person's zone, or in that of the place, which is then named."""
    return "" if value is None else moment_words(_at(value, place), form, _locale())


def show_time(value: datetime | None, place: str = "") -> str:
    return "" if value is None else hour_words(_at(value, place), _locale())


def show_name(name: str, *, is_deleted: bool) -> str:
    """The name of somebody with whom something was dealt, whether or not they are there still."""
    return str(gettext("%(name)s (deleted)", name=name)) if is_deleted else name


def show_ago(value: datetime | None) -> str:
    """“3 days ago”, “in 2 hours”."""
    return "" if value is None else distance_words(value - clock.now(), _locale())


def _at(value: datetime, place: str) -> datetime:
    return value.astimezone(ZoneInfo(place) if place else zone())
