"""Rules as the form of an administrator says them, and the form filled from rules."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from .definition import (
    AMOUNT,
    CATEGORY,
    OF_PURCHASES,
    PRODUCT,
    Campaign,
    Caps,
    Definition,
    Rule,
    Tier,
)
from .program_forms import HAPPENINGS, RulesForm

_CAPS = ("order", "day", "month", "member")
_PLAIN = ("expiry", "expiry_months", "window", "window_months", "pending_days", "referrals_a_year")
# Place of a sentence of the rules → its input in the form.
_INPUTS = {"rules": "rate", "rules.0.rate": "rate", "rules.0.least": "least"}


def definition_of(form: RulesForm, versions: Sequence[Definition]) -> Definition:
    """What the form says; what it does not show of a rule stays as in the newest of `versions`,
    which come newest first."""
    before = versions[0]
    rules = []
    if form.rate.data:
        old = before.of_kind(AMOUNT) or Rule(key="base", kind=AMOUNT)
        caps = Caps(**{name: form[f"cap_{name}"].data or 0 for name in _CAPS})
        rules.append(
            replace(
                old,
                rate=form.rate.data,
                per=form.per.data,
                least=form.least.data or Decimal(0),
                caps=caps,
            )
        )
    specials = _Keys("special", [[one.key for one in each.rules] for each in versions])
    rules += [_special(row.form, specials, before) for row in form.specials if row.form.codes.data]
    for name, kind in HAPPENINGS.items():
        if form[name].data:
            known = before.of_kind(kind) or Rule(key=name, kind=kind)
            rules.append(replace(known, points=form[name].data))
    plain: dict[str, Any] = {name: form[name].data or 0 for name in _PLAIN}
    tiers = _Keys("tier", [[one.code for one in each.tiers] for each in versions])
    campaigns = _Keys("campaign", [[one.key for one in each.campaigns] for each in versions])
    return Definition(
        rules=tuple(rules),
        tiers=tuple(_tier(row.form, tiers) for row in form.tiers if row.form.name.data),
        campaigns=tuple(
            _campaign(row.form, campaigns)
            for row in form.campaigns
            if row.form.begins.data and row.form.ends.data
        ),
        **plain,
    )


def inputs_of(definition: Definition) -> dict[str, Any]:
    """What the inputs of the form hold for these rules."""
    base = definition.of_kind(AMOUNT)
    found: dict[str, Any] = {name: getattr(definition, name) for name in _PLAIN}
    if base is not None:
        found |= {"rate": base.rate, "per": base.per, "least": base.least or None}
        found |= {f"cap_{name}": getattr(base.caps, name) or None for name in _CAPS}
    for name, kind in HAPPENINGS.items():
        rule = definition.of_kind(kind)
        found[name] = rule.points if rule else None
    found["specials"] = [
        {
            "key": one.key,
            "kind": one.kind,
            "codes": ", ".join((*one.codes, *one.categories)),
            "rate": one.rate,
        }
        for one in definition.rules
        if one.kind in OF_PURCHASES and one.kind != AMOUNT
    ]
    found["tiers"] = [
        {
            "key": one.code,
            "name": one.name,
            "achieve": one.achieve,
            "retain": one.retain,
            "multiplier": one.multiplier,
        }
        for one in definition.tiers
    ]
    found["campaigns"] = [
        {
            "key": one.key,
            "name": one.name,
            "begins": one.begins,
            "ends": one.ends,
            "multiplier": one.multiplier,
        }
        for one in definition.campaigns
    ]
    return found


def sentences_for(form: RulesForm, problems: Mapping[str, str]) -> list[tuple[str, str]]:
    """(input, sentence): beside its input where that is known, else at the top."""
    found = []
    for place, sentence in problems.items():
        name = _INPUTS.get(place, place.split(".")[0])
        found.append((name if name in form else "", sentence))
    return found


@dataclass(slots=True)
class _Keys:
    """What rows are known by from version to version, whatever stands above them: members keep
    their tier. A new row gets what none has had in any of the `versions`, newest first."""

    prefix: str
    versions: Sequence[Sequence[str]]
    taken: set[str] = field(default_factory=set)

    def of(self, said: str | None) -> str:
        key = said or ""
        if key not in self.versions[0] or key in self.taken:
            key = f"{self.prefix}-{self._highest() + 1}"
        self.taken.add(key)
        return key

    def _highest(self) -> int:
        had: Iterable[str] = (*self.taken, *(one for each in self.versions for one in each))
        numbers = (re.fullmatch(rf"{self.prefix}-([0-9]+)", one) for one in had)
        return max((int(found[1]) for found in numbers if found), default=0)


def _special(row: Any, keys: _Keys, before: Definition) -> Rule:
    codes = tuple(one.strip() for one in row.codes.data.split(",") if one.strip())
    kind, key = row.kind.data, keys.of(row.key.data)
    old = next((one for one in before.rules if one.key == key), Rule(key=key, kind=kind))
    return replace(
        old,
        kind=kind,
        rate=row.rate.data or Decimal(0),
        codes=codes if kind == PRODUCT else (),
        categories=codes if kind == CATEGORY else (),
    )


def _tier(row: Any, keys: _Keys) -> Tier:
    return Tier(
        code=keys.of(row.key.data),
        name=row.name.data.strip(),
        achieve=row.achieve.data or 0,
        retain=row.retain.data or 0,
        multiplier=row.multiplier.data or Decimal(1),
    )


def _campaign(row: Any, keys: _Keys) -> Campaign:
    return Campaign(
        key=keys.of(row.key.data),
        name=(row.name.data or "").strip(),
        begins=row.begins.data,
        ends=row.ends.data,
        multiplier=row.multiplier.data or Decimal(1),
    )
