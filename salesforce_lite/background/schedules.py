"""Puts jobs into the table when their time has come."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from salesforce_lite.background.lead import take_lead
from salesforce_lite.background.model import ScheduledJob
from salesforce_lite.kernel import clock
from salesforce_lite.kernel.actor import system_actor
from salesforce_lite.kernel.cron import Cron
from salesforce_lite.kernel.job_rows import Job, JobState, Urgency
from salesforce_lite.kernel.jobs import MakeSession, enqueue_job
from salesforce_lite.kernel.uow import UnitOfWork, reading_unit, unit_of_work
from salesforce_lite.plugin import Contributions

_LEAD = "schedules"
_ACTOR = system_actor("schedule")
_OFTEN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Scheduler:
    """One per worker; of several workers, one leads."""

    make_session: MakeSession
    worker: str
    company_zone: Callable[[Session], str]

    def look(self, contributions: Contributions) -> int:
        """Ask for what is due; how many jobs that were. Where nothing is, nothing is written."""
        with reading_unit(self.make_session, _ACTOR, surface="schedule") as uow:
            times = self._times(uow, contributions)
            if not _is_anything_to_do(_rows(uow), times):
                return 0
        with unit_of_work(self.make_session, _ACTOR, surface="schedule") as uow:
            if not take_lead(uow, _LEAD, self.worker):
                return 0
            rows, urgencies = _rows(uow), _urgencies(contributions)
            return sum(
                _look_at(uow, name, cron, rows.get(name), urgencies[name])
                for name, cron in times.items()
            )

    def _times(self, uow: UnitOfWork, contributions: Contributions) -> Mapping[str, Cron]:
        """Job → its times, for those of the core and of the plugins that are on."""
        scheduled = [(job.name, job.schedule) for job in contributions.jobs if job.schedule]
        zone = self.company_zone(uow.session) if scheduled else ""
        return {name: schedule.times(zone) for name, schedule in scheduled}


def _urgencies(contributions: Contributions) -> Mapping[str, Urgency]:
    return {job.name: job.schedule.urgency for job in contributions.jobs if job.schedule}


def _rows(uow: UnitOfWork) -> dict[str, ScheduledJob]:
    return {row.name: row for row in uow.session.scalars(select(ScheduledJob))}


def _is_anything_to_do(rows: Mapping[str, ScheduledJob], times: Mapping[str, Cron]) -> bool:
    now = clock.now()
    return any(
        row is None or row.next_at <= now or _is_other(row, cron)
        for row, cron in ((rows.get(name), cron) for name, cron in times.items())
    )


def _look_at(
    uow: UnitOfWork, name: str, cron: Cron, row: ScheduledJob | None, urgency: Urgency
) -> int:
    """Ask for the job if it is due, and reckon its next time; a new one is not due yet."""
    following = cron.after(uow.now)
    if row is None:
        uow.session.add(_new_row(name, cron, following))
        return 0
    if _is_other(row, cron):
        row.cron, row.zone, row.next_at = cron.expression, cron.zone, following
        return 0
    if row.next_at > uow.now:
        return 0
    before = row.last_at
    due_at, row.last_at, row.next_at = row.next_at, row.next_at, following
    if _is_still_at_it(uow, name):
        return 0
    if before is not None and following - due_at < _OFTEN:
        _forget(uow, name, before)
    enqueue_job(uow, name, {}, priority=urgency, key=_key(name, due_at))
    return 1


def _forget(uow: UnitOfWork, name: str, due_at: datetime) -> None:
    """Of what comes every few minutes only the last time is kept, unless it went wrong: people
    look for other jobs among those that are listed."""
    its_job = Job.key == _key(name, due_at)
    uow.session.execute(delete(Job).where(its_job, Job.state == JobState.DONE))


def _new_row(name: str, cron: Cron, next_at: datetime) -> ScheduledJob:
    return ScheduledJob(
        name=name, cron=cron.expression, zone=cron.zone, next_at=next_at, last_at=None
    )


def _is_other(row: ScheduledJob, cron: Cron) -> bool:
    return (row.cron, row.zone) != (cron.expression, cron.zone)


def _is_still_at_it(uow: UnitOfWork, name: str) -> bool:
    """The time before is not done with: two at once would only pile up."""
    waiting = exists().where(
        Job.state.in_((JobState.QUEUED, JobState.RUNNING)),
        Job.kind == name,
        Job.key.startswith("schedule/", autoescape=True),
    )
    return bool(uow.session.scalar(select(waiting)))


def _key(name: str, due_at: datetime) -> str:
    return f"schedule/{name}/{due_at.isoformat()}"
