"""Products, prices, orders, returns, quotes, and what is kept of each customer."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "orders_counter",
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("last", sa.Integer(), nullable=False),
    )
    op.create_table(
        "orders_product",
        sa.Column("id", types.Id(), primary_key=True),
        sa.Column("code", types.sort_text(60), nullable=False, unique=True),
        sa.Column("name_es", sa.String(200), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("category", sa.String(80), nullable=False),
        sa.Column("cost", types.Exact()),
        sa.Column("taxes", types.Document),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_orders_product_category", "orders_product", ["category", "code"])
    op.create_table(
        "orders_segment",
        sa.Column("segment", sa.String(120), primary_key=True),
        sa.Column("customer_count", sa.Integer(), nullable=False),
        sa.Column("products", types.Document, nullable=False),
        sa.Column("spends", types.Document, nullable=False),
        sa.Column("computed_at", types.Moment(), nullable=False),
    )
    op.create_table(
        "orders_stock",
        sa.Column(
            "product_id",
            types.Id(),
            sa.ForeignKey("orders_product.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("quantity", types.Exact(), nullable=False),
        sa.Column("as_of", types.Moment(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
    )
    op.create_table(
        "orders_advice",
        sa.Column(
            "customer_id",
            types.Id(),
            sa.ForeignKey("customer.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("usual", types.Document, nullable=False),
        sa.Column("stopped", types.Document, nullable=False),
        sa.Column("similar", types.Document, nullable=False),
        sa.Column("potential", types.Document),
        sa.Column("computed_at", types.Moment(), nullable=False),
    )
    op.create_table(
        "orders_credit",
        sa.Column(
            "customer_id",
            types.Id(),
            sa.ForeignKey("customer.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("overdue_minor", sa.BigInteger()),
        sa.Column("credit_limit_minor", sa.BigInteger()),
        sa.Column("is_blocked", sa.Boolean(), nullable=False),
        sa.Column("as_of", types.Moment(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
    )
    op.create_table(
        "orders_price_list",
        sa.Column("id", types.Id(), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False, unique=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("starts_on", sa.Date()),
        sa.Column("ends_on", sa.Date()),
        sa.Column("audience", sa.String(20), nullable=False),
        sa.Column("audience_value", sa.String(80), nullable=False),
        sa.Column(
            "customer_id", types.Id(), sa.ForeignKey("customer.id", ondelete="CASCADE"), index=True
        ),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
    )
    op.create_index(
        "ix_orders_price_list_audience", "orders_price_list", ["audience", "audience_value"]
    )
    op.create_table(
        "orders_total",
        sa.Column(
            "customer_id",
            types.Id(),
            sa.ForeignKey("customer.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("order_count", sa.Integer(), nullable=False),
        sa.Column("first_at", types.Moment()),
        sa.Column("last_at", types.Moment()),
    )
    op.create_index("ix_orders_total_last", "orders_total", ["last_at", "customer_id"])
    op.create_table(
        "orders_year_total",
        sa.Column(
            "customer_id",
            types.Id(),
            sa.ForeignKey("customer.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("currency", sa.String(3), primary_key=True),
        sa.Column("order_count", sa.Integer(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("company_net_minor", sa.BigInteger(), nullable=False),
        sa.Column("unconverted_minor", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "orders_price",
        sa.Column(
            "price_list_id",
            types.Id(),
            sa.ForeignKey("orders_price_list.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "product_id",
            types.Id(),
            sa.ForeignKey("orders_product.id", ondelete="CASCADE"),
            primary_key=True,
            index=True,
        ),
        sa.Column("price", types.Exact(), nullable=False),
    )
    op.create_table(
        "orders_order",
        sa.Column("id", types.Id(), primary_key=True),
        sa.Column("number", sa.String(40), unique=True),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("external_number", sa.String(120)),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("customer_id", types.Id(), sa.ForeignKey("customer.id", ondelete="SET NULL")),
        sa.Column(
            "opportunity_id",
            types.Id(),
            sa.ForeignKey("opportunity.id", ondelete="SET NULL"),
            index=True,
        ),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("ordered_at", types.Moment(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("placed_at", types.Moment()),
        sa.Column("cancelled_at", types.Moment()),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger()),
        sa.Column("company_currency", sa.String(3), nullable=False),
        sa.Column("rate", types.Exact()),
        sa.Column("company_net_minor", sa.BigInteger()),
        sa.Column("returned_net_minor", sa.BigInteger(), nullable=False),
        sa.Column("returned_tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(4000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("created_by", types.Id(), sa.ForeignKey("user.id", ondelete="SET NULL")),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("source", "external_number"),
    )
    op.create_index(
        "ix_orders_order_customer", "orders_order", ["customer_id", "state", "ordered_at", "id"]
    )
    op.create_index("ix_orders_order_newest", "orders_order", ["ordered_at", "id"])
    op.create_index("ix_orders_order_state", "orders_order", ["state", "ordered_at", "id"])
    op.create_table(
        "orders_line",
        sa.Column("id", types.Id(), primary_key=True),
        sa.Column(
            "order_id",
            types.Id(),
            sa.ForeignKey("orders_order.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("returned_quantity", types.Exact(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_code", sa.String(60), nullable=False),
        sa.Column("category", sa.String(80), nullable=False),
        sa.Column("description", sa.String(200), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("quantity", types.Exact(), nullable=False),
        sa.Column("price", types.Exact(), nullable=False),
        sa.Column("price_source", sa.String(200), nullable=False),
        sa.Column("discount_percent", types.Exact()),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("taxes", types.Document, nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger()),
        sa.Column("is_reward", sa.Boolean(), nullable=False),
        sa.Column(
            "product_id",
            types.Id(),
            sa.ForeignKey("orders_product.id", ondelete="SET NULL"),
            index=True,
        ),
    )
    op.create_index("ix_orders_line_order", "orders_line", ["order_id", "position"])
    op.create_table(
        "orders_quote",
        sa.Column("id", types.Id(), primary_key=True),
        sa.Column("number", sa.String(40), nullable=False, unique=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("customer_id", types.Id(), sa.ForeignKey("customer.id", ondelete="SET NULL")),
        sa.Column(
            "opportunity_id",
            types.Id(),
            sa.ForeignKey("opportunity.id", ondelete="SET NULL"),
            index=True,
        ),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("last_version", sa.Integer(), nullable=False),
        sa.Column(
            "order_id",
            types.Id(),
            sa.ForeignKey("orders_order.id", ondelete="SET NULL"),
            index=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("created_by", types.Id(), sa.ForeignKey("user.id", ondelete="SET NULL")),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_orders_quote_customer", "orders_quote", ["customer_id", "created_at", "id"])
    op.create_index("ix_orders_quote_newest", "orders_quote", ["created_at", "id"])
    op.create_table(
        "orders_return",
        sa.Column("id", types.Id(), primary_key=True),
        sa.Column("number", sa.String(40), nullable=False, unique=True),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("external_number", sa.String(120)),
        sa.Column(
            "order_id",
            types.Id(),
            sa.ForeignKey("orders_order.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("returned_at", types.Moment(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("is_cancellation", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=False),
        sa.Column("company_net_minor", sa.BigInteger()),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("created_by", types.Id(), sa.ForeignKey("user.id", ondelete="SET NULL")),
        sa.UniqueConstraint("source", "external_number"),
    )
    op.create_index("ix_orders_return_order", "orders_return", ["order_id", "returned_at"])
    op.create_table(
        "orders_quote_version",
        sa.Column("id", types.Id(), primary_key=True),
        sa.Column(
            "quote_id",
            types.Id(),
            sa.ForeignKey("orders_quote.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("note", sa.String(4000), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", types.Moment()),
        sa.Column("answered_at", types.Moment()),
        sa.Column("answered_by", sa.String(200), nullable=False),
        sa.Column("answer_note", sa.String(4000), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("created_by", types.Id(), sa.ForeignKey("user.id", ondelete="SET NULL")),
        sa.UniqueConstraint("quote_id", "number"),
    )
    op.create_table(
        "orders_return_line",
        sa.Column(
            "return_id",
            types.Id(),
            sa.ForeignKey("orders_return.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "line_id",
            types.Id(),
            sa.ForeignKey("orders_line.id", ondelete="CASCADE"),
            primary_key=True,
            index=True,
        ),
        sa.Column("quantity", types.Exact(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("taxes", types.Document, nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "orders_quote_line",
        sa.Column("id", types.Id(), primary_key=True),
        sa.Column(
            "version_id",
            types.Id(),
            sa.ForeignKey("orders_quote_version.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_code", sa.String(60), nullable=False),
        sa.Column("category", sa.String(80), nullable=False),
        sa.Column("description", sa.String(200), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("quantity", types.Exact(), nullable=False),
        sa.Column("price", types.Exact(), nullable=False),
        sa.Column("price_source", sa.String(200), nullable=False),
        sa.Column("discount_percent", types.Exact()),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("taxes", types.Document, nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger()),
        sa.Column("is_reward", sa.Boolean(), nullable=False),
        sa.Column(
            "product_id",
            types.Id(),
            sa.ForeignKey("orders_product.id", ondelete="SET NULL"),
            index=True,
        ),
    )
    op.create_index("ix_orders_quote_line_version", "orders_quote_line", ["version_id", "position"])


def downgrade() -> None:
    op.drop_table("orders_quote_line")
    op.drop_table("orders_return_line")
    op.drop_table("orders_quote_version")
    op.drop_table("orders_return")
    op.drop_table("orders_quote")
    op.drop_table("orders_line")
    op.drop_table("orders_order")
    op.drop_table("orders_price")
    op.drop_table("orders_year_total")
    op.drop_table("orders_total")
    op.drop_table("orders_price_list")
    op.drop_table("orders_credit")
    op.drop_table("orders_advice")
    op.drop_table("orders_stock")
    op.drop_table("orders_segment")
    op.drop_table("orders_product")
    op.drop_table("orders_counter")
