"""The facts of a sale in the reader's words, and what each says of the chance, as sentences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import get_locale, gettext, ngettext
from sqlalchemy import select

from salesforce_lite.custom_fields import CustomField, seen_fields
from salesforce_lite.customers import CustomerKind
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.lists import list_values
from salesforce_lite.opportunities import SOURCES, Pipeline, Stage
from salesforce_lite.team import Team
from salesforce_lite.web import locale_code, show_money, show_number

from .bands import AMOUNTS, DAYS
from .facts import AGE, AMOUNT, BOUGHT, COUNTRY, CUSTOM, KIND, PIPELINE, SOURCE, STAGE, TEAM, YES
from .learned import Factor
from .reading import choice_fields

# What the fields are called.
FIELD_LABELS = {
    SOURCE: N_("Source"),
    KIND: N_("Kind of customer"),
    COUNTRY: N_("Country of the organisation"),
    BOUGHT: N_("Earlier sales to the customer"),
    PIPELINE: N_("Pipeline"),
    TEAM: N_("Team"),
    AMOUNT: N_("Amount"),
}
_KINDS = {CustomerKind.ORGANIZATION: N_("Organisation"), CustomerKind.PERSON: N_("Person")}
# So far from 0.5 a fact says something; so many are shown in each direction.
_TELLING = 0.02
MOST = 3


@dataclass(frozen=True, slots=True)
class FactorLine:
    """A fact and what it says, as a sentence; `counts` are the sales behind it, in words."""

    text: str
    counts: str = ""


@dataclass(frozen=True, slots=True)
class FactorLines:
    """What speaks for winning and what against, the strongest first."""

    up: Sequence[FactorLine]
    down: Sequence[FactorLine]


class FactorWords:
    """Words for facts, as far as the reader may see what they are about.

    `cuts` are the bins at which the bands of the amounts begin, `currency` is theirs.
    """

    def __init__(self, uow: UnitOfWork, *, cuts: Sequence[int], currency: str) -> None:
        self._uow, self._cuts, self._currency = uow, cuts, currency
        self._seen = {one.code: one for one in seen_fields(uow, "opportunity")}

    def lines(self, factors: Iterable[Factor]) -> FactorLines:
        """The three that speak most for winning, and the three that speak most against."""
        telling = [one for one in factors if abs(one.score - 0.5) >= _TELLING]
        # Of the same weight, always in the same order.
        telling.sort(key=lambda one: (one.score, one.field, one.value))
        down = [one for one in telling if one.score < 0.5][:MOST]
        up = [one for one in reversed(telling) if one.score > 0.5][:MOST]
        return FactorLines([self.line(one) for one in up], [self.line(one) for one in down])

    def line(self, factor: Factor) -> FactorLine:
        """One fact with what it says."""
        if factor.field == STAGE:
            share = round(100 * factor.shown)
            name = self.stage(factor.value)
            return FactorLine(
                gettext(
                    "It has come to “%(stage)s”: %(share)s of 100 lost sales had ended before.",
                    stage=name,
                    share=share,
                )
            )
        said = {"fact": self.fact(factor), "score": show_number(round(Decimal(factor.shown), 2))}
        if factor.score > 0.5:
            text = gettext("%(fact)s: wins more often (%(score)s)", **said)
        else:
            text = gettext("%(fact)s: wins less often (%(score)s)", **said)
        return FactorLine(text, counts_words(factor))

    def fact(self, factor: Factor) -> str:
        """The fact alone."""
        if factor.field == AGE:
            days = DAYS[int(factor.value) - 1]
            return str(
                ngettext("Open for %(num)d day or more", "Open for %(num)d days or more", days)
            )
        if factor.field == BOUGHT:
            return self.value(factor.field, factor.value)
        if factor.field == AMOUNT:
            return str(gettext("Amount %(range)s", range=self.value(AMOUNT, factor.value)))
        if factor.field.startswith(CUSTOM) and self._field(factor.field) is None:
            return str(gettext("A field that you do not see"))
        return str(
            gettext(
                "%(field)s “%(value)s”",
                field=self.label(factor.field),
                value=self.value(factor.field, factor.value),
            )
        )

    def label(self, name: str) -> str:
        """What a field is called."""
        if not name.startswith(CUSTOM):
            return str(gettext(FIELD_LABELS[name]))
        field = self._field(name)
        return field.label(locale_code()) if field else str(gettext("A field that you do not see"))

    def value(self, name: str, value: str) -> str:
        """What a value of a field is called."""
        if name == AMOUNT:
            return self._amounts(int(value))
        if name == BOUGHT:
            bought = gettext("The customer has bought before")
            return str(
                bought if value == YES else gettext("Nothing was sold to the customer before")
            )
        if name == KIND:
            return str(gettext(_KINDS[CustomerKind(value)]))
        if name == COUNTRY:
            locale = get_locale()
            return str(locale.territories.get(value, value)) if locale else value
        if name.startswith(CUSTOM):
            return self._choice(name, value)
        return self._names(name).get(value, gettext("one that is gone"))

    def stage(self, stage_id: str) -> str:
        return self._names(STAGE).get(stage_id, gettext("one that is gone"))

    def _names(self, name: str) -> Mapping[str, str]:
        return self._uow.once(("scoring.names", name), lambda: _read_names(self._uow, name))

    def _field(self, name: str) -> CustomField | None:
        """A field of sales that the reader sees."""
        return self._seen.get(name.removeprefix(CUSTOM))

    def _choice(self, name: str, value: str) -> str:
        field = self._field(name)
        option = field.option(value) if field else None
        if option is not None:
            return option.label(locale_code())
        return str(gettext("yes") if value == YES else gettext("no"))

    def _amounts(self, band: int) -> str:
        """A band of amounts, from edge to edge."""
        amounts = [Money.of(AMOUNTS[cut - 1], self._currency) for cut in self._cuts]
        edges = [show_money(amount, short=True) for amount in amounts]
        if not edges:
            return str(gettext("any"))
        if band == 0:
            return str(gettext("below %(amount)s", amount=edges[0]))
        if band >= len(edges):
            return str(gettext("%(amount)s or more", amount=edges[-1]))
        return str(gettext("from %(least)s to %(most)s", least=edges[band - 1], most=edges[band]))


def counts_words(factor: Factor) -> str:
    """How the sales ended of which the fact held."""
    return str(
        gettext(
            "%(won)s of %(all)s such sales were won",
            won=show_number(factor.tally.won),
            all=show_number(factor.tally.sales),
        )
    )


def known_fields(uow: UnitOfWork) -> dict[str, str]:
    """Every field that chances may look at → what it is called, for an administrator."""
    found = {name: gettext(label) for name, label in FIELD_LABELS.items()}
    seen = {one.code for one in seen_fields(uow, "opportunity")}
    for field in choice_fields(uow):
        if field.code in seen:
            found[f"{CUSTOM}{field.code}"] = field.label(locale_code())
    return found


def _read_names(uow: UnitOfWork, name: str) -> dict[str, str]:
    if name == SOURCE:
        values = list_values(uow, SOURCES, retired=True)
        return {one.code: one.label(locale_code()) for one in values}
    model: Any = {PIPELINE: Pipeline, STAGE: Stage, TEAM: Team}[name]
    return {str(uid): called for uid, called in uow.session.execute(select(model.id, model.name))}


def team_name(uow: UnitOfWork, team_id: str) -> str:
    """What a team is called; a gone one says so."""
    team = uow.session.get(Team, UUID(team_id))
    return team.name if team else str(gettext("one that is gone"))
