"""The words of titles, for search that forgives typing errors."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Adds the table, and a view of how many names hold which three letters."""
    op.create_table(
        "title_word",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("ratings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name="pk_title_word"),
        sqlite_with_rowid=False,
    )
    op.execute("CREATE VIRTUAL TABLE movie_title_triple USING fts5vocab(movie_title_trigram, row)")
