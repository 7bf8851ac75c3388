"""Lists as programs page through them: a mark belongs to one query and no other."""

from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

import msgspec

from salesforce_lite.api.resource import Input, Listed
from salesforce_lite.kernel.paging import Page

R = TypeVar("R")
V = TypeVar("V")

_NOT_OF_THE_QUERY = ("cursor", "limit", "fields", "include")


def list_name(resource: str, query: Input) -> str:
    """The name of this list in its cursors; another filter or order makes another list."""
    asked = {
        name: value
        for name, value in msgspec.to_builtins(query).items()
        if name not in _NOT_OF_THE_QUERY
    }
    told = msgspec.json.encode(asked, order="sorted")
    return f"api:{resource}:{sha256(told).hexdigest()[:16]}"


def listed(page: Page[R], show: Callable[[R], V]) -> Listed[V]:
    """The page as programs see it."""
    return Listed(items=[show(record) for record in page.items], next_cursor=page.next_cursor)
