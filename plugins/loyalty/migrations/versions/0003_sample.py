"""What belongs to the sample company may go again; everything else in the journal never does."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Table → what makes a row of it one of the sample company.
_OF_ACCOUNT = "EXISTS (SELECT 1 FROM loyalty_account a WHERE a.id = OLD.account_id AND a.is_sample)"
_OF_SAMPLE = {
    "loyalty_rules": "EXISTS (SELECT 1 FROM loyalty_program p "
    "WHERE p.id = OLD.program_id AND p.is_sample)",
    "loyalty_tx": _OF_ACCOUNT,
    "loyalty_entry": _OF_ACCOUNT,
    "loyalty_lot": _OF_ACCOUNT,
    "loyalty_allocation": "EXISTS (SELECT 1 FROM loyalty_lot l JOIN loyalty_account a "
    "ON a.id = l.account_id WHERE l.id = OLD.lot_id AND a.is_sample)",
}
_MARKED = ("loyalty_program", "loyalty_account")


def upgrade() -> None:
    for table in _MARKED:
        column = sa.Column("is_sample", sa.Boolean(), nullable=False, server_default=sa.false())
        op.add_column(table, column)
    if op.get_bind().dialect.name == "postgresql":
        _on_postgresql()
    else:
        _on_sqlite()


def _on_postgresql() -> None:
    for table, condition in _OF_SAMPLE.items():
        op.execute(
            f"CREATE OR REPLACE FUNCTION {table}_keep() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {condition} THEN RETURN OLD; END IF; "
            "RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$"
        )
        op.execute(f"DROP TRIGGER {table}_kept ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_keep()"
        )
        if table != "loyalty_lot":
            op.execute(
                f"CREATE TRIGGER {table}_same BEFORE UPDATE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION loyalty_refuse()"
            )
    for table in _MARKED:
        op.execute(
            f"CREATE TRIGGER {table}_marked BEFORE UPDATE OF is_sample ON {table} "
            "FOR EACH ROW WHEN (NEW.is_sample <> OLD.is_sample) "
            "EXECUTE FUNCTION loyalty_refuse()"
        )


def _on_sqlite() -> None:
    for table, condition in _OF_SAMPLE.items():
        op.execute(f"DROP TRIGGER {table}_delete")
        op.execute(
            f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} WHEN NOT {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    for table in _MARKED:
        op.execute(
            f"CREATE TRIGGER {table}_marked BEFORE UPDATE OF is_sample ON {table} "
            "WHEN NEW.is_sample <> OLD.is_sample "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in _MARKED:
            op.execute(f"DROP TRIGGER {table}_marked ON {table}")
        for table in _OF_SAMPLE:
            if table != "loyalty_lot":
                op.execute(f"DROP TRIGGER {table}_same ON {table}")
            moment = "DELETE" if table == "loyalty_lot" else "UPDATE OR DELETE"
            op.execute(f"DROP TRIGGER {table}_kept ON {table}")
            op.execute(
                f"CREATE TRIGGER {table}_kept BEFORE {moment} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION loyalty_refuse()"
            )
            op.execute(f"DROP FUNCTION {table}_keep()")
    else:
        for table in _MARKED:
            op.execute(f"DROP TRIGGER {table}_marked")
        for table in _OF_SAMPLE:
            op.execute(f"DROP TRIGGER {table}_delete")
            op.execute(
                f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    for table in _MARKED:
        op.drop_column(table, "is_sample")
