"""Views of people for plain SQL, and a full-text index of films that Datasette and sqlite-utils recognise."""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Adds two views and an index, which is filled with the other indices of title search."""
    op.execute(
        "CREATE VIEW profile AS SELECT u.user_id, u.name,"
        " u.user_id = (SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'active_profile') IS TRUE AS active,"
        " coalesce(s.ratings, 0) AS ratings, s.mean_rating,"
        " (SELECT count(*) FROM movie_mark AS m WHERE m.user_id = u.user_id AND m.mark = 'watchlist') AS watchlist,"
        " (SELECT count(*) FROM movie_mark AS m WHERE m.user_id = u.user_id AND m.mark = 'hidden') AS hidden"
        " FROM user AS u LEFT JOIN user_stat AS s ON s.user_id = u.user_id WHERE u.user_id < 0"
    )
    op.execute(
        "CREATE VIEW data_set_user AS SELECT u.user_id, u.gender, u.age, u.occupation,"
        " coalesce(s.ratings, 0) AS ratings, s.mean_rating"
        " FROM user AS u LEFT JOIN user_stat AS s ON s.user_id = u.user_id WHERE u.user_id > 0"
    )
    op.execute(
        "CREATE VIRTUAL TABLE movie_fts USING fts5"
        '(title, display_title, aliases, content="movie", content_rowid="movie_id")'
    )
