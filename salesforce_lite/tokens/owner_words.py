"""Mails to the owner of a token: that it was made, that it reads unusually much."""

from flask_babel import force_locale, gettext

from salesforce_lite.access import User
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.mail import send_mail
from salesforce_lite.tokens.events import TokenBudgetLow, TokenMade
from salesforce_lite.tokens.model import ApiToken
from salesforce_lite.web import outside_address


def tell_of_token(uow: UnitOfWork, fact: TokenMade) -> None:
    """Whoever did not make it themselves learns of it."""
    found = _find(uow, fact)
    if found is None:
        return
    token, owner = found
    with force_locale(owner.locale.replace("-", "_")):
        _write_of_token(uow, token, owner)


def _write_of_token(uow: UnitOfWork, token: ApiToken, owner: User) -> None:
    send_mail(
        uow,
        to=owner.email,
        subject=gettext("A program may act in your name: %(name)s", name=token.name),
        text=gettext(
            "The token “%(name)s” was made for your account. A program that has it may do this in "
            "your name: %(scopes)s.\n\nIf that was not you, revoke it under “My profile” and "
            "change your password:\n%(address)s\n",
            name=token.name,
            scopes=", ".join(token.scopes),
            address=outside_address("/me#tokens"),
        ),
    )


def tell_of_budget(uow: UnitOfWork, fact: TokenBudgetLow) -> None:
    """A program that reads everything is what a stolen token looks like."""
    found = _find(uow, fact)
    if found is None:
        return
    token, owner = found
    with force_locale(owner.locale.replace("-", "_")):
        _write_of_budget(uow, token, owner, fact)


def _write_of_budget(uow: UnitOfWork, token: ApiToken, owner: User, fact: TokenBudgetLow) -> None:
    within = gettext("in an hour") if fact.window == "hour" else gettext("in a day")
    send_mail(
        uow,
        to=owner.email,
        subject=gettext("The token “%(name)s” reads a lot", name=token.name),
        text=gettext(
            "The token “%(name)s” has read 80 %% of the %(most)s records that it may read "
            "%(within)s, last from %(address)s. When all are spent it is refused until the time "
            "is over.\n\nIf you do not know why, revoke it under “My profile”:\n%(page)s\n",
            name=token.name,
            most=fact.most,
            within=within,
            address=token.used_from,
            page=outside_address("/me#tokens"),
        ),
    )


def _find(uow: UnitOfWork, fact: TokenMade | TokenBudgetLow) -> tuple[ApiToken, User] | None:
    token, owner = uow.session.get(ApiToken, fact.token_id), uow.session.get(User, fact.user_id)
    if token is None or owner is None or not owner.active:
        return None
    return token, owner
