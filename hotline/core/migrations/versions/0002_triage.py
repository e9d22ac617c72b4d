"""triage"""

import sqlalchemy as sa
from alembic import op

import hotline.core.models

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assessment_clocks",
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("due_at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("next_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("stopped_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("contact", name=op.f("pk_assessment_clocks")),
    )
    with op.batch_alter_table("assessment_clocks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_clocks_next_at"), ["next_at"], unique=False)

    op.create_table(
        "assessments",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("stage", sa.String(length=200), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("machine", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=200), nullable=True),
        sa.Column("suggested", sa.Integer(), nullable=True),
        sa.Column("screener", sa.JSON(), nullable=True),
        sa.Column("ladder", sa.JSON(), nullable=True),
        sa.Column("distress", sa.Integer(), nullable=True),
        sa.Column("hopelessness", sa.Integer(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("reviewed_at", hotline.core.models.UtcDateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.String(length=200), nullable=True),
        sa.Column("outcome", sa.String(length=200), nullable=True),
        sa.Column("review_note", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
        sa.UniqueConstraint("contact", "number", name=op.f("uq_assessments_contact_number")),
    )
    with op.batch_alter_table("assessments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessments_at"), ["at"], unique=False)

    op.create_table(
        "hint_dismissals",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=200), nullable=False),
        sa.Column("lexicon", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("at", hotline.core.models.UtcDateTime(timezone=True), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hint_dismissals")),
        sa.UniqueConstraint("contact", "seq", "rule", name=op.f("uq_hint_dismissals_contact_seq_rule")),
    )
    with op.batch_alter_table("hint_dismissals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hint_dismissals_at"), ["at"], unique=False)

    with op.batch_alter_table("readings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("flags", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("subject", sa.String(length=200), nullable=False, server_default="self"))
        batch_op.add_column(sa.Column("polarity", sa.String(length=200), nullable=False, server_default="affirmed"))
        batch_op.add_column(sa.Column("model", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("read_by", hotline.core.models.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_readings_at", ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_readings_read_by"), ["read_by"], unique=False)
