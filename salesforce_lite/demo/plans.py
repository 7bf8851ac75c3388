"""What the sample people have planned, so that Today is alive for each of them on any weekday."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle

from salesforce_lite.activities import ActivityDraft, ActivityFields
from salesforce_lite.demo.cast import ADMIN, COLLEAGUES, Colleague
from salesforce_lite.demo.diary import Diary, is_workday, moment, workday
from salesforce_lite.demo.rhythm import Entry
from salesforce_lite.demo.sales import Sale
from salesforce_lite.demo.seeded import Plot
from salesforce_lite.demo.shops import Shop
from salesforce_lite.demo.vocabulary import Voice

# Most active customers have their next visit in the calendar, most open sales their next step.
_NEXT_VISIT = 0.55
_NEXT_STEP = 0.9
_TODAY = ((9, 30), (11, 0), (13, 0), (17, 30))
_TOMORROW = ((10, 0), (12, 30))
# How many days ago something should have been done.
_OVERDUE = (1, 3)


@dataclass(frozen=True, slots=True)
class _Plan:
    """One thing to do; without a shop it is the colleague's own."""

    kind: str
    due: datetime
    subject: str
    who: Colleague
    shop: Shop | None = None
    sale: Sale | None = None
    is_all_day: bool = False


def plan(
    plot: Plot, diary: Diary, voice: Voice, shops: Sequence[Shop], sales: Sequence[Sale]
) -> Iterator[Entry]:
    """Everything that is still to be done on the day of the plot."""
    planner = _Planner(plot, diary, voice)
    for sale in sales:
        if sale.is_open and plot.rng.random() < _NEXT_STEP:
            yield planner.entry(planner.next_step(sale))
    for shop in shops:
        if shop.is_active and plot.rng.random() < _NEXT_VISIT:
            yield planner.entry(planner.next_visit(shop))
    for who in COLLEAGUES:
        own = [shop for shop in shops if shop.owner is who and shop.is_active]
        for one in planner.days_of(who, own):
            yield planner.entry(one)


class _Planner:
    def __init__(self, plot: Plot, diary: Diary, voice: Voice) -> None:
        self.plot, self.diary, self.voice, self.rng = plot, diary, voice, plot.rng

    def next_step(self, sale: Sale) -> _Plan:
        kind = self.rng.choice(("call", "visit", "task"))
        due = self._on(self._ahead(1, 14), sale.shop.place.zone)
        subject = self.voice.subject(f"step_{kind}")
        return _Plan(kind, due, subject, sale.shop.owner, sale.shop, sale)

    def next_visit(self, shop: Shop) -> _Plan:
        kind = "call" if shop.size == "C" else "visit"
        due = self._on(self._ahead(2, 28), shop.place.zone)
        return _Plan(kind, due, self.voice.subject(f"next_{kind}"), shop.owner, shop)

    def days_of(self, who: Colleague, shops: Sequence[Shop]) -> Iterator[_Plan]:
        """Some for today and tomorrow, a little overdue, and something without an hour."""
        if who.role in ("admin", "manager") or not shops:
            yield from self._desk_work(who)
        if shops:
            yield from self._with_customers(who, shops)

    def _with_customers(self, who: Colleague, shops: Sequence[Shop]) -> Iterator[_Plan]:
        chosen = self.rng.sample(list(shops), min(len(shops), 9))
        hours = [(self.plot.day, *at) for at in _TODAY]
        hours += [(self.plot.day + timedelta(days=1), *at) for at in _TOMORROW]
        hours += [(self.plot.day - timedelta(days=ago), 12, 0) for ago in _OVERDUE]
        # Whoever travels fills the days, even with few customers; managers see each once.
        in_turn = cycle(chosen) if who.role not in ("admin", "manager") else chosen
        for (day, hour, minute), shop in zip(hours, in_turn, strict=False):
            kind = self._kind(who, day)
            due = moment(day, hour, minute, who.zone)
            yield _Plan(kind, due, self._subject(kind), who, shop)
        end = moment(self.plot.day, 23, 59, who.zone)
        shop = chosen[-1]
        yield _Plan("task", end, self._subject("task"), who, shop, is_all_day=True)

    def _desk_work(self, who: Colleague) -> Iterator[_Plan]:
        """Managers and the administrator have tasks of their own, and whoever has no customers."""
        words = "admin_task" if who is ADMIN else "manager_task"
        subjects = self.rng.sample(self.voice.words["subjects"][words], 4)
        for days, subject in zip((-1, 0, 0, 1), subjects, strict=True):
            end = moment(self.plot.day + timedelta(days=days), 23, 59, who.zone)
            yield _Plan("task", end, subject, who, is_all_day=True)

    def entry(self, one: _Plan) -> Entry:
        fields: ActivityFields = {
            "kind": one.kind,
            "subject": one.subject,
            "customer_id": one.shop.id if one.shop else None,
            "opportunity_id": one.sale.id if one.sale else None,
            "due_at": one.due,
            "is_all_day": one.is_all_day,
            "zone": one.shop.place.zone if one.shop else one.who.zone,
            "owner_id": None,
        }
        if one.kind == "message":
            fields["channel"] = "whatsapp"
        if one.kind == "visit" and one.shop:
            fields["location"] = one.shop.place.city
        new_id = self.plot.ids.at(self.diary.closing)
        draft = ActivityDraft.of(fields, new_id=new_id, is_sample=True)
        return Entry(self.diary.closing, one.who, draft)

    def _kind(self, who: Colleague, day: date) -> str:
        if not is_workday(day):
            return self.rng.choice(("message", "task"))
        if who.role == "inside_rep":
            return self.rng.choice(("call", "call", "message"))
        return self.rng.choice(("visit", "visit", "call"))

    def _subject(self, kind: str) -> str:
        return self.voice.subject(kind if kind == "task" else f"next_{kind}")

    def _ahead(self, at_least: int, at_most: int) -> date:
        return workday(self.plot.day + timedelta(days=self.rng.randint(at_least, at_most)))

    def _on(self, day: date, zone: str) -> datetime:
        return moment(day, self.rng.choice((9, 10, 11, 12, 16, 17)), 0, zone)
