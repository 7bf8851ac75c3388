"""The forms of the company: its settings, and one exchange rate."""

import re
from decimal import Decimal
from functools import cache
from typing import Any

from babel.core import Locale, get_global
from babel.dates import get_day_names
from babel.numbers import get_currency_name, list_currencies
from flask_babel import get_locale, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, SelectMultipleField, StringField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from salesforce_lite.access import offered_zones, zone_label
from salesforce_lite.company.hours import DAYS
from salesforce_lite.company.model import Company
from salesforce_lite.countries import country_names
from salesforce_lite.kernel.locales import LOCALES
from salesforce_lite.kernel.money import is_currency
from salesforce_lite.web import VersionField, amount_written, decimal_sign, locale_code

_FILL_IN = lazy_gettext("Fill this in.")


class CompanyForm(FlaskForm):
    """What the whole company has in common."""

    version = VersionField()
    name = StringField(
        lazy_gettext("Name"),
        validators=[DataRequired(_FILL_IN), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )
    country = SelectField(
        lazy_gettext("Country"),
        description=lazy_gettext(
            "Phone numbers and tax ids without a country are taken to be from here."
        ),
        validate_choice=False,
    )
    currency = SelectField(
        lazy_gettext("Currency"),
        description=lazy_gettext("Sums over several currencies are shown in this one."),
        validate_choice=False,
    )
    zone = SelectField(
        lazy_gettext("Time zone"),
        description=lazy_gettext("Days begin and background work runs by this clock."),
        validate_choice=False,
    )
    locale = SelectField(
        lazy_gettext("Language and region"),
        choices=LOCALES,
        description=lazy_gettext("For visitors who have not signed in, and for new people."),
    )

    def offer(self, company: Company) -> None:
        """What can be chosen, in the reader's language, with what is set among it."""
        names = country_names(locale_code())
        self.country.choices = sorted(names.items(), key=lambda one: one[1])
        self.currency.choices = currency_choices(present=company.currency)
        zones = offered_zones()
        known = zones if company.zone in zones else (company.zone, *zones)
        self.zone.choices = {name: zone_label(name) for name in known}


class HoursForm(FlaskForm):
    """When people work who have not said otherwise for themselves."""

    version = VersionField()
    work_days = SelectMultipleField(
        lazy_gettext("Days"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    work_from = TimeField(lazy_gettext("Work begins"), validators=[InputRequired(_FILL_IN)])
    work_until = TimeField(lazy_gettext("Work ends"), validators=[InputRequired(_FILL_IN)])

    def offer_days(self) -> None:
        names = get_day_names("wide", locale=get_locale() or Locale("en"))
        self.work_days.choices = [(code, names[at]) for at, code in enumerate(DAYS)]


class RateField(StringField):
    """A number with the decimal sign of the region and no groups: 1.085 is never a thousand."""

    data: Any  # a Decimal, where the base class says text

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else amount_written(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        sign = decimal_sign()
        if not typed:
            return
        if not re.fullmatch(rf"[0-9]+(?:{re.escape(sign)}[0-9]+)?", typed):
            raise ValueError(
                lazy_gettext(
                    "Write the rate as a number such as %(example)s, without other separators.",
                    example=f"1234{sign}085",
                )
            )
        self.data = Decimal(typed.replace(sign, "."))


class RateForm(FlaskForm):
    """What one unit of a currency is worth from a day on."""

    currency = SelectField(lazy_gettext("Currency"), validate_choice=False)
    rate = RateField(
        lazy_gettext("One unit is worth"), render_kw={"inputmode": "decimal", "autocomplete": "off"}
    )
    valid_from = DateField(lazy_gettext("From"), validators=[InputRequired(_FILL_IN)])


def currency_choices(*, present: str = "", without: str = "") -> list[tuple[str, str]]:
    """What is spent somewhere today, with its name, by code; and what is set, though it is not."""
    known = _currencies(get_locale() or Locale("en"))
    offered = [one for one in known if one[0] != without]
    if present and all(code != present for code, _ in offered):
        # Left out, saving the form for another reason would change the company's currency.
        offered.insert(0, (present, present))
    return offered


@cache
def _currencies(locale: Locale) -> tuple[tuple[str, str], ...]:
    spent = {
        code
        for used in get_global("territory_currencies").values()
        for code, _begun, ended, is_tender in used
        if ended is None and is_tender
    }
    codes = sorted(code for code in spent & list_currencies(locale) if is_currency(code))
    return tuple((code, f"{code} – {get_currency_name(code, locale=locale)}") for code in codes)
