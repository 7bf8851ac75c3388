"""Checklists, their questions, what was answered, and how long that took."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from salesforce_lite.kernel.errors import N_
from salesforce_lite.kernel.types import Document, TextList
from salesforce_lite.plugin import plugin_registry


class Base(DeclarativeBase):
    registry = plugin_registry("visit_checklist")


class Checklist(Base):
    """Questions that are asked together, about some kinds of activities."""

    __tablename__ = "visit_checklist_list"
    __table_args__ = {"info": {"words": N_("Checklists")}}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    # One language may stand for both.
    name_es: Mapped[str] = mapped_column(String(120), default="")
    name_en: Mapped[str] = mapped_column(String(120), default="")
    kinds: Mapped[tuple[str, ...]] = mapped_column(TextList, default=())
    # Roles of customers, any of which is enough; none: every customer.
    roles: Mapped[tuple[str, ...]] = mapped_column(TextList, default=())
    is_on: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(Integer, default=0)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

    def name(self, locale: str) -> str:
        return in_language(locale, self.name_en, self.name_es)


class Question(Base):
    """One question. It is never deleted: what was answered stays."""

    __tablename__ = "visit_checklist_question"
    __table_args__ = {"info": {"words": N_("Their questions")}}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    checklist_id: Mapped[UUID] = mapped_column(
        ForeignKey("visit_checklist_list.id", ondelete="CASCADE"), index=True
    )
    text_es: Mapped[str] = mapped_column(String(300), default="")
    text_en: Mapped[str] = mapped_column(String(300), default="")
    kind: Mapped[str] = mapped_column(String(20))
    # Of a choice: {"code", "es", "en", "is_retired"}.
    options: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    is_required: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(Integer, default=0)
    retired_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": version}

    @property
    def name(self) -> str:
        """What inputs and answers from elsewhere call it."""
        return self.id.hex

    @property
    def is_live(self) -> bool:
        return self.retired_at is None

    def text(self, locale: str) -> str:
        return in_language(locale, self.text_en, self.text_es)

    def option(self, code: object) -> dict[str, Any] | None:
        return next((one for one in self.options if one["code"] == code), None)


class Answer(Base):
    """What was answered about one activity, in the words in which it was asked."""

    __tablename__ = "visit_checklist_answer"
    __table_args__ = {"info": {"words": N_("Answers by activity")}}

    activity_id: Mapped[UUID] = mapped_column(
        ForeignKey("activity.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[UUID] = mapped_column(
        ForeignKey("visit_checklist_question.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    kind: Mapped[str] = mapped_column(String(20))
    # A bool, a code, a number as text, a text.
    value: Mapped[Any] = mapped_column(Document)
    text_es: Mapped[str] = mapped_column(String(300))
    text_en: Mapped[str] = mapped_column(String(300))
    # Of a choice, what it was called.
    words_es: Mapped[str] = mapped_column(String(120), default="")
    words_en: Mapped[str] = mapped_column(String(120), default="")
    position: Mapped[int] = mapped_column(Integer, default=0)

    def text(self, locale: str) -> str:
        return in_language(locale, self.text_en, self.text_es)

    def words(self, locale: str) -> str:
        return in_language(locale, self.words_en, self.words_es)


class Pace(Base):
    """How long answering a question took once. It does not say who answered, nor of which visit:
    only the day, so that the newest ones can be told."""

    __tablename__ = "visit_checklist_pace"
    __table_args__ = (
        Index("ix_visit_checklist_pace_newest", "question_id", "measured_on", "id"),
        {"info": {"words": N_("How long answering took")}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    question_id: Mapped[UUID] = mapped_column(
        ForeignKey("visit_checklist_question.id", ondelete="CASCADE")
    )
    measured_on: Mapped[date] = mapped_column(Date)
    tenths: Mapped[int] = mapped_column(Integer)


def in_language(locale: str, english: str, spanish: str) -> str:
    """In the reader's language, or in the only one there is."""
    return (spanish or english) if locale.startswith("es") else (english or spanish)
