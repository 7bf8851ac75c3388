"""Pages of plugins: what there is, what each adds, its settings, its failures, its switch."""

import tempfile
from contextlib import ExitStack
from typing import Any, cast

from flask import current_app, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_percent, get_locale, gettext
from flask_wtf import FlaskForm

from salesforce_lite.admin.office import BackOfficeView, page
from salesforce_lite.admin.plugin_office import views_of
from salesforce_lite.admin.plugin_report import PluginReport, report_of
from salesforce_lite.admin.plugin_words import added_word, health_word, state_chip, state_word
from salesforce_lite.admin.purge_form import PurgeForm
from salesforce_lite.admin.settings_form import settings_form, values_of
from salesforce_lite.kernel.errors import N_, NotFoundError
from salesforce_lite.kernel.versions import NO_VERSION
from salesforce_lite.plugin import MANAGE, PluginState, State, failures_of_a_day
from salesforce_lite.web import (
    App,
    current_actor,
    current_uow,
    form_view,
    needs,
    reads_only,
    render_page,
    sent_version,
)

_WORTH_A_WORD = 0.001
_WORDS: dict[str, Any] = {
    "state_word": state_word,
    "state_chip": state_chip,
    "added_word": added_word,
    "health_word": health_word,
}


class PluginsView(BackOfficeView):
    """`/admin/plugins/`."""

    url_name = "plugins"
    title = N_("Plugins")
    summary = N_("What is installed, what it adds, its settings and its failures.")
    icon = "puzzle"
    permission = MANAGE

    @page("/")
    @needs(MANAGE)
    def index(self) -> str:
        app = _app()
        uow = current_uow()
        states = app.plugins.states(uow)
        return render_page(
            "office/plugins.html",
            states=states,
            refused=app.plugins.installation.refused,
            failures=failures_of_a_day(uow),
            health=app.plugins.health(states),
            shares=_shares(app),
            language=str(get_locale()),
            can_switch_on=_can_switch_on,
            **_WORDS,
        )

    @page("/<plugin_id>", methods=("GET", "POST"))
    @needs(MANAGE)
    def show(self, plugin_id: str) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _show(plugin_id=plugin_id))

    @page("/<plugin_id>/enabling", methods=("POST",))
    @needs(MANAGE)
    @reads_only
    def enable(self, plugin_id: str) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _enable(plugin_id=plugin_id))

    @page("/<plugin_id>/disabling", methods=("POST",))
    @needs(MANAGE)
    def disable(self, plugin_id: str) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _disable(plugin_id=plugin_id))

    @page("/<plugin_id>/uninstalling", methods=("POST",))
    @needs(MANAGE)
    def uninstall(self, plugin_id: str) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _uninstall(plugin_id=plugin_id))

    @page("/<plugin_id>/purging", methods=("POST",))
    @needs(MANAGE)
    def purge(self, plugin_id: str) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _purge(plugin_id=plugin_id))

    @page("/<plugin_id>/export")
    @needs(MANAGE)
    def export(self, plugin_id: str) -> ResponseReturnValue:
        _state(_app(), plugin_id)
        with ExitStack() as until_written:
            whole = until_written.enter_context(tempfile.TemporaryFile())
            _app().plugins.removal.export(current_uow(), plugin_id, whole)
            # Closed, and with that gone, when the answer has been sent.
            until_written.pop_all()
        whole.seek(0)
        return send_file(
            whole, "application/zip", as_attachment=True, download_name=f"{plugin_id}.zip"
        )


def _page(plugin_id: str, *, is_sent: bool = True) -> tuple[FlaskForm, dict[str, Any]]:
    app = _app()
    state = _state(app, plugin_id)
    report = report_of(app.plugins, current_uow(), state)
    settings = settings_form(app, state, is_sent=is_sent)
    return settings or FlaskForm(), {
        "state": state,
        "report": report,
        "settings": settings,
        "is_about_settings": is_sent and settings is not None,
        "version": state.record.version if state.record else 1,
        "language": str(get_locale()),
        "can_enable": _can_enable(state, report),
        "opens": _opens(app, state),
        "purge": PurgeForm(formdata=None),
        "is_purging": False,
        **_WORDS,
    }


