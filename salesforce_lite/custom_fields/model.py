"""Fields that administrators make: their definitions, and where their values are found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import Base, Historic, Identified, Versioned
from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.types import Document, TextList, ValueList

ENTITIES = ("customer", "contact", "opportunity", "activity")
MANAGE = "custom_fields.manage"


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    LINK = "link"
    CUSTOMER = "customer"
    USER = "user"


@dataclass(frozen=True, slots=True)
class FieldOption:
    """One of the values of a choice. A retired one is offered no more; records keep it."""

    code: str
    label_en: str = ""
    label_es: str = ""
    is_retired: bool = False

    def label(self, locale: str) -> str:
        return _in_language(locale, self.label_en, self.label_es) or self.code

    def as_json(self) -> dict[str, Any]:
        labels = {"label_en": self.label_en, "label_es": self.label_es}
        return {"code": self.code, **labels, "is_retired": self.is_retired}

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self:
        return cls(**document)


class CustomField(Identified, Versioned, Historic, Base, kw_only=True):
    """A field that an administrator made. Its code is given once; records keep values under it."""

    __tablename__ = "custom_field"
    __table_args__ = (UniqueConstraint("entity", "code"),)
    history_name: ClassVar[str] = "custom_field"
    history_fields: ClassVar[Mapping[str, str]] = {
        "entity": N_("Records"),
        "help_en": N_("Help in English"),
        "help_es": N_("Help in Spanish"),
        "section_en": N_("Section in English"),
        "section_es": N_("Section in Spanish"),
        "options": N_("Options"),
        "default_value": N_("Value of new records"),
        "retired_at": N_("Retired"),
    }
    # It tells of fields that are for some roles only.
    history_permission: ClassVar[str] = MANAGE

    entity: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    # One label, help or section may stand for both languages.
    label_en: Mapped[str] = mapped_column(String(120), default="")
    label_es: Mapped[str] = mapped_column(String(120), default="")
    help_en: Mapped[str] = mapped_column(String(300), default="")
    help_es: Mapped[str] = mapped_column(String(300), default="")
    section_en: Mapped[str] = mapped_column(String(80), default="")
    section_es: Mapped[str] = mapped_column(String(80), default="")
    options: Mapped[tuple[FieldOption, ...]] = mapped_column(ValueList(FieldOption), default=())
    # What new records get where nobody says anything.
    default_value: Mapped[Any] = mapped_column(Document, default=None, nullable=True)
    is_required: Mapped[bool] = mapped_column(default=False)
    # Whether it is a column of the list.
    is_listed: Mapped[bool] = mapped_column(default=False)
    # Whether the panel that logs activities asks for it at once.
    is_upfront: Mapped[bool] = mapped_column(default=False)
    # Whether the search looks into its texts; then everybody sees it.
    is_searched: Mapped[bool] = mapped_column(default=False)
    # Names of the roles that see it; none: everybody.
    roles: Mapped[tuple[str, ...]] = mapped_column(TextList, default=())
    position: Mapped[int] = mapped_column(Integer, default=0)
    retired_at: Mapped[datetime | None] = mapped_column(default=None, init=False)

    @property
    def name(self) -> str:
        """What inputs, refusals and the history call it."""
        return f"custom.{self.code}"

    @property
    def is_live(self) -> bool:
        return self.retired_at is None

    def label(self, locale: str) -> str:
        return _in_language(locale, self.label_en, self.label_es)

    def help(self, locale: str) -> str:
        return _in_language(locale, self.help_en, self.help_es)

    def section(self, locale: str) -> str:
        return _in_language(locale, self.section_en, self.section_es)

    def option(self, code: str) -> FieldOption | None:
        return next((one for one in self.options if one.code == code), None)


class CustomValue(Base):
    """What a record is found by: derived from its custom values, written by the same save.

    One row for each value, several for several choices; only the column of its kind is filled.
    """

    __tablename__ = "custom_value"
    __table_args__ = (
        Index(
            "ix_custom_value_text",
            *("field_id", "text_value", "record_id"),
            sqlite_where=text("text_value IS NOT NULL"),
            postgresql_where=text("text_value IS NOT NULL"),
        ),
        Index(
            "ix_custom_value_number",
            *("field_id", "number_value", "record_id"),
            sqlite_where=text("number_value IS NOT NULL"),
            postgresql_where=text("number_value IS NOT NULL"),
        ),
        Index(
            "ix_custom_value_target",
            *("target_id", "field_id", "record_id"),
            sqlite_where=text("target_id IS NOT NULL"),
            postgresql_where=text("target_id IS NOT NULL"),
        ),
    )

    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    field_id: Mapped[UUID] = mapped_column(
        ForeignKey("custom_field.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    # Words folded as in searches; the code of a choice; the currency of an amount.
    text_value: Mapped[str | None] = mapped_column(String(200))
    # Millionths of a number, minor units, the number of a day, 0 or 1.
    number_value: Mapped[int | None] = mapped_column(BigInteger)
    # The customer or person it leads to.
    target_id: Mapped[UUID | None]


def _in_language(locale: str, english: str, spanish: str) -> str:
    """In the reader's language, or in the only one there is."""
    return (spanish or english) if locale.startswith("es") else (english or spanish)
