"""The conditions of a rule as one field of a form: read, looked at and drawn again."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from wtforms import Field, ValidationError

from salesforce_lite.web import amount_typed, amount_written

from .condition_tree import (
    Node,
    Places,
    add_below,
    condition_of,
    empty_tree,
    remove_node,
    speaks_of_events,
    tree_of,
)
from .conditions import MOST_NODES
from .field_words import FieldSpec
from .number_forms import whole_typed
from .sent_tree import read_tree
from .typed_values import NO, YES, carried, handed_back, input_kind, said_value, shown_texts

_OF_LINES = {"activities": "activity", "opportunities": "opportunity"}
# What the rules of scoring call otherwise than the inputs.
_PARTS = {"within_days": "days", "where": ""}
# Groups in groups as deep as one can still read; what is deeper is refused in a sentence.
_DEEPEST_OFFERED = 3


class ConditionField(Field):
    """Its data is the root of the tree, with what was typed; `condition` is what it says."""

    data: Node

    def __init__(self, fields: Mapping[str, FieldSpec], **given: Any) -> None:
        super().__init__(**given)
        self.fields = fields
        self.condition: dict[str, Any] = {}
        # The node that the last step made or left, for the focus.
        self.fresh = ""
        self._places: Places = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors = []
        if formdata is not None:
            self.data = read_tree(formdata)
        elif isinstance(data, Mapping) and data:
            self.data = tree_of(data)
            self._write_values()
        else:
            self.data = empty_tree()
        self._settle()

    def _write_values(self) -> None:
        for node in self.data.walk():
            if node.kind != "field":
                continue
            spec = self.fields.get(node.key)
            if spec is None:
                node.values = [carried(node.kept)]
            else:
                node.values = shown_texts(spec, node.values, amount_written)

    def _settle(self) -> None:
        """Each line compares as its field can; one that was chosen anew begins anew."""
        for node in self.data.walk():
            spec = self.fields.get(node.key)
            if node.drawn and node.drawn != node.key:
                node.operator, node.values = "", []
            if spec is not None and node.operator not in spec.operators:
                node.operator = spec.operators[0]

    def take(self, step: str) -> None:
        """Do what a button of the form says: “add field n1”, “remove n3”; anything else changes
        nothing."""
        match step.split(" "):
            case ["add", kind, name] if not self.is_full:
                made = add_below(self.data, name, kind)
                self.fresh = made.name if made else ""
            case ["remove", name]:
                left = remove_node(self.data, name)
                self.fresh = left.name if left else ""

    @property
    def size(self) -> int:
        """How many nodes there are; the names of buttons change with it."""
        return sum(1 for _ in self.data.walk())

    @property
    def is_full(self) -> bool:
        return self.size > MOST_NODES

    @property
    def counts_events(self) -> bool:
        return speaks_of_events([self.data])

    def holds_groups(self, level: int) -> bool:
        """Whether a group at this level (the root is 1) offers to hold another one."""
        return level < _DEEPEST_OFFERED

    def offered(self, counted: str = "") -> list[tuple[bool, list[FieldSpec]]]:
        """(whether they are the administrator's own, fields) that a line can be about; `counted` is
        what it stands under, activities or opportunities."""
        about = _OF_LINES.get(counted, "customer")
        those = [spec for spec in self.fields.values() if spec.about == about]
        parts = [
            (is_own, [spec for spec in those if (".custom." in spec.key) == is_own])
            for is_own in (False, True)
        ]
        return [(is_own, part) for is_own, part in parts if part]

    def input_kind(self, node: Node) -> str:
        """With what its value is given; “carried” for a field that is not there any more."""
        spec = self.fields.get(node.key)
        if spec is None:
            return "carried" if node.key else "nothing"
        return input_kind(spec, node.operator)

    def choices(self, node: Node) -> list[tuple[str, str]]:
        """What can be chosen, and what was chosen and is not offered any more."""
        spec = self.fields[node.key]
        if spec.kind == "yes_no":
            return [(YES, gettext("Yes")), (NO, gettext("No"))]
        known = [(value, str(label)) for value, label in spec.choices]
        codes = {value for value, _label in known}
        gone = [value for value in node.values if value and value not in codes]
        lost = [(one, gettext("%(name)s (not there any more)", name=one)) for one in gone]
        return [*known, *lost]

    def chosen(self, node: Node) -> str:
        """Those that are ticked, by name."""
        ticked = [label for value, label in self.choices(node) if value in node.values]
        return ", ".join(ticked)

    def pre_validate(self, form: Any) -> None:
        self.read()
        if any(node.errors for node in self.data.walk()):
            raise ValidationError(gettext("Look at what is marked in the conditions."))

    def read(self) -> None:
        """Make `condition` of what was typed; what cannot be read is said beside its input."""
        values: dict[str, Any] = {}
        for node in self.data.walk():
            node.errors.clear()
            if node.kind == "events":
                values[f"{node.name}.at_least"] = whole_typed(node.at_least) or "1"
                values[f"{node.name}.days"] = whole_typed(node.within_days) or None
            elif node.kind == "field":
                self._read_line(node, values)
        self.condition, self._places = condition_of(self.data, values)

    def _read_line(self, node: Node, values: dict[str, Any]) -> None:
        spec = self.fields.get(node.key)
        if node.takes_no_value:
            return
        if spec is None:
            # Kept as it is: it may come back, and the rule does nothing meanwhile.
            value = handed_back(node.values[0] if node.values else "")
            if value is not None:
                values[node.name] = value
            return
        typed = node.values
        if input_kind(spec, node.operator) == "days":
            typed = [whole_typed(one) for one in typed]
        try:
            values[node.name] = said_value(spec, node.operator, typed, amount_typed)
        except ValueError as wrong:
            node.say("value", str(wrong))

    def say(self, place: str, sentence: str) -> None:
        """What the rules of scoring say of a place such as “0.2.value”, beside its input."""
        steps = [step for step in place.split(".") if step]
        part = "" if not steps or steps[-1].isdecimal() else steps.pop()
        at = tuple(int(step) for step in steps if step.isdecimal())
        while at and at not in self._places:
            at = at[:-1]
        self._places.get(at, self.data).say(_PARTS.get(part, part), sentence)