@form_view("office/plugin.html", _page)
def _show(form: FlaskForm, plugin_id: str) -> ResponseReturnValue:
    _app().plugins.configure(
        current_uow(), plugin_id, values_of(form), version=sent_version() or NO_VERSION
    )
    flash(gettext("The settings are saved and hold from now on."), "success")
    return redirect(url_for("plugins.show", plugin_id=plugin_id), 303)


def _switch(plugin_id: str) -> tuple[FlaskForm, dict[str, Any]]:
    """The button's own form; what refuses it is told above the page."""
    return FlaskForm(), _page(plugin_id, is_sent=False)[1]


@form_view("office/plugin.html", _switch)
def _enable(_form: FlaskForm, plugin_id: str) -> ResponseReturnValue:
    """Its tables first, in a transaction of their own; then the switch."""
    plugins = _app().plugins
    plugins.migrate(plugin_id)
    uow = current_uow()
    uow.start_writing()
    plugins.enable(uow, plugin_id)
    flash(gettext("The plugin is on, for everybody and at once."), "success")
    return redirect(url_for("plugins.show", plugin_id=plugin_id), 303)


@form_view("office/plugin.html", _switch)
def _disable(_form: FlaskForm, plugin_id: str) -> ResponseReturnValue:
    _app().plugins.disable(current_uow(), plugin_id)
    flash(gettext("The plugin is off. Its data and settings stay."), "success")
    # Who pressed the switch of the list goes on there.
    if request.form.get("back") == "list":
        return redirect(url_for("plugins.index"), 303)
    return redirect(url_for("plugins.show", plugin_id=plugin_id), 303)


@form_view("office/plugin.html", _switch)
def _uninstall(_form: FlaskForm, plugin_id: str) -> ResponseReturnValue:
    _app().plugins.removal.uninstall(current_uow(), plugin_id)
    flash(gettext("The plugin is uninstalled. Its tables stay."), "success")
    return redirect(url_for("plugins.index"), 303)


def _purging(plugin_id: str) -> tuple[FlaskForm, dict[str, Any]]:
    """The form in which the id is typed once more."""
    return PurgeForm(), {**_page(plugin_id, is_sent=False)[1], "is_purging": True}


@form_view("office/plugin.html", _purging)
def _purge(form: PurgeForm, plugin_id: str) -> ResponseReturnValue:
    _app().plugins.removal.purge(current_uow(), plugin_id, typed=form.typed.data or "")
    flash(gettext("Everything that the plugin kept is removed."), "success")
    return redirect(url_for("plugins.index"), 303)


def _state(app: App, plugin_id: str) -> PluginState:
    for each in app.plugins.states(current_uow()):
        if each.id == plugin_id:
            return each
    raise NotFoundError


def _shares(app: App) -> dict[str, str]:
    """Plugin → the part of the time of pages that it takes, where it is worth a word."""
    timing = app.plugins.timing
    shares = {plugin_id: timing.share(plugin_id) for plugin_id in app.snapshot.enabled}
    return {
        plugin_id: format_percent(share, "0.0 %")
        for plugin_id, share in shares.items()
        if share >= _WORTH_A_WORD
    }


def _opens(app: App, state: PluginState) -> str:
    """The plugin's own place in the back office; empty where it has none for this person."""
    actor = current_actor()
    views = views_of(app, state.id) if state.state == State.ENABLED else []
    return next((f"{view.endpoint}.index" for view in views if actor.may(view.permission)), "")


def _can_enable(state: PluginState, report: PluginReport) -> bool:
    return _can_switch_on(state) and not report.conflicts


def _can_switch_on(state: PluginState) -> bool:
    """Its code is there and works; names that are taken are told by who tries."""
    return state.problem is None and state.state not in (State.ENABLED, State.MISSING)


def _app() -> App:
    return cast(App, current_app)
