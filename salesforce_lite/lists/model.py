"""Lists of values that administrators keep: roles, outcomes, reasons, sources."""

from typing import Any, ClassVar

from sqlalchemy import Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import Base, Historic, Identified, Versioned
from salesforce_lite.kernel.types import Document


class ListValue(Identified, Versioned, Historic, Base, kw_only=True):
    """One value of one list. Values that were used are retired, never deleted."""

    __tablename__ = "list_value"
    __table_args__ = (UniqueConstraint("list_name", "code"),)
    history_name: ClassVar[str] = "list_value"

    list_name: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(String(40))
    label_en: Mapped[str] = mapped_column(String(120))
    label_es: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(Integer, default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    details: Mapped[dict[str, Any]] = mapped_column(Document, default_factory=dict)

    def label(self, locale: str) -> str:
        return self.label_es if locale.startswith("es") else self.label_en
