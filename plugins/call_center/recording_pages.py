"""The recording of a running call is paused with a button or one key, and goes on with the same."""

from uuid import UUID

from flask import flash, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.web import current_uow, needs

from .model import LOG
from .pages import blueprint
from .recording_pauses import pause_recording, resume_recording, turn_own_recording


@blueprint.post("/calls/<uuid:call_id>/recording-pause")
@needs(LOG)
def pause(call_id: UUID) -> ResponseReturnValue:
    pause_recording(current_uow(), call_id)
    flash(
        gettext("The pause of the recording is noted, and the exchange is told."),
        f"undo:{url_for('.resume', call_id=call_id)}",
    )
    return redirect(url_for(".show", call_id=call_id), 303)


@blueprint.post("/calls/<uuid:call_id>/recording-resumption")
@needs(LOG)
def resume(call_id: UUID) -> ResponseReturnValue:
    resume_recording(current_uow(), call_id)
    flash(gettext("The recording goes on."))
    return redirect(url_for(".show", call_id=call_id), 303)


@blueprint.post("/recording")
@needs(LOG)
def turn_recording() -> ResponseReturnValue:
    """For the key, which is pressed on whatever page somebody has open during the call."""
    is_paused = turn_own_recording(current_uow())
    paused, goes_on = (
        gettext("The pause of the recording is noted, and the exchange is told."),
        gettext("The recording goes on."),
    )
    return jsonify(is_paused=is_paused, words=paused if is_paused else goes_on)
