"""What `doctor` looks at; each check answers one sentence per problem, with the way out."""

import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from salesforce_lite.background import BrokerAwayError, Waking, overview
from salesforce_lite.cli.database_file import (
    DamagedDatabaseError,
    DatabaseFault,
    check_undamaged,
    database_file,
    files_of,
    is_damage,
    told_fault,
)
from salesforce_lite.cli.lines import line_of
from salesforce_lite.cli.operator import reading
from salesforce_lite.cli.site import open_site
from salesforce_lite.config import Settings, load_settings
from salesforce_lite.custom_fields import count_wrong_values
from salesforce_lite.kernel.clock import now
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.mailbox import MailboxServerError, check_inbox
from salesforce_lite.migrations import check_derived
from salesforce_lite.opportunities import check_totals
from salesforce_lite.plugin import NeedsMigrationError, State
from salesforce_lite.search import count_entries
from salesforce_lite.web import App

REPAIR = "salesforce-lite doctor --repair"
_LOW_DISK = 500 * 1024 * 1024
_DRIFT = timedelta(minutes=2)
_LATE = timedelta(minutes=15)


def problems() -> Iterator[str]:
    """Every problem found. Where the site itself does not open, that is the only one."""
    try:
        app = open_site()
    except DomainError as refusal:
        yield str(refusal)
        return
    except DatabaseFault as error:
        if is_damage(error):
            yield told_fault(error, load_settings().database)
        else:
            cause = getattr(error, "orig", error)
            yield f"The database does not answer ({cause}). Is SFL_DATABASE_URL right?"
        return
    try:
        refuse_damage(app)
        for check in CHECKS:
            yield from check(app)
    except DamagedDatabaseError as damage:
        yield str(damage)
    except DatabaseFault as error:
        yield told_fault(error, load_settings().database)


def refuse_damage(app: App) -> None:
    """Raise DamagedDatabaseError where the file is damaged: what is read from it means nothing."""
    settings: Settings = app.extensions["settings"]
    file = database_file(settings.database)
    if file is not None:
        check_undamaged(app.engine, file)


def _disk(app: App) -> Iterator[str]:
    folder: Path = app.extensions["settings"].instance
    free = shutil.disk_usage(folder).free
    if free < _LOW_DISK:
        yield f"Only {free // 1024**2} MB are free where {folder} is. Make room before writes fail."


def _private(app: App) -> Iterator[str]:
    """The key and the database are nobody else's to read."""
    settings: Settings = app.extensions["settings"]
    key, database = settings.instance / "secret_key", database_file(settings.database)
    for path in [*([key] if key.exists() else []), *(files_of(database) if database else [])]:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
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


def _custom_values(app: App) -> Iterator[str]:
    with reading(app) as uow:
        wrong = count_wrong_values(uow)
    if wrong:
        yield f"{wrong} values by which custom fields are filtered are wrong. Run: {REPAIR}"


def _plugins(app: App) -> Iterator[str]:
    for error in app.plugins.installation.problems():
        yield str(error)
    with reading(app) as uow:
        for each in app.plugins.states(uow):
            if each.state == State.NEEDS_MIGRATION:
                yield str(NeedsMigrationError(id=each.id))
            elif each.state == State.AUTO_DISABLED and each.record is not None:
                yield (
                    f"The plugin “{each.id}” failed too often ({each.record.reason}) and is off. "
                    f"When it is mended: salesforce-lite plugins enable {each.id}"
                )
            elif each.state == State.MISSING and each.record is not None and each.record.is_on:
                yield (
                    f"The plugin “{each.id}” is enabled and its code is gone. Put it back, or: "
                    f"salesforce-lite plugins disable {each.id}"
                )


def _jobs(app: App) -> Iterator[str]:
    with reading(app) as uow:
        found = overview(uow, app.contributions)
    if found.dead:
        yield (
            f"{found.dead} jobs failed too often and wait for somebody. "
            "See: salesforce-lite jobs list --state dead"
        )
    if found.waits_since is not None and now() - found.waits_since > _LATE:
        yield (
            f"Jobs wait since {found.waits_since:%Y-%m-%d %H:%M} UTC. "
            "Is a worker running? `serve` starts one; so does: salesforce-lite worker"
        )


def _broker(app: App) -> Iterator[str]:
    line = line_of(app)
    try:
        if line is not None:
            line.check()
    except BrokerAwayError as away:
        name = "SFL_REDIS_URL" if isinstance(line, Waking) else "SFL_BROKER_URL"
        yield (
            f"{away} Is {name} right? Jobs are done all the same, some seconds later: "
            "workers look for them in the database."
        )


def _inbox(app: App) -> Iterator[str]:
    settings: Settings = app.extensions["settings"]
    if not settings.inbox_url:
        return
    if not settings.inbox_address:
        yield (
            "SFL_INBOX_URL is set and SFL_INBOX_ADDRESS is not: nobody can have a private address. "
            "Set the address at which that mailbox is reached."
        )
    try:
        check_inbox(settings.inbox_url)
    except MailboxServerError as away:
        yield f"{away} Is SFL_INBOX_URL right? Mail waits there meanwhile."


CHECKS: tuple[Callable[[App], Iterator[str]], ...] = (
    *(_disk, _private, _clock),
    *(_search, _totals, _custom_values, _plugins, _jobs, _broker, _inbox),
)
