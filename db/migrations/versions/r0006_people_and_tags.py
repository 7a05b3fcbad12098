"""What a film is beyond its title: runtime, people, tags, IMDb's rating; and films that the data set lacks."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Adds columns and tables, which importing and enriching fill; a film is as well known as it has ratings."""
    op.add_column("movie", sa.Column("runtime", sa.Integer(), nullable=True))
    op.add_column("movie", sa.Column("original_title", sa.Text(), nullable=True))
    op.add_column("movie", sa.Column("imdb_rating", sa.REAL(), nullable=True))
    op.add_column("movie", sa.Column("imdb_votes", sa.Integer(), nullable=True))
    op.add_column("movie", sa.Column("source", sa.Text(), server_default="dataset", nullable=False))
    op.add_column("data_set", sa.Column("enriched_at", sa.Text(), nullable=True))
    op.add_column("movie_stat", sa.Column("popularity", sa.Integer(), server_default="0", nullable=False))
    op.execute("UPDATE movie_stat SET popularity = ratings")
    op.create_index("ix_movie_stat_popularity", "movie_stat", ["popularity"])
    op.create_table(
        "person",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_person"),
    )
    op.create_index("ix_person_name", "person", ["name"])
    op.create_table(
        "movie_person",
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("movie_id", "person_id", "role", name="pk_movie_person"),
        sa.CheckConstraint("role IN ('director', 'cast')", name=op.f("ck_movie_person_role")),
        _movie_key("movie_person"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name="fk_movie_person_person_id_person", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_movie_person_person_id", "movie_person", ["person_id"])
    op.create_table(
        "movie_tag",
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("weight", sa.REAL(), nullable=False),
        sa.PrimaryKeyConstraint("movie_id", "tag", name="pk_movie_tag"),
        _movie_key("movie_tag"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_movie_tag_tag", "movie_tag", ["tag"])
    op.execute("CREATE VIRTUAL TABLE person_fts USING fts5(name, content='', prefix='1 2 3', tokenize='unicode61')")


def _movie_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["movie_id"], ["movie.movie_id"], name=f"fk_{table}_movie_id_movie", ondelete="CASCADE"
    )
