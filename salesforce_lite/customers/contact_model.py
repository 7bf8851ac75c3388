"""Contacts: people at organisations, each with a function there."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from salesforce_lite.countries import match_name, sort_name
from salesforce_lite.customers.values import EmailAddress, PhoneNumber
from salesforce_lite.kernel.db import (
    DERIVED,
    KEYED,
    Base,
    Deletable,
    Historic,
    Identified,
    Scoped,
    Versioned,
)
from salesforce_lite.kernel.types import Document, ValueList, sort_text


class Contact(Identified, Versioned, Deletable, Historic, Base, kw_only=True):
    """A person we talk to; may stand for several organisations and be a customer too."""

    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_sort", "sort_name", "id"),
        Index("ix_contact_updated", "updated_at", "id"),
        Index("ix_contact_holder", "holder_id"),
    )
    history_name: ClassVar[str] = "contact"

    name: Mapped[str] = mapped_column(String(200))
    salutation: Mapped[str] = mapped_column(String(40), default="")
    emails: Mapped[tuple[EmailAddress, ...]] = mapped_column(ValueList(EmailAddress), default=())
    phones: Mapped[tuple[PhoneNumber, ...]] = mapped_column(ValueList(PhoneNumber), default=())
    language: Mapped[str] = mapped_column(String(10), default="")
    note: Mapped[str] = mapped_column(String(4000), default="")
    # Code of a custom field → its value.
    custom: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict, info=KEYED)
    # The same person where they are a customer themselves.
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("customer.id", ondelete="SET NULL"), default=None, index=True
    )
    is_sample: Mapped[bool] = mapped_column(default=False, info=DERIVED)
    sort_name: Mapped[str] = mapped_column(sort_text(200), default="", init=False, info=DERIVED)
    email: Mapped[str] = mapped_column(String(254), default="", init=False, info=DERIVED)
    phone: Mapped[str] = mapped_column(String(40), default="", init=False, info=DERIVED)
    # Whose the contact is while no customer has them: who made them so, or took them off the last.
    holder_id: Mapped[UUID | None] = mapped_column(default=None, init=False, info=DERIVED)

    links: Mapped[list["ContactLink"]] = relationship(
        init=False, back_populates="contact", cascade="all, delete-orphan", lazy="raise"
    )

    def refresh_derived(self) -> None:
        """Bring the copies up to date with what they are made from."""
        self.sort_name = sort_name(self.name)
        self.email = self.emails[0].address if self.emails else ""
        first = self.phones[0] if self.phones else None
        self.phone = (first.number or first.typed)[:40] if first else ""

    def look_up_keys(self) -> set[tuple[str, str]]:
        """(kind, value) of everything this contact is found by exactly."""
        keys = {("name", match_name(self.name))}
        keys |= {("email", email.address) for email in self.emails}
        keys |= {("phone", phone.number) for phone in self.phones if phone.number}
        return keys


class ContactLink(Identified, Versioned, Scoped, Historic, Base, kw_only=True):
    """A contact's function at a customer. Row scope of a contact is that of its links; without
    any, that of its holder."""

    __tablename__ = "contact_link"
    __table_args__ = (
        Index("ix_contact_link_customer", "customer_id"),
        Index("ix_contact_link_contact", "contact_id", "customer_id", unique=True),
        Index("ix_contact_link_scope", "scope_owner_id"),
    )
    history_name: ClassVar[str] = "contact_link"

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    function: Mapped[str] = mapped_column(String(120), default="")
    is_primary: Mapped[bool] = mapped_column(default=False)
    since: Mapped[date | None] = mapped_column(default=None)
    until: Mapped[date | None] = mapped_column(default=None)

    contact: Mapped[Contact] = relationship(init=False, back_populates="links", lazy="raise")

    def become(
        self, function: str, since: date | None, until: date | None, *, is_primary: bool
    ) -> bool:
        """Take over new values; whether anything is different now."""
        before = (self.function, self.since, self.until, self.is_primary)
        self.function, self.since, self.until, self.is_primary = function, since, until, is_primary
        return before != (function, since, until, is_primary)

    def has_ended(self, on: date) -> bool:
        return self.until is not None and self.until < on
