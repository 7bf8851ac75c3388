"""What one plugin alone is asked when it is switched, configured, looked at or removed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

import pluggy

from salesforce_lite.plugin.hookspecs import PROJECT, hookspec

if TYPE_CHECKING:
    from salesforce_lite.kernel.uow import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a plugin says it is: in a word and, where something is to be done, in a sentence."""

    state: Literal["good", "warn", "bad"]
    """How it is."""
    text: str = ""
    """What is to be done, in a sentence, marked for translation."""
    values: Mapping[str, object] = field(default_factory=dict)
    """What stands for the names in the text, such as %(count)s."""

    @property
    def words(self) -> str:
        """The text in English, with its values."""
        return self.text % self.values if self.values else self.text


class LifecycleSpecs:
    """All of them; a plugin answers those it needs."""

    @hookspec
    def on_enable(self, uow: "UnitOfWork") -> None:
        """It is being switched on: its tables, permissions and lists are there.

        Asked: when it is switched on.
        Runs: in the transaction of switching, in a savepoint.
        Fails: it stays switched off, and the page says why.
        """

    @hookspec
    def on_disable(self, uow: "UnitOfWork") -> None:
        """It is being switched off by somebody.

        Asked: when it is switched off; not when it is cut off, or its code is broken or gone.
        Runs: in the transaction of switching, in a savepoint.
        Fails: is noted; it is switched off all the same.
        """

    @hookspec
    def on_upgrade(self, uow: "UnitOfWork", from_version: str) -> None:
        """Its code is another version than was switched on last; its tables are the new ones.

        Asked: at the start of the server, or before `on_enable`.
        Runs: in a transaction of its own; before `on_enable` in that of switching.
        Fails: it is switched off with the reason, or stays off.
        """

    @hookspec
    def on_purge(self, uow: "UnitOfWork") -> None:
        """Its data are being removed, and still there.

        Asked: when its data are removed; not when its code is broken or gone.
        Runs: in the transaction that removes them, in a savepoint.
        Fails: is noted; the data are removed all the same.
        """

    @hookspec
    def check_settings(self, values: Mapping[str, Any]) -> Mapping[str, str] | None:
        """All settings as they would be, secrets too; answers field → sentence for wrong ones.

        Asked: before settings are saved.
        Runs: in no transaction: it looks at nothing but the values.
        Fails: the settings stay as they were.
        """

    @hookspec
    def on_settings_changed(
        self, uow: "UnitOfWork", old: Mapping[str, Any], new: Mapping[str, Any]
    ) -> None:
        """Settings of the enabled plugin are being changed.

        Asked: when settings change.
        Runs: in the transaction of the change, in a savepoint.
        Fails: the settings stay as they were.
        """

    @hookspec
    def health(self, uow: "UnitOfWork") -> Health | None:
        """How it fares, for administrators; None when all is well.

        Asked: when an administrator looks at plugins.
        Runs: in a reading transaction of its own, beside the page.
        Fails: is shown as bad health; the page waits two seconds at most.
        """


LIFECYCLE = tuple(name for name in vars(LifecycleSpecs) if not name.startswith("_"))


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """What one plugin answers of it: hook → what to call, with its arguments by name."""

    calls: Mapping[str, Callable[..., Any]] = field(default_factory=dict)

    def __contains__(self, hook: str) -> bool:
        return hook in self.calls


def lifecycle_of(hooks: ModuleType) -> Lifecycle:
    """The answers of a plugin whose hooks were asked before."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(LifecycleSpecs)
    manager.register(hooks)
    callers = {hook: getattr(manager.hook, hook) for hook in LIFECYCLE}
    return Lifecycle(
        {
            hook: partial(_only_answer, caller)
            for hook, caller in callers.items()
            if caller.get_hookimpls()
        }
    )


def _only_answer(caller: pluggy.HookCaller, **arguments: Any) -> Any:
    """There is one plugin to ask; pluggy leaves out the answer None."""
    return next(iter(caller(**arguments)), None)
