"""The mail to the team of whoever has won a sale."""

from datetime import timedelta

from flask_babel import force_locale, gettext

from salesforce_lite.access import User, get_user
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.mail import send_mail
from salesforce_lite.opportunities import OpportunityWon, get_opportunity
from salesforce_lite.plugin import plugin_settings
from salesforce_lite.team import colleagues_of
from salesforce_lite.web import show_money

# What was won before is history that a file has told, and no news to anybody.
_NEWS = timedelta(days=7)


def tell_team(uow: UnitOfWork, fact: OpportunityWon) -> None:
    """To each in their language. Colleagues may not see the customer, so it is not named."""
    if fact.won_on < uow.today - _NEWS:
        return
    sale = get_opportunity(uow, fact.opportunity_id)
    if not plugin_settings(uow, "win_bell")["mails"] or sale.owner_id is None:
        return
    seller = get_user(uow, sale.owner_id)
    for colleague in colleagues_of(uow, seller.id):
        with force_locale((colleague.locale or "en").replace("-", "_")):
            subject, text = _words(seller, show_money(sale.amount))
        send_mail(uow, to=colleague.email, subject=subject, text=text)


def _words(seller: User, amount: str) -> tuple[str, str]:
    if amount:
        text = gettext("%(name)s has won a sale of %(amount)s.", name=seller.name, amount=amount)
    else:
        text = gettext("%(name)s has won a sale.", name=seller.name)
    return gettext("The bell rings for %(name)s", name=seller.name), text
