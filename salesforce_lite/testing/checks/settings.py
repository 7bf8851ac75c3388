"""The settings of a plugin: what is set is what it reads, and what is secret stays so."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.kernel.events import EventRecord
from salesforce_lite.kernel.history import AuditEntry
from salesforce_lite.kernel.notes import Note
from salesforce_lite.plugin import PluginRecord, settings_form_of, settings_of
from salesforce_lite.testing.checks.switching import work_a_day
from salesforce_lite.testing.faults import Fault
from salesforce_lite.testing.trial import Trial

# Nobody types it by chance.
_SECRET = "swordfish-01234567-89ab"  # noqa: S105
_SOUNDS_SECRET = ("password", "passwd", "token", "secret", "api_key", "apikey", "private_key")
# Kind of a field → something that it may take, where it has no default.
_SOMETHING: Mapping[str, Any] = {
    "IntegerField": 1,
    "IntegerRangeField": 1,
    "FloatField": 1.5,
    "DecimalField": Decimal("1.5"),
    "DecimalRangeField": Decimal("1.5"),
    "DateField": date(2026, 3, 2),
    "DateTimeField": datetime(2026, 3, 2, 9, 30),  # noqa: DTZ001 – as forms have it
    "DateTimeLocalField": datetime(2026, 3, 2, 9, 30),  # noqa: DTZ001
    "TimeField": time(9, 30),
    "EmailField": "ana@example.com",
    "URLField": "https://example.com/",
    "TelField": "+34 912 345 678",
}


def check_settings(trial: Trial) -> None:
    """What is set is what it reads, and no page, history or event tells a secret."""
    if not trial.plugin.contributions.settings_form:
        return
    kind = settings_form_of(trial.plugin)
    form, known = kind(), settings_of(kind)
    for one in known:
        if not one.is_secret and any(word in one.name for word in _SOUNDS_SECRET):
            raise Fault(f"The setting “{one.name}” sounds like a secret; make it a SecretField.")
    trial.enable_to_look()
    wanted = {one.name: _value(trial, form[one.name], one) for one in known}
    try:
        with trial.operating() as uow:
            trial.app.plugins.configure(uow, trial.id, wanted)
    except InvalidInputError as refusal:
        raise Fault(_refused(refusal)) from None
    read = trial.app.plugins.fresh().settings[trial.id]
    for name, value in wanted.items():
        if read[name] != value and not isinstance(value, str):
            raise Fault(f"The setting “{name}” was {value!r} and is read as {read[name]!r}.")
    for place in _telling_places(trial):
        raise Fault(f"{place} tells a secret of the settings; keep it out of there.")


def _value(trial: Trial, field: Any, setting: Any) -> Any:
    if setting.is_secret:
        return _SECRET
    if setting.name in trial.settings:
        return trial.settings[setting.name]
    if setting.default not in (None, "", []):
        return setting.default
    if setting.is_flag:
        return True
    choices = getattr(field, "choices", None)
    if choices:
        first = choices[0][0] if isinstance(choices[0], tuple) else choices[0]
        return [first] if setting.takes_several else first
    kinds = [kind.__name__ for kind in type(field).__mro__]
    return next((_SOMETHING[kind] for kind in kinds if kind in _SOMETHING), "something")


def _refused(refusal: InvalidInputError) -> str:
    told = "; ".join(f"{name}: {words % refusal.params}" for name, words in refusal.fields.items())
    return (
        f"Its settings could not be tried out ({told}). Give values that it takes: "
        "`settings = {…}` in the class of its conformance tests, --set NAME=VALUE for the command."
    )


def _telling_places(trial: Trial) -> Iterator[str]:
    """Where the secret can be read: after it was used, too."""
    pages = list(work_a_day(trial).values())
    trial.work_off()
    browser = trial.browser("admin")
    for path in (f"/admin/plugins/{trial.id}", "/admin/plugins/", "/today", "/reports", *pages):
        if _SECRET in browser.get(path).text:
            yield f"The page {path}"
    kept: dict[str, Any] = {
        "The history": AuditEntry.changes,
        "An event": EventRecord.payload,
        "A note": Note.details,
        "The record of the plugin": PluginRecord.settings,
    }
    with trial.reading() as uow:
        for place, column in kept.items():
            if any(_SECRET in str(told) for told in uow.session.scalars(select(column))):
                yield place
