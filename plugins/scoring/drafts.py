"""The rules as an administrator is changing them: kept step by step, saved as a version at once."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from salesforce_lite.kernel.errors import (
    N_,
    DomainError,
    NotFoundError,
    PermissionDeniedError,
)
from salesforce_lite.kernel.uow import UnitOfWork

from .conditions import MOST_RULES
from .definition import read_definition
from .differences import Merged, rules_by_key
from .draft_model import Draft
from .model import MANAGE, ScoringVersion
from .service import current_version, save_definition
from .sheets import (
    Sheet,
    changes_of,
    kept_draft,
    mark_of,
    news_for,
    number_of,
    read_rule,
    sheet_of,
    standing_draft,
    with_rule,
)


class RuleChangedError(DomainError):
    """The rule is another one than the editor was shown."""

    code = "scoring.rule_changed"
    sentence = N_(
        "This rule was changed elsewhere while you had it open. What you typed is kept: look at "
        "what it says there, and keep yours if it is better."
    )


class TooManyRulesError(DomainError):
    code = "scoring.too_many_rules"
    sentence = N_("There are %(most)s rules already; remove one that hardly matters first.")


class NothingToSaveError(DomainError):
    code = "scoring.nothing_to_save"
    sentence = N_("Nothing is changed, so there is nothing to save.")


def keep_rule(uow: UnitOfWork, rule: Mapping[str, Any], *, seen: str | None) -> None:
    """Add a rule to the draft, or change it. `seen` is the mark of what the editor was shown.

    Raises RuleChangedError, TooManyRulesError, or InvalidInputError with fields
    “rules.<key>.<part>”.
    """
    draft, read = _open(uow), read_rule(uow, rule)
    standing = rules_by_key(draft.definition).get(str(rule["key"]))
    if seen is not None and seen != mark_of(standing) and standing != read:
        raise RuleChangedError
    if standing is None and len(draft.definition["rules"]) >= MOST_RULES:
        raise TooManyRulesError(most=MOST_RULES)
    _put(uow, draft, with_rule(draft.definition, read))


def remove_rule(uow: UnitOfWork, key: str) -> Mapping[str, Any]:
    """Take a rule out of the draft; it can come back while the draft stands."""
    draft = _open(uow)
    rules = draft.definition["rules"]
    place = next((at for at, rule in enumerate(rules) if rule["key"] == key), None)
    if place is None:
        raise NotFoundError
    draft.removed = {**draft.removed, key: {"rule": rules[place], "place": place}}
    _put(uow, draft, {**draft.definition, "rules": [*rules[:place], *rules[place + 1 :]]})
    gone: Mapping[str, Any] = rules[place]
    return gone


def revive_rule(uow: UnitOfWork, key: str) -> None:
    """Put a removed rule back to where it stood; one that is there already stays."""
    draft = _open(uow)
    if key in rules_by_key(draft.definition):
        return
    kept = draft.removed.get(key)
    if kept is None:
        raise NotFoundError
    rules = list(draft.definition["rules"])
    rules.insert(min(int(kept["place"]), len(rules)), kept["rule"])
    draft.removed = {name: one for name, one in draft.removed.items() if name != key}
    _put(uow, draft, {**draft.definition, "rules": rules})


def move_rule(uow: UnitOfWork, key: str, *, by: int) -> None:
    """Change places with the rule of the same group before it (-1) or after it (1); at the end of
    the group nothing moves."""
    draft = _open(uow)
    rules = list(draft.definition["rules"])
    places = {rule["key"]: at for at, rule in enumerate(rules)}
    if key not in places:
        raise NotFoundError
    group = rules[places[key]]["group"]
    alike = [rule["key"] for rule in rules if rule["group"] == group]
    target = alike.index(key) + (1 if by > 0 else -1)
    if not 0 <= target < len(alike):
        return
    here, there = places[key], places[alike[target]]
    rules[here], rules[there] = rules[there], rules[here]
    _put(uow, draft, {**draft.definition, "rules": rules})


def keep_scale(
    uow: UnitOfWork, groups: Mapping[str, Any], threshold: Mapping[str, Any] | None
) -> None:
    """Set the caps, from where grades and levels begin, and what happens at a threshold.

    Raises InvalidInputError with fields “groups.fit.cap”, “threshold.margin” and the like.
    """
    draft = _open(uow)
    said: dict[str, Any] = {"groups": groups, "rules": [], "threshold": threshold}
    read = read_definition(uow, said).as_json()
    _put(uow, draft, {**draft.definition, "groups": read["groups"], "threshold": read["threshold"]})


def discard_draft(uow: UnitOfWork) -> None:
    """Forget what was changed; `revive_draft` brings it back."""
    uow.actor.require(MANAGE)
    draft = standing_draft(uow)
    if draft is not None:
        draft.is_discarded = True
        draft.changed_at = uow.now


def revive_draft(uow: UnitOfWork) -> None:
    """Take up again what was thrown away, unless something else was begun since."""
    uow.actor.require(MANAGE)
    draft = kept_draft(uow)
    if draft is None:
        raise NotFoundError
    draft.is_discarded = False


def catch_up(uow: UnitOfWork) -> Merged | None:
    """Take over into the draft what others have saved meanwhile; what both changed stays yours."""
    news = news_for(uow)
    draft = standing_draft(uow)
    if news is not None and draft is not None:
        draft.based_on = number_of(current_version(uow))
        _put(uow, draft, news.definition)
    return news


def save_draft(uow: UnitOfWork, *, note: str = "") -> ScoringVersion:
    """Make the draft the version that holds, and end it.

    Raises NothingToSaveError, InvalidInputError, or a ConflictError when somebody saved meanwhile.
    """
    uow.actor.require(MANAGE)
    draft = standing_draft(uow)
    if draft is None or not changes_of(uow):
        raise NothingToSaveError
    saved = save_definition(uow, draft.definition, based_on=draft.based_on, note=note)
    uow.session.delete(draft)
    return saved


def _open(uow: UnitOfWork) -> Draft:
    """The actor's draft to work on; a new one begins with the rules that hold."""
    uow.actor.require(MANAGE)
    if uow.actor.user_id is None:
        # A draft is somebody's; the system saves versions at once.
        raise PermissionDeniedError(permission=MANAGE)
    draft, sheet = kept_draft(uow), sheet_of(uow)
    if draft is None:
        draft = _begin(uow, uow.actor.user_id, sheet)
    elif draft.is_discarded:
        draft.based_on, draft.definition = sheet.based_on, dict(sheet.definition)
        draft.removed, draft.is_discarded = {}, False
    return draft


def _begin(uow: UnitOfWork, user_id: UUID, sheet: Sheet) -> Draft:
    draft = Draft(
        user_id=user_id,
        based_on=sheet.based_on,
        definition=dict(sheet.definition),
        removed={},
        is_discarded=False,
        changed_at=uow.now,
    )
    uow.session.add(draft)
    uow.session.flush()
    return draft


def _put(uow: UnitOfWork, draft: Draft, definition: Mapping[str, Any]) -> None:
    draft.definition = dict(definition)
    draft.changed_at = uow.now
