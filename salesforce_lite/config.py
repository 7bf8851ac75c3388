"""Typed settings: instance/config.toml, then SFL_… environment variables over it."""

import os
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from salesforce_lite.kernel.errors import N_, DomainError

PREFIX = "SFL_"
_ENGINES = frozenset({"sqlite", "postgresql+psycopg"})
_NO_ENGINE = "write sqlite:///… or postgresql+psycopg://user@host/name."


class SettingsError(DomainError):
    code = "settings"
    sentence = N_("The setting %(name)s is wrong: %(reason)s")


class UnknownSettingError(DomainError):
    code = "unknown_setting"
    sentence = N_("There is no setting %(name)s. Did you mean %(nearest)s?")


class Settings(BaseModel):
    """All settings there are: the keys of config.toml and, in capitals after SFL_, variables."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    instance: Path = Path("instance")
    database_url: str = ""
    secret_key: str = ""
    base_url: str = ""
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    mail_url: str = ""

    @field_validator("database_url")
    @classmethod
    def _names_an_engine(cls, address: str) -> str:
        """What is wrong is not repeated: a password may stand in it."""
        if address and _engine_of(address) not in _ENGINES:
            raise PydanticCustomError("engine", _NO_ENGINE)
        return address

    @property
    def database(self) -> str:
        """The database address; SQLite inside the instance unless another is set."""
        return self.database_url or f"sqlite:///{self.instance.resolve() / 'salesforce_lite.db'}"


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
    merged: dict[str, Any] = _from_file(instance / "config.toml") | given | {"instance": instance}
    for name in merged:
        _check_known(name)
    for name in ("trusted_hosts",):
        if isinstance(merged.get(name), str):
            merged[name] = tuple(part.strip() for part in merged[name].split(",") if part.strip())
    try:
        return Settings(**merged)
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(
            name=PREFIX + str(first["loc"][0]).upper(), reason=first["msg"]
        ) from None


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(name=str(path), reason=str(error)) from None


def _check_known(name: str) -> None:
    known = list(Settings.model_fields)
    if name not in known:
        nearest = get_close_matches(name, known, n=1, cutoff=0)[0]
        raise UnknownSettingError(name=PREFIX + name.upper(), nearest=PREFIX + nearest.upper())
