"""The mailbox: mail that people copy or forward to an address of their own is filed with customers.

Each person has a private address, `crm+…@company.example`. What comes there is taken in by a job
that reads the company's mailbox, or by a command that a mail server calls; a job of its owner then
files it as an activity, or keeps it for them until they say whose it is.

Reading order: `addresses`, `parsing`, `headers`, `texts`, `sorts` and `letters` read a mail;
`service` takes it in; `dealings` and `filing` file it; `inbox` and `reading` fetch it.
"""

from salesforce_lite.mailbox.addresses import PrivateAddresses
from salesforce_lite.mailbox.errors import (
    MailboxServerError,
    NobodyOutsideError,
    NoMailboxError,
    NoSuchAddressError,
)
from salesforce_lite.mailbox.filing import file_with, make_customer_of
from salesforce_lite.mailbox.inbox import check_inbox
from salesforce_lite.mailbox.letters import Letter, read_letter
from salesforce_lite.mailbox.model import MailboxAddress, MailState, ReceivedMail
from salesforce_lite.mailbox.parsing import LARGEST
from salesforce_lite.mailbox.service import (
    MOST_A_DAY,
    Reception,
    close_address,
    dismiss_mail,
    list_unfiled,
    open_address,
    own_address,
    receive_mail,
)

__all__ = [
    "LARGEST",
    "MOST_A_DAY",
    "Letter",
    "MailState",
    "MailboxAddress",
    "MailboxServerError",
    "NoMailboxError",
    "NoSuchAddressError",
    "NobodyOutsideError",
    "PrivateAddresses",
    "ReceivedMail",
    "Reception",
    "check_inbox",
    "close_address",
    "dismiss_mail",
    "file_with",
    "list_unfiled",
    "make_customer_of",
    "open_address",
    "own_address",
    "read_letter",
    "receive_mail",
]
