"""The core's sentences about a customer: the relation, who looks after it, what is missing."""

from flask import url_for
from flask_babel import gettext

from salesforce_lite.customers.listing import owner_names
from salesforce_lite.customers.model import Customer, Lifecycle
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import GlanceLine
from salesforce_lite.web import show_date

_RELATION = {
    Lifecycle.LEAD: N_("Lead since %(date)s"),
    Lifecycle.QUALIFIED: N_("Qualified since %(date)s"),
    Lifecycle.ACTIVE: N_("Active customer since %(date)s"),
    Lifecycle.DORMANT: N_("Dormant since %(date)s"),
    Lifecycle.LOST: N_("Lost since %(date)s"),
}


def customer_lines(uow: UnitOfWork, customer: Customer) -> list[GlanceLine]:
    """The core's sentences; what is due or wrong, which other slices tell, comes before them."""
    found = [_owner(uow, customer), _reach(uow, customer), _relation(customer)]
    return [line for line in found if line is not None]


def _owner(uow: UnitOfWork, customer: Customer) -> GlanceLine:
    if customer.owner_id is None:
        text = gettext("Nobody looks after this customer.")
        return GlanceLine(text=text, icon="user", urgency=20, state="warn")
    if customer.owner_id == uow.actor.user_id:
        text = gettext("You look after this customer.")
    else:
        name = owner_names(uow, {customer.owner_id}).get(customer.owner_id, "")
        text = gettext("%(name)s looks after this customer.", name=name)
    return GlanceLine(text=text, icon="user", urgency=80)


def _reach(uow: UnitOfWork, customer: Customer) -> GlanceLine | None:
    if customer.phones:
        return None
    can_edit = uow.actor.may("customers.edit")
    return GlanceLine(
        text=(
            gettext("There is no phone number yet.")
            if customer.emails
            else gettext("There is neither a phone number nor an e-mail address yet.")
        ),
        icon="phone",
        urgency=50,
        state="warn",
        reason=gettext("Add one") if can_edit else "",
        url=url_for("customers.edit", customer_id=customer.id) if can_edit else "",
    )


def _relation(customer: Customer) -> GlanceLine | None:
    since = customer.lifecycle_since
    if since is None:
        return None
    sentence = _RELATION[Lifecycle(customer.lifecycle)]
    return GlanceLine(text=gettext(sentence, date=show_date(since)), icon="heart", urgency=70)
