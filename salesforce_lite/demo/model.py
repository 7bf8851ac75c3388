"""What the sample data put in besides the records that carry `is_sample` themselves."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import Base


class SampleMark(Base):
    """One such thing, so that emptying takes away that and nothing else.

    `kind` says what it is (team, portfolio, pipeline, exchange rate …), `key` which one; `before`
    keeps what stood there, where something was only changed, or the value that was put in.
    """

    __tablename__ = "sample_mark"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    before: Mapped[str] = mapped_column(String(200), default="")
