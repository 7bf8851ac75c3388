"""How tokens plug in: the card on the profile, permissions, what the owner is told."""

from flask import Blueprint

from salesforce_lite.access import PasswordChanged, UserDeactivated
from salesforce_lite.api import Resource
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import (
    Panel,
    Permission,
    Subscription,
    after_commit,
    before_commit,
    hookimpl,
)
from salesforce_lite.tokens import api
from salesforce_lite.tokens.events import TokenBudgetLow, TokenMade
from salesforce_lite.tokens.owner_words import tell_of_budget, tell_of_token
from salesforce_lite.tokens.service import MAKE, MANAGE, revoke_all
from salesforce_lite.tokens.views import blueprint, load_card


@hookimpl
def blueprints() -> list[Blueprint]:
    return [blueprint]


@hookimpl
def api_resources() -> list[Resource]:
    return [api.resource]


@hookimpl
def panels() -> list[Panel]:
    return [
        Panel(slot="profile.main", template="tokens/_card.html", load=load_card, permission=MAKE)
    ]


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(
            code=MAKE,
            label=N_("Let programs act in one's own name"),
            default_roles=("admin", "manager", "rep", "inside_rep", "viewer"),
        ),
        Permission(
            code=MANAGE,
            label=N_("See and revoke everybody's tokens, and change their budgets"),
            default_roles=("admin",),
        ),
    ]


@hookimpl
def subscriptions() -> list[Subscription]:
    return [
        before_commit(UserDeactivated, _revoke_theirs),
        before_commit(PasswordChanged, _revoke_intruders),
        after_commit(TokenMade, tell_of_token),
        after_commit(TokenBudgetLow, tell_of_budget),
    ]


def _revoke_intruders(uow: UnitOfWork, fact: PasswordChanged) -> None:
    """Who gives somebody else a new password does it because the account is in other hands."""
    if fact.user_id != uow.actor.user_id:
        revoke_all(uow, fact.user_id)


def _revoke_theirs(uow: UnitOfWork, fact: UserDeactivated) -> None:
    revoke_all(uow, fact.user_id)
