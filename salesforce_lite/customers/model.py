"""Customers, the relations between them, and the history of their lifecycle."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Float, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.countries import match_name, sort_name
from salesforce_lite.customers.blocking import block_keys
from salesforce_lite.customers.events import CustomerLifecycleChanged
from salesforce_lite.customers.values import EmailAddress, PhoneNumber, PostalAddress
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
from salesforce_lite.kernel.types import Document, TextList, ValueList, sort_text


class CustomerKind(StrEnum):
    PERSON = "person"
    ORGANIZATION = "organization"


class Lifecycle(StrEnum):
    """How far a relation has come. A lead is a customer in an early stage."""

    LEAD = "lead"
    QUALIFIED = "qualified"
    ACTIVE = "active"
    DORMANT = "dormant"
    LOST = "lost"


class Customer(Identified, Versioned, Deletable, Scoped, Historic, Base, kw_only=True):
    """A person or organisation we serve or hope to."""

    __tablename__ = "customer"
    __table_args__ = (
        Index("ix_customer_sort", "sort_name", "id"),
        Index("ix_customer_scope_sort", "scope_owner_id", "sort_name", "id"),
        Index("ix_customer_scope_lifecycle_sort", "scope_owner_id", "lifecycle", "sort_name", "id"),
        Index("ix_customer_updated", "updated_at", "id"),
        Index("ix_customer_scope_updated", "scope_owner_id", "updated_at", "id"),
        Index("ix_customer_lifecycle_sort", "lifecycle", "sort_name", "id"),
        Index("ix_customer_portfolio_sort", "portfolio_id", "sort_name", "id"),
        Index("ix_customer_parent", "parent_id"),
        Index("ix_customer_merged_into", "merged_into_id"),
        # Every page asks whether there is sample data; mostly there is none.
        Index(
            "ix_customer_sample",
            "is_sample",
            sqlite_where=text("is_sample = 1"),
            postgresql_where=text("is_sample"),
        ),
    )
    history_name: ClassVar[str] = "customer"

    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    legal_name: Mapped[str] = mapped_column(String(200), default="")
    lifecycle: Mapped[str] = mapped_column(String(20), default=Lifecycle.LEAD)
    lifecycle_since: Mapped[date | None] = mapped_column(default=None)
    roles: Mapped[tuple[str, ...]] = mapped_column(TextList, default=())
    tags: Mapped[tuple[str, ...]] = mapped_column(TextList, default=())
    website: Mapped[str] = mapped_column(String(300), default="")
    emails: Mapped[tuple[EmailAddress, ...]] = mapped_column(ValueList(EmailAddress), default=())
    phones: Mapped[tuple[PhoneNumber, ...]] = mapped_column(ValueList(PhoneNumber), default=())
    addresses: Mapped[tuple[PostalAddress, ...]] = mapped_column(
        ValueList(PostalAddress), default=()
    )
    tax_country: Mapped[str] = mapped_column(String(2), default="")
    tax_type: Mapped[str] = mapped_column(String(20), default="")
    tax_value: Mapped[str] = mapped_column(String(40), default="")
    latitude: Mapped[float | None] = mapped_column(Float, default=None)
    longitude: Mapped[float | None] = mapped_column(Float, default=None)
    note: Mapped[str] = mapped_column(String(4000), default="")
    # Code of a custom field → its value.
    custom: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict, info=KEYED)
    parent_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("customer.id", ondelete="SET NULL"), default=None
    )
    portfolio_id: Mapped[UUID | None] = mapped_column(ForeignKey("portfolio.id"), default=None)
    # The portfolio's manager unless set for this customer alone.
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), default=None)
    owner_is_set: Mapped[bool] = mapped_column(default=False)
    merged_into_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("customer.id", ondelete="SET NULL"), default=None, init=False
    )
    is_sample: Mapped[bool] = mapped_column(default=False, info=DERIVED)

    # Copies for lists and order, kept by `refresh_derived`.
    sort_name: Mapped[str] = mapped_column(sort_text(200), default="", init=False, info=DERIVED)
    email: Mapped[str] = mapped_column(String(254), default="", init=False, info=DERIVED)
    phone: Mapped[str] = mapped_column(String(40), default="", init=False, info=DERIVED)
    city: Mapped[str] = mapped_column(String(120), default="", init=False, info=DERIVED)
    country: Mapped[str] = mapped_column(String(2), default="", init=False, info=DERIVED)

    def refresh_derived(self) -> None:
        """Bring the copies up to date with what they are made from."""
        self.sort_name = sort_name(self.name)
        self.email = self.emails[0].address if self.emails else ""
        first = self.phones[0] if self.phones else None
        self.phone = (first.number or first.typed)[:40] if first else ""
        self.city = self.addresses[0].city[:120] if self.addresses else ""
        self.country = self.addresses[0].country if self.addresses else self.tax_country
        self.scope_owner_id = self.owner_id

    @property
    def website_url(self) -> str:
        """An address that is safe to link; empty where what was typed is none."""
        typed = self.website.strip()
        if typed.lower().startswith(("http://", "https://")):
            return typed
        is_bare = "." in typed and ":" not in typed.split("/")[0] and " " not in typed
        return f"https://{typed}" if is_bare else ""

    def look_up_keys(self) -> set[tuple[str, str]]:
        """(kind, value) of everything this customer is found by exactly."""
        names = [name for name in (self.name, self.legal_name) if name]
        keys = {("name", match_name(name)) for name in names}
        keys |= {("block", key) for key in block_keys(names, self.addresses)}
        keys |= {("email", email.address) for email in self.emails}
        keys |= {("phone", phone.number) for phone in self.phones if phone.number}
        keys |= {("role", role) for role in self.roles}
        keys |= {("tag", tag) for tag in self.tags}
        if self.tax_value:
            keys.add(("tax", f"{self.tax_country}:{self.tax_value}"))
        return keys

    def move_to(self, lifecycle: Lifecycle, on: date) -> CustomerLifecycleChanged | None:
        """Enter another stage of the relation; None when it is there already."""
        if lifecycle == self.lifecycle:
            return None
        before, self.lifecycle, self.lifecycle_since = self.lifecycle, lifecycle, on
        return CustomerLifecycleChanged(
            customer_id=self.id, before=Lifecycle(before), after=lifecycle, on=on
        )


class LookUpKey(Base):
    """What a customer or contact is found by exactly: derived from the record, never edited."""

    __tablename__ = "look_up_key"
    __table_args__ = (Index("ix_look_up_key_record", "record_id"),)

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[str] = mapped_column(String(254), primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    record_kind: Mapped[str] = mapped_column(String(10))


class LifecycleChange(Identified, Base, kw_only=True):
    """When a customer entered a stage of the relation."""

    __tablename__ = "lifecycle_change"
    __table_args__ = (Index("ix_lifecycle_change_customer", "customer_id", "at"),)

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    before: Mapped[str | None] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    on: Mapped[date]
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None] = mapped_column(default=None)


class RelationKind(StrEnum):
    AGENT_OF = "agent_of"
    BENEFICIARY_OF = "beneficiary_of"
    REFERRED_BY = "referred_by"


class CustomerRelation(Identified, Versioned, Historic, Base, kw_only=True):
    """How one customer stands to another, read as “from … kind … to”."""

    __tablename__ = "customer_relation"
    __table_args__ = (
        Index("ix_customer_relation_from", "from_id"),
        Index("ix_customer_relation_to", "to_id"),
    )
    history_name: ClassVar[str] = "customer_relation"

    from_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    to_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    # Only agents are captive (ours alone) or independent; None where it does not apply.
    is_captive: Mapped[bool | None] = mapped_column(default=None)
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(String(500), default="")

    def has_ended(self, on: date) -> bool:
        return self.ends_on is not None and self.ends_on < on
