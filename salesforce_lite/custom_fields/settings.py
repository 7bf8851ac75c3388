"""What an administrator says about a field, checked: labels, choices, default, who sees it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

from salesforce_lite.custom_fields.errors import OptionGoneError, WrongValueError
from salesforce_lite.custom_fields.model import CustomField, FieldOption, Kind
from salesforce_lite.custom_fields.values import kept_value
from salesforce_lite.kernel.errors import N_, InvalidInputError

CODE = re.compile(r"[a-z][a-z0-9_]*")
LONGEST_CODE = 40
MOST_OPTIONS = 200
_LONGEST_OPTION = 120
# So much of a value that is too long tells which one is meant.
_START_OF_OPTION = 40
_LONGEST = {
    "label_en": 120,
    "label_es": 120,
    "help_en": 300,
    "help_es": 300,
    "section_en": 80,
    "section_es": 80,
}
_FLAGS = ("is_required", "is_listed", "is_upfront", "is_searched")
_FILL_IN_ONE = N_("Give it a label in one language at least.")
_TOO_LONG = N_("This is too long. Shorten it.")
_NO_TEXT = N_("The search looks into texts only. Take the tick away.")
_NOT_FOR_ALL = N_(
    "The search may only look into fields that everybody sees. Take this tick away, or those of "
    "the roles."
)
_NO_OPTIONS = N_("A choice needs at least one value that is offered.")
_TOO_MANY_OPTIONS = N_("There are too many values. Keep those that are of use.")
_SAME_OPTION = N_("The value “%(label)s” is there twice.")
_OPTION_TOO_LONG = N_(
    "The value “%(label)s” is too long: at most %(most)s characters have room. Shorten it."
)
_NOT_A_CODE = N_("“%(code)s” is no code: small letters, digits and underscores, a letter first.")

SEARCHED_KINDS = (Kind.TEXT, Kind.LONG_TEXT)
CHOICE_KINDS = (Kind.CHOICE, Kind.CHOICES)


class FieldSettings(TypedDict, total=False):
    """What a field is like, as services take it; a missing key leaves it as it is.

    An option with an empty code is new and gets one; those that stand already keep theirs.
    """

    label_en: str
    label_es: str
    help_en: str
    help_es: str
    section_en: str
    section_es: str
    options: Sequence[FieldOption]
    default_value: Any
    is_required: bool
    is_listed: bool
    is_upfront: bool
    is_searched: bool
    roles: Sequence[str]


def apply_settings(
    field: CustomField,
    settings: FieldSettings,
    *,
    known_roles: Iterable[str],
    is_new_kind: bool = False,
) -> None:
    """Give the field what was said; raises InvalidInputError that names every wrong setting."""
    said: dict[str, Any] = dict(settings)
    problems: dict[str, str] = {}
    _take_texts(field, said, problems)
    for name in _FLAGS:
        if name in said:
            _put(field, name, bool(said[name]))
    if "roles" in said:
        _put(field, "roles", tuple(one for one in known_roles if one in set(said["roles"])))
    if field.is_searched and (problem := _not_searched(field)):
        problems["is_searched"] = problem
    if problems:
        raise InvalidInputError(fields=problems)
    # A kind that has just become a choice gets its values afterwards.
    if field.kind in CHOICE_KINDS and ("options" in said or not is_new_kind):
        _take_options(field, said.get("options", field.options))
    if "default_value" in said:
        try:
            _put(field, "default_value", kept_value(field, said["default_value"]))
        except WrongValueError as wrong:
            raise InvalidInputError(
                fields={"default_value": wrong.reason}, **wrong.params
            ) from None


def _not_searched(field: CustomField) -> str:
    """What is found is found by everybody who sees the record."""
    if field.kind not in SEARCHED_KINDS:
        return _NO_TEXT
    return _NOT_FOR_ALL if field.roles else ""


def _take_texts(field: CustomField, said: Mapping[str, Any], problems: dict[str, str]) -> None:
    for name, longest in _LONGEST.items():
        if name in said:
            words = " ".join(str(said[name] or "").split())
            if len(words) > longest:
                problems[name] = _TOO_LONG
            _put(field, name, words)
    if not (field.label_en or field.label_es):
        problems["label_es"] = _FILL_IN_ONE


def _put(field: CustomField, name: str, value: Any) -> None:
    """Only what is different is set, so that no history tells of nothing."""
    if getattr(field, name) != value:
        setattr(field, name, value)


def _take_options(field: CustomField, said: Sequence[FieldOption]) -> None:
    """The values in their new order. What stands already keeps its code and its place in records,
    so it may be renamed or offered no more, but never taken away."""
    before = {one.code: one for one in field.options}
    taken = set(before)
    options = [_checked_option(one, before, taken) for one in said if _is_said(one, before)]
    gone = before.keys() - {one.code for one in options}
    if gone:
        raise OptionGoneError(label=before[min(gone)].label("en"))
    if twice := _said_twice(options):
        raise InvalidInputError(fields={"options": _SAME_OPTION}, label=twice)
    if len(options) > MOST_OPTIONS:
        raise InvalidInputError(fields={"options": _TOO_MANY_OPTIONS})
    if all(one.is_retired for one in options):
        raise InvalidInputError(fields={"options": _NO_OPTIONS})
    _put(field, "options", tuple(options))


def _is_said(option: FieldOption, before: Mapping[str, FieldOption]) -> bool:
    """An empty line of a form is none."""
    if option.label_en.strip() or option.label_es.strip():
        return True
    if option.code in before:
        raise OptionGoneError(label=before[option.code].label("en"))
    return False


def _checked_option(
    option: FieldOption, before: Mapping[str, FieldOption], taken: set[str]
) -> FieldOption:
    english, spanish = (" ".join(words.split()) for words in (option.label_en, option.label_es))
    for words in (english, spanish):
        if len(words) > _LONGEST_OPTION:
            start = f"{words[:_START_OF_OPTION]}…"
            raise InvalidInputError(
                fields={"options": _OPTION_TOO_LONG}, label=start, most=_LONGEST_OPTION
            )
    if option.code and option.code not in before and not CODE.fullmatch(option.code):
        raise InvalidInputError(fields={"options": _NOT_A_CODE}, code=option.code[:40])
    code = option.code or code_from(english or spanish, taken)
    taken.add(code)
    return FieldOption(code, english, spanish, is_retired=option.is_retired)


def _said_twice(options: Sequence[FieldOption]) -> str:
    """A word that two values have: files that say it could mean either."""
    owners: dict[str, str] = {}
    for one in options:
        for word in {one.label_en.casefold(), one.label_es.casefold(), one.code} - {""}:
            if owners.setdefault(word, one.code) != one.code:
                return word
    return ""


def code_from(label: str, taken: Iterable[str]) -> str:
    """A code made of a label, unlike those that are taken."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if not CODE.fullmatch(stem):
        stem = f"value_{stem}".rstrip("_")
    # Room for the number.
    stem = stem[: LONGEST_CODE - 4].rstrip("_")
    taken = set(taken)
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}_{number}", number + 1
    return code


def words_of(field: CustomField) -> Mapping[str, str]:
    """Word of a choice → its code, in both languages, retired ones too: for files."""
    return {
        word: one.code
        for one in field.options
        for word in (one.label_en, one.label_es, one.code)
        if word
    }
