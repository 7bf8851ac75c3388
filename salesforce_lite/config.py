"""Typed settings: instance/config.toml, then SFL_… environment variables over it.

What is wrong with them is told on the command line, and so in English.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from salesforce_lite.kernel.errors import DomainError

PREFIX = "SFL_"
_ENGINES = frozenset({"sqlite", "postgresql+psycopg"})
_BROKERS = frozenset({"redis", "rediss", "amqp", "amqps"})
_NO_ENGINE = "write sqlite:///… or postgresql+psycopg://user@host/name."
_NO_MAIL_SERVER = "write smtp://user:password@mail.example.com:587 or smtps://…"
_NO_NETWORK = "write networks such as 10.0.5.0/24, with commas between them."
_NO_BROKER = (
    "write redis://host:6379/0, rediss://…, amqp://user:password@host:5672/site or amqps://…"
)
_NO_ADDRESS = "write an address such as https://crm.example.com."
# A shorter key can be guessed, and with it the cookies of everybody who has signed in.
SHORTEST_KEY = 32
_SHORT_KEY = (
    f"it needs {SHORTEST_KEY} characters or more. Leave it out, and one is made in the instance."
)
_NO_INBOX = "write imaps://user:password@mail.example.com/INBOX or imap://…"
_NO_INBOX_ADDRESS = (
    "write the one address at which the mailbox is reached, such as crm@example.com, "
    "with at most 31 letters before the @ and no + among them."
)
# With the random part behind it, what stands before the @ has at most 64 letters.
_INBOX_ADDRESS = re.compile(r"[\w.-]{1,31}@[\w-]+(\.[\w-]+)+", re.ASCII).fullmatch
_NO_REDIS = "write redis://host:6379/1 or rediss://…"


class SettingsError(DomainError):
    code = "settings"
    sentence = "The setting %(name)s is wrong: %(reason)s"


class UnknownSettingError(DomainError):
    code = "unknown_setting"
    sentence = "There is no setting %(name)s. There are: %(known)s."


class MistypedSettingError(UnknownSettingError):
    sentence = "There is no setting %(name)s. Did you mean %(nearest)s?"


class Settings(BaseModel):
    """All settings there are: the keys of config.toml and, in capitals after SFL_, variables."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    instance: Path = Path("instance")
    database_url: str = ""
    secret_key: str = ""
    base_url: str = ""
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    # Where mail is handed in; empty writes it into the folder `outbox` of the instance.
    mail_url: str = ""
    # The company's mailbox, where mail to people's private addresses is read; and its address, to
    # which the random part of each person is added: crm+…@example.com.
    inbox_url: str = ""
    inbox_address: str = ""
    # Networks that outgoing requests, such as webhooks, may reach beside public machines.
    outbound_networks: tuple[str, ...] = ()
    # What carries ids of jobs to workers on other machines; empty leaves it to the database.
    broker_url: str = ""
    plugin_path: tuple[Path, ...] = ()
    # Seconds for which a worker may serve an older state of the plugins.
    plugin_ttl: float = Field(default=1.0, ge=0, le=60)
    # Seconds after which a call of a plugin is interrupted, and after which its process ends.
    plugin_budget: float = Field(default=10.0, gt=0, le=600)
    plugin_hang: float = Field(default=30.0, gt=0, le=3600)
    plugins_strict: bool = False
    safe_mode: bool = False
    # Requests a minute that one token, or one browser, may send to the API.
    api_rate: int = Field(default=600, gt=0, le=1_000_000)
    # Where processes count together, and by which workers are woken where there is no broker; empty
    # lets each count for itself, and look at the database.
    redis_url: str = ""

    @field_validator("database_url")
    @classmethod
    def _names_an_engine(cls, address: str) -> str:
        """What is wrong is not repeated: a password may stand in it."""
        if address and _engine_of(address) not in _ENGINES:
            raise PydanticCustomError("engine", _NO_ENGINE)
        return address

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, address: str) -> str:
        parts = urlsplit(address)
        if address and not (parts.scheme in ("http", "https") and parts.hostname):
            raise PydanticCustomError("address", _NO_ADDRESS)
        return address

    @field_validator("outbound_networks")
    @classmethod
    def _are_networks(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        try:
            for name in names:
                ip_network(name)
        except ValueError:
            raise PydanticCustomError("network", _NO_NETWORK) from None
        return names

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, address: str) -> str:
        """What is wrong is not repeated: a password may stand in it."""
        parts = urlsplit(address)
        if address and not (parts.scheme in ("redis", "rediss") and parts.hostname):
            raise PydanticCustomError("redis", _NO_REDIS)
        return address

    @field_validator("mail_url")
    @classmethod
    def _is_a_mail_server(cls, address: str) -> str:
        """What is wrong is not repeated: a password may stand in it."""
        parts = urlsplit(address)
        if address and not (parts.scheme in ("smtp", "smtps") and parts.hostname):
            raise PydanticCustomError("mail", _NO_MAIL_SERVER)
        return address

    @field_validator("inbox_url")
    @classmethod
    def _is_a_mailbox(cls, address: str) -> str:
        """What is wrong is not repeated: a password may stand in it."""
        parts = urlsplit(address)
        is_one = parts.scheme in ("imap", "imaps") and parts.hostname and parts.username
        if address and not (is_one and parts.password):
            raise PydanticCustomError("inbox", _NO_INBOX)
        return address

    @field_validator("inbox_address")
    @classmethod
    def _can_be_extended(cls, address: str) -> str:
        if address and not _INBOX_ADDRESS(address):
            raise PydanticCustomError("inbox_address", _NO_INBOX_ADDRESS)
        return address.lower()

    @field_validator("broker_url")
    @classmethod
    def _is_a_broker(cls, address: str) -> str:
        """What is wrong is not repeated: a password may stand in it."""
        parts = urlsplit(address)
        if address and not (parts.scheme in _BROKERS and parts.hostname):
            raise PydanticCustomError("broker", _NO_BROKER)
        return address

    @property
    def plugin_folders(self) -> tuple[Path, ...]:
        """Where plugins are looked for: those that come with the server, too."""
        return self.plugin_path or (bundled_plugins(), Path("plugins"), self.instance / "plugins")

    @property
    def database(self) -> str:
        """The database address; SQLite inside the instance unless another is set."""
        return self.database_url or f"sqlite:///{self.instance.resolve() / 'salesforce_lite.db'}"


