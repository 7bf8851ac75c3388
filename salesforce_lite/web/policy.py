"""Every route declares who may call it; the server refuses to start with a gap."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from salesforce_lite.kernel.actor import Actor
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.web.current import current_actor

if TYPE_CHECKING:
    from salesforce_lite.web.application import App

F = TypeVar("F", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed-in"


class UndeclaredRouteError(DomainError):
    code = "undeclared_route"
    sentence = (
        "The route %(rule)s (%(endpoint)s) declares no policy: add @needs, @signed_in or @public."
    )


def needs(permission: str) -> Callable[[F], F]:
    """Only for actors with the permission. The service asks for it again."""

    def declare(view: F) -> F:
        view.policy = permission  # type: ignore[attr-defined]  # read by check_policy
        return view

    return declare


def signed_in(view: F) -> F:
    """For everybody who has signed in."""
    view.policy = SIGNED_IN  # type: ignore[attr-defined]  # read by check_policy
    return view


def public(view: F) -> F:
    """For anybody."""
    view.policy = PUBLIC  # type: ignore[attr-defined]  # read by check_policy
    return view


def reads_only(view: F) -> F:
    """A view that changes something but works in read mode until its service asks to write.

    Hashing a password takes a tenth of a second; it must not hold SQLite's write lock meanwhile.
    """
    view.reads_only = True  # type: ignore[attr-defined]  # read by App.dispatch_request
    return view


def identified_by(find: Callable[[Session], Actor]) -> Callable[[F], F]:
    """A view in which somebody acts who has not signed in with the browser: who it is stands in the
    address, or in what else a program sends. `find` answers `ANONYMOUS` for nobody."""

    def declare(view: F) -> F:
        view.finds_actor = find  # type: ignore[attr-defined]  # read by App.dispatch_request
        return view

    return declare


def for_machines(find: Callable[[Session], Actor]) -> Callable[[F], F]:
    """A door for programs that sign what they send, such as a telephone exchange.

    `find` looks at the request and answers who acts, or `ANONYMOUS` where the signature is not
    right; the service then refuses. No cookie counts here, so that no page of another site can use
    one: that is why no form token is asked for.
    """

    def declare(view: F) -> F:
        view.is_for_machines = True  # type: ignore[attr-defined]  # read by comes_from_browser
        view.is_read_first = True  # type: ignore[attr-defined]  # read by App.dispatch_request
        return public(identified_by(find)(view))

    return declare


def takes_files(most_bytes: int) -> Callable[[F], F]:
    """A view that is sent files, which may be larger than what other pages are sent.

    Give it `reads_only` too: nobody waits for the write lock while a file comes in.
    """

    def declare(view: F) -> F:
        # Room for what a form has besides.
        view.most_bytes = most_bytes + (1 << 20)  # type: ignore[attr-defined]  # read by App.dispatch_request
        return view

    return declare


def policy_of(app: Flask, endpoint: str) -> str | None:
    """What the route declared; static files are public."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return PUBLIC
    return getattr(app.view_functions.get(endpoint), "policy", None)


def require_declared_policies(app: Flask) -> None:
    """Refuse to start while any route says not who may call it."""
    for rule in app.url_map.iter_rules():
        if policy_of(app, rule.endpoint) is None:
            raise UndeclaredRouteError(rule=rule.rule, endpoint=rule.endpoint)


def enforce_policy(app: "App") -> Response | None:
    """Send the signed-out to sign in, and refuse those without the permission."""
    policy = policy_of(app, request.endpoint or "")
    if request.endpoint is None or policy == PUBLIC:
        return None
    actor = current_actor()
    if actor.user_id is None:
        surface = app.surface
        return surface.stranger() if surface else _to_sign_in()
    if policy != SIGNED_IN:
        actor.require(str(policy))
    return None


def own_path(target: str | None) -> str:
    """The target if it is a path of this site, else the start page.

    Anything else would let a link lead elsewhere after sign-in: //host, /\\host, and what browsers
    make of control characters.
    """
    path = target or "/"
    is_own = path.startswith("/") and not path.startswith("//") and not urlsplit(path).netloc
    is_plain = all(letter.isprintable() and letter != "\\" for letter in path)
    return path if is_own and is_plain else "/"


def _to_sign_in() -> Response:
    target = request.full_path.rstrip("?") if request.method == "GET" else "/"
    address = url_for("access.sign_in", next=own_path(target))
    if request.headers.get("HX-Request"):
        response = Response(status=401)
        response.headers["HX-Redirect"] = address
        return response
    return redirect(address)
