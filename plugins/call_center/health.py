"""How the doors of exchanges fare, for administrators."""

from datetime import timedelta

from sqlalchemy import select

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.plugin import Health, plugin_settings

from .model import TOLD_BY_EXCHANGE, CallEventRow, Extension

# An exchange that has told nothing for so long has perhaps lost its way here.
_SILENT = timedelta(days=3)
_SHUT = N_(
    "People have lines, but no door for an exchange has a secret: nothing that rings is shown. "
    "Set one in the settings."
)
_QUIET = N_("The exchange has told nothing for %(days)s days. See whether it still sends here.")


def how_it_fares(uow: UnitOfWork) -> Health | None:
    """The worst that is to be told; None when all is well."""
    has_lines = uow.session.scalar(select(Extension.extension).limit(1)) is not None
    if not has_lines:
        return None
    settings = plugin_settings(uow, "call_center")
    names = ("generic_secret", "asterisk_secret", "twilio_token")
    if not any(settings.get(name) for name in names):
        return Health(state="warn", text=_SHUT)
    newest = select(CallEventRow.arrived_at).where(TOLD_BY_EXCHANGE)
    last = uow.session.scalar(newest.order_by(CallEventRow.arrived_at.desc()).limit(1))
    if last is not None and uow.now - last > _SILENT:
        return Health(state="warn", text=_QUIET, values={"days": (uow.now - last).days})
    return None
