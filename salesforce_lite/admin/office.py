"""Puts the back office together under /admin/."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, TypeVar, cast

from flask import Blueprint, Flask, current_app
from flask_admin import Admin, AdminIndexView, BaseView, expose
from flask_babel import gettext

from salesforce_lite.web import App, current_actor, locale_code, needs, render_page

F = TypeVar("F", bound=Callable[..., Any])
OPEN = "office.open"


def page(path: str, *, methods: tuple[str, ...] = ("GET",)) -> Callable[[F], F]:
    """A page of a view, below the view's own address."""
    return cast(Callable[[F], F], expose(path, methods=methods))


class BackOfficeView(BaseView):  # type: ignore[misc]  # Flask-Admin has no types
    """What every view of the back office derives from.

    Each of its pages is a method under `@page("/…")` that declares a policy as all pages do, and
    saves through services. The first page is `index`, at `@page("/")`. A view of a plugin is
    called `<id>-office`, and `<id>-office-<url_name>` where it is not the first of its plugin: so
    begin its endpoints, such as `<id>-office.index`. Those of the core are called as their address,
    `/admin/<url_name>/`, and their templates lie in `templates` beside their module.
    """

    url_name: ClassVar[str] = ""
    # How the view stands on the first page of the back office, for those with the permission.
    title: ClassVar[str]
    summary: ClassVar[str]
    icon: ClassVar[str]
    permission: ClassVar[str]

    def __init__(self, plugin: str = "", *, is_first: bool = False) -> None:
        name, url = self.url_name, self.url_name
        if plugin:
            rest = "" if is_first else self.url_name
            name, url = f"{plugin}-office", f"x/{plugin}"
            name, url = (f"{name}-{rest}", f"{url}/{rest}") if rest else (name, url)
        super().__init__(name=self.title, endpoint=name, url=url)
        self.plugin = plugin

    def create_blueprint(self, admin: Admin) -> Blueprint:
        """Flask-Admin's own, with the templates of the module the view is written in.

        Those of a plugin are found already, by its id.
        """
        made: Blueprint = super().create_blueprint(admin)
        made.root_path = str(Path(sys.modules[type(self).__module__].__file__ or "").parent)
        made.template_folder = None if self.plugin else "templates"
        return made


class OfficeIndex(AdminIndexView):  # type: ignore[misc]  # Flask-Admin has no types
    """Everything there is to look after, each with what it is about."""

    def __init__(self, views: Sequence[BackOfficeView]) -> None:
        super().__init__(name="Back office")
        self.views = list(views)

    @page("/")
    @needs(OPEN)
    def index(self) -> str:
        actor, app = current_actor(), cast(App, current_app)
        entries = [
            (
                *(f"{view.endpoint}.index", gettext(view.title), gettext(view.summary), view.icon),
                _name_of(app, view.plugin),
            )
            for view in self.views
            if actor.may(view.permission)
            and (not view.plugin or view.plugin in app.snapshot.enabled)
        ]
        return render_page("office/home.html", entries=entries)


def _name_of(app: App, plugin_id: str) -> str:
    """Whose view it is, in the reader's language; empty for the core's."""
    if not plugin_id:
        return ""
    return app.plugins.installation.plugin(plugin_id).manifest.text("name", locale_code())


def open_office(app: Flask, views: Sequence[BackOfficeView]) -> None:
    """Mount the views; each stands under /admin/."""
    office = Admin(app, name="Salesforce Lite", index_view=OfficeIndex(()))
    for view in views:
        add_view(office, view)


def office_of(app: Flask) -> Admin:
    """Where views are added before the first request."""
    return app.extensions["admin"][0]


def add_view(office: Admin, view: BackOfficeView) -> None:
    """Mount it, and name it on the first page."""
    office.add_view(view)
    office.index_view.views.append(view)
