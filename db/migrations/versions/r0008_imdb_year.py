"""The year that IMDb gives a film: exports of other sites often have that one rather than the data set's."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Adds the column, which enriching fills."""
    op.add_column("movie", sa.Column("imdb_year", sa.Integer(), nullable=True))
