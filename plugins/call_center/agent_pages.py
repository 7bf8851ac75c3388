"""What somebody is doing, set with one button or key; and how that reads."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.web import current_uow, needs

from .agent_model import AgentState, PauseReason
from .agents import set_state
from .doing import Doing
from .model import LOG
from .pages import blueprint


@blueprint.post("/state")
@needs(LOG)
def state() -> ResponseReturnValue:
    set_state(current_uow(), request.form.get("state", ""), request.form.get("reason", ""))
    return redirect(url_for(".index"), 303)


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {"agent_state": state_words, "pauses": pause_words}


def state_words(row: Doing | None) -> str:
    """What they are doing, and why they pause."""
    if row is None:
        return str(gettext("Not said yet"))
    words: dict[str, str] = {
        AgentState.AVAILABLE: gettext("Available"),
        AgentState.ON_CALL: gettext("On a call"),
        AgentState.WRAP_UP: gettext("Wrapping up"),
        AgentState.PAUSE: gettext("On pause"),
        AgentState.OFF: gettext("Not at work"),
    }
    reason = pause_words().get(row.reason)
    return f"{words[row.state]} · {reason}" if reason else str(words[row.state])


def pause_words() -> dict[str, str]:
    """Why people pause."""
    return {
        PauseReason.REST: gettext("Rest"),
        PauseReason.MEAL: gettext("Meal"),
        PauseReason.TRAINING: gettext("Training"),
        PauseReason.MEETING: gettext("Meeting"),
        PauseReason.PAPERWORK: gettext("Paperwork"),
    }
