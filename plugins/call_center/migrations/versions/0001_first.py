"""Calls, what exchanges told of them, dispositions, rules, campaigns."""

import sqlalchemy as sa
from alembic import op

from salesforce_lite.kernel import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What an exchange told is never changed afterwards.
_APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER call_center_event_stays BEFORE UPDATE ON call_center_event "
        "BEGIN SELECT RAISE(ABORT, 'what was told stays'); END",
    ),
    # Purging drops the table and with it the trigger; the function may stay, so it is replaced.
    "postgresql": (
        "CREATE OR REPLACE FUNCTION call_center_event_stays() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RAISE EXCEPTION 'what was told stays'; END $$",
        "CREATE TRIGGER call_center_event_stays BEFORE UPDATE ON call_center_event "
        "FOR EACH ROW EXECUTE FUNCTION call_center_event_stays()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "call_center_campaign",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("retry_minutes", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("script_number", sa.Integer(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_center_campaign")),
        info={"words": "Campaigns"},
    )
    op.create_table(
        "call_center_disposition",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("parent_id", types.Id(), nullable=True),
        sa.Column("name_es", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("is_contact", sa.Boolean(), nullable=False),
        sa.Column("is_success", sa.Boolean(), nullable=False),
        sa.Column("schedules_callback", sa.Boolean(), nullable=False),
        sa.Column("sets_dnc", sa.Boolean(), nullable=False),
        sa.Column("needs_note", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["call_center_disposition.id"],
            name=op.f("fk_call_center_disposition_parent_id_call_center_disposition"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_center_disposition")),
        sa.UniqueConstraint("code", name=op.f("uq_call_center_disposition_code")),
        info={"words": "Dispositions"},
    )
    op.create_index(
        op.f("ix_call_center_disposition_parent_id"),
        "call_center_disposition",
        ["parent_id"],
        unique=False,
    )
    op.create_table(
        "call_center_event",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.Column("event_key", sa.String(length=120), nullable=False),
        sa.Column("call_key", sa.String(length=120), nullable=False),
        sa.Column("leg", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("arrived_at", types.Moment(), nullable=False),
        sa.Column("said", types.Document, nullable=False),
        sa.Column("payload", types.Document, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_center_event")),
        sa.UniqueConstraint("source", "event_key", name="uq_call_center_event_key"),
        info={"words": "What exchanges told"},
    )
    op.create_index(
        "ix_call_center_event_arrived", "call_center_event", ["arrived_at"], unique=False
    )
    op.create_index(
        "ix_call_center_event_call", "call_center_event", ["source", "call_key", "at"], unique=False
    )
    op.create_table(
        "call_center_extension",
        sa.Column("extension", sa.String(length=60), nullable=False),
        sa.Column("user_id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_call_center_extension_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("extension", name=op.f("pk_call_center_extension")),
        info={"words": "Lines of people"},
    )
    op.create_index(
        "ix_call_center_extension_user", "call_center_extension", ["user_id"], unique=False
    )
    op.create_table(
        "call_center_script",
        sa.Column("campaign_id", types.Id(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("steps", types.Document, nullable=False),
        sa.Column("made_at", types.Moment(), nullable=False),
        sa.Column("made_by", types.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["call_center_campaign.id"],
            name=op.f("fk_call_center_script_campaign_id_call_center_campaign"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["user.id"],
            name=op.f("fk_call_center_script_made_by_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "number", name=op.f("pk_call_center_script")),
        info={"words": "Versions of scripts"},
    )
    op.create_table(
        "call_center_consent",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("customer_id", types.Id(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("proof", sa.String(length=500), nullable=False),
        sa.Column("given_at", types.Moment(), nullable=False),
        sa.Column("withdrawn_at", types.Moment(), nullable=True),
        sa.Column("recorded_by", types.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_call_center_consent_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"],
            ["user.id"],
            name=op.f("fk_call_center_consent_recorded_by_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_center_consent")),
        info={"words": "Consents"},
    )
    op.create_index(
        "ix_call_center_consent_customer",
        "call_center_consent",
        ["customer_id", "purpose", "given_at"],
        unique=False,
    )
    op.create_table(
        "call_center_exclusion",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("list_code", sa.String(length=30), nullable=False),
        sa.Column("customer_id", types.Id(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("since", types.Moment(), nullable=False),
        sa.Column("added_by", types.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by"],
            ["user.id"],
            name=op.f("fk_call_center_exclusion_added_by_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_call_center_exclusion_customer_id_customer"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("number", "list_code", name=op.f("pk_call_center_exclusion")),
        info={"words": "Numbers that may not be called"},
    )
    op.create_index(
        "ix_call_center_exclusion_customer", "call_center_exclusion", ["customer_id"], unique=False
    )
    op.create_table(
        "call_center_member",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("campaign_id", types.Id(), nullable=False),
        sa.Column("customer_id", types.Id(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", types.Moment(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("taken_by", types.Id(), nullable=True),
        sa.Column("taken_until", types.Moment(), nullable=True),
        sa.Column("promised_to", types.Id(), nullable=True),
        sa.Column("disposition", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["call_center_campaign.id"],
            name=op.f("fk_call_center_member_campaign_id_call_center_campaign"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_call_center_member_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["promised_to"],
            ["user.id"],
            name=op.f("fk_call_center_member_promised_to_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"],
            ["user.id"],
            name=op.f("fk_call_center_member_taken_by_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_center_member")),
        sa.UniqueConstraint("campaign_id", "customer_id", name="uq_call_center_member_customer"),
        info={"words": "Who is on their lists"},
    )
    op.create_index(
        "ix_call_center_member_customer", "call_center_member", ["customer_id"], unique=False
    )
    op.create_index(
        "ix_call_center_member_next",
        "call_center_member",
        ["campaign_id", "state", "priority", "next_at", "id"],
        unique=False,
    )
    op.create_table(
        "call_center_call",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("raw_number", sa.String(length=120), nullable=False),
        sa.Column("own_number", sa.String(length=40), nullable=False),
        sa.Column("is_withheld", sa.Boolean(), nullable=False),
        sa.Column("queue", sa.String(length=60), nullable=False),
        sa.Column("phase", sa.String(length=10), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("started_at", types.Moment(), nullable=False),
        sa.Column("offset_minutes", sa.Integer(), nullable=False),
        sa.Column("answered_at", types.Moment(), nullable=True),
        sa.Column("ended_at", types.Moment(), nullable=True),
        sa.Column("wait_s", sa.Integer(), nullable=True),
        sa.Column("talk_s", sa.Integer(), nullable=False),
        sa.Column("hold_s", sa.Integer(), nullable=False),
        sa.Column("acw_s", sa.Integer(), nullable=False),
        sa.Column("duration_source", sa.String(length=10), nullable=False),
        sa.Column("customer_id", types.Id(), nullable=True),
        sa.Column("contact_id", types.Id(), nullable=True),
        sa.Column("match_method", sa.String(length=10), nullable=False),
        sa.Column("agent_id", types.Id(), nullable=True),
        sa.Column("activity_id", types.Id(), nullable=True),
        sa.Column("callback_id", types.Id(), nullable=True),
        sa.Column("disposition", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("member_id", types.Id(), nullable=True),
        sa.Column("recording", sa.String(length=500), nullable=False),
        sa.Column("recording_deleted_at", types.Moment(), nullable=True),
        sa.Column("is_flagged", sa.Boolean(), nullable=False),
        sa.Column("flag_reason", sa.String(length=300), nullable=False),
        sa.Column("logged_at", types.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name=op.f("fk_call_center_call_activity_id_activity"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"],
            ["user.id"],
            name=op.f("fk_call_center_call_agent_id_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["callback_id"],
            ["activity.id"],
            name=op.f("fk_call_center_call_callback_id_activity"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_call_center_call_contact_id_contact"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_call_center_call_customer_id_customer"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["call_center_member.id"],
            name=op.f("fk_call_center_call_member_id_call_center_member"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_center_call")),
        info={"words": "Calls"},
    )
    op.create_index(
        "ix_call_center_call_activity", "call_center_call", ["activity_id"], unique=False
    )
    op.create_index(
        "ix_call_center_call_agent",
        "call_center_call",
        ["agent_id", "started_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_call_center_call_customer",
        "call_center_call",
        ["customer_id", "started_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_call_center_call_number", "call_center_call", ["number", "started_at"], unique=False
    )
    op.create_index(
        "ix_call_center_call_phase", "call_center_call", ["phase", "started_at"], unique=False
    )
    op.create_index(
        "ix_call_center_call_started", "call_center_call", ["started_at", "id"], unique=False
    )
    op.create_table(
        "call_center_answer",
        sa.Column("call_id", types.Id(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("script_number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=500), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["call_center_call.id"],
            name=op.f("fk_call_center_answer_call_id_call_center_call"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("call_id", "step", name=op.f("pk_call_center_answer")),
        info={"words": "Answers to scripts"},
    )
    op.create_table(
        "call_center_key",
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("call_id", types.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["call_center_call.id"],
            name=op.f("fk_call_center_key_call_id_call_center_call"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("source", "key", name=op.f("pk_call_center_key")),
        info={"words": "What exchanges call them"},
    )
    op.create_index(
        op.f("ix_call_center_key_call_id"), "call_center_key", ["call_id"], unique=False
    )
    op.create_table(
        "call_center_leg",
        sa.Column("call_id", types.Id(), nullable=False),
        sa.Column("leg", sa.String(length=120), nullable=False),
        sa.Column("extension", sa.String(length=60), nullable=False),
        sa.Column("user_id", types.Id(), nullable=True),
        sa.Column("is_agent", sa.Boolean(), nullable=False),
        sa.Column("rang_at", types.Moment(), nullable=True),
        sa.Column("answered_at", types.Moment(), nullable=True),
        sa.Column("ended_at", types.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["call_center_call.id"],
            name=op.f("fk_call_center_leg_call_id_call_center_call"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_call_center_leg_user_id_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("call_id", "leg", name=op.f("pk_call_center_leg")),
        info={"words": "Who was on them"},
    )
    op.create_index("ix_call_center_leg_user", "call_center_leg", ["user_id"], unique=False)
    op.create_table(
        "call_center_ringing",
        sa.Column("user_id", types.Id(), nullable=False),
        sa.Column("call_id", types.Id(), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["call_center_call.id"],
            name=op.f("fk_call_center_ringing_call_id_call_center_call"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
            name=op.f("fk_call_center_ringing_user_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "call_id", name=op.f("pk_call_center_ringing")),
        info={"words": "What rings now"},
    )
    op.create_index("ix_call_center_ringing_call", "call_center_ringing", ["call_id"], unique=False)
    for statement in _APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("call_center_ringing")
    op.drop_table("call_center_leg")
    op.drop_table("call_center_key")
    op.drop_table("call_center_answer")
    op.drop_table("call_center_call")
    op.drop_table("call_center_member")
    op.drop_table("call_center_exclusion")
    op.drop_table("call_center_consent")
    op.drop_table("call_center_script")
    op.drop_table("call_center_extension")
    op.drop_table("call_center_event")
    op.drop_table("call_center_disposition")
    op.drop_table("call_center_campaign")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS call_center_event_stays()")
