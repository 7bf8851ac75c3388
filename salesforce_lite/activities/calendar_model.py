"""The private address under which somebody's calendar program reads what they have planned."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import DERIVED, Base, Historic, Identified, Versioned


class CalendarFeed(Identified, Versioned, Historic, Base, kw_only=True):
    """One per person. Its id, signed with the key of the instance, is the address: another id
    makes another address, and nobody reads one out of the database."""

    __tablename__ = "calendar_feed"
    history_name: ClassVar[str] = "calendar_feed"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), unique=True)
    # The program that read it last, as it calls itself.
    read_at: Mapped[datetime | None] = mapped_column(default=None, init=False, info=DERIVED)
    read_by: Mapped[str] = mapped_column(String(200), default="", init=False, info=DERIVED)
