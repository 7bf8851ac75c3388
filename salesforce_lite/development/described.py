"""What the sources say about hooks, values and events: read from them, not from what runs."""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

_LABELS = ("Asked", "Runs", "Fails")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a value or event, as it is written; `words` is the text below it."""

    name: str
    kind: str
    default: str
    words: str


@dataclass(frozen=True, slots=True)
class Described:
    """A class: what it says of itself, and its fields."""

    name: str
    words: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Hook:
    """A hook: its arguments and answer as written, its first sentence, and what it promises."""

    name: str
    arguments: str
    answer: str
    words: str
    promises: dict[str, str]


def describe(kind: type[Any]) -> Described:
    """A dataclass."""
    node = _parsed(kind)
    following = zip(node.body, [*node.body[1:], ast.Pass()], strict=True)
    fields = tuple(
        Field(
            statement.target.id,
            ast.unparse(statement.annotation).replace("'", ""),
            ast.unparse(statement.value) if statement.value else "",
            " ".join(_text(after).split()),
        )
        for statement, after in following
        if isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and "ClassVar" not in ast.unparse(statement.annotation)
    )
    return Described(kind.__name__, ast.get_docstring(node) or "", fields)


def hooks_of(specification: type[Any]) -> Iterator[Hook]:
    """All of them, in the order in which they are written."""
    for node in _parsed(specification).body:
        if isinstance(node, ast.FunctionDef):
            words, _, promised = (ast.get_docstring(node) or "").partition("\n\n")
            arguments = [one.arg for one in node.args.args if one.arg != "self"]
            answer = ast.unparse(node.returns).replace("'", "") if node.returns else ""
            promises = dict(_promises(promised))
            yield Hook(node.name, ", ".join(arguments), answer, " ".join(words.split()), promises)


def gaps_of_class(kind: type[Any], *, of_fields: bool) -> Iterator[str]:
    """What it does not say."""
    described = describe(kind)
    if not described.words:
        yield f"{kind.__name__} does not say what it is."
    for each in described.fields if of_fields else ():
        if not each.words:
            yield f"{kind.__name__}.{each.name} does not say what it is."


def gaps_of_hooks(specification: type[Any], *, labels: tuple[str, ...]) -> Iterator[str]:
    """What its hooks do not promise."""
    for hook in hooks_of(specification):
        if not hook.words:
            yield f"{hook.name} does not say what it is for."
        for label in labels:
            if not hook.promises.get(label):
                yield f"{hook.name} does not say “{label}: …”."


def _promises(text: str) -> Iterator[tuple[str, str]]:
    label = ""
    lines: list[str] = []
    for line in [*text.splitlines(), "End:"]:
        word, colon, rest = line.partition(":")
        if colon and word in (*_LABELS, "End"):
            if label:
                yield label, " ".join(" ".join(lines).split())
            label, lines = word, [rest]
        else:
            lines.append(line)


def _parsed(kind: type[Any]) -> ast.ClassDef:
    (node,) = ast.parse(dedent(inspect.getsource(kind))).body
    if not isinstance(node, ast.ClassDef):
        raise TypeError(f"{kind} is no class")
    return node


def _text(statement: ast.stmt) -> str:
    match statement:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return text
    return ""
