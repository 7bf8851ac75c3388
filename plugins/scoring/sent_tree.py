"""The nodes of a condition read from what a form sends, however it was made."""

import re
from collections.abc import Sequence
from typing import Protocol

from .condition_tree import ABOUT, MODES, Names, Node

# More than anybody builds by hand; what is too many for a rule is told, not cut.
_MOST_READ = 200
# Deeper than a rule may be, and shallow enough to be drawn.
_DEEPEST_READ = 9
_NAME = re.compile(r"n[1-9]\d{0,5}")


class Sent(Protocol):
    """What a browser sends: several values under one name."""

    def get(self, key: str, default: str = "") -> str: ...

    def getlist(self, key: str) -> Sequence[str]: ...


def read_tree(sent: Sent) -> Node:
    """The tree; a node without a place stands at the end of the root, so that none is lost."""
    names = list(dict.fromkeys(name for name in sent.getlist("node") if _NAME.fullmatch(name)))
    nodes: dict[str, Node] = {}
    depths: dict[str, int] = {}
    root: Node | None = None
    for name in names[:_MOST_READ]:
        if root is None:
            root = Node(name, "group", mode=_one_of(MODES, sent.get(f"{name}.mode", "")))
            nodes[name], depths[name] = root, 1
            continue
        node = _read(name, sent)
        parent = nodes.get(sent.get(f"{name}.in", ""), root)
        if not _may_hold(parent, node) or depths[parent.name] >= _DEEPEST_READ:
            parent = root
        parent.children.append(node)
        nodes[name], depths[name] = node, depths[parent.name] + 1
    return root or Node(Names().next(), "group")


def _read(name: str, sent: Sent) -> Node:
    kind = sent.get(f"{name}.kind", "")
    if kind == "group":
        return Node(name, "group", mode=_one_of(MODES, sent.get(f"{name}.mode", "")))
    if kind == "events":
        return Node(
            name,
            "events",
            about=_one_of(ABOUT, sent.get(f"{name}.about", "")),
            at_least=sent.get(f"{name}.at_least", ""),
            within_days=sent.get(f"{name}.days", ""),
        )
    return Node(
        name,
        "field",
        key=sent.get(f"{name}.field", ""),
        operator=sent.get(f"{name}.is", ""),
        values=list(sent.getlist(f"{name}.value")),
        drawn=sent.get(f"{name}.was", ""),
    )


def _one_of(known: Sequence[str], asked: str) -> str:
    return asked if asked in known else known[0]


def _may_hold(parent: Node, node: Node) -> bool:
    return parent.kind == "group" or (parent.kind == "events" and node.kind == "field")
