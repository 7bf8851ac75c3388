"""Hands mail in: to a mail server, or into a folder where none is set."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

from salesforce_lite.mail.errors import MailServerError

# Seconds for each answer of the server.
_PATIENCE = 20
_PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Post:
    """`url` is a mail server such as smtp://user:password@mail.example.com:587?from=crm@example.com;
    without one mail is written into `folder`. `site` is the host in addresses of our own.
    """

    url: str
    folder: Path
    site: str = "localhost"

    @property
    def sender(self) -> str:
        """The address that the setting names, else its user, else one at our own host."""
        parts = urlsplit(self.url)
        named = parse_qs(parts.query).get("from", [unquote(parts.username or "")])[0]
        return named if "@" in named else f"salesforce-lite@{self.site}"

    def letter(
        self, mail_id: UUID, recipient: str, subject: str, text: str, at: datetime
    ) -> EmailMessage:
        """The mail as it travels; whoever gets it twice recognises it by its Message-ID."""
        message = EmailMessage()
        message["Message-ID"] = f"<{mail_id}@{self.sender.rpartition('@')[2]}>"
        message["Date"] = format_datetime(at)
        message["From"] = self.sender
        message["To"] = recipient
        message["Subject"] = subject
        # So that nobody's absence is answered to a machine.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message

    def hand_in(self, letter: EmailMessage) -> None:
        """Raises MailServerError; nothing is known about whether it arrives."""
        try:
            if self.url:
                self._to_server(letter)
            else:
                self._to_folder(letter)
        except (OSError, smtplib.SMTPException) as error:
            raise MailServerError(reason=_reason(error)) from error

    def _to_server(self, letter: EmailMessage) -> None:
        with self._server() as server:
            server.send_message(letter)
            # It is taken: an odd goodbye must not send it again.
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        safe = ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_PATIENCE, context=safe)
        else:
            server = smtplib.SMTP(host, port, timeout=_PATIENCE)
        with server:
            server.ehlo_or_helo_if_needed()
            if parts.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=safe)
                server.ehlo()
            elif parts.scheme == "smtp" and parts.password:
                raise smtplib.SMTPNotSupportedError(
                    "the server offers no encryption, and the password is not sent without"
                )
            if parts.username and parts.password:
                server.login(unquote(parts.username), unquote(parts.password))
            yield server

    def _to_folder(self, letter: EmailMessage) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        name = letter["Message-ID"].strip("<>").partition("@")[0]
        beside = self.folder / f".{name}.part"
        beside.touch(mode=0o600)
        beside.write_bytes(letter.as_bytes())
        beside.replace(self.folder / f"{name}.eml")


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(_answer(*refusal) for refusal in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return str(error) or type(error).__name__


def _answer(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {text}"
