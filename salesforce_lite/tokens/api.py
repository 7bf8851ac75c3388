"""Who a program acts as, and what is left of its budget."""

from salesforce_lite.access import User, get_user
from salesforce_lite.api import Query, Resource, current_credential
from salesforce_lite.kernel.errors import N_, NotFoundError
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.tokens.budget import rows_left
from salesforce_lite.tokens.model import ApiToken
from salesforce_lite.tokens.schemas import Budget, MeView, TokenView
from salesforce_lite.tokens.service import get_token
from salesforce_lite.web import SIGNED_IN, current_uow

resource = Resource(name="me", title=N_("Oneself"), about="me")


@resource.get("", needs=SIGNED_IN)
def show(query: Query) -> MeView:
    """Who the token acts as, what it may do, and what is left of its budget.

    What a client needs to draw forms comes along on request: `include=custom_fields,lists`.
    """
    uow = current_uow()
    if uow.actor.user_id is None:
        raise NotFoundError
    user: User = get_user(uow, uow.actor.user_id)
    credential = current_credential()
    return MeView(
        id=user.id,
        name=user.name,
        email=user.email,
        locale=user.locale,
        zone=user.zone,
        roles=sorted(uow.actor.roles),
        permissions=sorted(uow.actor.permissions),
        sees=None if uow.actor.sees_everybody() else sorted(uow.actor.scope or ()),
        token=_told(uow, get_token(uow, credential.id)) if credential else None,
    )


def _told(uow: UnitOfWork, token: ApiToken) -> TokenView:
    in_hour, in_day = rows_left(token, uow.now)
    return TokenView(
        id=token.id,
        name=token.name,
        scopes=sorted(token.scopes),
        expires_at=token.expires_at,
        hour=Budget(most=token.rows_per_hour, left=in_hour),
        day=Budget(most=token.rows_per_day, left=in_day),
    )
