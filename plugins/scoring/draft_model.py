"""What an administrator has changed in the rules and not saved as a version yet."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.types import Document

from .model import Base


class Draft(Base):
    """One for each administrator. `based_on` is the number of the version that it began with."""

    __tablename__ = "scoring_draft"
    __table_args__ = {"info": {"words": N_("Rules that are not saved yet")}}

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    based_on: Mapped[int]
    definition: Mapped[dict[str, Any]] = mapped_column(Document)
    # Key → the rule that was removed and the place where it stood, so that it can come back.
    removed: Mapped[dict[str, Any]] = mapped_column(Document)
    # Thrown away; the row is kept so that this can be undone.
    is_discarded: Mapped[bool]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}
