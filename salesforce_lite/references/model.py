"""What other systems call our records."""

from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import Base


class ExternalReference(Base):
    """The id one of our records has in another system; at most one record per system and id."""

    __tablename__ = "external_reference"

    record_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    system: Mapped[str] = mapped_column(String(40), primary_key=True)
    reference: Mapped[str] = mapped_column(String(120), primary_key=True)
    record_id: Mapped[UUID] = mapped_column(index=True)
