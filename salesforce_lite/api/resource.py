"""Resources: what slices and plugins offer to programs, declared as typed functions.

A function names its address and permission in the decorator, and what it takes in its signature:
the values of the address, `query` and `body` as msgspec structs, and what it answers. From the same
signature requests are read, answers written and the OpenAPI document made.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from salesforce_lite.api.credential import READ, WRITE
from salesforce_lite.kernel.errors import DomainError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import Contribution

T = TypeVar("T")
Handler = Callable[..., Any]

ROOT = "/api/v1"
LARGEST_PAGE = 200
LARGEST_BATCH = 1000


class Shown(msgspec.Struct, kw_only=True, frozen=True):
    """What is shown with an id. Ids are UUIDs of version 7, times are UTC."""

    id: UUID


class Record(Shown, kw_only=True, frozen=True):
    """What every record is shown with; its version is the `ETag`."""

    version: int


class Input(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What a program sends; a field that is not described is refused."""


class Several(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Several in one request, as `items`: a list of a struct. Each is shaped by itself, and in the
    place of one that is not right stands `Misshapen`; `Saving.each` answers it."""


@dataclass(frozen=True, slots=True)
class Misshapen:
    """One of several that is not of the shape that the document describes."""

    error: DomainError


class Query(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """How one record is shown."""

    fields: Annotated[
        str, msgspec.Meta(max_length=1000, description="Only these fields, parted by commas.")
    ] = ""
    include: Annotated[
        str, msgspec.Meta(max_length=200, description="Related records, parted by commas.")
    ] = ""


class PageQuery(Input, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which page of a list of what is not a record."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_PAGE, description="How many.")] = 50
    cursor: Annotated[
        str, msgspec.Meta(max_length=2000, description="The `next_cursor` of the page before.")
    ] = ""


class ListQuery(Query, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Which page of a list."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_PAGE, description="Records a page.")] = 50
    cursor: Annotated[
        str, msgspec.Meta(max_length=2000, description="The `next_cursor` of the page before.")
    ] = ""


class Listed(msgspec.Struct, Generic[T], kw_only=True, frozen=True):
    """A page of records, and the mark of the next one (null on the last page)."""

    items: Sequence[T]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One thing that can be done at one address."""

    method: str
    path: str
    """Below the resource, with Flask's placeholders."""
    needs: str
    """The permission, or `SIGNED_IN`."""
    access: str
    """`READ` or `WRITE`: what a token must have been made for."""
    status: int
    handler: Handler
    query: type[Any] | None
    body: type[Any] | None
    tells_secret: bool
    """Whether the answer holds what is told once and nowhere kept."""
    most_bytes: int
    """The largest file that it takes as its body; 0 where it takes JSON or nothing."""
    reads_first: bool
    """The function asks to write when it is ready to; nobody waits for it before."""
    answer: Any
    """What is answered: a struct, `Listed` of one, or None."""

    @property
    def name(self) -> str:
        return self.handler.__name__.strip("_")

    @property
    def is_list(self) -> bool:
        return get_origin(self.answer) is Listed

    @property
    def shown(self) -> type[Any] | None:
        """The struct of the record, or of each record of the list."""
        found: type[Any] | None = get_args(self.answer)[0] if self.is_list else self.answer
        return found

    @property
    def shows_records(self) -> bool:
        """Whether what is answered are records, of which fields and related ones may be chosen."""
        return isinstance(self.query, type) and issubclass(self.query, Query)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Contribution):
    """One kind of record, or one service, under `/api/v1/<name>`.

    Of a plugin it stands under `/api/v1/x/<id>/<name>`, and under `/api/v1/x/<id>` without a name.
    """

    name: str
    """The segment of the address, in plural."""
    title: str
    """What it is called in the documentation, marked for translation."""
    weight: int = 100
    """Smaller ones stand first in lists of what there is."""
    about: str = ""
    """The kind of record that it shows, such as `customer`; empty for none."""
    shape: type[Any] | None = None
    """The struct of one of its records, where other records may show them along."""
    load: Callable[[UnitOfWork, Sequence[UUID]], Mapping[UUID, Any]] | None = None
    """Answers id → its record as `shape`, for those that the actor sees, in a fixed number of
    queries; asked where other records show them along, and before an answer is given again."""
    routes: list[Route] = field(default_factory=list)
    """What can be done; `get`, `post`, `patch`, `put` and `delete` add to it."""

    @property
    def address(self) -> str:
        """Where it stands, without the host."""
        below = f"/x/{self.plugin}" if self.plugin else ""
        return f"{ROOT}{below}/{self.name}".rstrip("/")

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that its routes ask for, reading first."""
        return tuple(sorted({self.scope_of(route) for route in self.routes}))

    @property
    def full_name(self) -> str:
        """Its name among all, as scopes and includes say it: of a plugin `<id>.<name>`."""
        return ".".join(part for part in (self.plugin, self.name) if part)

    def scope_of(self, route: Route) -> str:
        """What a token must be made for: `customers:read`, of a plugin `<id>.<name>:read`."""
        return f"{self.full_name}:{route.access}"

    def get(self, path: str = "", *, needs: str) -> Callable[[Handler], Handler]:
        """Reads; nothing is changed."""
        return self._route("GET", path, needs, 200, READ)

    def post(
        self,
        path: str = "",
        *,
        needs: str,
        status: int = 200,
        reads: bool = False,
        tells_secret: bool = False,
        reads_first: bool = False,
        most_bytes: int = 0,
    ) -> Callable[[Handler], Handler]:
        """Makes something (status 201), or changes the state of a record.

        With `reads_first` slow work comes before the write, and what the function calls asks for it
        (`uow.start_writing`). With `most_bytes` the `body` is a file (`BinaryIO`) of at most so
        many bytes.
        """
        return self._route(
            "POST",
            path,
            needs,
            status,
            READ if reads else WRITE,
            tells_secret=tells_secret,
            reads_first=reads_first,
            most_bytes=most_bytes,
        )

    def patch(self, path: str = "", *, needs: str) -> Callable[[Handler], Handler]:
        """Changes the fields that are sent."""
        return self._route("PATCH", path, needs, 200, WRITE)

    def put(self, path: str = "", *, needs: str) -> Callable[[Handler], Handler]:
        """Sets all of it."""
        return self._route("PUT", path, needs, 200, WRITE)

    def delete(self, path: str = "", *, needs: str) -> Callable[[Handler], Handler]:
        """Removes the record; nothing is answered."""
        return self._route("DELETE", path, needs, 204, WRITE)

    def _route(
        self,
        method: str,
        path: str,
        needs: str,
        status: int,
        access: str,
        *,
        tells_secret: bool = False,
        reads_first: bool = False,
        most_bytes: int = 0,
    ) -> Callable[[Handler], Handler]:
        def declare(handler: Handler) -> Handler:
            hints = get_type_hints(handler)
            self.routes.append(
                Route(
                    method=method,
                    path=path,
                    needs=needs,
                    access=access,
                    status=status,
                    handler=handler,
                    query=hints.get("query"),
                    body=None if most_bytes else hints.get("body"),
                    tells_secret=tells_secret,
                    most_bytes=most_bytes,
                    reads_first=reads_first,
                    answer=hints.get("return", type(None)),
                )
            )
            return handler

        return declare
