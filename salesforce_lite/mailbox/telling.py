"""Tells the owner of a private address, once, of mail that waits for them, and of bounces."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from salesforce_lite.kernel.uow import UnitOfWork
from salesforce_lite.mailbox.model import MailState, ReceivedMail
from salesforce_lite.mailbox.service import TOLD, unfiled_mail
from salesforce_lite.notifications import notify

# So many a day are told one by one; of more, one line says so.
_FEW = 5
_DAY = timedelta(days=1)


def tell_of_unfiled(uow: UnitOfWork, mail: ReceivedMail) -> None:
    uow.session.flush()
    told = select(func.count()).select_from(
        unfiled_mail(uow).where(ReceivedMail.received_at > uow.now - _DAY).subquery()
    )
    if (uow.session.scalar(told) or 0) <= _FEW:
        notify(uow, mail.user_id, TOLD, about=mail.id, params={"what": "unfiled"}, key=str(mail.id))
    else:
        key = f"many/{uow.now:%Y%m%d}"
        notify(uow, mail.user_id, TOLD, params={"what": "many"}, key=key)


def tell_of_bounce(uow: UnitOfWork, mail: ReceivedMail, failed: Sequence[str]) -> None:
    """The addresses are kept with the mail, and go with it: the bell holds no words."""
    mail.state, mail.letter = MailState.DONE, {"undelivered": list(failed)}
    notify(uow, mail.user_id, TOLD, about=mail.id, params={"what": "bounce"}, key=str(mail.id))
