"""What was done with each sample customer: visits, calls, messages, promises, in their rhythm."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from salesforce_lite.activities import ActivityDraft, ActivityFields
from salesforce_lite.customers import Lifecycle
from salesforce_lite.demo.cast import Colleague
from salesforce_lite.demo.diary import Diary, moment, workday
from salesforce_lite.demo.sales import Sale
from salesforce_lite.demo.seeded import Plot
from salesforce_lite.demo.shops import Shop
from salesforce_lite.demo.vocabulary import Voice

# Days from one contact to the next, by size; prospects are met as the moment asks.
_PACE = {"A": (12, 16), "B": (20, 29), "C": (32, 52)}
_PROSPECT_PACE = (14, 35)
_KINDS = {
    "A": {"visit": 58, "message": 20, "call": 12, "email": 5, "meeting": 5},
    "B": {"visit": 60, "message": 20, "call": 14, "email": 5, "meeting": 1},
    "C": {"visit": 22, "message": 34, "call": 38, "email": 6},
}
_OUTCOMES: dict[str, dict[str, int]] = {
    "visit": {
        "order": 30, "interested": 18, "nothing_new": 22, "quote": 10, "collected": 6,
        "complaint": 4, "not_interested": 3, "not_in": 7,
    },
    "call": {
        "reached": 30, "order": 14, "interested": 10, "call_back": 14, "no_answer": 20,
        "voicemail": 5, "complaint": 4, "not_interested": 2, "wrong_number": 1,
    },
    "message": {
        "replied": 40, "order": 20, "sent": 18, "interested": 10, "no_reply": 9, "complaint": 3,
    },
    "email": {"sent": 45, "replied": 25, "received": 15, "order": 8, "interested": 6, "bounced": 1},
    "meeting": {"agreed": 35, "follow_up": 35, "interested": 20, "no_decision": 10},
}  # fmt: skip
_FOR_PROSPECTS = {"order": "interested", "collected": "nothing_new", "complaint": "not_interested"}
_TODAY_IS_PLANNED = timedelta(hours=1)
# A promise may be overdue; one of last spring would have been settled somehow.
_REMEMBERED = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Entry:
    """An activity and who enters it, not before it happened."""

    at: datetime
    who: Colleague
    draft: ActivityDraft


class Rhythm:
    """Tells what was done with one customer after the other."""

    def __init__(self, plot: Plot, diary: Diary, voice: Voice) -> None:
        self.plot, self.diary, self.voice, self.rng = plot, diary, voice, plot.rng

    def of(self, shop: Shop, sales: Sequence[Sale]) -> Iterator[Entry]:
        """Everything done so far, oldest first, and how the sales ended."""
        ends = self._silent_since(shop)
        at = shop.since + timedelta(days=self.rng.randint(1, 12))
        while at < ends:
            stage = shop.story.at(at)
            if stage in (Lifecycle.DORMANT, Lifecycle.LOST):
                break
            is_prospect = stage in (Lifecycle.LEAD, Lifecycle.QUALIFIED)
            done_at = self._working_hour(shop, at)
            if shop.since < done_at < ends:
                yield from self._contact(shop, sales, done_at, is_prospect=is_prospect)
            pace = _PROSPECT_PACE if is_prospect else _PACE[shop.size]
            at += timedelta(days=self.rng.randint(*pace))
        for sale in sales:
            if sale.ended is not None:
                yield self._last_word(sale)

    def _silent_since(self, shop: Shop) -> datetime:
        """A few active customers have not heard of us for a while."""
        if shop.is_active and self.rng.random() < 0.06:
            return self.diary.closing - timedelta(days=self.rng.randint(34, 80))
        return self.diary.closing - _TODAY_IS_PLANNED

    def _contact(
        self, shop: Shop, sales: Sequence[Sale], at: datetime, *, is_prospect: bool
    ) -> Iterator[Entry]:
        kinds = _KINDS[shop.size]
        kind = self.rng.choices(list(kinds), list(kinds.values()))[0]
        outcomes = _OUTCOMES[kind]
        outcome = self.rng.choices(list(outcomes), list(outcomes.values()))[0]
        if is_prospect:
            outcome = _FOR_PROSPECTS.get(outcome, outcome)
            outcome = outcome if outcome in outcomes else next(iter(outcomes))
        running = [sale for sale in sales if sale.is_open_at(at)]
        sale = self.rng.choice(running) if running and self.rng.random() < 0.6 else None
        yield self._entry(shop, kind, outcome, at, sale)
        if self.rng.random() < 0.11:
            yield self._promise(shop, at)
        if self.rng.random() < 0.05:
            yield self._note(shop, at)

    def _entry(self, shop: Shop, kind: str, outcome: str, at: datetime, sale: Sale | None) -> Entry:
        contact = self.rng.choice(shop.contacts) if shop.contacts else None
        minutes = {"visit": (15, 50), "meeting": (40, 90), "call": (2, 14)}.get(kind, (1, 2))
        ended = at + timedelta(minutes=self.rng.randint(*minutes))
        fields = self._about(shop, sale)
        fields |= {
            "kind": kind,
            "subject": self.voice.subject(kind),
            "note": self.voice.note(kind, outcome, contact[1] if contact else ""),
            "outcome": outcome,
            "contact_id": contact[0] if contact else None,
            "started_at": at,
            "ended_at": ended if kind in ("visit", "meeting", "call") else None,
            "completed_at": ended,
        }
        if kind == "message":
            fields["channel"] = "whatsapp" if self.rng.random() < 0.9 else "sms"
        if kind == "visit":
            fields["latitude"], fields["longitude"] = shop.place.latitude, shop.place.longitude
            fields["location"] = shop.place.city
        return self._written(ended, shop.owner, fields)

    def _promise(self, shop: Shop, at: datetime) -> Entry:
        """What was promised and whether it was kept; the newest may be open, or forgotten."""
        day = workday((at + timedelta(days=self.rng.randint(2, 9))).date())
        due = moment(day, 18, 0, shop.place.zone)
        fields = self._about(shop, None)
        fields |= {
            "kind": "promise",
            "subject": self.voice.subject("promise"),
            "due_at": due,
        }
        is_old = due < self.diary.closing - _REMEMBERED
        if is_old or (due < self.diary.closing and self.rng.random() < 0.88):
            is_kept = self.rng.random() < 0.86
            late = timedelta(hours=self.rng.randint(1, 40)) if self.rng.random() < 0.2 else None
            done = due + late if late else due - timedelta(hours=self.rng.randint(1, 30))
            fields["completed_at"] = min(max(done, at), self.diary.closing - _TODAY_IS_PLANNED)
            fields["is_kept"] = is_kept
            fields["note"] = self.voice.one("notes", "promise", "kept" if is_kept else "broken")
        return self._written(fields.get("completed_at") or at, shop.owner, fields)

    def _note(self, shop: Shop, at: datetime) -> Entry:
        text = self.voice.sentence("notes", "note", "any")
        fields = self._about(shop, None)
        fields |= {"kind": "note", "note": text}
        fields["started_at"] = fields["completed_at"] = at + timedelta(minutes=5)
        return self._written(at + timedelta(minutes=5), shop.owner, fields)

    def _last_word(self, sale: Sale) -> Entry:
        """Nobody wins or loses without having spoken to the customer."""
        if sale.ended is None:
            raise ValueError("the sale is still open")
        is_won = sale.ending["outcome"] == "won"
        kind, outcome = ("visit", "order") if is_won else ("call", "not_interested")
        if not is_won and sale.ending["loss_reason"] == "no_answer":
            outcome = "no_answer"
        before = sale.ended - timedelta(days=1)
        at = self._working_hour(sale.shop, before - timedelta(days=max(0, before.weekday() - 4)))
        return self._entry(sale.shop, kind, outcome, max(at, sale.entered), sale)

    def _about(self, shop: Shop, sale: Sale | None) -> ActivityFields:
        return {
            "customer_id": shop.id,
            "opportunity_id": sale.id if sale else None,
            "owner_id": None,
            "zone": shop.place.zone,
        }

    def _written(self, at: datetime, who: Colleague, fields: ActivityFields) -> Entry:
        draft = ActivityDraft.of(fields, new_id=self.plot.ids.at(at), is_sample=True)
        return Entry(at, who, draft)

    def _working_hour(self, shop: Shop, at: datetime) -> datetime:
        day: date = workday(at.date())
        hour = self.rng.choice((9, 9, 10, 10, 11, 11, 12, 13, 16, 16, 17, 18))
        return moment(day, hour, self.rng.choice((0, 5, 10, 20, 30, 40, 45)), shop.place.zone)
