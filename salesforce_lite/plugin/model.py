"""What the database knows of plugins: what is enabled, with which settings; the generation."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import DERIVED, Base, Historic, Identified, Versioned
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.types import Document


class Switch(StrEnum):
    """What an administrator, or the circuit breaker, decided about a plugin."""

    DISABLED = "disabled"
    ENABLED = "enabled"
    AUTO_DISABLED = "auto_disabled"  # it failed too often; somebody should look at it


class PluginRecord(Identified, Versioned, Historic, Base, kw_only=True):
    """One plugin that was enabled at least once; the row stays when its code vanishes."""

    __tablename__ = "plugin"
    history_name = "plugin"
    history_fields: ClassVar[Mapping[str, str]] = {
        "plugin_id": N_("Plugin"),
        "switch": N_("State"),
        "plugin_version": N_("Version"),
        "reason": N_("Reason"),
        "switched_at": N_("Switched on or off"),
        "switched_by": N_("Switched by"),
        "settings": N_("Settings"),
        "tables": N_("Tables"),
        "files": N_("Files"),
    }
    history_values: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "switch": {
            Switch.DISABLED: N_("Off"),
            Switch.ENABLED: N_("On"),
            Switch.AUTO_DISABLED: N_("Switched off by itself"),
        }
    }

    plugin_id: Mapped[str] = mapped_column(String(31), unique=True)
    switch: Mapped[str] = mapped_column(String(15), default=Switch.DISABLED)
    # The version that was enabled last, for its own upgrades.
    plugin_version: Mapped[str] = mapped_column(String(60), default="")
    # Why it was switched off by itself.
    reason: Mapped[str] = mapped_column(String(500), default="")
    switched_at: Mapped[datetime | None] = mapped_column(default=None)
    switched_by: Mapped[UUID | None] = mapped_column(default=None)
    settings: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)
    # Sealed, and no part of the history.
    secrets: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict, info=DERIVED)
    # Its tables, so that its data can be removed without its code.
    tables: Mapped[list[str]] = mapped_column(Document, default_factory=list)
    # A digest of its files when it was enabled.
    files: Mapped[str] = mapped_column(String(64), default="")

    @property
    def is_on(self) -> bool:
        """Whether somebody wants it to run, and it has not failed too often."""
        return self.switch == Switch.ENABLED


class PluginGeneration(Base):
    """One row that counts up, in the same transaction, with everything that changes for workers."""

    __tablename__ = "plugin_generation"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer)
