"""A plugin that is off leaves nothing behind, and the core works as if it were not there."""

from collections.abc import Iterator, Mapping

from sqlalchemy import inspect

from salesforce_lite.kernel.db import Base
from salesforce_lite.testing.checks.addresses import addresses_of, pages_of_the_core
from salesforce_lite.testing.faults import Fault
from salesforce_lite.testing.trial import Trial, a_day


def check_switching(trial: Trial) -> None:
    """Switched on, off and on again, it leaves nothing behind that is not there once."""
    before = trial.app.plugins.fresh().contributions
    trial.enable()
    trial.disable()
    first = trial.rows()
    if trial.app.plugins.fresh().contributions != before:
        raise Fault("Switched off, it still adds to the pages; add by hooks alone.")
    admin = trial.browser("admin")
    for address in addresses_of(trial):
        if admin.open(address.path, method=address.method).status_code != 404:
            raise Fault(f"{address.path} answers while the plugin is off; mount pages by a hook.")
    trial.enable()
    trial.disable()
    for fault in more_rows(first, trial.rows()):
        raise Fault(f"Each time that it is switched on or off there is {fault}; look first.")


def check_core_without_it(trial: Trial) -> None:
    """The core works while it is off and its tables are not there."""
    for fault in _reaching_in(trial):
        raise Fault(fault)
    try:
        browser = trial.browser("admin")
        for path in (*work_a_day(trial).values(), *pages_of_the_core(trial)):
            browser.get(path)
    except Exception as error:
        raise Fault(
            f"With the plugin off and its tables not made, the core fails: "
            f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"
        ) from error


def work_a_day(trial: Trial) -> dict[str, str]:
    """What people save on a day → the page that shows it."""
    return {what: f"/{_PLACES[what]}/{record.id}" for what, record in a_day(trial)}


_PLACES = {
    "customer": "customers",
    "contact": "contacts",
    "opportunity": "opportunities",
    "activity": "activities",
}


def more_rows(before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[str]:
    """Tables of the core that have grown, in words."""
    for name, count in sorted(after.items()):
        more = count - before.get(name, 0)
        if more > 0:
            yield f"{more} more row in “{name}”" if more == 1 else f"{more} more rows in “{name}”"


def _reaching_in(trial: Trial) -> Iterator[str]:
    """Relationships of the core's classes to those of the plugin, such as a backref makes."""
    own = trial.plugin.tables
    for mapper in Base.registry.mappers:
        for relation in inspect(mapper).relationships:
            if relation.mapper.local_table.name in own:
                yield (
                    f"{mapper.class_.__name__}.{relation.key} leads from the core into the plugin; "
                    "leave out backref and back_populates."
                )
