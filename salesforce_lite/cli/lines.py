"""How this process tells workers of jobs, and is told: by a broker, by wake-ups, or not at all."""

from salesforce_lite.background import Broker, Carrier, Waking
from salesforce_lite.web import App


def line_of(app: App) -> Broker | Waking | None:
    """What tells workers of jobs that are due; None where they find out by themselves."""
    line: Broker | Waking | None = app.extensions.get("line")
    return line


def begin_to_carry(app: App) -> None:
    """Tell workers of jobs from now on, in this process.

    For servers and workers, after they have forked. Commands leave theirs to a look at the table.
    """
    if isinstance(app.carry, Carrier):
        app.carry.begin()
