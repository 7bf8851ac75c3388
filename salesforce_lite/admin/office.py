"""Puts the back office together under /admin/."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_admin import Admin, AdminIndexView, BaseView, expose

from salesforce_lite.web import App, needs

F = TypeVar("F", bound=Callable[..., Any])


def page(path: str, *, methods: tuple[str, ...] = ("GET",)) -> Callable[[F], F]:
    """A page of a view, below the view's own address."""
    return cast(Callable[[F], F], expose(path, methods=methods))


class BackOfficeView(BaseView):  # type: ignore[misc]  # Flask-Admin has no types
    """What every view of the back office derives from.

    Each of its pages declares a policy as all pages do, and saves through services.
    """


class OfficeIndex(AdminIndexView):  # type: ignore[misc]  # Flask-Admin has no types
    """Leads to the first page, until there is more to choose from."""

    @page("/")
    @needs("plugins.manage")
    def index(self) -> ResponseReturnValue:
        return redirect(url_for("plugins.index"))


def open_office(app: App, views: Iterable[BackOfficeView]) -> None:
    """Mount the views; each stands under /admin/."""
    office = Admin(app, name="Salesforce Lite", index_view=OfficeIndex(name="Back office"))
    for view in views:
        office.add_view(view)
