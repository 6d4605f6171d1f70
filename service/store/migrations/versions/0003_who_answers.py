"""Whoever answers a request with an Idempotency-Key says that it lives"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    holder = sa.Column("holder", sa.String(length=26), comment="the reservation: only it may write the answer")
    beat = sa.Column(
        "beat", sa.BigInteger(), nullable=False, server_default="0", comment="whoever answers keeps it moving"
    )
    op.add_column("answers", holder)
    op.add_column("answers", beat)


def downgrade() -> None:
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.drop_column("beat")
        batch_op.drop_column("holder")
