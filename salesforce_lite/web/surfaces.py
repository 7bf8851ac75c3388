"""Surfaces beside the pages: everything under a prefix, with answers of its own kind."""

from typing import Protocol

from flask import Response
from werkzeug.exceptions import HTTPException

from salesforce_lite.kernel.errors import DomainError


class Surface(Protocol):
    """How requests under a prefix are answered when no view can: the one table of that surface."""

    prefix: str
    """Where its addresses begin."""
    name: str
    """What history says it came through."""

    def stranger(self) -> Response:
        """To somebody who is not known, where a view wants to know who asks."""

    def refusal(self, error: DomainError) -> Response:
        """To what a rule of the business refused."""

    def http_error(self, error: HTTPException) -> Response:
        """To what the frame refused: an unknown address, a method, a body that is too large."""

    def fault(self, *, is_away: bool) -> Response:
        """To a mistake of ours; or to the database being away, which comes back."""
