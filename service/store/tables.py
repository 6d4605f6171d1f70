"""The tables. Every row belongs to a tenant; every query names it. Times are seconds since 1970, UTC."""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = sa.String(26)
Name = sa.String(64)

diagnoses = sa.Table(
    "diagnoses",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("tenant", Name, nullable=False),
    sa.Column("created", sa.Double, nullable=False),
    sa.Column("verdict", sa.String(16), nullable=False),
    sa.Column("headline", sa.Text, nullable=False),
    sa.Column("answer", sa.LargeBinary, nullable=False, comment="the JSON that was answered, zstd"),
    sa.Column("upload", sa.LargeBinary, comment="what was posted, packed, zstd; null once its time is over"),
    sa.Index(None, "tenant", "id"),
    sa.Index(None, "created"),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("tenant", Name, nullable=False),
    sa.Column("created", sa.Double, nullable=False),
    sa.Column("updated", sa.Double, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("context", sa.JSON, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False, comment="bytes of log appended so far"),
    sa.Index(None, "tenant", "id"),
    sa.Index(None, "updated"),
)

chunks = sa.Table(
    "chunks",
    metadata,
    sa.Column("run", Id, sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("at", sa.BigInteger, primary_key=True, comment="offset of the first byte in the run's log"),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False, comment="zstd"),
)

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("tenant", Name, nullable=False),
    sa.Column("parent", Id, comment="the job that this one is a part of"),
    sa.Column("kind", Name, nullable=False),
    sa.Column("queue", Name, nullable=False),
    sa.Column("status", sa.String(16), nullable=False, comment="queued, running, done, failed, cancelled"),
    sa.Column("created", sa.Double, nullable=False),
    sa.Column("finished", sa.Double),
    sa.Column("cost", sa.Double, nullable=False, comment="estimated seconds"),
    sa.Column("seconds", sa.Double, nullable=False, comment="time limit of one attempt"),
    sa.Column("attempt", sa.Integer, nullable=False, comment="the fence: only the newest attempt may write"),
    sa.Column("heartbeat", sa.Integer, nullable=False, comment="the lease: whoever holds it keeps it moving"),
    sa.Column(
        "deaths",
        sa.Integer,
        nullable=False,
        server_default="0",
        comment="attempts whose process died, or whose worker did",
    ),
    sa.Column("cancel", sa.Boolean, nullable=False),
    sa.Column("progress", sa.JSON),
    sa.Column("request_id", Name, nullable=False, comment="of the request that asked for it, for the logs"),
    sa.Column("spec", sa.LargeBinary, nullable=False, comment="JSON, zstd"),
    sa.Column("result", sa.LargeBinary, comment="JSON, zstd"),
    sa.Column("error", sa.Text),
    sa.Index(None, "status", "queue", "id"),
    sa.Index(None, "tenant", "id"),
    sa.Index(None, "parent"),
    sa.Index(None, "finished"),
)

workers = sa.Table(
    "workers",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("beat", sa.BigInteger, nullable=False, comment="whoever lives keeps it moving"),
)

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("tenant", Name, primary_key=True),
    sa.Column("key", sa.String(255), primary_key=True, comment="Idempotency-Key"),
    sa.Column("request", sa.String(64), nullable=False, comment="SHA-256 of method, path, query and body"),
    sa.Column("created", sa.Double, nullable=False),
    sa.Column("status", sa.Integer, comment="null while the first request is being answered"),
    sa.Column("headers", sa.JSON),
    sa.Column("body", sa.LargeBinary),
    sa.Column("holder", Id, comment="the reservation: only it may write the answer"),
    sa.Column("beat", sa.BigInteger, nullable=False, server_default="0", comment="whoever answers keeps it moving"),
    sa.Index(None, "created"),
)

keys = sa.Table(
    "keys",
    metadata,
    sa.Column("id", Id, primary_key=True, comment="the public half of the key"),
    sa.Column("tenant", Name, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False, comment="SHA-256 of the secret half"),
    sa.Column("scopes", sa.String(255), nullable=False),
    sa.Column("created", sa.Double, nullable=False),
    sa.Column("expires", sa.Double),
    sa.Index(None, "tenant"),
)

counters = sa.Table(
    "counters",
    metadata,
    sa.Column("tenant", Name, primary_key=True),
    sa.Column("span", sa.Integer, primary_key=True, comment="length of the window in seconds"),
    sa.Column("window", sa.BigInteger, nullable=False, comment="number of the window since 1970"),
    sa.Column("count", sa.BigInteger, nullable=False),
)
