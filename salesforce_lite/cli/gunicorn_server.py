"""gunicorn around the application that was already made: forked workers share its memory."""

from typing import Any

from gunicorn.app.base import BaseApplication

from salesforce_lite.web import App


def run(app: App, options: dict[str, Any]) -> None:
    """Serve until SIGTERM; running requests are finished."""
    _Server(app, options).run()


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, app: App, options: dict[str, Any]) -> None:
        self.application = app
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)
        # A connection must not be shared between processes.
        self.cfg.set(
            "post_fork", lambda _server, _worker: self.application.engine.dispose(close=False)
        )

    def load(self) -> App:
        return self.application
