"""The private calendar address: on the profile of its owner, and what programs read there."""

from typing import Any

from flask import Response, current_app, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from salesforce_lite.activities.calendar_address import feed_at, token_of
from salesforce_lite.activities.calendar_feeds import (
    appointments,
    close_feed,
    note_reading,
    open_feed,
    own_feed,
    owner_of_feed,
)
from salesforce_lite.activities.calendar_words import calendar_text
from salesforce_lite.activities.views import blueprint
from salesforce_lite.kernel.actor import ANONYMOUS, Actor
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.team import load_actor
from salesforce_lite.web import (
    current_actor,
    current_uow,
    db,
    identified_by,
    needs,
    outside_address,
    public,
)


def load_card(uow: UnitOfWork, _record: Any) -> dict[str, Any]:
    """For the profile: the address, where there is one, and who reads it."""
    feed = own_feed(uow)
    if feed is None:
        return {"feed": None, "address": ""}
    address = url_for("activities.calendar", token=token_of(feed.id, _key()))
    return {"feed": feed, "address": outside_address(address)}


@blueprint.post("/me/calendar")
@needs("activities.view")
def open_calendar() -> AnyResponse:
    uow = current_uow()
    had_one = own_feed(uow) is not None
    open_feed(uow)
    if had_one:
        flash(
            gettext("The old address no longer works. Give your calendar the new one."), "success"
        )
    else:
        flash(
            gettext("Your calendar has an address now. Add it to your calendar program."), "success"
        )
    return _to_card()


@blueprint.post("/me/calendar/closing")
@needs("activities.view")
def close_calendar() -> AnyResponse:
    close_feed(current_uow())
    flash(gettext("The calendar address no longer works."), "success")
    return _to_card()


def _reader(session: Session) -> Actor:
    """Who has the address reads as its owner; nobody is behind an address that is none."""
    feed_id = feed_at((request.view_args or {})["token"], _key())
    owner = owner_of_feed(session, feed_id) if feed_id else None
    return load_actor(session, owner) if owner else ANONYMOUS


@blueprint.get("/calendar/<token>.ics")
@public
@identified_by(_reader)
def calendar(token: str) -> Response:
    uow, actor = current_uow(), current_actor()
    if actor.user_id is None or not actor.may("activities.view"):
        raise NotFoundError
    text = calendar_text(uow, appointments(uow))
    uow.session.rollback()
    note_reading(db.engine, actor.user_id, uow.now, request.user_agent.string)
    answer = Response(text, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return answer


def _to_card() -> AnyResponse:
    return redirect(url_for("profile.profile", _anchor="calendar"), 303)


def _key() -> str:
    return str(current_app.secret_key)
