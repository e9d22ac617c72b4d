"""the line opens

Longer than other files on purpose: one migration is one step, and what has run is never changed.
"""

import sqlalchemy as sa
from alembic import op

import hotline.core.models

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alarms",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("open_key", sa.String(length=200), nullable=True),
        sa.Column("contact", sa.String(length=200), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("raised_at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(length=200), nullable=True),
        sa.Column("taken_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column("due_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("cleared_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        sa.UniqueConstraint("open_key", name=op.f("uq_alarms_open_key")),
    )
    with op.batch_alter_table("alarms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alarms_contact"), ["contact"], unique=False)
        batch_op.create_index(batch_op.f("ix_alarms_due_at"), ["due_at"], unique=False)

    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_subject"), ["subject"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "buckets",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("tokens", sa.Double(), nullable=False),
        sa.Column("at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_buckets")),
    )
    op.create_table(
        "centres",
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_centres")),
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=200), nullable=False),
        sa.Column("centre", sa.String(length=200), nullable=False),
        sa.Column("lang", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("level_by", sa.String(length=200), nullable=True),
        sa.Column("danger", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("front", sa.Boolean(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("created_at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("queued_at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("waiting_since", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column("held_since", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_why", sa.String(length=200), nullable=True),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("needs_eyes", sa.Boolean(), nullable=False),
        sa.Column("nobody_told", sa.Boolean(), nullable=False),
        sa.Column("wait_from", sa.Integer(), nullable=True),
        sa.Column("wait_to", sa.Integer(), nullable=True),
        sa.Column("wait_until", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column("wait_renewed", sa.Boolean(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("student_seen_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column("gone_since", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column("left", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contacts_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_gone_since"), ["gone_since"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_holder"), ["holder"], unique=False)
        batch_op.create_index("ix_contacts_queue", ["state", "priority", "queued_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_wait_until"), ["wait_until"], unique=False)

    op.create_table(
        "data_keys",
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("master", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_data_keys")),
    )
    op.create_table(
        "escalation_entries",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("escalation", sa.String(length=200), nullable=False),
        sa.Column("at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation_entries")),
    )
    with op.batch_alter_table("escalation_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_escalation_entries_escalation"), ["escalation"], unique=False)

    op.create_table(
        "escalations",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("open_for", sa.String(length=200), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("armed_at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column("taken_by", sa.String(length=200), nullable=True),
        sa.Column("taken_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=200), nullable=True),
        sa.Column("closed_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalations")),
        sa.UniqueConstraint("open_for", name=op.f("uq_escalations_open_for")),
    )
    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_escalations_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_escalations_contact"), ["contact"], unique=False)
        batch_op.create_index(batch_op.f("ix_escalations_due_at"), ["due_at"], unique=False)

    op.create_table(
        "feedback",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "answer", name=op.f("pk_feedback")),
    )
    op.create_table(
        "feedback_given",
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("contact", name=op.f("pk_feedback_given")),
    )
    op.create_table(
        "hand_overs",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("giver", sa.String(length=200), nullable=False),
        sa.Column("taker", sa.String(length=200), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("settled_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_overs")),
    )
    with op.batch_alter_table("hand_overs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hand_overs_contact"), ["contact"], unique=False)
        batch_op.create_index(batch_op.f("ix_hand_overs_giver"), ["giver"], unique=False)
        batch_op.create_index(batch_op.f("ix_hand_overs_taker"), ["taker"], unique=False)

    op.create_table(
        "holdings",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("staff", sa.String(length=200), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("began_at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("how", sa.String(length=200), nullable=False),
        sa.Column("ended_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holdings")),
    )
    with op.batch_alter_table("holdings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_holdings_contact"), ["contact"], unique=False)
        batch_op.create_index(batch_op.f("ix_holdings_staff"), ["staff"], unique=False)

    op.create_table(
        "jobs",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("due_at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("lease", sa.Integer(), nullable=False),
        sa.Column("last_done_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=200), nullable=True),
        sa.Column("failing_since", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_jobs")),
    )
    op.create_table(
        "level_changes",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_changes")),
    )
    with op.batch_alter_table("level_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_level_changes_contact"), ["contact"], unique=False)

    op.create_table(
        "messages",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(length=200), nullable=False),
        sa.Column("client_id", sa.String(length=200), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("person", sa.String(length=200), nullable=True),
        sa.Column("at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("contact", "sender", "client_id", name=op.f("uq_messages_contact_sender_client_id")),
        sa.UniqueConstraint("contact", "seq", name=op.f("uq_messages_contact_seq")),
    )
    op.create_table(
        "news",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("room", sa.String(length=200), nullable=False),
        sa.Column("namespace", sa.String(length=200), nullable=False),
        sa.Column("at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
    )
    with op.batch_alter_table("news", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_news_at"), ["at"], unique=False)

    op.create_table(
        "observations",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("began_at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
    )
    with op.batch_alter_table("observations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observations_contact"), ["contact"], unique=False)
        batch_op.create_index(batch_op.f("ix_observations_person"), ["person"], unique=False)

    op.create_table(
        "offers",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("made_at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("settled_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offers_contact"), ["contact"], unique=False)
        batch_op.create_index("ix_offers_open", ["state", "expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_offers_person"), ["person"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("next_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease", sa.Integer(), nullable=False),
        sa.Column("done_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_next_at"), ["next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_person"), ["person"], unique=False)

    op.create_table(
        "people",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("login", sa.String(length=200), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("one_time_secret", sa.LargeBinary(), nullable=False),
        sa.Column("one_time_last", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("centre", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("login", name=op.f("uq_people_login")),
    )
    op.create_table(
        "readings",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("hints", sa.JSON(), nullable=False),
        sa.Column("lexicon", sa.String(length=200), nullable=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
        sa.UniqueConstraint("contact", "seq", name=op.f("uq_readings_contact_seq")),
    )
    op.create_table(
        "receipts",
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("locator", sa.String(length=200), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("contact", name=op.f("pk_receipts")),
        sa.UniqueConstraint("locator", name=op.f("uq_receipts_locator")),
    )
    op.create_table(
        "records",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("done", sa.JSON(), nullable=False),
        sa.Column("next", sa.String(length=200), nullable=False),
        sa.Column("next_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
    )
    with op.batch_alter_table("records", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_records_contact"), ["contact"], unique=False)

    op.create_table(
        "seats",
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=True),
        sa.Column("seen_at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("offer", sa.String(length=200), nullable=True),
        sa.Column("offered_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_seats")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("began_at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_person"), ["person"], unique=False)

    op.create_table(
        "shifts",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("duty", sa.String(length=200), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("starts", sa.String(length=200), nullable=False),
        sa.Column("ends", sa.String(length=200), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
    )
    with op.batch_alter_table("shifts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shifts_duty"), ["duty"], unique=False)
        batch_op.create_index(batch_op.f("ix_shifts_person"), ["person"], unique=False)

    op.create_table(
        "student_keys",
        sa.Column("digest", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("until", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_student_keys")),
    )
    with op.batch_alter_table("student_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_student_keys_contact"), ["contact"], unique=False)

    op.create_table(
        "whispers",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("client_id", sa.String(length=200), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whispers")),
        sa.UniqueConstraint("contact", "person", "client_id", name=op.f("uq_whispers_contact_person_client_id")),
    )
    with op.batch_alter_table("whispers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_whispers_contact"), ["contact"], unique=False)
