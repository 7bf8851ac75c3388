"""When the colleagues write things down: the moments of which the past year is made."""

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from salesforce_lite.demo.cast import COLLEAGUES, Colleague

YEAR = timedelta(days=365)
# Of the last days more is remembered than one afternoon a week.
_RECENT_DAYS = 9
_WEEKS_COPIED = 3
_LONG_AGO = timedelta(days=100)
HOME_ZONE = "Europe/Madrid"


def moment(day: date, hour: int, minute: int, zone: str) -> datetime:
    """That time of day where somebody is, in UTC."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(zone)).astimezone(UTC)


def workday(day: date) -> date:
    """The day itself, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def is_workday(day: date) -> bool:
    return day.weekday() < 5


class Diary:
    """For each colleague the moments at which they enter what has happened, oldest first."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.opening = moment(day - YEAR, 8, 0, HOME_ZONE)
        # The day itself has just begun: whatever the hour, this lies in the past.
        self.closing = moment(day, 0, 5, HOME_ZONE)
        self._moments = {
            one.email: self._afternoons(index, one) for index, one in enumerate(COLLEAGUES)
        }
        self._copying = {
            who: [*moments[:-_RECENT_DAYS:_WEEKS_COPIED], moments[-1]]
            for who, moments in self._moments.items()
        }

    def first_after(self, who: Colleague, at: datetime) -> datetime | None:
        """The first time they write after that moment; None when the story is over by then."""
        moments = self._moments[who.email]
        place = bisect_right(moments, at)
        return moments[place] if place < len(moments) else None

    def copied_at(self, who: Colleague, at: datetime) -> datetime:
        """When notes of that moment are copied in: of old ones many at once, which is quicker."""
        moments = self._copying[who.email]
        return moments[min(bisect_left(moments, at), len(moments) - 1)]

    def _writes(self, index: int, day: date) -> bool:
        """Once a week on one's own weekday; of what is long ago, every second week."""
        is_long_ago = day < self.day - _LONG_AGO
        return day.weekday() == index % 5 and not (is_long_ago and day.toordinal() // 7 % 2)

    def _afternoons(self, index: int, who: Colleague) -> list[datetime]:
        recent = self.day - timedelta(days=_RECENT_DAYS)
        days = [self.day - YEAR + timedelta(days=n) for n in range(1, YEAR.days)]
        chosen = [day for day in days if day >= recent and is_workday(day)]
        chosen = [day for day in days if day < recent and self._writes(index, day)] + chosen
        return [moment(day, 15, (index * 7) % 50, who.zone) for day in chosen] + [self.closing]
