"""Programs, members, the journal of points and what stands beside it."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Of these nothing is ever changed or removed.
_KEPT = ("loyalty_rules", "loyalty_tx", "loyalty_entry", "loyalty_allocation")
# Of a lot this stays as it was; what is left of it changes.
_OF_LOTS = "tx_id, account_id, rule, points, basis, qualifies, earned_at, origin_id"


def upgrade() -> None:
    _tables()
    if op.get_bind().dialect.name == "postgresql":
        _keep_on_postgresql()
    else:
        _keep_on_sqlite()


def _keep_on_postgresql() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION loyalty_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$"
    )
    for table in _KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION loyalty_refuse()"
        )
    for table in (*_KEPT, "loyalty_lot"):
        op.execute(
            f"CREATE TRIGGER {table}_filled BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION loyalty_refuse()"
        )
    for name, moment in (("kept", "DELETE"), ("same", f"UPDATE OF {_OF_LOTS}")):
        op.execute(
            f"CREATE TRIGGER loyalty_lot_{name} BEFORE {moment} ON loyalty_lot "
            "FOR EACH ROW EXECUTE FUNCTION loyalty_refuse()"
        )


def _keep_on_sqlite() -> None:
    refused = [(table, moment) for table in _KEPT for moment in ("UPDATE", "DELETE")]
    refused += [("loyalty_lot", "DELETE"), ("loyalty_lot", f"UPDATE OF {_OF_LOTS}")]
    for table, moment in refused:
        op.execute(
            f"CREATE TRIGGER {table}_{moment.split()[0].lower()} BEFORE {moment} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def downgrade() -> None:
    op.drop_table("loyalty_allocation")
    op.drop_table("loyalty_redemption")
    op.drop_table("loyalty_lot")
    op.drop_table("loyalty_entry")
    op.drop_table("loyalty_adjustment")
    op.drop_table("loyalty_tx")
    op.drop_table("loyalty_tier_period")
    op.drop_table("loyalty_referral")
    op.drop_table("loyalty_account")
    op.drop_table("loyalty_rules")
    op.drop_table("loyalty_reward")
    op.drop_table("loyalty_program")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS loyalty_refuse()")


def _tables() -> None:
    op.create_table(
        "loyalty_program",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("negative_policy", sa.String(length=10), nullable=False),
        sa.Column("point_value", types.Exact(), nullable=False),
        sa.Column("breakage", types.Exact(), nullable=True),
        sa.Column("enrols_buyers", sa.Boolean(), nullable=False),
        sa.Column("approve_above", sa.BigInteger(), nullable=False),
        sa.Column("restore_days", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_program")),
        sa.UniqueConstraint("code", name=op.f("uq_loyalty_program_code")),
    )
    op.create_table(
        "loyalty_reward",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("program_id", types.Id(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("cost > 0", name=op.f("ck_loyalty_reward_cost")),
        sa.CheckConstraint("stock IS NULL OR stock >= 0", name=op.f("ck_loyalty_reward_stock")),
        sa.ForeignKeyConstraint(
            ["program_id"],
            ["loyalty_program.id"],
            name=op.f("fk_loyalty_reward_program_id_loyalty_program"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_reward")),
    )
    op.create_index(
        "ix_loyalty_reward_program", "loyalty_reward", ["program_id", "cost", "id"], unique=False
    )
    op.create_table(
        "loyalty_rules",
        sa.Column("program_id", types.Id(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", types.Document, nullable=False),
        sa.Column("published_at", types.Moment(), nullable=False),
        sa.Column("published_by", types.Id(), nullable=True),
        sa.Column("published_by_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["program_id"],
            ["loyalty_program.id"],
            name=op.f("fk_loyalty_rules_program_id_loyalty_program"),
        ),
        sa.PrimaryKeyConstraint("program_id", "number", name=op.f("pk_loyalty_rules")),
    )
    op.create_table(
        "loyalty_account",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("program_id", types.Id(), nullable=False),
        sa.Column("customer_id", types.Id(), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("merged_into_id", types.Id(), nullable=True),
        sa.Column("joined_at", types.Moment(), nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.Column("birthday", sa.Integer(), nullable=False),
        sa.Column("is_staff", sa.Boolean(), nullable=False),
        sa.Column("available", sa.BigInteger(), nullable=False),
        sa.Column("pending", sa.BigInteger(), nullable=False),
        sa.Column("debt", sa.BigInteger(), nullable=False),
        sa.Column("issued", sa.BigInteger(), nullable=False),
        sa.Column("redeemed", sa.BigInteger(), nullable=False),
        sa.Column("expired", sa.BigInteger(), nullable=False),
        sa.Column("reversed", sa.BigInteger(), nullable=False),
        sa.Column("adjusted", sa.BigInteger(), nullable=False),
        sa.Column("active_at", types.Moment(), nullable=False),
        sa.Column("expires_at", types.Moment(), nullable=True),
        sa.Column("tier", sa.String(length=40), nullable=False),
        sa.Column("tier_since", types.Moment(), nullable=True),
        sa.Column("tier_until", types.Moment(), nullable=True),
        sa.CheckConstraint("available >= 0", name=op.f("ck_loyalty_account_available")),
        sa.CheckConstraint("debt >= 0", name=op.f("ck_loyalty_account_debt")),
        sa.CheckConstraint("pending >= 0", name=op.f("ck_loyalty_account_pending")),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_loyalty_account_customer_id_customer"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["loyalty_account.id"],
            name=op.f("fk_loyalty_account_merged_into_id_loyalty_account"),
        ),
        sa.ForeignKeyConstraint(
            ["program_id"],
            ["loyalty_program.id"],
            name=op.f("fk_loyalty_account_program_id_loyalty_program"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_account")),
        sa.UniqueConstraint(
            "program_id", "customer_id", name=op.f("uq_loyalty_account_program_id_customer_id")
        ),
        sa.UniqueConstraint("program_id", "number", name="uq_loyalty_account_number"),
    )
    op.create_index(
        "ix_loyalty_account_birthday", "loyalty_account", ["birthday", "id"], unique=False
    )
    op.create_index("ix_loyalty_account_customer", "loyalty_account", ["customer_id"], unique=False)
    op.create_index("ix_loyalty_account_expiry", "loyalty_account", ["expires_at"], unique=False)
    op.create_index(
        "ix_loyalty_account_joined",
        "loyalty_account",
        ["program_id", "joined_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_loyalty_account_merged", "loyalty_account", ["merged_into_id"], unique=False
    )
    op.create_index("ix_loyalty_account_review", "loyalty_account", ["tier_until"], unique=False)
    op.create_table(
        "loyalty_referral",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("referrer_id", types.Id(), nullable=False),
        sa.Column("referred_id", types.Id(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", types.Moment(), nullable=False),
        sa.Column("rewarded_at", types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["referred_id"],
            ["loyalty_account.id"],
            name=op.f("fk_loyalty_referral_referred_id_loyalty_account"),
        ),
        sa.ForeignKeyConstraint(
            ["referrer_id"],
            ["loyalty_account.id"],
            name=op.f("fk_loyalty_referral_referrer_id_loyalty_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_referral")),
        sa.UniqueConstraint("referred_id", name=op.f("uq_loyalty_referral_referred_id")),
    )
    op.create_index(
        "ix_loyalty_referral_referrer", "loyalty_referral", ["referrer_id", "made_at"], unique=False
    )
    op.create_table(
        "loyalty_tier_period",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("account_id", types.Id(), nullable=False),
        sa.Column("tier", sa.String(length=40), nullable=False),
        sa.Column("begins_at", types.Moment(), nullable=False),
        sa.Column("ends_at", types.Moment(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("qualifying", sa.BigInteger(), nullable=False),
        sa.Column("doubted_at", types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["loyalty_account.id"],
            name=op.f("fk_loyalty_tier_period_account_id_loyalty_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_tier_period")),
    )
    op.create_index(
        "ix_loyalty_tier_period_account",
        "loyalty_tier_period",
        ["account_id", "begins_at"],
        unique=False,
    )
    op.create_table(
        "loyalty_tx",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("program_id", types.Id(), nullable=False),
        sa.Column("account_id", types.Id(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("occurred_at", types.Moment(), nullable=False),
        sa.Column("posted_at", types.Moment(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=True),
        sa.Column("reverses_id", types.Id(), nullable=True),
        sa.Column("actor_id", types.Id(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("detail", types.Document, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["loyalty_account.id"],
            name=op.f("fk_loyalty_tx_account_id_loyalty_account"),
        ),
        sa.ForeignKeyConstraint(
            ["program_id"],
            ["loyalty_program.id"],
            name=op.f("fk_loyalty_tx_program_id_loyalty_program"),
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["loyalty_tx.id"], name=op.f("fk_loyalty_tx_reverses_id_loyalty_tx")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_tx")),
        sa.UniqueConstraint("program_id", "source", "reference", "kind", name="uq_loyalty_tx_key"),
    )
    op.create_index(
        "ix_loyalty_tx_account", "loyalty_tx", ["account_id", "occurred_at", "id"], unique=False
    )
    op.create_index("ix_loyalty_tx_reverses", "loyalty_tx", ["reverses_id"], unique=False)
    op.create_table(
        "loyalty_adjustment",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("account_id", types.Id(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", types.Moment(), nullable=False),
        sa.Column("asked_by", types.Id(), nullable=True),
        sa.Column("decided_at", types.Moment(), nullable=True),
        sa.Column("decided_by", types.Id(), nullable=True),
        sa.Column("tx_id", types.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["loyalty_account.id"],
            name=op.f("fk_loyalty_adjustment_account_id_loyalty_account"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["user.id"],
            name=op.f("fk_loyalty_adjustment_asked_by_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["user.id"],
            name=op.f("fk_loyalty_adjustment_decided_by_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["tx_id"], ["loyalty_tx.id"], name=op.f("fk_loyalty_adjustment_tx_id_loyalty_tx")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_adjustment")),
    )
    op.create_index(
        "ix_loyalty_adjustment_account", "loyalty_adjustment", ["account_id"], unique=False
    )
    op.create_index(
        "ix_loyalty_adjustment_state",
        "loyalty_adjustment",
        ["state", "asked_at", "id"],
        unique=False,
    )
    op.create_table(
        "loyalty_entry",
        sa.Column("tx_id", types.Id(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", types.Id(), nullable=False),
        sa.Column("ledger", sa.String(length=10), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["loyalty_account.id"],
            name=op.f("fk_loyalty_entry_account_id_loyalty_account"),
        ),
        sa.ForeignKeyConstraint(
            ["tx_id"], ["loyalty_tx.id"], name=op.f("fk_loyalty_entry_tx_id_loyalty_tx")
        ),
        sa.PrimaryKeyConstraint("tx_id", "line", name=op.f("pk_loyalty_entry")),
    )
    op.create_index("ix_loyalty_entry_account", "loyalty_entry", ["account_id"], unique=False)
    op.create_table(
        "loyalty_lot",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("tx_id", types.Id(), nullable=False),
        sa.Column("account_id", types.Id(), nullable=False),
        sa.Column("rule", sa.String(length=90), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("remaining", sa.BigInteger(), nullable=False),
        sa.Column("reversed", sa.BigInteger(), nullable=False),
        sa.Column("basis", sa.BigInteger(), nullable=False),
        sa.Column("returned", sa.BigInteger(), nullable=False),
        sa.Column("qualifies", sa.Boolean(), nullable=False),
        sa.Column("earned_at", types.Moment(), nullable=False),
        sa.Column("available_at", types.Moment(), nullable=False),
        sa.Column("expires_at", types.Moment(), nullable=True),
        sa.Column("is_pending", sa.Boolean(), nullable=False),
        sa.Column("next_at", types.Moment(), nullable=True),
        sa.Column("revived", sa.Integer(), nullable=False),
        sa.Column("origin_id", types.Id(), nullable=True),
        sa.CheckConstraint("points > 0", name=op.f("ck_loyalty_lot_points")),
        sa.CheckConstraint(
            "remaining >= 0 AND remaining <= points", name=op.f("ck_loyalty_lot_remaining")
        ),
        sa.CheckConstraint(
            "reversed >= 0 AND reversed <= points", name=op.f("ck_loyalty_lot_reversed")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["loyalty_account.id"],
            name=op.f("fk_loyalty_lot_account_id_loyalty_account"),
        ),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["loyalty_lot.id"], name=op.f("fk_loyalty_lot_origin_id_loyalty_lot")
        ),
        sa.ForeignKeyConstraint(
            ["tx_id"], ["loyalty_tx.id"], name=op.f("fk_loyalty_lot_tx_id_loyalty_tx")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_lot")),
    )
    op.create_index(
        "ix_loyalty_lot_earned", "loyalty_lot", ["account_id", "earned_at"], unique=False
    )
    op.create_index("ix_loyalty_lot_next", "loyalty_lot", ["next_at", "id"], unique=False)
    op.create_index("ix_loyalty_lot_open", "loyalty_lot", ["account_id", "remaining"], unique=False)
    op.create_index("ix_loyalty_lot_origin", "loyalty_lot", ["origin_id"], unique=False)
    op.create_index("ix_loyalty_lot_tx", "loyalty_lot", ["tx_id"], unique=False)
    op.create_table(
        "loyalty_redemption",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("account_id", types.Id(), nullable=False),
        sa.Column("tx_id", types.Id(), nullable=False),
        sa.Column("reward_id", types.Id(), nullable=True),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", types.Moment(), nullable=False),
        sa.Column("closed_at", types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["loyalty_account.id"],
            name=op.f("fk_loyalty_redemption_account_id_loyalty_account"),
        ),
        sa.ForeignKeyConstraint(
            ["reward_id"],
            ["loyalty_reward.id"],
            name=op.f("fk_loyalty_redemption_reward_id_loyalty_reward"),
        ),
        sa.ForeignKeyConstraint(
            ["tx_id"], ["loyalty_tx.id"], name=op.f("fk_loyalty_redemption_tx_id_loyalty_tx")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_redemption")),
        sa.UniqueConstraint("code", name=op.f("uq_loyalty_redemption_code")),
    )
    op.create_index(
        "ix_loyalty_redemption_account",
        "loyalty_redemption",
        ["account_id", "made_at", "id"],
        unique=False,
    )
    op.create_table(
        "loyalty_allocation",
        sa.Column("tx_id", types.Id(), nullable=False),
        sa.Column("lot_id", types.Id(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["loyalty_lot.id"], name=op.f("fk_loyalty_allocation_lot_id_loyalty_lot")
        ),
        sa.ForeignKeyConstraint(
            ["tx_id"], ["loyalty_tx.id"], name=op.f("fk_loyalty_allocation_tx_id_loyalty_tx")
        ),
        sa.PrimaryKeyConstraint("tx_id", "lot_id", name=op.f("pk_loyalty_allocation")),
    )
    op.create_index("ix_loyalty_allocation_lot", "loyalty_allocation", ["lot_id"], unique=False)
