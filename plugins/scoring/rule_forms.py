"""The forms of a rule, of the scale that rules add up on, and of saving a version."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # old stubs
from wtforms.validators import Length

from salesforce_lite.kernel.errors import InvalidInputError
from salesforce_lite.kernel.uow import UnitOfWork

from .differences import rules_by_key
from .field_words import FieldSpec, known_fields
from .number_forms import WholeField
from .rule_words import draft_words, rule_words
from .rules import Rule
from .sheets import mark_of, read_rule, sheet_of
from .tree_forms import ConditionField
from .words import Words

FIT, ENGAGEMENT = "fit", "engagement"
PER_CUSTOMER, PER_EVENT = "customer", "event"
_GRADES = [SelectChoice(one) for one in "ABC"]
_LEVELS = [SelectChoice(one) for one in "123"]
# What the rules of scoring call otherwise than the form.
_PARTS = {"decay.percent": "decay_percent", "decay.days": "decay_days", "decay": "decay_percent"}


class RuleForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """One rule. `key` is the rule's; `standing` is what stands there now, where it is another one
    than the form was opened with."""

    key: str
    uow: UnitOfWork
    form_errors: list[str]
    standing: Mapping[str, Any] | None = None
    # Whether it was found to be another one; `standing` is None where it was removed.
    is_behind = False
    # What the form says as versions keep it, once it is found to be good.
    read: Mapping[str, Any]

    seen = HiddenField()
    name = StringField(
        lazy_gettext("Name"),
        validators=[Length(max=120)],
        description=lazy_gettext("Empty: the rule is called as its conditions read."),
        render_kw={"autocomplete": "off"},
    )
    group = RadioField(
        lazy_gettext("What it says"),
        choices=[
            SelectChoice(FIT, lazy_gettext("Fit: how well the customer suits us")),
            SelectChoice(ENGAGEMENT, lazy_gettext("Engagement: how much is going on")),
        ],
        default=FIT,
    )
    points = WholeField(
        lazy_gettext("Points"),
        description=lazy_gettext("Less than nothing, such as -10, takes points away."),
        render_kw={"inputmode": "text", "autocomplete": "off"},
    )
    when: ConditionField
    per = RadioField(
        lazy_gettext("How often it gives points"),
        choices=[
            SelectChoice(PER_CUSTOMER, lazy_gettext("Once, when the conditions hold")),
            SelectChoice(
                PER_EVENT, lazy_gettext("For each activity or opportunity that is counted")
            ),
        ],
        default=PER_CUSTOMER,
    )
    most = WholeField(
        lazy_gettext("At most"),
        description=lazy_gettext("Points that this rule gives in all; empty: no limit of its own."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    decay_percent = WholeField(
        lazy_gettext("Loses percent"), render_kw={"inputmode": "numeric", "autocomplete": "off"}
    )
    decay_days = WholeField(
        lazy_gettext("in days"), render_kw={"inputmode": "numeric", "autocomplete": "off"}
    )

    @property
    def fades(self) -> bool:
        """Whether it can fade: what customers are does not, what happened does."""
        return self.group.data == ENGAGEMENT and self.when.counts_events

    def rule(self) -> dict[str, Any]:
        """What the form says, as it was typed; whether it is good `validate` finds out."""
        counts = self.when.counts_events
        percent, days = (one.data for one in (self.decay_percent, self.decay_days))
        return {
            "key": self.key,
            "name": (self.name.data or "").strip(),
            "group": self.group.data,
            "points": self.points.data,
            "when": self.when.condition,
            "per": self.per.data if counts else PER_CUSTOMER,
            "most": (self.most.data or None) if counts else None,
            "decay": {"percent": percent, "days": days}
            if self.fades and (percent or days)
            else None,
        }

    def conditions_in_words(self) -> str:
        """What the conditions say as far as they are typed; empty while they say nothing."""
        self.when.read()
        plain = {"points": 1, "name": "", "per": PER_CUSTOMER, "most": None, "decay": None}
        try:
            read = read_rule(self.uow, {**self.rule(), **plain})
        except InvalidInputError:
            return ""
        return Words(self.uow).about(Rule.from_json(read))

    def standing_in_words(self) -> str:
        """What the rule says elsewhere by now; empty where it was removed."""
        if self.standing is None:
            return ""
        return rule_words(draft_words(self.uow), self.standing).whole

    def validate(self, extra_validators: Any = None) -> bool:
        """Also what the rules of scoring say, each sentence beside its input."""
        if not super().validate(extra_validators):
            return False
        try:
            self.read = read_rule(self.uow, self.rule())
        except InvalidInputError as refusal:
            for part, sentence in refusal.fields.items():
                self._say(
                    part.removeprefix(f"rules.{self.key}."), gettext(sentence) % refusal.params
                )
            return False
        return self._is_of_today()

    def _say(self, part: str, sentence: str) -> None:
        first, _, rest = part.partition(".")
        if first == "when":
            self.when.say(rest, sentence)
            return
        name = _PARTS.get(part, first)
        if name in self._fields:
            self[name].errors = [*self[name].errors, sentence]
        else:
            self.form_errors.append(sentence)

    def _is_of_today(self) -> bool:
        """Whether the rule is what this form was opened with; told once, then yours counts."""
        standing = rules_by_key(sheet_of(self.uow).definition).get(self.key)
        mark = mark_of(standing)
        if self.seen.data == mark or standing == self.read:
            return True
        self.is_behind, self.standing, self.seen.data = True, standing, mark
        return False


def rule_form(uow: UnitOfWork, key: str, rule: Mapping[str, Any] | None) -> RuleForm:
    """The form of a rule as sent, or filled from it; `rule` is None for a new one."""
    fields = known_fields(uow)
    # Any: made by the metaclass of forms, which mypy takes for a class of classes.
    metaclass: Any = type(RuleForm)
    kind = metaclass("RuleForm", (RuleForm,), {"when": _when(fields)})
    form: RuleForm = kind(data={"seen": mark_of(rule), **_inputs(rule)})
    form.key, form.uow = key, uow
    return form


def _when(fields: Mapping[str, FieldSpec]) -> Any:
    return ConditionField(fields=fields, label=lazy_gettext("Conditions"))


def _inputs(rule: Mapping[str, Any] | None) -> dict[str, Any]:
    if rule is None:
        return {}
    decay = rule.get("decay") or {}
    return {
        **{name: rule.get(name) for name in ("name", "group", "points", "when", "per", "most")},
        "decay_percent": decay.get("percent"),
        "decay_days": decay.get("days"),
    }


class ScaleForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """From where grades and levels begin, and what happens when somebody gets there."""

    inputs = {
        "groups.fit.cap": "fit_cap",
        "groups.fit.grades": "grade_a",
        "groups.fit.grades.0": "grade_a",
        "groups.fit.grades.1": "grade_b",
        "groups.engagement.cap": "engagement_cap",
        "groups.engagement.levels": "level_1",
        "groups.engagement.levels.0": "level_1",
        "groups.engagement.levels.1": "level_2",
        "threshold.grade": "threshold_grade",
        "threshold.level": "threshold_level",
        "threshold.margin": "margin",
        "threshold.task": "task",
        "threshold.task_subject": "task_subject",
        "threshold": "has_threshold",
    }

    fit_cap = WholeField(lazy_gettext("Most points for fit"))
    grade_a = WholeField(lazy_gettext("A from"))
    grade_b = WholeField(lazy_gettext("B from"))
    engagement_cap = WholeField(lazy_gettext("Most points for engagement"))
    level_1 = WholeField(lazy_gettext("1 from"))
    level_2 = WholeField(lazy_gettext("2 from"))
    has_threshold = BooleanField(lazy_gettext("Tell when a customer gets far enough"))
    threshold_grade = SelectField(lazy_gettext("Fit at least"), choices=_GRADES)
    threshold_level = SelectField(lazy_gettext("Engagement at least"), choices=_LEVELS)
    margin = WholeField(
        lazy_gettext("Points to fall below before it counts again"),
        description=lazy_gettext("Keeps customers at the edge from being told again and again."),
    )
    task = BooleanField(lazy_gettext("Plan a task for the responsible person"))
    task_subject = StringField(
        lazy_gettext("What the task says"),
        validators=[Length(max=120)],
        description=lazy_gettext("Empty: it says where the customer stands now."),
        render_kw={"autocomplete": "off"},
    )

    def groups(self) -> dict[str, Any]:
        return {
            FIT: {"cap": self.fit_cap.data, "grades": [self.grade_a.data, self.grade_b.data]},
            ENGAGEMENT: {
                "cap": self.engagement_cap.data,
                "levels": [self.level_1.data, self.level_2.data],
            },
        }

    def threshold(self) -> dict[str, Any] | None:
        """None while nothing is to happen; what was typed beside it is then of no account."""
        if not self.has_threshold.data:
            return None
        return {
            "grade": self.threshold_grade.data,
            "level": self.threshold_level.data,
            "margin": self.margin.data or "0",
            "task": bool(self.task.data),
            "task_subject": (self.task_subject.data or "").strip(),
        }


def scale_form(definition: Mapping[str, Any]) -> ScaleForm:
    """As sent, or filled from the definition."""
    fit = definition["groups"].get(FIT, {})
    engagement = definition["groups"].get(ENGAGEMENT, {})
    threshold = definition.get("threshold") or {}
    grades, levels = fit.get("grades", [None, None]), engagement.get("levels", [None, None])
    return ScaleForm(
        data={
            "fit_cap": fit.get("cap"),
            "grade_a": grades[0],
            "grade_b": grades[1],
            "engagement_cap": engagement.get("cap"),
            "level_1": levels[0],
            "level_2": levels[1],
            "has_threshold": bool(threshold),
            "threshold_grade": threshold.get("grade", "B"),
            "threshold_level": str(threshold.get("level", 2)),
            "margin": threshold.get("margin", 5),
            "task": threshold.get("task", True),
            "task_subject": threshold.get("task_subject", ""),
        }
    )


class SaveForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A note for those who read the list of versions later."""

    note = TextAreaField(
        lazy_gettext("Why, in a sentence"),
        validators=[Length(max=500)],
        description=lazy_gettext("Stands in the list of versions; may be empty."),
        render_kw={"rows": 2},
    )
