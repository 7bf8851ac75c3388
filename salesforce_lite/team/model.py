"""Teams as a tree, who belongs to them, and portfolios of customers."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import Base, Historic, Identified, Versioned


class Team(Identified, Versioned, Historic, Base, kw_only=True):
    """People who work together; its manager sees its records and those of the teams below."""

    __tablename__ = "team"
    history_name: ClassVar[str] = "team"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), default=None, index=True)
    manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), default=None, index=True)


class TeamMember(Base):
    """A person's place in a team."""

    __tablename__ = "team_member"

    team_id: Mapped[UUID] = mapped_column(
        ForeignKey("team.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Portfolio(Identified, Versioned, Historic, Base, kw_only=True):
    """A named group of customers with the person who looks after them."""

    __tablename__ = "portfolio"
    history_name: ClassVar[str] = "portfolio"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), default=None, index=True)
