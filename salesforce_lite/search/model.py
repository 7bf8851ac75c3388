"""The entries of the search: one row per record and customer, derived, never edited by people."""

from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from salesforce_lite.kernel.db import Base, Scoped
from salesforce_lite.kernel.types import sort_text


class SearchEntry(Scoped, Base, kw_only=True):
    """What is shown of a record that was found, and the words by which it is found.

    `words` are already folded and split, so that both engines find the same, each behind the mark
    of the kind; `facets` hold the scope as a word too (see `facets.py`): an engine then meets only
    what the actor sees and asks for, however common a word is.
    The text index itself is made by `migrations/derived.py`.
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        Index("ix_search_entry_record", "record_id"),
        Index("ix_search_entry_customer", "customer_id"),
        Index("ix_search_entry_title", "kind", "title_key", "number"),
        Index("ix_search_entry_scope_title", "kind", "scope_owner_id", "title_key", "number"),
    )

    # The text index of SQLite refers to its rows by a number that stays.
    number: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, init=False
    )
    record_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(40))
    customer_id: Mapped[UUID | None] = mapped_column(default=None)
    title: Mapped[str] = mapped_column(String(200))
    subtitle: Mapped[str] = mapped_column(String(200), default="")
    title_key: Mapped[str] = mapped_column(sort_text(200))
    facets: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(Text)
