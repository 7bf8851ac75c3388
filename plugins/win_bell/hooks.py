"""What the win bell adds: a card on Today, settings, and a mail to the team."""

from salesforce_lite.opportunities import OpportunityWon
from salesforce_lite.plugin import Panel, Subscription, after_commit, hookimpl

from .bell import load_bell
from .forms import BellForm
from .mail_words import tell_team


@hookimpl
def panels() -> list[Panel]:
    return [Panel(slot="today.main", template="win_bell/today.html", load=load_bell, weight=10)]


@hookimpl
def settings_form() -> list[type[BellForm]]:
    return [BellForm]


@hookimpl
def subscriptions() -> list[Subscription]:
    return [after_commit(OpportunityWon, tell_team)]
