"""Workers say that they live; a job counts how often its process died"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workers",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("beat", sa.BigInteger(), nullable=False, comment="whoever lives keeps it moving"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
    )
    deaths = sa.Column(
        "deaths",
        sa.Integer(),
        nullable=False,
        server_default="0",
        comment="attempts whose process died, or whose worker did",
    )
    op.add_column("jobs", deaths)


def downgrade() -> None:
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_column("deaths")
    op.drop_table("workers")
