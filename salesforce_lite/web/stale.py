"""Two people edit one record: the form of the second is merged, and says what the first changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import Field

from salesforce_lite.audit import FieldChange
from salesforce_lite.kernel.events import as_json
from salesforce_lite.web.changes import FieldWords


@dataclass(frozen=True, slots=True, kw_only=True)
class TheirChange:
    """What somebody else saved while the form was open; `mine` is set where both changed it."""

    label: str
    before: str
    after: str
    who: str
    at: datetime
    mine: str | None = None


def merge_stale(
    form: FlaskForm,
    fresh: FlaskForm,
    *,
    changes: Mapping[str, FieldChange],
    mine: Mapping[str, Any],
    words: Mapping[str, FieldWords],
    inputs: Mapping[str, tuple[str, ...]] | None = None,
) -> None:
    """Bring a form up to date with what others saved since it was opened; nothing typed is lost.

    `fresh` is the form of the record as it is now, `changes` what others changed, `mine` the values
    that the form would save. What only others changed is taken over. What both changed keeps the
    typed value, marked with theirs. `inputs` names the inputs of a field that has other names.
    """
    told = []
    for name, change in changes.items():
        if name not in words:
            continue
        typed = as_json(mine.get(name, change.before))
        fields = [form[each] for each in (inputs or {}).get(name, (name,)) if each in form]
        both = typed not in (change.before, change.after)
        notice = _tell(change, words[name], mine=typed if both else None, is_conflict=both)
        told.append(notice)
        if both and fields:
            fields[0].errors = [*fields[0].errors, _conflict(notice)]
        elif not both:
            _take_over(fields, fresh)
    form.stale = tuple(told)


def _tell(change: FieldChange, words: FieldWords, *, mine: Any, is_conflict: bool) -> TheirChange:
    return TheirChange(
        label=gettext(words.label),
        before=words.show(change.before),
        after=words.show(change.after),
        who=change.actor_name,
        at=change.at,
        mine=words.show(mine) if is_conflict else None,
    )


def _conflict(notice: TheirChange) -> str:
    sentence: str = gettext(
        "%(who)s changed this to “%(value)s”. What you typed stays here until you change it.",
        who=notice.who,
        value=notice.after or gettext("empty"),
    )
    return sentence


def _take_over(fields: list[Field], fresh: FlaskForm) -> None:
    for field in fields:
        _put(field, fresh[field.name].data)


def _put(field: Field, value: Any) -> None:
    """Give a field another value; what was sent for it must not show through."""
    field.process(None, value)
    field.raw_data = None
