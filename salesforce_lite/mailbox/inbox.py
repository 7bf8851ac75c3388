"""The company's mailbox over IMAP: one message after the other, moved away when it is done."""

import imaplib
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_address
from time import monotonic
from urllib.parse import unquote, urlsplit

from imap_tools import AND, BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFetchError
from imap_tools.utils import check_command_status

from salesforce_lite.mailbox.addresses import PrivateAddresses
from salesforce_lite.mailbox.errors import MailboxServerError
from salesforce_lite.mailbox.letters import Letter, read_letter
from salesforce_lite.mailbox.parsing import LARGEST

_log = logging.getLogger(__name__)
# Where messages go: what was taken, and what was for nobody or could not be read.
FILED, NOT_FILED = "Filed", "Not filed"
# Seconds for each answer of the server, and for one visit, after which others have their turn.
_PATIENCE = 20
_LONGEST_VISIT = 90


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message of the mailbox, as it came until it is read; then `letter` is None where it cannot
    be read."""

    uid: str
    raw: bytes | None
    letter: Letter | None = None

    @property
    def is_read(self) -> bool:
        return self.raw is None


@dataclass
class Visit:
    """The mailbox, open. `message` is the next one; None when there is none, or it is enough.
    `feared` is the uid of one whose reading has ended a worker."""

    box: BaseMailBox
    addresses: PrivateAddresses
    feared: str = ""
    message: Fetched | None = None
    _folders: dict[str, str] = field(default_factory=dict)
    _waiting: list[str] = field(default_factory=list)
    _ends: float = 0

    @classmethod
    def begin(cls, url: str, addresses: PrivateAddresses, feared: str = "") -> "Visit":
        """Raises MailboxServerError."""
        with told():
            visit = cls(open_box(url), addresses, feared)
        with visit._closed_on_failure():
            visit._folders = {name: _folder(visit.box, name) for name in (FILED, NOT_FILED)}
            visit._waiting = visit.box.uids("UNDELETED", charset=None)
            visit._ends = monotonic() + _LONGEST_VISIT
            visit._fetch()
        return visit

    def read(self) -> "Visit":
        """Read the message; what has ended a worker once is not given the chance again."""
        with self._closed_on_failure():
            if self.message is not None:
                self.message = Fetched(self.message.uid, None, self._letter(self.message))
        return self

    def go_on(self, folder: str) -> "Visit":
        """Move the message to its folder and take the next. Raises MailboxServerError."""
        with self._closed_on_failure():
            if self.message is not None:
                self.box.move(self.message.uid, self._folders[folder])
            self._fetch()
        return self

    def close(self) -> None:
        close(self.box)

    def _fetch(self) -> None:
        self.message = None
        while self._waiting and self.message is None and monotonic() < self._ends:
            uid = self._waiting.pop(0)
            raw = self._raw(uid)
            if raw is not None:
                self.message = Fetched(uid, raw)
        if self.message is None:
            self.close()

    def _raw(self, uid: str) -> bytes | None:
        """None for what somebody has taken away meanwhile. Of what is too large, the beginning."""
        # imap-tools has no way to ask for a part of a message.
        answer = self.box.client.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST + 1}>)")
        check_command_status(answer, MailboxFetchError)
        bodies = [one[1] for one in answer[1] if isinstance(one, tuple)]
        return bodies[0] if bodies else None

    def _letter(self, message: Fetched) -> Letter | None:
        if message.uid == self.feared:
            _log.error("a mail ended the worker that read it, and is set aside")
            return None
        try:
            return read_letter(message.raw or b"", self.addresses)
        except Exception:
            # One message that nobody foresaw must not keep all others from being read.
            _log.exception("a mail could not be read")
            return None

    @contextmanager
    def _closed_on_failure(self) -> Iterator[None]:
        try:
            with told():
                yield
        except BaseException:
            self.close()
            raise


def open_box(url: str) -> BaseMailBox:
    """Signed in, in the folder that the address names. A password never travels unencrypted, but to
    this machine itself."""
    parts = urlsplit(url)
    host, safe = parts.hostname or "", ssl.create_default_context()
    if parts.scheme == "imaps":
        box: BaseMailBox = MailBox(host, parts.port or 993, timeout=_PATIENCE, ssl_context=safe)
    elif _is_here(host):
        box = MailBoxUnencrypted(host, parts.port or 143, timeout=_PATIENCE)
    else:
        box = MailBoxStartTls(host, parts.port or 143, timeout=_PATIENCE, ssl_context=safe)
    try:
        folder = unquote(parts.path.strip("/")) or "INBOX"
        box.login(unquote(parts.username or ""), unquote(parts.password or ""), folder)
    except BaseException:
        close(box)
        raise
    return box


def close(box: BaseMailBox) -> None:
    """What is done is done: an odd goodbye changes nothing."""
    with suppress(OSError, ImapToolsError, imaplib.IMAP4.error):
        box.logout()
    with suppress(OSError):
        box.client.shutdown()


def check_inbox(url: str) -> None:
    """Sign in and out again. Raises MailboxServerError."""
    with told():
        close(open_box(url))


def remove_before(url: str, day: date) -> None:
    """Remove what was filed before that day. Raises MailboxServerError."""
    with told():
        box = open_box(url)
        try:
            box.folder.set(_folder(box, FILED))
            box.delete(box.uids(AND(date_lt=day), charset=None))
        finally:
            close(box)


@contextmanager
def told() -> Iterator[None]:
    """What servers and networks say becomes a MailboxServerError."""
    try:
        yield
    except (OSError, ImapToolsError, imaplib.IMAP4.error, ValueError) as error:
        raise MailboxServerError(reason=str(error) or type(error).__name__) from error


def _folder(box: BaseMailBox, name: str) -> str:
    """Its whole name, made where it is missing; some servers have all folders below the first."""
    listed = box.folder.list()
    below = f"INBOX{listed[0].delim if listed else '/'}{name}"
    for one in listed:
        if one.name in (name, below):
            return one.name
    try:
        box.folder.create(name)
    except ImapToolsError:
        box.folder.create(below)
        return below
    return name


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return False
