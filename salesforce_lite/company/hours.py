"""Working hours: the days of the week on which people work, from when until when."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from salesforce_lite.kernel.errors import N_

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Codes of the days, in the order of `datetime.weekday`."""
WEEK = DAYS[:5]

_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_NO_DAY = N_("Choose at least one day.")
_NO_HOUR = N_("Write the hour as 09:00.")


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """`days` are codes of `DAYS`; `begins` and `ends` are hours of the clock such as “09:00”.

    An end that is not after the beginning is of the next day: 22:00 to 06:00 is a night, and the
    same hour twice is the whole day.
    """

    days: tuple[str, ...] = WEEK
    begins: str = "08:00"
    ends: str = "19:00"

    def hold_at(self, moment: datetime, zone: str) -> bool:
        """Whether somebody who lives in the zone works then."""
        local = moment.astimezone(ZoneInfo(zone))
        hour = f"{local:%H:%M}"
        if self.begins < self.ends:
            return self._is_day(local) and self.begins <= hour < self.ends
        if hour >= self.begins:
            return self._is_day(local)
        # After midnight it is still the night of the day before.
        return hour < self.ends and self._is_day(local - timedelta(days=1))

    def _is_day(self, local: datetime) -> bool:
        return DAYS[local.weekday()] in self.days


def problems_of_hours(days: Sequence[str], begins: str, ends: str) -> Mapping[str, str]:
    """What is wrong, by field: `work_days`, `work_from`, `work_until`."""
    problems: dict[str, Any] = {}
    if not days or not set(days) <= set(DAYS):
        problems["work_days"] = _NO_DAY
    for field, hour in (("work_from", begins), ("work_until", ends)):
        if not _HOUR.fullmatch(hour):
            problems[field] = _NO_HOUR
    return problems


def in_order(days: Sequence[str]) -> tuple[str, ...]:
    """The days as the week has them, each once."""
    return tuple(day for day in DAYS if day in days)
