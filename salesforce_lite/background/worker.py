"""The worker: takes one job after the other, and looks after leases and schedules meanwhile."""

import logging
import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from salesforce_lite.background.acting import FindPerson, actor_of
from salesforce_lite.background.errors import JobTooLongError
from salesforce_lite.background.keeping import kept
from salesforce_lite.background.kinds import Runnable, runnables
from salesforce_lite.background.schedules import Scheduler
from salesforce_lite.kernel.actor import Actor, system_actor
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.kernel.fences import put_up_fence
from salesforce_lite.kernel.jobs import (
    Claim,
    LeaseLostError,
    claim_job,
    continue_job,
    fail_job,
    finish_job,
    release_job,
    sweep_expired,
    take_back,
    waits,
)
from salesforce_lite.kernel.uow import UnitOfWork, reading_unit, unit_of_work
from salesforce_lite.plugin import GoOn, PluginFailedError, Plugins, Reach, Snapshot

_log = logging.getLogger(__name__)
_LOOK_EVERY = 5.0
_HANGS = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a worker is given by whoever starts it."""

    plugins: Plugins
    make_session: Callable[[], Session]
    find_person: FindPerson
    company_zone: Callable[[Session], str]
    # What stands around each job, such as the language of the person.
    around: Callable[[Actor], AbstractContextManager[Any]]


class Worker:
    """Named, so that what it held is found when it has died and is started again."""

    def __init__(
        self,
        site: Site,
        name: str,
        *,
        takes_bulk: bool = True,
        longest_step: float = 300,
        longest_goodbye: float = 20,
    ) -> None:
        self.name = name
        self._site = site
        self.takes_bulk = takes_bulk
        self._scheduler = Scheduler(site.make_session, name, site.company_zone)
        self._longest_step = longest_step
        self._longest_goodbye = longest_goodbye
        self._told_to_stop: float | None = None
        self._looked_at = float("-inf")

    def stop(self) -> None:
        """Take no more jobs; the one in hand may finish, for a while."""
        self._told_to_stop = monotonic()

    @property
    def is_stopping(self) -> bool:
        return self._told_to_stop is not None

    def recover(self) -> int:
        """What a worker of this name held when it died."""
        return take_back(self._site.make_session, self.name)

    def work_off(self, *, most: int = 1000) -> int:
        """Do what is due; how many steps that were."""
        done = 0
        while done < most and not self.is_stopping and self.turn():
            done += 1
        return done

    def turn(self) -> bool:
        """One step of one job, the most urgent one; whether there was any."""
        return self._step() is not None

    def take(self, job_id: UUID) -> None:
        """Work until somebody has done a step of that job: others may be more urgent than the one
        that a message names, and the table says whose turn it is."""
        while not self.is_stopping and waits(self._site.make_session, job_id):
            if self._step() in (None, job_id):
                return

    def _step(self) -> UUID | None:
        """Which job it was; None where there was none."""
        snapshot = self._site.plugins.fresh()
        if monotonic() - self._looked_at >= _LOOK_EVERY:
            self.look(snapshot)
        kinds = runnables(snapshot.contributions)
        claim = claim_job(
            self._site.make_session,
            kinds.keys(),
            worker=self.name,
            takes_bulk=self.takes_bulk,
        )
        if claim is None:
            return None
        self._start(claim)
        return claim.job_id

    def look(self, snapshot: Snapshot | None = None) -> None:
        """Take back what dead workers held, and ask for what schedules say."""
        self._looked_at = monotonic()
        sweep_expired(self._site.make_session)
        self._scheduler.look((snapshot or self._site.plugins.fresh()).contributions)

    def _start(self, claim: Claim) -> None:
        """The plugin may have been switched off since the job was looked for: then it waits."""
        snapshot = self._site.plugins.fresh()
        runnable = runnables(snapshot.contributions).get(claim.kind)
        try:
            if runnable is None:
                release_job(self._site.make_session, claim)
            else:
                self._run(claim, runnable, snapshot)
        except LeaseLostError:
            _log.info("job lost: %s %s", claim.kind, claim.job_id)
        except Exception as error:
            # The traceback of a plugin's failure is with the plugin.
            shown = None if isinstance(error, DomainError) else error
            _log.warning("job failed: %s %s", claim.kind, claim.job_id, exc_info=shown)
            self._fail(claim, _sentence(error))

    def _run(self, claim: Claim, runnable: Runnable, snapshot: Snapshot) -> None:
        make_session = _of_the_job(self._site.make_session, claim, snapshot.settings)
        with reading_unit(make_session, system_actor(claim.kind), surface="job") as look:
            actor = actor_of(look.session, claim, runnable, self._site.find_person)
            argument = runnable.read(look.session, claim.payload)
        reactions = snapshot.contributions.reactions
        with self._kept(claim, runnable), self._site.around(actor):
            while True:
                with unit_of_work(make_session, actor, surface="job", reactions=reactions) as uow:
                    answer = runnable.run(uow, argument)
                    if not isinstance(answer, Reach):
                        _settle(uow, claim, answer)
                        return
                argument = {**answer.payload, "answer": answer.act()}

    def _kept(self, claim: Claim, runnable: Runnable) -> AbstractContextManager[None]:
        def is_enough(seconds: float) -> bool:
            goodbye = self._told_to_stop
            is_late = goodbye is not None and monotonic() - goodbye > self._longest_goodbye
            return is_late or seconds > self._longest_step

        def give_up() -> None:
            try:
                self._give_up(claim, runnable)
            finally:
                # No exception reaches code that hangs in a library or in a loop that catches all.
                os._exit(0 if self.is_stopping else _HANGS)

        return kept(self._site.make_session, claim, is_enough=is_enough, give_up=give_up)

    def _give_up(self, claim: Claim, runnable: Runnable) -> None:
        if self.is_stopping:
            release_job(self._site.make_session, claim)
            return
        error = JobTooLongError(seconds=round(self._longest_step))
        self._fail(claim, str(error))
        if runnable.plugin:
            keep = self._site.plugins.guard(runnable.plugin).keep
            with unit_of_work(
                self._site.make_session, system_actor(claim.kind), surface="job"
            ) as uow:
                keep(uow, f"jobs.{claim.kind}", error)

    def _fail(self, claim: Claim, error: str) -> None:
        try:
            fail_job(self._site.make_session, claim, error)
        except LeaseLostError:
            _log.info("job lost: %s %s", claim.kind, claim.job_id)


def _settle(uow: UnitOfWork, claim: Claim, answer: GoOn | None) -> None:
    if answer is None:
        finish_job(uow, claim)
    else:
        continue_job(uow, claim, dict(answer.payload), progress=answer.progress)


def _of_the_job(
    make_session: Callable[[], Session],
    claim: Claim,
    settings: Mapping[str, Mapping[str, Any]],
) -> Callable[[], Session]:
    """The job commits only as long as it is held, and sees the settings of the plugins as they were
    when it started."""

    def make() -> Session:
        session = make_session()
        put_up_fence(session, claim)
        session.info["plugin_settings"] = lambda plugin_id: settings.get(plugin_id, {})
        return session

    return make


def _sentence(error: Exception) -> str:
    if isinstance(error, PluginFailedError):
        return str(error.params["reason"])
    return str(error) if isinstance(error, DomainError) else f"{type(error).__name__}: {error}"
