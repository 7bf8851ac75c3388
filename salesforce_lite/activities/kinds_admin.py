"""The back office of kinds of activities: their order, their names, and those of one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from salesforce_lite.activities.arranging import arranged
from salesforce_lite.activities.keeping_kinds import (
    IMITABLE,
    MANAGE,
    add_kind,
    get_kind,
    list_kinds,
    move_kind,
    rename_kind,
    retire_kind,
    revive_kind,
    untold_language,
)
from salesforce_lite.activities.kinds import KINDS
from salesforce_lite.activities.links import outcome_list
from salesforce_lite.activities.model import TASK
from salesforce_lite.activities.words import kinds
from salesforce_lite.admin import BackOfficeView, page
from salesforce_lite.audit import changes_since
from salesforce_lite.kernel.errors import N_
from salesforce_lite.lists import ListValue, values_by_list
from salesforce_lite.plugin import ActivityKind
from salesforce_lite.web import (
    App,
    FieldWords,
    VersionField,
    current_contributions,
    current_uow,
    form_view,
    kind_name,
    locale_code,
    merge_stale,
    needs,
    sent_version,
)

_FILL_IN = lazy_gettext("Fill this in.")
_WORDS = {
    "label_es": FieldWords(N_("In Spanish")),
    "label_en": FieldWords(N_("In English")),
}


class KindForm(FlaskForm):  # type: ignore[misc]  # FlaskForm has no types
    """What a kind is called in both languages."""

    version = VersionField()
    label_es = StringField(
        lazy_gettext("In Spanish"), validators=[DataRequired(_FILL_IN), Length(max=120)]
    )
    label_en = StringField(
        lazy_gettext("In English"), validators=[DataRequired(_FILL_IN), Length(max=120)]
    )


class NewKindForm(KindForm):
    """A kind of one's own, and the kind it works like."""

    like = SelectField(
        lazy_gettext("Works like"),
        description=lazy_gettext(
            "It decides on the icon, what the form asks and whether it counts as a contact, and "
            "stays so."
        ),
    )


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind as the page shows it; `value` and `place` of those that can be changed here."""

    kind: ActivityKind
    # What the plugin is called that brings it; empty for the core's and the company's own.
    plugin: str
    # What the kind is called that it works like; empty for those of the core and of plugins.
    like: str
    asks: str
    value: ListValue | None
    place: int
    # The name of its list of outcomes, and how many are offered; empty where there is none.
    outcomes: str
    count: int


class ActivityKindsView(BackOfficeView):
    """`/admin/activity-kinds/`."""

    url_name = "activity-kinds"
    title = N_("Kinds of activities")
    summary = N_("What people plan and log: visits, calls and what your company does besides.")
    icon = "activities"
    permission = MANAGE

    @page("/", methods=("GET", "POST"))
    @needs(MANAGE)
    def index(self) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _add())

    @page("/<code>", methods=("GET", "POST"))
    @needs(MANAGE)
    def rename(self, code: str) -> ResponseReturnValue:
        return cast(ResponseReturnValue, _rename(code=code))

    @page("/<code>/place", methods=("POST",))
    @needs(MANAGE)
    def move(self, code: str) -> ResponseReturnValue:
        place = request.form.get("place", type=int) or 0
        move_kind(current_uow(), code, place, version=sent_version())
        return _back()

    @page("/<code>/retirement", methods=("POST",))
    @needs(MANAGE)
    def retire(self, code: str) -> ResponseReturnValue:
        value = retire_kind(current_uow(), code, version=sent_version())
        words = gettext("“%(label)s” is offered no more.", label=value.label(locale_code()))
        flash(words, f"undo:{url_for('activity-kinds.revive', code=code)}")
        return _back()

    @page("/<code>/revival", methods=("POST",))
    @needs(MANAGE)
    def revive(self, code: str) -> ResponseReturnValue:
        value = revive_kind(current_uow(), code)
        flash(gettext("“%(label)s” is offered again.", label=value.label(locale_code())))
        return _back()


def _build() -> tuple[NewKindForm, dict[str, Any]]:
    lines = _lines()
    form = NewKindForm()
    names = {line.kind.code: kind_name(line.kind) for line in lines}
    form.like.choices = [(code, names[code]) for code in IMITABLE]
    task = next(line.kind for line in lines if line.kind.code == TASK)
    return form, {"lines": lines, "has_tasks": task.is_offered, "language": locale_code()}


@form_view("activities/kinds.html", _build)
def _add(form: NewKindForm) -> ResponseReturnValue:
    value = add_kind(
        current_uow(),
        name_en=form.label_en.data or "",
        name_es=form.label_es.data or "",
        like=form.like.data or "",
    )
    flash(gettext("“%(label)s” is added.", label=value.label(locale_code())), "success")
    return _back()


def _lines() -> list[KindLine]:
    """Read here and now: another worker may have answered the change that led here."""
    uow = current_uow()
    values = list_kinds(uow)
    of_plugins = [kind for kind in kinds() if kind.plugin]
    places = {value.code: (place, value) for place, value in enumerate(values, 1)}
    offered = values_by_list(uow)
    shown = arranged((*KINDS, *of_plugins), values)
    names = {kind.code: kind_name(kind) for kind in shown}
    known = {one.name for one in current_contributions().list_definitions} | offered.keys()
    return [
        KindLine(
            kind,
            _plugin(kind),
            names.get(kind.like, ""),
            _asks(kind),
            value,
            place,
            name if (name := outcome_list(kind.code)) in known else "",
            len(offered.get(name, ())),
        )
        for kind in shown
        for place, value in [places.get(kind.code, (0, None))]
    ]


def _plugin(kind: ActivityKind) -> str:
    if not kind.plugin:
        return ""
    installation = cast(App, current_app).plugins.installation
    return installation.plugin(kind.plugin).manifest.text("name", locale_code())


def _asks(kind: ActivityKind) -> str:
    """What its form asks besides what every form asks."""
    asked: Sequence[tuple[bool, str]] = (
        (kind.has_place, gettext("place")),
        (kind.has_period, gettext("from when to when")),
        (bool(kind.channels), gettext("through what")),
    )
    return ", ".join(str(words) for holds, words in asked if holds)


def _value(code: str) -> tuple[KindForm, dict[str, Any]]:
    value = get_kind(current_uow(), code)
    return KindForm(obj=value), {"value": value}


def _merge(form: KindForm, code: str) -> None:
    uow = current_uow()
    value = get_kind(uow, code)
    merge_stale(
        form,
        KindForm(formdata=None, obj=value),
        changes=changes_since(uow, value.id, form.version.data or 0),
        mine={name: form[name].data for name in _WORDS},
        words=_WORDS,
    )


@form_view("activities/kind.html", _value, merge=_merge)
def _rename(form: KindForm, code: str) -> ResponseReturnValue:
    value = rename_kind(
        current_uow(),
        code,
        name_en=form.label_en.data or "",
        name_es=form.label_es.data or "",
        version=form.version.data,
    )
    flash(_saved(value), "success")
    return _back()


def _saved(value: ListValue) -> str:
    """With the name that people of the other language go on reading, where only one was changed."""
    match untold_language(value):
        case "en":
            words = gettext(
                "“%(label)s” is saved. In English it is still called “%(other)s”: if that is "
                "another thing now, rename it there too.",
                label=value.label_es,
                other=value.label_en,
            )
        case "es":
            words = gettext(
                "“%(label)s” is saved. In Spanish it is still called “%(other)s”: if that is "
                "another thing now, rename it there too.",
                label=value.label_en,
                other=value.label_es,
            )
        case _:
            words = gettext("“%(label)s” is saved.", label=value.label(locale_code()))
    return str(words)


def _back() -> ResponseReturnValue:
    return redirect(url_for("activity-kinds.index"), 303)
