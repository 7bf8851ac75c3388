"""People who sign in, their roles, and the sessions they hold."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from flask_security import RoleMixin, UserMixin
from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from salesforce_lite.kernel.db import Base, Historic
from salesforce_lite.kernel.ids import new_id
from salesforce_lite.kernel.types import Document, TextList

ADMIN = "admin"  # the role that may do everything


class RecordAccess(StrEnum):
    """Whose records a role sees."""

    OWN = "own"
    TEAM = "team"  # own and those of one's teams with the teams below
    ALL = "all"


user_role = Table(
    "user_role",
    Base.metadata,
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)


class Role(RoleMixin, Historic, Base):
    """A named set of permissions, and whose records it shows."""

    __tablename__ = "role"
    history_name: ClassVar[str] = "role"

    id: Mapped[UUID] = mapped_column(  # type: ignore[assignment]  # the mixin says int
        primary_key=True, default=new_id
    )
    name: Mapped[str] = mapped_column(String(40), unique=True)
    label_en: Mapped[str] = mapped_column(String(80))
    label_es: Mapped[str] = mapped_column(String(80))
    permissions: Mapped[tuple[str, ...]] = mapped_column(  # type: ignore[assignment]  # says list
        TextList
    )
    record_access: Mapped[str] = mapped_column(String(10), default=RecordAccess.OWN)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}


class User(UserMixin, Historic, Base):
    """A person who works here. (Not a dataclass: the sign-in library's mixin refuses it.)"""

    __tablename__ = "user"
    history_name: ClassVar[str] = "user"

    id: Mapped[UUID] = mapped_column(  # type: ignore[assignment]  # the mixin says int
        primary_key=True, default=new_id
    )
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    locale: Mapped[str] = mapped_column(String(10), default="en")
    # Whether somebody chose it; else it becomes that of the browser in which they first sign in.
    locale_is_set: Mapped[bool] = mapped_column(Boolean, default=True, info={"derived": True})
    zone: Mapped[str] = mapped_column(String(60), default="UTC")
    theme: Mapped[str] = mapped_column(String(10), default="auto")
    password: Mapped[str | None] = mapped_column(String(200), info={"derived": True})
    # Sessions and tokens are bound to it: a new one ends them all.
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, info={"derived": True})
    password_changed_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False, info={"derived": True})

    version: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    updated_at: Mapped[datetime]
    updated_by: Mapped[UUID | None]

    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # the mixin says RoleMixin
        secondary=user_role, lazy="selectin", order_by="Role.name"
    )

    __mapper_args__ = {"version_id_col": version}


class SignInSession(Base):
    """One signed-in browser. Only the hash of its id is kept."""

    __tablename__ = "sign_in_session"

    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    # The person's `fs_uniquifier` at sign-in; it no longer counts once that is another.
    bound_to: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(60), default="")
    browser: Mapped[str] = mapped_column(String(200), default="")
    data: Mapped[dict[str, Any]] = mapped_column(Document)
