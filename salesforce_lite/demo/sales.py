"""The opportunities of the sample company: how each began, moved, and ended or is still open."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from salesforce_lite.countries import country_pack
from salesforce_lite.customers import Lifecycle
from salesforce_lite.demo.diary import Diary, workday
from salesforce_lite.demo.seeded import Plot
from salesforce_lite.demo.shops import Shop
from salesforce_lite.demo.vocabulary import Voice
from salesforce_lite.kernel.money import Money
from salesforce_lite.opportunities import OpportunityFields, Outcome

# What one euro buys, roughly; only to make amounts that look right.
PER_EURO = {"EUR": 1, "MXN": 21, "ARS": 1600, "CLP": 1100, "COP": 4500, "PEN": 4}
_COUNTS = {"A": (2, 3, 3, 4), "B": (1, 2, 2), "C": (0, 1, 1, 2)}
_EUROS = {"A": (2500, 18000), "B": (800, 6000), "C": (200, 1800)}
_YEARLY = 0.16
_WON = 0.52
_RECENT = 0.45
_LOSSES = {
    "price": 26, "competitor": 20, "no_answer": 16, "timing": 12,
    "no_budget": 10, "product": 8, "no_need": 6, "other": 2,
}  # fmt: skip
_SOURCES = {
    "visit": 38, "existing_customer": 20, "referral": 12, "inbound_call": 10, "website": 8,
    "outbound_call": 6, "campaign": 4, "trade_fair": 2,
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Sale:
    """An opportunity; stages are numbers, counted from 0 in their pipeline."""

    id: UUID
    shop: Shop
    pipeline: str
    fields: OpportunityFields
    entered: datetime
    moves: list[tuple[datetime, int]] = field(default_factory=list)
    ended: datetime | None = None
    ending: OpportunityFields = field(default_factory=lambda: OpportunityFields())

    @property
    def is_open(self) -> bool:
        return self.ended is None

    def is_open_at(self, moment: datetime) -> bool:
        return self.entered < moment and (self.ended is None or moment < self.ended)


def sell(plot: Plot, diary: Diary, voice: Voice, shop: Shop) -> Iterator[Sale]:
    """What this customer thought of buying in the course of the year."""
    count = plot.rng.choice(_COUNTS[shop.size])
    if shop.story.last in (Lifecycle.LEAD, Lifecycle.LOST):
        count = min(count, 1)
    for _ in range(count):
        sale = _begin(plot, diary, voice, shop)
        if sale is not None:
            _let_run(plot, diary, voice, sale)
            yield sale


def _begin(plot: Plot, diary: Diary, voice: Voice, shop: Shop) -> Sale | None:
    rng = plot.rng
    ago = rng.randint(2, 70) if rng.random() < _RECENT else rng.randint(70, 350)
    began = max(diary.closing - timedelta(days=ago), shop.since + timedelta(hours=1))
    entered = diary.first_after(shop.owner, began)
    quiet = (Lifecycle.DORMANT, Lifecycle.LOST)
    if entered is None or entered >= diary.closing or shop.story.at(entered) in quiet:
        return None
    pipeline = "yearly" if shop.size != "C" and rng.random() < _YEARLY else "sale"
    contact = rng.choice(shop.contacts) if shop.contacts and rng.random() < 0.7 else None
    fields: OpportunityFields = {
        "title": voice.title(pipeline),
        "customer_id": shop.id,
        "contact_id": contact[0] if contact else None,
        "amount": _amount(plot, shop, pipeline),
        "source": rng.choices(list(_SOURCES), list(_SOURCES.values()))[0],
        "owner_id": None,
    }
    if rng.random() < 0.35:
        name = contact[1] if contact else ""
        fields["note"] = voice.sentence("opportunity_notes", "any", contact=name)
    if rng.random() < 0.3:
        fields["competitor"] = voice.one("words", "competitors")
    new_id = plot.ids.at(entered)
    return Sale(id=new_id, shop=shop, pipeline=pipeline, fields=fields, entered=entered)


def _let_run(plot: Plot, diary: Diary, voice: Voice, sale: Sale) -> None:
    """Stage by stage, each entered when the owner writes next; time may run out in any of them."""
    rng, owner = plot.rng, sale.shop.owner
    stages = voice.words["pipelines"][sale.pipeline]["stages"]
    is_won = rng.random() < _WON
    last = len(stages) - 1 if is_won else rng.choice([n for n in range(len(stages)) if n != 1])
    reached: datetime | None = sale.entered
    for stage in range(1, last + 1):
        wait = _wait(plot, stages[stage - 1][2])
        reached = diary.first_after(owner, reached + wait) if reached else None
        if reached is not None:
            sale.moves.append((reached, stage))
    if reached is not None:
        reached = diary.first_after(owner, reached + _wait(plot, stages[last][2]))
    if reached is None:
        sale.fields["expected_close_on"] = _expected(plot, sale)
        return
    closed_on = min(reached.date(), plot.day)
    sale.ended = reached
    sale.fields["expected_close_on"] = closed_on + timedelta(days=rng.randint(-12, 20))
    if is_won:
        sale.ending = {"outcome": Outcome.WON, "closed_on": closed_on}
    else:
        reason = rng.choices(list(_LOSSES), list(_LOSSES.values()))[0]
        sale.ending = {
            "outcome": Outcome.LOST,
            "closed_on": closed_on,
            "loss_reason": reason,
            "loss_note": voice.one("loss_notes", reason) if rng.random() < 0.5 else "",
        }


def _wait(plot: Plot, usual: int) -> timedelta:
    return timedelta(days=max(1, usual * plot.rng.lognormvariate(-0.15, 0.5)))


def _expected(plot: Plot, sale: Sale) -> date:
    """Mostly ahead; a few have slipped past the day on which they should have closed."""
    if plot.rng.random() < 0.07:
        return plot.day - timedelta(days=plot.rng.randint(2, 15))
    return workday(plot.day + timedelta(days=plot.rng.randint(3, 75)))


def _amount(plot: Plot, shop: Shop, pipeline: str) -> Money | None:
    """In the currency of the country, with two or three figures that are not zero."""
    if plot.rng.random() < 0.04:
        return None
    low, high = _EUROS[shop.size]
    euros = int(plot.rng.triangular(low, high, low * 1.6)) * (4 if pipeline == "yearly" else 1)
    currency = country_pack(shop.place.country).currency
    amount = euros * PER_EURO[currency]
    figures = len(str(amount)) - plot.rng.choice((2, 2, 3))
    return Money.of(round(amount, -figures), currency)
