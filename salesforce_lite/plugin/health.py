"""How enabled plugins say they are, asked beside the page so that none of them holds it up."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from threading import Lock, Thread
from time import monotonic
from typing import Any

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin.contribution import Question
from salesforce_lite.plugin.guard import Guard
from salesforce_lite.plugin.installation import Plugin
from salesforce_lite.plugin.lifecycle import Health

# Seconds that a page waits, for all plugins together.
_LONGEST = 2.0
_WELL = Health(state="good")
_LATE = Health(state="bad", text=N_("It did not say in time how it is."))
_FAILED = Health(state="bad", text=N_("It failed when it was asked how it is."))


def _is_health(answer: Any) -> bool:
    if not isinstance(answer, Health) or answer.state not in ("good", "warn", "bad"):
        return False
    # A name in the text that nothing stands for is told now, and not by the page.
    return isinstance(answer.words, str)


class HealthDesk:
    """Asks each plugin in a thread with a reading unit of its own; one that hangs is not asked
    again until it has answered."""

    def __init__(
        self,
        open_unit: Callable[[], AbstractContextManager[UnitOfWork]],
        guard: Callable[[str], Guard],
    ) -> None:
        self._open_unit = open_unit
        self._guard = guard
        self._asked: dict[str, Thread] = {}
        self._lock = Lock()

    def ask(self, plugins: Iterable[Plugin]) -> Mapping[str, Health]:
        """Plugin → what it says, for those that are asked at all; a failure is bad health."""
        answers: dict[str, Health] = {}
        threads = {
            plugin.id: self._started(plugin, answers)
            for plugin in plugins
            if "health" in plugin.lifecycle
        }
        until = monotonic() + _LONGEST
        for thread in threads.values():
            thread.join(max(until - monotonic(), 0))
        return {plugin_id: answers.get(plugin_id, _LATE) for plugin_id in threads}

    def _started(self, plugin: Plugin, answers: dict[str, Health]) -> Thread:
        with self._lock:
            asked = self._asked.get(plugin.id)
            if asked is None or not asked.is_alive():
                asked = Thread(target=self._ask, args=(plugin, answers), daemon=True)
                self._asked[plugin.id] = asked
                asked.start()
            return asked

    def _ask(self, plugin: Plugin, answers: dict[str, Health]) -> None:
        failed = Question(_FAILED, _is_health)
        ask = self._guard(plugin.id).reading(
            "health", lambda uow: plugin.lifecycle.calls["health"](uow=uow) or _WELL, failed
        )
        with self._open_unit() as uow:
            answers[plugin.id] = ask(uow)
