"""Rendering: whole pages or the fragment htmx asks for; forms that never lose what was typed."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from salesforce_lite.kernel.errors import (
    ConflictError,
    DomainError,
    MissingVersionError,
    StaleVersionError,
    TooOftenError,
)
from salesforce_lite.web.current import current_uow
from salesforce_lite.web.new_ids import NewIdField
from salesforce_lite.web.versions import VersionField


def render_page(template: str, *, fragment: str = "", **context: Any) -> str:
    """The page, or only its fragment when htmx asks for a part."""
    part = bool(fragment) and is_fragment_request()
    return render_template(fragment if part else template, **context)


def is_fragment_request() -> bool:
    """Whether htmx asks for a part of a page (a restored history page wants all of it)."""
    headers = request.headers
    return bool(headers.get("HX-Request")) and not headers.get("HX-History-Restore-Request")


def kept_arguments(*names: str) -> dict[str, Any]:
    """What the address says under these names, to be said again in another address.

    Only names that are known: url_for takes some words of its own, such as `_external`.
    """
    return {name: request.args[name] for name in names if request.args.get(name)}


Builder = Callable[..., tuple[FlaskForm, dict[str, Any]]]


def form_view(
    template: str,
    build: Builder,
    *,
    fragment: str = "",
    merge: Callable[..., None] | None = None,
) -> Callable[..., Any]:
    """A view with a form: `build` makes the form and the context of the page from the URL's values.

    GET shows it. POST calls the view with the form when it is valid; otherwise, or when the service
    refuses, the form is shown again with what was typed and the reasons beside the fields.
    `merge(form, **values)` brings the form up to date when somebody else saved the record meanwhile
    (see `merge_stale`), so that saving again works.
    """

    def decorate(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def show_or_save(**values: Any) -> ResponseReturnValue:
            form, context = build(**values)
            status = 200
            headers: dict[str, str] = {}
            if request.method == "POST":
                if form.validate():
                    try:
                        return view(form, **values)
                    except DomainError as refusal:
                        current_uow().rollback()
                        status, headers = explain(form, refusal), headers_of(refusal)
                        # Rolled back: the records of the page are read again.
                        now, context = build(**values)
                        if isinstance(refusal, StaleVersionError):
                            # Without a version nobody knows what changed since: only that is told.
                            if merge is not None and not isinstance(refusal, MissingVersionError):
                                merge(form, **values)
                            _renew_versions(form, now)
                        if isinstance(refusal, ConflictError):
                            _renew_ids(form)
                else:
                    status = 422
            return render_page(template, fragment=fragment, form=form, **context), status, headers

        return show_or_save

    return decorate


def _renew_versions(form: FlaskForm, now: FlaskForm) -> None:
    """The form has been told what it missed; saved again, it is no longer behind."""
    for field in form:
        if isinstance(field, VersionField):
            field.renew(now[field.name].standing)


def _renew_ids(form: FlaskForm) -> None:
    """What the form would have made is there already; saved again, it makes something else."""
    for field in form:
        if isinstance(field, NewIdField):
            field.renew()


def explain(form: FlaskForm, refusal: DomainError) -> int:
    """Put the refusal into the form, beside its fields where it names them; answers the status."""
    params = refusal.params
    # What the form calls otherwise than the service.
    inputs: Mapping[str, str] = getattr(form, "inputs", {})
    named = {inputs.get(name, name): text for name, text in refusal.fields.items()}
    known = {name: text for name, text in named.items() if name in form._fields}
    for name, sentence in known.items():
        form._fields[name].errors = [*form._fields[name].errors, gettext(sentence) % params]
    form.form_errors = [*form.form_errors, gettext(refusal.sentence) % params]
    g.refusal = refusal
    if isinstance(refusal, TooOftenError):
        return 429
    return 409 if isinstance(refusal, StaleVersionError) else 422


def headers_of(refusal: DomainError) -> dict[str, str]:
    """When a browser or a script may ask again, where the refusal knows it."""
    return {"Retry-After": str(refusal.seconds)} if isinstance(refusal, TooOftenError) else {}
