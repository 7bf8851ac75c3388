"""What the win bell adds: a card on Today, and a setting."""

from salesforce_lite.plugin import Panel, hookimpl

from .bell import load_bell
from .forms import BellForm


@hookimpl
def panels() -> list[Panel]:
    return [Panel(slot="today.main", template="win_bell/today.html", load=load_bell, weight=10)]


@hookimpl
def settings_form() -> list[type[BellForm]]:
    return [BellForm]
