"""Personal tokens: how a program acts as a person, no further than it was allowed to."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import DERIVED, Base, Historic, Identified, Versioned
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.types import TextList


class ApiToken(Identified, Versioned, Historic, Base, kw_only=True):
    """A token of one person. Only the hash of its secret is kept."""

    __tablename__ = "api_token"
    __table_args__ = (Index("ix_api_token_user", "user_id", "id"),)
    history_name: ClassVar[str] = "api_token"
    history_label: ClassVar[str] = N_("Token of a program")
    history_fields: ClassVar[Mapping[str, str]] = {
        "user_id": N_("Acts as"),
        "scopes": N_("Scopes"),
        "networks": N_("Address ranges"),
        "expires_at": N_("Counts until"),
        "revoked_at": N_("Revoked"),
        "rows_per_hour": N_("Records in an hour"),
        "rows_per_day": N_("Records in a day"),
    }

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True, info=DERIVED)
    # Its last letters, so that people tell their tokens apart.
    hint: Mapped[str] = mapped_column(String(4), info=DERIVED)
    scopes: Mapped[tuple[str, ...]] = mapped_column(TextList)
    # Address ranges (CIDR) from which it counts; none for everywhere.
    networks: Mapped[tuple[str, ...]] = mapped_column(TextList, default=())
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    rows_per_hour: Mapped[int] = mapped_column(default=5_000)
    rows_per_day: Mapped[int] = mapped_column(default=20_000)

    # What it has read in the hour and the day (UTC) that are named.
    hour: Mapped[datetime | None] = mapped_column(default=None, init=False, info=DERIVED)
    hour_rows: Mapped[int] = mapped_column(default=0, init=False, info=DERIVED)
    day: Mapped[date | None] = mapped_column(default=None, init=False, info=DERIVED)
    day_rows: Mapped[int] = mapped_column(default=0, init=False, info=DERIVED)
    used_at: Mapped[datetime | None] = mapped_column(default=None, init=False, info=DERIVED)
    used_from: Mapped[str] = mapped_column(String(60), default="", init=False, info=DERIVED)
