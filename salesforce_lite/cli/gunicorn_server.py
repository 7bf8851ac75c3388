"""gunicorn around the application that was already made: forked workers share its memory."""

import os
import signal
from collections.abc import Callable
from time import sleep
from typing import Any

from gunicorn.app.base import BaseApplication

from salesforce_lite.cli.lines import begin_to_carry
from salesforce_lite.cli.supervisor import Supervised, supervised
from salesforce_lite.web import App

# Requests that run beside a hanging one get this long to finish.
_LAST_SECONDS = 5


def run(app: App, options: dict[str, Any], work: Callable[[int], int] | None) -> None:
    """Serve until SIGTERM; running requests are finished. `work` is done by a child beside it."""
    if work is None:
        _Server(app, options).run()
        return
    with supervised(work) as worker:
        _Server(app, options, worker).run()


def end_worker() -> None:
    """End this process, in which a thread hangs: others finish, and gunicorn begins a new one."""
    os.kill(os.getpid(), signal.SIGTERM)
    sleep(_LAST_SECONDS)
    # It would wait for the thread for ever.
    os._exit(1)


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, app: App, options: dict[str, Any], worker: Supervised | None = None) -> None:
        self.application = app
        self.options = options
        self.worker = worker
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)
        self.cfg.set("post_fork", self._is_forked)
        if self.worker is not None:
            # Only now: the first page does not wait for it.
            self.cfg.set("when_ready", lambda _server: self.worker.begin())

    def _is_forked(self, _server: Any, _worker: Any) -> None:
        # A connection must not be shared between processes.
        self.application.engine.dispose(close=False)
        self.application.plugins.watchdog.end = end_worker
        begin_to_carry(self.application)
        if self.worker is not None:
            self.worker.let_go()

    def load(self) -> App:
        return self.application
