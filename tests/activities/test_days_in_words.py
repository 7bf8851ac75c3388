"""Which day something is for, as a reader in another time zone is told."""

from dataclasses import replace
from datetime import UTC, date, datetime

from flask import g

from salesforce_lite.activities import moment_of, plan_activity
from salesforce_lite.activities.words import show_planned
from salesforce_lite.kernel import clock


def test_a_day_that_still_lasts_where_it_belongs_is_not_yesterday(work, app, monkeypatch):
    with work("rep") as uow:
        far = "Pacific/Honolulu"
        due = {"due_at": moment_of(date(2026, 3, 10), None, far), "zone": far, "is_all_day": True}
        task = plan_activity(uow, {"kind": "task", "subject": "Muestra", **due})

    def reads(moment: datetime) -> str:
        monkeypatch.setattr(clock, "now", lambda: moment)
        with app.test_request_context():
            g.actor = replace(uow.actor, zone="Europe/Madrid")
            return show_planned(task)

    # 23:59 in Honolulu is 10:59 of the next day in Madrid.
    assert reads(datetime(2026, 3, 9, 22, 59, tzinfo=UTC)) == "Tomorrow"
    assert reads(datetime(2026, 3, 9, 23, 0, tzinfo=UTC)) == "Today"
    assert reads(datetime(2026, 3, 10, 23, 1, tzinfo=UTC)) == "Today"
    assert reads(datetime(2026, 3, 11, 9, 59, tzinfo=UTC)) == "Today"
    assert reads(datetime(2026, 3, 11, 10, 0, tzinfo=UTC)) == "Yesterday"
