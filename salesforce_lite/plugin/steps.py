"""Asks the lifecycle of a plugin: in the guard, with its settings at hand."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin.errors import (
    CheckFailedError,
    EnablingFailedError,
    PluginFailedError,
    SettingsNotTakenError,
)
from salesforce_lite.plugin.guard import Guard
from salesforce_lite.plugin.installation import Plugin
from salesforce_lite.plugin.settings import settings_form_of
from salesforce_lite.plugin.settings_check import check_names, checked_values, refuse_told
from salesforce_lite.plugin.settings_fields import settings_of

Settings = Mapping[str, Any]


class Steps:
    """What is done with one plugin in one unit of work; `settings` are those that stand."""

    def __init__(self, guard: Guard, plugin: Plugin, uow: UnitOfWork, settings: Settings) -> None:
        self._guard = guard
        self._plugin = plugin
        self._uow = uow
        self.settings = settings

    def enable(self, from_version: str) -> None:
        """Raises EnablingFailedError, or what the plugin refuses with."""
        if from_version not in ("", str(self._plugin.manifest.version)):
            self._ask("on_upgrade", EnablingFailedError, from_version=from_version)
        self._ask("on_enable", EnablingFailedError)

    def upgrade(self, from_version: str) -> None:
        """Raises PluginFailedError, however the plugin says no."""
        try:
            self._ask("on_upgrade", PluginFailedError, from_version=from_version)
        except PluginFailedError:
            raise
        except DomainError as refusal:
            plugin_id = self._plugin.id
            raise PluginFailedError(id=plugin_id, place="on_upgrade", reason=refusal) from refusal

    def disable(self) -> None:
        """What fails is noted; nothing keeps a plugin on."""
        self._ask_in_passing("on_disable")

    def purge(self) -> None:
        """What fails is noted; nothing keeps data from being removed."""
        self._ask_in_passing("on_purge")

    def checked(self, given: Settings) -> dict[str, Any]:
        """The settings that were given, as the values that its form makes of them.

        Raises InvalidInputError beside the fields, CheckFailedError where looking at them fails.
        """
        form = settings_form_of(self._plugin)
        check_names(form, given)
        locale = self._uow.actor.locale
        values = self._guard.acting(
            self._uow,
            "settings_form",
            lambda: checked_values(form, self.settings, given, locale=locale),
            CheckFailedError,
        )
        if "check_settings" in self._plugin.lifecycle:
            check = self._plugin.lifecycle.calls["check_settings"]
            self._guard.acting(
                self._uow,
                "check_settings",
                lambda: refuse_told(form, check(values=self.changed(values))),
                CheckFailedError,
            )
        return values

    def changed(self, values: Settings) -> Settings:
        """All settings as they would be; an empty secret leaves the one that stands."""
        secrets = {one.name for one in settings_of(settings_form_of(self._plugin)) if one.is_secret}
        kept = {name for name in secrets & values.keys() if not values[name]}
        return {**self.settings, **{n: v for n, v in values.items() if n not in kept}}

    def settle(self, new: Settings) -> None:
        """Tell an enabled plugin; raises SettingsNotTakenError, or what it refuses with."""
        self._ask("on_settings_changed", SettingsNotTakenError, old=self.settings, new=new)

    def _ask(self, hook: str, failure: type[PluginFailedError], **arguments: Any) -> None:
        if hook not in self._plugin.lifecycle:
            return
        ask: Callable[..., Any] = self._plugin.lifecycle.calls[hook]
        with self._settings_at_hand(arguments.get("new", self.settings)):
            self._guard.acting(self._uow, hook, lambda: ask(uow=self._uow, **arguments), failure)

    def _ask_in_passing(self, hook: str) -> None:
        try:
            self._ask(hook, PluginFailedError)
        except PluginFailedError:
            pass  # noted
        except DomainError as refusal:
            self._guard.keep(self._uow, hook, refusal)

    @contextmanager
    def _settings_at_hand(self, settings: Settings) -> Iterator[None]:
        """`plugin_settings` answers before it is enabled, and with what is just being set."""
        info, plugin_id = self._uow.session.info, self._plugin.id
        others = info.get("plugin_settings")
        info["plugin_settings"] = lambda asked: (
            settings if asked == plugin_id or others is None else others(asked)
        )
        try:
            yield
        finally:
            info["plugin_settings"] = others
