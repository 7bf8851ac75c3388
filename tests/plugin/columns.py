"""A plugin whose numbers are a column of the lists of customers and opportunities."""

MODEL = """
    from uuid import UUID

    from sqlalchemy import ForeignKey, Index, String
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
    from salesforce_lite.plugin import plugin_registry

    class Base(DeclarativeBase):
        registry = plugin_registry("one")

    class Score(Base):
        __tablename__ = "one_score"
        __table_args__ = (Index("ix_one_score_count", "count", "customer_id"),)
        customer_id: Mapped[UUID] = mapped_column(
            ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True
        )
        count: Mapped[int]
        grade: Mapped[str] = mapped_column(String(1))

    class Chance(Base):
        __tablename__ = "one_chance"
        __table_args__ = (Index("ix_one_chance_percent", "percent", "opportunity_id"),)
        opportunity_id: Mapped[UUID] = mapped_column(
            ForeignKey("opportunity.id", ondelete="CASCADE"), primary_key=True
        )
        percent: Mapped[int]
"""
FIRST = """
    import sqlalchemy as sa
    from alembic import op
    from salesforce_lite.kernel import types

    revision, down_revision, branch_labels, depends_on = "0001", None, None, None

    def upgrade():
        op.create_table(
            "one_score",
            sa.Column(
                "customer_id",
                types.Id(),
                sa.ForeignKey("customer.id", ondelete="CASCADE"),
                primary_key=True,
            ),
            sa.Column("count", sa.Integer, nullable=False),
            sa.Column("grade", sa.String(1), nullable=False),
        )
        op.create_index("ix_one_score_count", "one_score", ["count", "customer_id"])
        op.create_table(
            "one_chance",
            sa.Column(
                "opportunity_id",
                types.Id(),
                sa.ForeignKey("opportunity.id", ondelete="CASCADE"),
                primary_key=True,
            ),
            sa.Column("percent", sa.Integer, nullable=False),
        )
        op.create_index("ix_one_chance_percent", "one_chance", ["percent", "opportunity_id"])

    def downgrade():
        op.drop_table("one_chance")
        op.drop_table("one_score")
"""
HOOKS = """
    from sqlalchemy import func, literal_column, select
    from sfl_plugins.one.model import Chance, Score

    def load(uow, ids):
        rows = uow.session.scalars(select(Score).where(Score.customer_id.in_(ids)))
        return {
            row.customer_id: ListCell(text=f"{row.grade}{row.count}", title=f"Points: {row.count}")
            for row in rows
        }

    def choices(uow):
        return [("A", "Good ones"), ("B", "Others")]

    def condition(uow, value):
        return Score.grade == value

    def chances(uow, ids):
        rows = uow.session.scalars(select(Chance).where(Chance.opportunity_id.in_(ids)))
        return {row.opportunity_id: ListCell(text=f"{row.percent} %", state="") for row in rows}

    @hookimpl
    def list_columns():
        return [
            ListColumn(
                about="customer",
                name="one_score",
                title="Score",
                load=load,
                sort=ListSort(key=Score.customer_id, number=Score.count),
                filter=ListFilter(key=Score.customer_id, choices=choices, condition=condition),
            ),
            ListColumn(
                about="opportunity",
                name="one",
                title="Luck",
                load=chances,
                sort=ListSort(key=Chance.opportunity_id, number=Chance.percent, descending=False),
                filter=ListFilter(
                    key=Chance.opportunity_id,
                    choices=lambda uow: [("even", "Even")],
                    condition=lambda uow, value: Chance.percent == 50,
                ),
            ),
        ]
"""
FILES = {"model.py": MODEL, "migrations/versions/0001_first.py": FIRST}


def changed(before: str, after: str) -> str:
    """The hooks with another piece of code."""
    assert before in HOOKS
    return HOOKS.replace(before, after)
