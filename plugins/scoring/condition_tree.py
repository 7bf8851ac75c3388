"""A condition as the editor shows it: nodes with names of their own, and as typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

NodeKind = Literal["group", "field", "events"]
MODES = ("all", "any", "none")
ABOUT = ("activities", "opportunities")
# Operators that need no value.
WITHOUT_VALUE = ("known", "unknown")


@dataclass(eq=False)
class Node:
    """One box or line of the editor. `name` stays while the form is open, so that what was typed
    finds its place again; `errors` are sentences beside its inputs, by part."""

    name: str
    kind: NodeKind
    # Of a group: which of its children have to hold.
    mode: str = "all"
    children: list["Node"] = field(default_factory=list)
    # Of a line: which field, compared how, with what (as typed or chosen).
    key: str = ""
    operator: str = ""
    values: list[str] = field(default_factory=list)
    # The kept value, until somebody types another.
    kept: Any = None
    # The field that its inputs were drawn for; another one begins anew.
    drawn: str = ""
    # Of activities and opportunities, as typed; their lines are the children.
    about: str = "activities"
    at_least: str = "1"
    within_days: str = ""
    errors: dict[str, list[str]] = field(default_factory=dict)

    def walk(self) -> Iterator["Node"]:
        """Itself and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def say(self, part: str, sentence: str) -> None:
        """Put a sentence beside one of its inputs; "" is the node itself."""
        said = self.errors.setdefault(part, [])
        if sentence not in said:
            said.append(sentence)

    def said(self, part: str) -> list[str]:
        """What was said of one of its inputs."""
        return self.errors.get(part, [])

    @property
    def takes_no_value(self) -> bool:
        return self.operator in WITHOUT_VALUE


class Names:
    """Hands out the names of nodes: n1, n2 and so on."""

    def __init__(self, taken: int = 0) -> None:
        self.taken = taken

    def next(self) -> str:
        self.taken += 1
        return f"n{self.taken}"


def empty_tree() -> Node:
    """What a new rule begins with: one line to fill in."""
    names = Names()
    root = Node(names.next(), "group")
    root.children.append(Node(names.next(), "field"))
    return root


def tree_of(condition: Mapping[str, Any]) -> Node:
    """The nodes of a condition that was kept; its root is always a group."""
    names = Names()
    if _is_group(condition):
        return _node(condition, names)
    root = Node(names.next(), "group")
    root.children.append(_node(condition, names))
    return root


def _is_group(condition: Mapping[str, Any]) -> bool:
    return any(key in condition for key in ("all", "any", "not"))


def _node(condition: Mapping[str, Any], names: Names) -> Node:
    made = Node(names.next(), "group")
    if "all" in condition or "any" in condition:
        made.mode = "all" if "all" in condition else "any"
        made.children = [_node(child, names) for child in condition[made.mode]]
    elif "not" in condition:
        inner, made.mode = condition["not"], "none"
        below = inner.get("any", [inner])
        made.children = [_node(child, names) for child in below]
    elif "some" in condition:
        made.kind, made.about = "events", str(condition["some"])
        made.at_least = str(condition.get("at_least", 1))
        days = condition.get("within_days")
        made.within_days = "" if days is None else str(days)
        made.children = [_node(line, names) for line in condition.get("where", ())]
    else:
        made.kind, made.key = "field", str(condition.get("field", ""))
        made.operator = str(condition.get("is", ""))
        made.kept = condition.get("value")
        made.values = _texts(made.kept)
    return made


def _texts(value: Any) -> list[str]:
    """A kept value as the inputs have it, before numbers are written as people write them."""
    if value is None:
        return []
    if isinstance(value, list | tuple):
        return ["" if one is None else str(one) for one in value]
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(value)]


# Where a condition that was made stands → the node it was made of.
Places = dict[tuple[int, ...], Node]


def condition_of(root: Node, values: Mapping[str, Any]) -> tuple[dict[str, Any], Places]:
    """The condition that the nodes say. `values` are those of the lines that have one, by name.

    Answers the places of the nodes as well: what the rules say of a place finds its inputs.
    """
    places: Places = {}
    only = root.children[0] if root.mode == "all" and len(root.children) == 1 else root
    places[()] = only
    return _condition(only, (), values, places), places


def _condition(
    node: Node, place: tuple[int, ...], values: Mapping[str, Any], places: Places
) -> dict[str, Any]:
    places[place] = node
    if node.kind == "field":
        return _line(node, values)
    if node.kind == "events":
        return {
            "some": node.about,
            "where": _all_below(node, place, values, places),
            "within_days": values.get(f"{node.name}.days"),
            "at_least": values.get(f"{node.name}.at_least", 1),
        }
    if node.mode != "none":
        return {node.mode: _all_below(node, place, values, places)}
    if len(node.children) == 1:
        return {"not": _condition(node.children[0], (*place, 0), values, places)}
    inner = (*place, 0)
    places[inner] = node
    return {"not": {"any": _all_below(node, inner, values, places)}}


def _all_below(
    node: Node, place: tuple[int, ...], values: Mapping[str, Any], places: Places
) -> list[dict[str, Any]]:
    return [
        _condition(child, (*place, number), values, places)
        for number, child in enumerate(node.children)
    ]


def _line(node: Node, values: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"field": node.key, "is": node.operator}
    if node.name in values:
        made["value"] = values[node.name]
    return made


def find_node(root: Node, name: str) -> Node | None:
    return next((node for node in root.walk() if node.name == name), None)


def _parent_of(root: Node, name: str) -> Node | None:
    return next((node for node in root.walk() if any(c.name == name for c in node.children)), None)


def _names_of(root: Node) -> Names:
    """Goes on where the names of the tree end."""
    numbers = [int(node.name[1:]) for node in root.walk()]
    return Names(max(numbers, default=0))


def add_below(root: Node, name: str, kind: str) -> Node | None:
    """A new node at the end of a group; None where there is no such place for it.

    `kind`: field, group, activities or opportunities; below activities only lines can stand.
    """
    parent = find_node(root, name)
    if parent is None or parent.kind == "field" or (parent.kind == "events" and kind != "field"):
        return None
    names = _names_of(root)
    if kind in ABOUT:
        made = Node(names.next(), "events", about=kind)
    elif kind == "group":
        made = Node(names.next(), "group", mode="any")
        made.children.append(Node(names.next(), "field"))
    elif kind == "field":
        made = Node(names.next(), "field")
    else:
        return None
    parent.children.append(made)
    return made


def remove_node(root: Node, name: str) -> Node | None:
    """Take a node out; answers the one it stood in. The root stays."""
    parent = _parent_of(root, name)
    if parent is not None:
        parent.children = [child for child in parent.children if child.name != name]
    return parent


def speaks_of_events(nodes: Sequence[Node]) -> bool:
    """Whether activities or opportunities are counted anywhere below."""
    return any(node.kind == "events" for root in nodes for node in root.walk())
