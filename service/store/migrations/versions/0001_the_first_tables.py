"""The first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False, comment="Idempotency-Key"),
        sa.Column("request", sa.String(length=64), nullable=False, comment="SHA-256 of method, path, query and body"),
        sa.Column("created", sa.Double(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True, comment="null while the first request is being answered"),
        sa.Column("headers", sa.JSON(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "key", name=op.f("pk_answers")),
    )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answers_created"), ["created"], unique=False)

    op.create_table(
        "counters",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("span", sa.Integer(), nullable=False, comment="length of the window in seconds"),
        sa.Column("window", sa.BigInteger(), nullable=False, comment="number of the window since 1970"),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "span", name=op.f("pk_counters")),
    )
    op.create_table(
        "diagnoses",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("created", sa.Double(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False, comment="the JSON that was answered, zstd"),
        sa.Column(
            "upload",
            sa.LargeBinary(),
            nullable=True,
            comment="what was posted, packed, zstd; null once its time is over",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagnoses")),
    )
    with op.batch_alter_table("diagnoses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_diagnoses_created"), ["created"], unique=False)
        batch_op.create_index(batch_op.f("ix_diagnoses_tenant_diagnoses_id"), ["tenant", "id"], unique=False)

    op.create_table(
        "jobs",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("parent", sa.String(length=26), nullable=True, comment="the job that this one is a part of"),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False, comment="queued, running, done, failed, cancelled"),
        sa.Column("created", sa.Double(), nullable=False),
        sa.Column("finished", sa.Double(), nullable=True),
        sa.Column("cost", sa.Double(), nullable=False, comment="estimated seconds"),
        sa.Column("seconds", sa.Double(), nullable=False, comment="time limit of one attempt"),
        sa.Column("attempt", sa.Integer(), nullable=False, comment="the fence: only the newest attempt may write"),
        sa.Column("heartbeat", sa.Integer(), nullable=False, comment="the lease: whoever holds it keeps it moving"),
        sa.Column("cancel", sa.Boolean(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=True),
        sa.Column(
            "request_id", sa.String(length=64), nullable=False, comment="of the request that asked for it, for the logs"
        ),
        sa.Column("spec", sa.LargeBinary(), nullable=False, comment="JSON, zstd"),
        sa.Column("result", sa.LargeBinary(), nullable=True, comment="JSON, zstd"),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jobs_finished"), ["finished"], unique=False)
        batch_op.create_index(batch_op.f("ix_jobs_parent"), ["parent"], unique=False)
        batch_op.create_index(batch_op.f("ix_jobs_status_jobs_queue_jobs_id"), ["status", "queue", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_jobs_tenant_jobs_id"), ["tenant", "id"], unique=False)

    op.create_table(
        "keys",
        sa.Column("id", sa.String(length=26), nullable=False, comment="the public half of the key"),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False, comment="SHA-256 of the secret half"),
        sa.Column("scopes", sa.String(length=255), nullable=False),
        sa.Column("created", sa.Double(), nullable=False),
        sa.Column("expires", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
    )
    with op.batch_alter_table("keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_keys_tenant"), ["tenant"], unique=False)

    op.create_table(
        "runs",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("created", sa.Double(), nullable=False),
        sa.Column("updated", sa.Double(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="bytes of log appended so far"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_runs_tenant_runs_id"), ["tenant", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_runs_updated"), ["updated"], unique=False)

    op.create_table(
        "chunks",
        sa.Column("run", sa.String(length=26), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False, comment="offset of the first byte in the run's log"),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="zstd"),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name=op.f("fk_chunks_run_runs"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run", "at", name=op.f("pk_chunks")),
    )


def downgrade() -> None:
    op.drop_table("chunks")
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_runs_updated"))
        batch_op.drop_index(batch_op.f("ix_runs_tenant_runs_id"))

    op.drop_table("runs")
    with op.batch_alter_table("keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_keys_tenant"))

    op.drop_table("keys")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_jobs_tenant_jobs_id"))
        batch_op.drop_index(batch_op.f("ix_jobs_status_jobs_queue_jobs_id"))
        batch_op.drop_index(batch_op.f("ix_jobs_parent"))
        batch_op.drop_index(batch_op.f("ix_jobs_finished"))

    op.drop_table("jobs")
    with op.batch_alter_table("diagnoses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_diagnoses_tenant_diagnoses_id"))
        batch_op.drop_index(batch_op.f("ix_diagnoses_created"))

    op.drop_table("diagnoses")
    op.drop_table("counters")
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answers_created"))

    op.drop_table("answers")
