"""Mail that the server sends: a row in the transaction that wants it, handed in by a job.

send_mail(uow, to="ana@example.com", subject=gettext("…"), text=gettext("…"))
"""

from salesforce_lite.mail.errors import NoAddressError
from salesforce_lite.mail.model import Mail
from salesforce_lite.mail.service import send_mail

__all__ = ["Mail", "NoAddressError", "send_mail"]
