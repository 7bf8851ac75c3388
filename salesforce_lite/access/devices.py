"""Known devices: a signed cookie that says who has signed in there before.

It opens nothing. It only lets its owner try while strangers' guesses have used up the budget.
"""

import secrets
from datetime import timedelta
from uuid import UUID

from flask import Flask, Request, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer

from salesforce_lite.access.cookies import cookie_name, set_cookie
from salesforce_lite.access.signing_in import KnownDevice

_LASTS = timedelta(days=365)
_MOST_PEOPLE = 5


def known_device(app: Flask, request: Request) -> KnownDevice | None:
    """What the device says of itself; None where nobody has signed in yet."""
    name, people = _read(app, request)
    ids = [UUID(person) for person in people]
    return KnownDevice(name, frozenset(ids), ids[0] if ids else None) if name else None


def remember_device(app: Flask, request: Request, response: Response, user_id: UUID) -> str:
    """Let the device carry that the person has signed in on it; the name of the device."""
    known, people = _read(app, request)
    device = known or secrets.token_hex(16)
    others = [person for person in people if person != str(user_id)]
    document = [device, [str(user_id), *others][:_MOST_PEOPLE]]
    set_cookie(app, response, "device", str(_signer(app).dumps(document)), lasts=_LASTS)
    return device


def _read(app: Flask, request: Request) -> tuple[str, list[str]]:
    signed = request.cookies.get(cookie_name(app, "device"), "")
    try:
        device, people = _signer(app).loads(signed, max_age=int(_LASTS.total_seconds()))
    except BadSignature:
        return "", []
    return device, people


def _signer(app: Flask) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(app.secret_key or "", salt="known device")
