"""The rules about Python sources, each a function from one source to its faults."""

import ast
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

MOST_LINES = 300
BANNED_NAMES = frozenset(
    ["utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "data", "info"]
)
PACKAGE = "salesforce_lite"
FRAMEWORK = frozenset(
    [
        *("flask", "flask_admin", "flask_wtf", "flask_babel", "flask_login", "flask_security"),
        *("flask_sqlalchemy", "wtforms", "werkzeug"),
    ]
)
# How the files of a slice end that meet the browser; all others hold the business.
SURFACES = frozenset(
    [
        *(
            "views",
            "api",
            "admin",
            "forms",
            "hooks",
            "words",
            "page",
            "pages",
            "choices",
            "filters",
            "history",
        ),
        "glance",
    ]
)


# The only file that knows Flask-Admin.
OFFICE = "salesforce_lite/admin/office.py"


class Source(NamedTuple):
    """One file: its path from the project's root, and what is in it."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def parts(self) -> tuple[str, ...]:
        return PurePosixPath(self.path).with_suffix("").parts


Rule = Callable[[Source], Iterator[str]]


def stays_short(source: Source) -> Iterator[str]:
    lines = len(source.text.splitlines())
    if lines > MOST_LINES:
        yield f"{source.path}: {lines} lines, {MOST_LINES} are allowed"


def has_a_name_of_the_product(source: Source) -> Iterator[str]:
    for name in BANNED_NAMES.intersection(source.parts):
        yield f"{source.path}: “{name}” says nothing; name what it holds"


def opens_with_a_sentence(source: Source) -> Iterator[str]:
    docstring = ast.get_docstring(source.tree) or ""
    if not docstring.split("\n\n")[0].endswith((".", ":")):
        yield f"{source.path}: no sentence at the top says what the file holds"


def does_not_commit(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _called_name(node) == "commit":
            yield f"{source.path}:{node.lineno}: only the unit of work commits"


def holds_no_sql_text(source: Source) -> Iterator[str]:
    texts = {
        alias.asname or alias.name
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
        if alias.name == "text"
    }
    tree = source.tree
    conditions = set(_index_conditions(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or node in conditions:
            continue
        named = isinstance(node.func, ast.Name) and node.func.id in texts
        reached = isinstance(node.func, ast.Attribute) and (
            node.func.attr == "exec_driver_sql"
            or ast.unparse(node.func) in {"sa.text", "sqlalchemy.text"}
        )
        if named or reached:
            yield f"{source.path}:{node.lineno}: SQL as text"


def _index_conditions(tree: ast.Module) -> Iterator[ast.expr]:
    """A partial index says its condition as a constant; no value can get into it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in {"sqlite_where", "postgresql_where"}:
            match node.value:
                case ast.Call(args=[ast.Constant()], keywords=[]):
                    yield node.value


def marks_no_text_as_safe(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom | ast.Import):
            for alias in node.names:
                if alias.name == "Markup":
                    yield f"{source.path}:{node.lineno}: Markup switches escaping off"
        elif isinstance(node, ast.Attribute) and node.attr == "Markup":
            yield f"{source.path}:{node.lineno}: Markup switches escaping off"


def tries_nothing(source: Source) -> Iterator[str]:
    """For views: the table of errors answers, so a view catches nothing."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Try | ast.TryStar):
            yield f"{source.path}:{node.lineno}: a view has no try"


# What opens connections to others, in the library and in packages that are often at hand.
_WAYS_OUT = (
    *("http.client", "urllib.request", "urllib3", "requests", "httpx", "httpcore", "aiohttp"),
    *("ftplib", "smtplib", "imaplib", "imap_tools", "poplib", "telnetlib", "xmlrpc.client"),
)


def goes_out_by_the_one_client(source: Source) -> Iterator[str]:
    """Who sends by a client of their own reaches what an address must not lead to."""
    for line, name in _imported_names(source.tree):
        if any(f"{name}.".startswith(f"{way}.") for way in _WAYS_OUT):
            yield f"{source.path}:{line}: “{name}” goes out past salesforce_lite.outbound"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _called_name(node) in ("create_connection", "connect_ex"):
            yield f"{source.path}:{node.lineno}: a connection past salesforce_lite.outbound"


def writes_through_services(source: Source) -> Iterator[str]:
    """For pages, those of the back office too: what they save goes through a use case."""
    for line, name in _imported_names(source.tree):
        if name.startswith("flask_admin") and source.path != OFFICE:
            yield f"{source.path}:{line}: views of the back office derive from BackOfficeView"
    if source.parts[-1].split("_")[-1] not in ("views", "admin"):
        return
    for line, name in _imported_names(source.tree):
        if name in {f"sqlalchemy.{verb}" for verb in ("insert", "update", "delete")}:
            yield f"{source.path}:{line}: a page writes by a service, not by {name}"
    for node in ast.walk(source.tree):
        match node:
            case ast.Call(
                func=ast.Attribute(
                    value=ast.Attribute(attr="session") | ast.Name(id="session"),
                    attr="add" | "add_all" | "delete" | "merge" as verb,
                )
            ):
                yield f"{source.path}:{node.lineno}: a page writes by a service, not by {verb}()"


def stays_without_the_web(source: Source) -> Iterator[str]:
    """For the business, whatever its files are called: it imports no framework and no surface."""
    if source.parts[-1].split("_")[-1] in SURFACES:
        return
    for line, name in _imported_names(source.tree):
        parts = name.split(".")
        if parts[0] in FRAMEWORK or parts[:2] == [PACKAGE, "web"]:
            yield f"{source.path}:{line}: the business reaches the web by {name}"


def imports_by_the_front_door(modules: frozenset[str]) -> Rule:
    """Names deeper than a package are for that package; every kernel module is a door."""

    def rule(source: Source) -> Iterator[str]:
        own = source.parts[1] if source.parts[0] == PACKAGE and len(source.parts) > 1 else ""
        for line, name in _imported_names(source.tree):
            parts = name.split(".")
            if parts[0] != PACKAGE or len(parts) < 3 or parts[1] in {own, "kernel"}:
                continue
            if any(".".join(parts[:depth]) in modules for depth in range(3, len(parts) + 1)):
                yield f"{source.path}:{line}: {name} is behind the front door of {parts[1]}"

    return rule


def _imported_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def _called_name(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""
