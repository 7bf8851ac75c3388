"""`jobs …`: what waits, runs and has failed; try it again or take it back."""

from uuid import UUID

import click

from salesforce_lite.background import cancel as cancel_job
from salesforce_lite.background import list_jobs
from salesforce_lite.background import retry as retry_job
from salesforce_lite.cli.operator import operating, reading
from salesforce_lite.cli.site import open_site
from salesforce_lite.kernel.job_rows import Job, JobState

_MOST = 10_000


@click.group()
def jobs() -> None:
    """List jobs and deliveries of events, try dead ones again, take others back."""


@jobs.command("list")
@click.option("--state", type=click.Choice([state.value for state in JobState]), help="Only these.")
@click.option("--most", default=50, show_default=True, type=click.IntRange(1, _MOST))
def list_(state: str | None, most: int) -> None:
    """The newest jobs: id, state, kind, progress, attempts, when asked for, last error."""
    app = open_site()
    with reading(app) as uow:
        for job in list_jobs(uow, state=JobState(state) if state else None, most=most):
            click.echo("\t".join(_columns(job)))


@jobs.command("retry")
@click.argument("ids", metavar="[ID]...", nargs=-1, type=click.UUID)
@click.option("--all", "is_all", is_flag=True, help="Every dead job.")
def retry(ids: tuple[UUID, ...], is_all: bool) -> None:  # noqa: FBT001
    """Give dead jobs all their attempts again."""
    if not ids and not is_all:
        raise click.UsageError("Name jobs by their id (jobs list --state dead), or say --all.")
    app = open_site()
    with operating(app) as uow:
        dead = list_jobs(uow, state=JobState.DEAD, most=_MOST) if is_all else ()
        chosen = [*ids, *(job.id for job in dead if job.id not in ids)]
        for job_id in chosen:
            retry_job(uow, job_id)
    click.echo(f"retried={len(chosen)}")


@jobs.command("cancel")
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=click.UUID)
def cancel(ids: tuple[UUID, ...]) -> None:
    """Take back jobs that wait or run; what they have saved stays."""
    app = open_site()
    with operating(app) as uow:
        for job_id in ids:
            cancel_job(uow, job_id)
    click.echo(f"cancelled={len(ids)}")


def _columns(job: Job) -> tuple[str, ...]:
    # An error may have several lines, and a list has one for each job.
    error = " ".join(job.error.split())
    return (
        *(str(job.id), job.state, job.kind, f"{job.progress}%"),
        *(f"{job.attempts}/{job.max_attempts}", f"{job.created_at:%Y-%m-%dT%H:%M:%SZ}", error),
    )
