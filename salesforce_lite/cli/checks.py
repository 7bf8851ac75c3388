"""What `doctor` looks at; each check answers one sentence per problem, with the way out."""

import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from salesforce_lite.cli.operator import reading
from salesforce_lite.cli.site import open_site
from salesforce_lite.kernel.clock import now
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.migrations import check_derived
from salesforce_lite.opportunities import check_totals
from salesforce_lite.search import count_entries
from salesforce_lite.web import App

REPAIR = "salesforce-lite doctor --repair"
_LOW_DISK = 500 * 1024 * 1024
_DRIFT = timedelta(minutes=2)


def problems() -> Iterator[str]:
    """Every problem found. Where the site itself does not open, that is the only one."""
    try:
        app = open_site()
    except DomainError as refusal:
        yield str(refusal)
        return
    except DBAPIError as error:
        yield f"The database does not answer ({error.orig}). Is SFL_DATABASE_URL right?"
        return
    for check in CHECKS:
        yield from check(app)


def _disk(app: App) -> Iterator[str]:
    folder: Path = app.extensions["settings"].instance
    free = shutil.disk_usage(folder).free
    if free < _LOW_DISK:
        yield f"Only {free // 1024**2} MB are free where {folder} is. Make room before writes fail."


def _key(app: App) -> Iterator[str]:
    path: Path = app.extensions["settings"].instance / "secret_key"
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield f"Others can read {path}. Run: chmod 600 {path}"


def _clock(app: App) -> Iterator[str]:
    with app.engine.connect() as connection:
        answer = connection.execute(select(func.current_timestamp())).scalar_one()
    there = answer if isinstance(answer, datetime) else datetime.fromisoformat(str(answer))
    there = there if there.tzinfo else there.replace(tzinfo=UTC)
    if abs(there - now()) > _DRIFT:
        yield (
            f"The database's clock says {there:%H:%M:%S} UTC, this one {now():%H:%M:%S}. "
            "Set both by NTP."
        )


def _search(app: App) -> Iterator[str]:
    with app.engine.connect() as connection:
        for missing in check_derived(connection):
            yield f"The search lacks {missing}. Run: salesforce-lite upgrade"
    with reading(app) as uow:
        for source, records, found in count_entries(uow, app.contributions.search_sources):
            if records != found:
                yield (
                    f"The search knows {found} of {records} records of the kind {source.kind}. "
                    f"Run: {REPAIR}"
                )


def _totals(app: App) -> Iterator[str]:
    with reading(app) as uow:
        wrong = check_totals(uow)
    if wrong:
        yield (
            f"{len(wrong)} kept totals of the board differ from the opportunities. Run: {REPAIR}"
        )


CHECKS: tuple[Callable[[App], Iterator[str]], ...] = (_disk, _key, _clock, _search, _totals)
