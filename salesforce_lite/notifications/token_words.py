"""A program that reads unusually much: the bell tells the owner of its token, beside the mail."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask_babel import gettext
from sqlalchemy import select

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.notifications.service import notify
from salesforce_lite.plugin import NotificationWords, Told
from salesforce_lite.tokens import ApiToken, TokenBudgetLow

TOKEN_BUDGET = "token_budget"  # noqa: S105 – the code of a kind


def tell_of_budget(uow: UnitOfWork, fact: TokenBudgetLow) -> None:
    notify(uow, fact.user_id, TOKEN_BUDGET, about=fact.token_id)


def budget_words(uow: UnitOfWork, told: Sequence[Told]) -> Mapping[UUID, NotificationWords]:
    """By the name that the owner gave the token."""
    ids = {one.about for one in told if one.about}
    own = select(ApiToken.id, ApiToken.name).where(
        ApiToken.id.in_(ids), ApiToken.user_id == uow.actor.user_id
    )
    names = {row.id: row.name for row in uow.session.execute(own)}
    return {
        one.id: NotificationWords(
            title=gettext("The token “%(name)s” reads a lot", name=names[one.about])
        )
        for one in told
        if one.about in names
    }
