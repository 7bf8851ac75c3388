"""The back office of scoring: the rules, the draft of an administrator, and the versions."""

from typing import cast

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.kernel.errors import N_
from salesforce_lite.web import current_uow, needs

from .drafts import catch_up, discard_draft, move_rule, remove_rule, revive_draft, revive_rule
from .model import MANAGE
from .overview_pages import overview_page, progress_page
from .rule_pages import change_rule, draw_rule_again, save_scale
from .rule_words import draft_words, rule_words
from .service import use_again
from .version_pages import preview_page, save_version, version_page, versions_page


class ScoringView(BackOfficeView):
    """`/admin/x/scoring/`."""

    title = N_("Scoring")
    summary = N_("The rules that say which customers suit us and where something is going on.")
    icon = "score"
    permission = MANAGE

    @page("/")
    @needs(MANAGE)
    def index(self) -> str:
        return overview_page(current_uow())

    @page("/progress")
    @needs(MANAGE)
    def progress(self) -> str:
        return progress_page(current_uow())

    @page("/rules/new", methods=("GET", "POST"))
    @needs(MANAGE)
    def new(self) -> ResponseReturnValue:
        return _rule(None)

    @page("/rules/<key>", methods=("GET", "POST"))
    @needs(MANAGE)
    def rule(self, key: str) -> ResponseReturnValue:
        return _rule(key)

    @page("/rules/<key>/removal", methods=("POST",))
    @needs(MANAGE)
    def remove(self, key: str) -> ResponseReturnValue:
        uow = current_uow()
        gone = rule_words(draft_words(uow), remove_rule(uow, key)).title
        flash(gettext("Removed: %(rule)s", rule=gone), f"undo:{url_for('.revive', key=key)}")
        return _back()

    @page("/rules/<key>/revival", methods=("POST",))
    @needs(MANAGE)
    def revive(self, key: str) -> ResponseReturnValue:
        revive_rule(current_uow(), key)
        flash(gettext("The rule is there again."))
        return _back()

    @page("/rules/<key>/place", methods=("POST",))
    @needs(MANAGE)
    def move(self, key: str) -> ResponseReturnValue:
        move_rule(current_uow(), key, by=1 if request.form.get("by") == "down" else -1)
        return _back()

    @page("/scale", methods=("GET", "POST"))
    @needs(MANAGE)
    def scale(self) -> ResponseReturnValue:
        return cast(ResponseReturnValue, save_scale())

    @page("/draft", methods=("GET", "POST"))
    @needs(MANAGE)
    def draft(self) -> ResponseReturnValue:
        return cast(ResponseReturnValue, save_version())

    @page("/draft/preview")
    @needs(MANAGE)
    def preview(self) -> str:
        return preview_page(current_uow())

    @page("/draft/discarding", methods=("POST",))
    @needs(MANAGE)
    def discard(self) -> ResponseReturnValue:
        discard_draft(current_uow())
        flash(gettext("Your changes are thrown away."), f"undo:{url_for('.take_up')}")
        return _back()

    @page("/draft/revival", methods=("POST",))
    @needs(MANAGE)
    def take_up(self) -> ResponseReturnValue:
        revive_draft(current_uow())
        flash(gettext("Your changes are there again."))
        return _back()

    @page("/draft/catching-up", methods=("POST",))
    @needs(MANAGE)
    def catch_up(self) -> ResponseReturnValue:
        catch_up(current_uow())
        flash(gettext("Your draft stands on the newest version now."), "success")
        return redirect(url_for(".draft"), 303)

    @page("/versions")
    @needs(MANAGE)
    def versions(self) -> str:
        return versions_page(current_uow())

    @page("/versions/<int:number>")
    @needs(MANAGE)
    def version(self, number: int) -> str:
        return version_page(current_uow(), number)

    @page("/versions/<int:number>/use", methods=("POST",))
    @needs(MANAGE)
    def use(self, number: int) -> ResponseReturnValue:
        # What lost the number of the version that was shown is refused like one that is behind.
        shown = request.form.get("based_on", 0, type=int)
        made = use_again(current_uow(), number, based_on=shown)
        words = gettext(
            "Version %(new)s says the same as version %(old)s; customers are scored anew.",
            new=made.number,
            old=number,
        )
        flash(words, "success")
        return _back()


def _rule(key: str | None) -> ResponseReturnValue:
    if request.method == "POST" and "step" in request.form:
        return draw_rule_again(key)
    return cast(ResponseReturnValue, change_rule(key=key))


def _back() -> ResponseReturnValue:
    return redirect(url_for(".index"), 303)
