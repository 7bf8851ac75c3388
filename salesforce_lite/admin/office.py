"""Puts the back office together under /admin/."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, TypeVar, cast

from flask import Blueprint
from flask_admin import Admin, AdminIndexView, BaseView, expose
from flask_babel import gettext

from salesforce_lite.web import App, current_actor, needs, render_page

F = TypeVar("F", bound=Callable[..., Any])
OPEN = "office.open"


def page(path: str, *, methods: tuple[str, ...] = ("GET",)) -> Callable[[F], F]:
    """A page of a view, below the view's own address."""
    return cast(Callable[[F], F], expose(path, methods=methods))


class BackOfficeView(BaseView):  # type: ignore[misc]  # Flask-Admin has no types
    """What every view of the back office derives from.

    Each of its pages declares a policy as all pages do, and saves through services. Its templates
    lie in `templates` beside its module. The first page is `index`; it stands at
    `/admin/<url_name>/`, with the endpoint `<url_name>.index`.
    """

    url_name: ClassVar[str]
    # How the view stands on the first page of the back office, for those with the permission.
    title: ClassVar[str]
    summary: ClassVar[str]
    icon: ClassVar[str]
    permission: ClassVar[str]

    def __init__(self) -> None:
        super().__init__(name=self.title, endpoint=self.url_name, url=self.url_name)

    def create_blueprint(self, admin: Admin) -> Blueprint:
        """Flask-Admin's own, with the templates of the module the view is written in."""
        made: Blueprint = super().create_blueprint(admin)
        made.root_path = str(Path(sys.modules[type(self).__module__].__file__ or "").parent)
        made.template_folder = "templates"
        return made


class OfficeIndex(AdminIndexView):  # type: ignore[misc]  # Flask-Admin has no types
    """Everything there is to look after, each with what it is about."""

    def __init__(self, views: Sequence[BackOfficeView]) -> None:
        super().__init__(name="Back office")
        self.views = views

    @page("/")
    @needs(OPEN)
    def index(self) -> str:
        actor = current_actor()
        entries = [
            (f"{view.endpoint}.index", gettext(view.title), gettext(view.summary), view.icon)
            for view in self.views
            if actor.may(view.permission)
        ]
        return render_page("office/home.html", entries=entries)


def open_office(app: App, views: Sequence[BackOfficeView]) -> None:
    """Mount the views; each stands under /admin/."""
    office = Admin(app, name="Salesforce Lite", index_view=OfficeIndex(views))
    for view in views:
        office.add_view(view)
