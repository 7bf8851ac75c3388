"""What is kept of each training: what was learned, and how well it foretells."""

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.types import Document

from ..model import Base


class ChanceModel(Base):
    """One training. It holds counts only, and nothing of single sales.

    `counts` is team → counts of its sales, "" for all; a team with too few is not in it. `checked`
    is what the newest sales have shown, None where there were too few. Both are None, and `work`
    holds what was read so far, until the training has ended.
    """

    __tablename__ = "scoring_chance_model"
    __table_args__ = {"info": {"words": N_("What was learned about chances of winning")}}

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    won: Mapped[int] = mapped_column(Integer)
    lost: Mapped[int] = mapped_column(Integer)
    # Of the amounts.
    currency: Mapped[str] = mapped_column(String(3))
    counts: Mapped[dict[str, Any] | None] = mapped_column(Document)
    checked: Mapped[dict[str, Any] | None] = mapped_column(Document)
    work: Mapped[dict[str, Any] | None] = mapped_column(Document)


class LeftOutField(Base):
    """A field that chances are not to look at, by an administrator's choice."""

    __tablename__ = "scoring_left_out_field"
    __table_args__ = {"info": {"words": N_("Fields that chances do not look at")}}

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    since: Mapped[datetime]
