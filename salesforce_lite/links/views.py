"""What customers see behind a link, what they send from there, and the files they fetch."""

from dataclasses import replace
from typing import cast

from flask import Blueprint, Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from salesforce_lite.company import Company, get_company
from salesforce_lite.kernel.actor import Actor, system_actor
from salesforce_lite.kernel.errors import NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.links.acting import Outcome, act_for
from salesforce_lite.links.model import CustomerLink
from salesforce_lite.links.service import note_look, working_link
from salesforce_lite.plugin import LinkPage, Question
from salesforce_lite.web import (
    CUSTOMER_PAGES,
    App,
    current_contributions,
    current_uow,
    customer_link_at,
    db,
    identified_by,
    public,
    render_page,
    status_of,
)

blueprint = Blueprint("links", __name__, url_prefix=CUSTOMER_PAGES, template_folder="templates")
_GONE = 404
_DRAWN = Question(fallback="", is_answer=lambda answer: isinstance(answer, str))
_NOTHING_YET = Outcome()


def _customer(session: Session) -> Actor:
    """Whoever has the address: the pages show what belongs to it, and nothing else."""
    zone = session.scalar(select(Company.zone)) or "UTC"
    return replace(system_actor("customer link"), zone=zone)


@blueprint.get("/<token>")
@public
@identified_by(_customer)
def show(token: str) -> ResponseReturnValue:
    link, page = _behind(token)
    if link is None or page is None:
        return _nothing()
    answer = _shown(link, page, _NOTHING_YET)
    uow = current_uow()
    uow.session.rollback()
    note_look(db.engine, link.id, uow.now)
    return answer


@blueprint.post("/<token>")
@public
@identified_by(_customer)
def act(token: str) -> ResponseReturnValue:
    link, page = _behind(token)
    if link is None or page is None:
        return _nothing()
    given = {name: value for name, value in request.form.items() if name != "csrf_token"}
    outcome = act_for(current_uow(), link, page, given)
    if outcome.refusal is not None:
        return _shown(link, page, outcome)
    if outcome.said:
        flash(outcome.said, "success")
    return redirect(url_for("links.show", token=token), 303)


@blueprint.get("/<token>/<name>")
@public
@identified_by(_customer)
def fetch(token: str, name: str) -> ResponseReturnValue:
    link, page = _behind(token)
    if link is None or page is None:
        return _nothing()
    file = page.file(current_uow(), link, name) if page.file else None
    if file is None:
        raise NotFoundError
    answer = Response(file.content, mimetype=file.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=file.name)
    return _private(answer)


def _behind(token: str) -> tuple[CustomerLink | None, LinkPage | None]:
    """The link, if it still works, and what shows it, if that is switched on."""
    link_id = customer_link_at(token)
    link = working_link(current_uow(), link_id) if link_id else None
    pages = current_contributions().link_pages if link else ()
    return link, next((one for one in pages if link and one.kind == link.kind), None)


def _shown(link: CustomerLink, page: LinkPage, outcome: Outcome) -> Response:
    """The page, after a refusal with what was typed and what is wrong with it."""
    context = page.load(current_uow(), link)
    if context is None:
        return _nothing()
    refusal = outcome.refusal
    told = {
        "link": link,
        "company": get_company(current_uow()).name,
        "given": outcome.given,
        "errors": {
            name: gettext(sentence, **refusal.params) for name, sentence in refusal.fields.items()
        }
        if refusal
        else {},
        "refusal": gettext(refusal.sentence, **refusal.params) if refusal else "",
    }

    def draw(_uow: UnitOfWork) -> str:
        return render_page(page.template, **{**context, **told})

    guard = cast(App, current_app).plugins.guard(page.plugin)
    text = guard.reading(page.template, draw, _DRAWN)(current_uow())
    if not text:
        return _nothing()
    answer = current_app.make_response(text)
    answer.status_code = status_of(refusal) if refusal else 200
    return _private(answer)


def _nothing() -> Response:
    """The same for what was closed, is too old, or was never there."""
    company = get_company(current_uow()).name
    answer = current_app.make_response(render_page("links/gone.html", company=company))
    answer.status_code = _GONE
    return _private(answer)


def _private(answer: Response) -> Response:
    """Nobody keeps the page, finds it, or learns its address from what it leads to."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
