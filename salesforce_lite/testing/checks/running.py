"""A plugin at work: what it is asked for changes nothing, what it reacts to works, all in time."""

from collections.abc import Iterable
from statistics import median
from urllib.parse import quote

from salesforce_lite.customers import delete_customer
from salesforce_lite.kernel.jobs import enqueue_job
from salesforce_lite.opportunities import win_opportunity
from salesforce_lite.testing.checks.addresses import addresses_of
from salesforce_lite.testing.checks.asking import (
    answer_everything,
    export_everything,
    forms_to_look_at,
)
from salesforce_lite.testing.checks.switching import work_a_day
from salesforce_lite.testing.faults import Fault
from salesforce_lite.testing.trial import Trial, a_day

# Seconds of one call: a part of a page, and a step of a job.
PAGE_BUDGET = 0.1
JOB_BUDGET = 0.2
_OFTEN = 5
_AGAIN = 2
_LISTS = {"customer": "/customers?q=", "opportunity": "/opportunities?view=list"}
_JOBS = ("jobs.", "subscriptions.")
# Steps that an administrator waits for once.
_STEPS = ("permissions", "settings_form", "check_settings", "on_", "health")


def check_reading(trial: Trial) -> None:
    """What it shows is shown without a failure, and asking for it changes nothing."""
    trial.enable_to_look()
    _look(trial)
    for failure in trial.failures():
        raise Fault(f"On the pages it fails at {failure}")


def check_reacting(trial: Trial) -> None:
    """What it does when records are saved, and later in the background, works."""
    trial.enable_to_look()
    answer_everything(trial, work_a_day(trial))
    _finish(trial)
    trial.work_off()
    run_jobs(trial)
    for failure in trial.failures():
        raise Fault(f"At work it fails at {failure}")


def check_budget(trial: Trial) -> None:
    """What it does for a page takes less than 100 ms, a step of a job less than 200."""
    trial.enable_to_look()
    slow = _too_slow(trial)
    # A busy machine is slow now and then, a slow plugin each time.
    for _ in range(_AGAIN):
        if not slow:
            return
        still = _too_slow(trial)
        slow = {place: still[place] for place in slow if place in still}
    for place, (taken, budget) in slow.items():
        raise Fault(
            f"{place} takes {taken * 1000:.0f} ms; {budget * 1000:.0f} are allowed. Ask for "
            "less, or leave it to a job."
        )


def _too_slow(trial: Trial) -> dict[str, tuple[float, float]]:
    """Place → median seconds of this round and those allowed, where it takes more."""
    timing = trial.app.plugins.timing
    before = {place: measure.calls for place, measure in timing.of(trial.id)}
    paths = _look(trial)
    for _ in range(_OFTEN):
        look_at_pages(trial, paths)
    trial.work_off()
    run_jobs(trial)
    found = {}
    for place, measure in timing.of(trial.id):
        calls = measure.calls - before.get(place, 0)
        if place.startswith(_STEPS) or not calls:
            continue
        budget = JOB_BUDGET if place.startswith(_JOBS) else PAGE_BUDGET
        taken = median(list(measure.newest)[-calls:])
        if taken > budget:
            found[place] = taken, budget
    return found


def _look(trial: Trial) -> list[str]:
    """Every page on which the plugin may stand; answers their addresses."""
    pages = work_a_day(trial)
    answer_everything(trial, pages)
    own = [each.path for each in addresses_of(trial) if each.method == "GET" and each.is_plain]
    forms = forms_to_look_at(trial, pages)
    paths = [
        *pages.values(),
        *forms,
        "/today",
        "/opportunities",
        "/reports",
        "/search?q=Perez",
        *own,
    ]
    paths += _lists(trial)
    look_at_pages(trial, paths)
    export_everything(trial)
    return paths


def _lists(trial: Trial) -> list[str]:
    """The lists with its columns: as they are, in every order, and narrowed by every choice."""
    paths = []
    with trial.reading() as uow:
        for column in trial.app.plugins.fresh().contributions.list_columns:
            if column.plugin == trial.id:
                path = _LISTS[column.about]
                paths += [path, f"{path}&sort={column.name}", f"{path}&sort=-{column.name}"]
                choices = column.filter.choices(uow) if column.filter else ()
                paths += [f"{path}&x.{column.name}={quote(value)}" for value, _ in choices]
    return paths


def look_at_pages(trial: Trial, paths: Iterable[str]) -> None:
    """As who owns the records, and as who may everything."""
    for name in ("rep", "admin"):
        browser = trial.browser(name)
        for path in paths:
            browser.get(path)


def _finish(trial: Trial) -> None:
    """The end of the day: a sale is won, another is lost and a customer goes."""
    made = dict(a_day(trial))
    if "opportunity" not in made:
        return
    with trial.working("rep") as uow:
        win_opportunity(uow, made["opportunity"].id)
    with trial.working("manager") as uow:
        delete_customer(uow, made["customer"].id)


def run_jobs(trial: Trial) -> None:
    """Those with a schedule, as if their time had come."""
    kinds = [job for job in trial.plugin.contributions.jobs if job.schedule is not None]
    if kinds:
        with trial.operating() as uow:
            for kind in kinds:
                enqueue_job(uow, kind.name, {})
        trial.work_off()
