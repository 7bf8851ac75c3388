"""Finds the browser of the machine; tests do not bring one along."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NOT_FOUND = f"no browser found (looked for {', '.join(NAMES)})"


def find_chromium() -> str | None:
    """The path of the first browser that is there."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def must_be_there() -> bool:
    """In CI a missing browser is a failure, elsewhere a skip."""
    return os.environ.get("CI") == "true"
