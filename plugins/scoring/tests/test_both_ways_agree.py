"""What conditions mean as functions and as SQL is the same, for whatever tree and whatever data."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from salesforce_lite.company import set_exchange_rate
from salesforce_lite.custom_fields import FieldOption, FieldSettings, Kind, add_field
from salesforce_lite.customers import Customer, PostalAddress, visible_customers
from salesforce_lite.kernel.money import Money
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.opportunities import all_stages, lose_opportunity, win_opportunity
from salesforce_lite.team import list_portfolios
from salesforce_lite.testing import Records, Trial

NOW = datetime(2026, 5, 20, 15, 30, tzinfo=UTC)
CITIES = ["Bogotá", "bogota", "Quito", "São Paulo", "", "León"]
TAGS = ["vip", "slow payer", "%_x", "ñandú"]
ROLES = ["customer", "prospect", "agent"]
WORDS = ["Ferretería Ñandú", "ferreteria", "100%_off", "Árbol", "x"]
CURRENCIES = ["EUR", "USD", "CLP", "JPY"]
OUTCOMES = ["interested", "order", "", "complaint"]
FIELDS = [
    ("customer", "x_remark", Kind.TEXT),
    ("customer", "x_size", Kind.NUMBER),
    ("customer", "x_credit", Kind.MONEY),
    ("customer", "first_day", Kind.DATE),
    ("customer", "x_segment", Kind.CHOICE),
    ("customer", "x_brands", Kind.CHOICES),
    ("customer", "x_exports", Kind.YES_NO),
    ("activity", "x_mood", Kind.CHOICE),
    ("activity", "x_minutes", Kind.NUMBER),
    ("opportunity", "x_budget", Kind.MONEY),
]
OPTIONS = tuple(FieldOption(code, code, code) for code in ("one", "two", "three"))


class Chance:
    """Data and conditions by a seed."""

    def __init__(self, seed: int) -> None:
        self._of = random.Random(seed)

    def one(self, of: list[Any]) -> Any:
        return self._of.choice(of)

    def some(self, of: list[Any]) -> list[Any]:
        return self._of.sample(of, self._of.randint(0, len(of)))

    def number(self, least: int, most: int) -> int:
        return self._of.randint(least, most)

    def custom(self, entity: str) -> dict[str, Any]:
        return {
            code: self._value(kind)
            for about, code, kind in FIELDS
            if about == entity and self.number(0, 2)
        }

    def _value(self, kind: Kind) -> Any:
        match kind:
            case Kind.TEXT:
                return self.one(WORDS)
            case Kind.NUMBER:
                return str(Decimal(self.number(-400, 400)) / 4)
            case Kind.MONEY:
                return {"amount": str(self.number(0, 40) * 5), "currency": self.one(CURRENCIES)}
            case Kind.DATE:
                return f"2026-0{self.number(1, 9)}-1{self.number(0, 9)}"
            case Kind.CHOICE:
                return self.one(["one", "two", "three"])
            case Kind.CHOICES:
                return self.some(["one", "two", "three"])
        return self.one([True, False])

    def condition(self, depth: int = 1) -> dict[str, Any]:
        way = self.number(0, 9)
        if way < 3 and depth < 4:
            parts = [self.condition(depth + 1) for _ in range(self.number(1, 3))]
            return {self.one(["all", "any"]): parts}
        if way == 3 and depth < 4:
            return {"not": self.condition(depth + 1)}
        if way < 6:
            about, entity = self.one([("activities", "activity"), ("opportunities", "opportunity")])
            return {
                "some": about,
                "where": [self.comparison(entity) for _ in range(self.number(0, 2))],
                "within_days": self.one([None, 1, 30, 400]),
                "at_least": self.number(1, 3),
            }
        return self.comparison("customer")

    def comparison(self, about: str) -> dict[str, Any]:
        fields = [field for field in self.fields.values() if field.about == about]
        field = self.one(fields)
        operator = self.one(list(field.operators))
        said = {"field": field.key, "is": operator}
        if operator in ("known", "unknown"):
            return said
        if operator in ("one_of", "contains_any", "contains_none"):
            return {**said, "value": [self._typed(field) for _ in range(self.number(1, 3))]}
        if operator == "between":
            ends = [self._typed(field), self._typed(field)]
            is_date = field.kind == "date"
            return {**said, "value": sorted(ends, key=str if is_date else Decimal)}
        return {**said, "value": self._typed(field)}

    def _typed(self, field: Any) -> Any:
        known = {
            "customer.kind": ["person", "organization"],
            "customer.lifecycle": ["lead", "active", "lost"],
            "customer.roles": ROLES,
            "customer.tags": [*TAGS, "none"],
            "customer.country": ["CO", "ES"],
            "customer.city": ["bogota", "ó", "S", "%", "León"],
            "customer.name": ["ferr", "Ñ", "100", "%", "ería p"],
            "activity.kind": ["visit", "call"],
            "activity.outcome": ["interested", "order"],
            "activity.channel": ["whatsapp"],
            "opportunity.outcome": ["open", "won", "lost"],
            "opportunity.source": ["referral"],
            "opportunity.loss_reason": ["price"],
        }.get(field.key)
        if known:
            return self.one(known)
        if field.is_id:
            return self.one(self.ids)
        match field.kind:
            case "text":
                return self.one(["Ñ", "ferreteria", "100%", "_", "arbol", "x"])
            case "number" | "money":
                return str(Decimal(self.number(-50, 600)) / 3).split(".")[0]
            case "days":
                return self.number(0, 60)
            case "date":
                return f"2026-0{self.number(1, 9)}-1{self.number(0, 9)}"
            case "yes_no":
                return self.one([True, False])
        return self.one(["one", "two", "three"])

    fields: Any = None
    ids: Any = None


def fill(plugin: Trial, records: Records, chance: Chance, at: Callable[[datetime], None]) -> None:
    with plugin.working("admin") as uow:
        for entity, code, kind in FIELDS:
            has_options = kind in (Kind.CHOICE, Kind.CHOICES)
            add_field(
                uow,
                entity,
                kind,
                FieldSettings(label_en=code, options=OPTIONS if has_options else ()),
                code=code,
            )
        long_ago = NOW.date() - timedelta(days=900)
        set_exchange_rate(uow, "USD", Decimal("0.9"), valid_from=long_ago)
        set_exchange_rate(uow, "CLP", Decimal("0.00103"), valid_from=long_ago)
    for _ in range(24):
        moment = NOW - timedelta(days=chance.number(0, 60), seconds=chance.number(0, 3))
        at(moment)
        customer(records, plugin, chance, moment)
    at(NOW)


def customer(records: Records, plugin: Trial, chance: Chance, moment: datetime) -> None:
    made = records.customer(
        by="admin",
        name=chance.one(["Ferretería Pérez", "100% Ñandú", "Kiosco"]),
        kind=chance.one(["person", "organization"]),
        lifecycle=chance.one(["lead", "active", "lost"]),
        roles=chance.some(ROLES),
        tags=chance.some(TAGS),
        website=chance.one(["", "example.com"]),
        custom=chance.custom("customer"),
        **address(chance),
    )
    for _ in range(chance.number(0, 3)):
        days = chance.one([0, 1, 5, 29, 30, 31, 399, 400, 500])
        records.activity(
            made.id,
            by="admin",
            kind=chance.one(["visit", "call", "task"]),
            outcome="",
            custom=chance.custom("activity"),
            # What is played in the past has been by then.
            started_at=min(NOW - timedelta(days=days), moment),
        )
    for _ in range(chance.number(0, 3)):
        amount = Money.of(chance.number(0, 300), chance.one(CURRENCIES))
        sale = records.opportunity(
            made.id,
            by="admin",
            amount=chance.one([None, amount]),
            custom=chance.custom("opportunity"),
        )
        closed = NOW.date() - timedelta(days=chance.one([0, 1, 29, 30, 31, 400, 401]))
        with plugin.working("admin") as uow:
            closed = min(closed, uow.today)
            match chance.number(0, 2):
                case 0:
                    win_opportunity(uow, sale.id, on=closed)
                case 1:
                    lose_opportunity(uow, sale.id, on=closed, reason="price")


def address(chance: Chance) -> dict[str, Any]:
    city = chance.one(CITIES)
    return {"addresses": [PostalAddress(city=city, country=chance.one(["CO", "ES", ""]))]}


@pytest.mark.parametrize("seed", range(4))
def test_functions_and_sql_agree(
    plugin: Trial, records: Records, at: Callable[[datetime], None], seed: int
) -> None:
    plugin.enable()
    chance = Chance(seed)
    fill(plugin, records, chance, at)
    closures, compiled = plugin.module("closures"), plugin.module("compiled_sql")
    with plugin.reading() as uow:
        fields = plugin.module("fields").all_fields_by_key(uow)
        yardstick = plugin.module("yardstick").Yardstick.of(uow)
        chance.fields, chance.ids = fields, ids_of(uow)
        everybody = list(uow.session.scalars(visible_customers(uow).order_by(Customer.id)))
        compiler = compiled.Compiler(uow, fields, yardstick, [one.id for one in everybody])
        seen = set()
        for number in range(150):
            data = chance.condition()
            faults: dict[str, str] = {}
            condition = plugin.module("reading").ConditionReader(fields, faults).read(data, "when")
            assert condition is not None, (data, faults)
            kept = plugin.module("conditions")
            assert kept.from_json(kept.as_json(condition)) == condition
            found = by_functions(plugin, uow, condition, fields, yardstick, everybody, closures)
            query = visible_customers(uow).where(compiler.expression(condition))
            by_sql = set(uow.session.scalars(query.with_only_columns(Customer.id)))
            assert found == by_sql, (seed, number, data)
            seen.add(len(found))
        # Neither always nobody nor always everybody: the data and the trees say something.
        assert len(seen) > 10


def by_functions(
    plugin: Trial,
    uow: UnitOfWork,
    condition: Any,
    fields: Any,
    yardstick: Any,
    everybody: list[Customer],
    closures: Any,
) -> set[Any]:
    rules = plugin.module("rules")
    rule = rules.Rule(key="r", group=rules.FIT, points=1, when=condition)
    needs = plugin.module("needs").needs_of([rule], fields)
    ids = [one.id for one in everybody]
    facts = plugin.module("facts").load_facts(uow, ids, needs, yardstick)
    assert [one.customer_id for one in facts] == ids
    holds = closures.holds(condition, closures.Ground.of(fields, yardstick, needs))
    return {one.customer_id for one in facts if holds(one)}


def ids_of(uow: UnitOfWork) -> list[str]:
    stages = all_stages(uow).values()
    found = [uow.actor.user_id, *(one.id for one in stages), *(one.pipeline_id for one in stages)]
    return [str(one) for one in (*found, *(one.id for one in list_portfolios(uow))) if one]