def bundled_plugins() -> Path:
    """Inside of the package where it was installed, beside it in a checkout; wherever the server
    is started."""
    package = Path(__file__).parent
    inside = package / "bundled_plugins"
    return inside if inside.is_dir() else package.parent / "plugins"


def _engine_of(address: str) -> str:
    try:
        return make_url(address).drivername
    except ArgumentError:
        return ""


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; an unknown name is an error that names the nearest known one."""
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(PREFIX) and not name.startswith(f"{PREFIX}TEST_")
    }
    instance = Path(given.get("instance", "instance"))
    file = instance / "config.toml"
    merged: dict[str, Any] = _from_file(file) | given
    places = {name: _Place(None if name in given else file) for name in merged}
    for name in merged:
        _check_known(name, places[name])
    merged["instance"] = instance
    for name in ("trusted_hosts", "outbound_networks", "plugin_path"):
        if isinstance(merged.get(name), str):
            merged[name] = tuple(part.strip() for part in merged[name].split(",") if part.strip())
    try:
        settings = Settings(**merged)
    except ValidationError as error:
        first = error.errors()[0]
        wrong = str(first["loc"][0])
        raise SettingsError(name=places[wrong].shown(wrong), reason=first["msg"]) from None
    if 0 < len(settings.secret_key) < SHORTEST_KEY:
        raise SettingsError(name=places["secret_key"].shown("secret_key"), reason=_SHORT_KEY)
    return settings


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a setting was written: in this file, or in the environment."""

    file: Path | None

    def called(self, name: str) -> str:
        return PREFIX + name.upper() if self.file is None else name

    def shown(self, name: str) -> str:
        return self.called(name) if self.file is None else f"{name} (in {self.file})"


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(name=str(path), reason=str(error)) from None


def _check_known(name: str, place: _Place) -> None:
    known = sorted(Settings.model_fields)
    if name in known:
        return
    # In the file somebody may write the name of the variable.
    near = get_close_matches(name.lower().removeprefix(PREFIX.lower()), known, n=1)
    if near:
        raise MistypedSettingError(name=place.shown(name), nearest=place.called(near[0]))
    names = ", ".join(place.called(one) for one in known)
    raise UnknownSettingError(name=place.shown(name), known=names)
