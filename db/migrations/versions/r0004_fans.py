"""How many fans a film has, so that nobody counts them while somebody waits for what they also love."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Adds the column and counts: a second for ten million ratings."""
    op.add_column("movie_stat", sa.Column("fans", sa.Integer(), server_default="0", nullable=False))
    op.execute(
        "UPDATE movie_stat SET fans = (SELECT count(*) FROM rating AS r"
        " WHERE r.movie_id = movie_stat.movie_id AND r.rating >= 4 AND r.user_id > 0)"
    )
