"""What people say of films besides ratings, settings, saved filters, and vectors that say which films are alike."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

MARKS = "'watchlist', 'hidden', 'seen', 'unseen', 'skipped'"


def upgrade() -> None:
    """Adds the tables, and a column to `movie_feature`."""
    _create_opinion_tables()
    _create_setting_tables()
    _add_likeness()


def _create_opinion_tables() -> None:
    op.create_table(
        "movie_mark",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "movie_id", "mark", name="pk_movie_mark"),
        sa.CheckConstraint(f"mark IN ({MARKS})", name=op.f("ck_movie_mark_mark")),
        _user_key("movie_mark"),
        _movie_key("movie_mark"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_movie_mark_movie_id", "movie_mark", ["movie_id"])
    op.create_table(
        "parked_opinion",
        sa.Column("parked_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("stars", sa.REAL(), nullable=True),
        sa.Column("noted_at", sa.Integer(), nullable=False),
        sa.Column("imdb_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("parked_id", name="pk_parked_opinion"),
        sa.CheckConstraint(f"kind IN ('rating', {MARKS})", name=op.f("ck_parked_opinion_kind")),
        _user_key("parked_opinion"),
    )
    op.create_index("ix_parked_opinion_user_id", "parked_opinion", ["user_id"])


def _create_setting_tables() -> None:
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_setting"),
    )
    op.create_table(
        "saved_filter",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("filter", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "name", name="pk_saved_filter"),
        _user_key("saved_filter"),
    )


def _add_likeness() -> None:
    """The table is made anew: a column that SQLite adds would stand behind the constraints, unlike the model's."""
    op.execute("DROP VIEW active_movie_feature")
    op.execute("DROP INDEX ix_movie_feature_movie_id")
    op.rename_table("movie_feature", "movie_feature_before")
    op.create_table(
        "movie_feature",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("bias", sa.REAL(), nullable=False),
        sa.Column("preference", sa.LargeBinary(), nullable=True),
        sa.Column("preference_bias", sa.REAL(), nullable=True),
        sa.Column("likeness", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("run_id", "movie_id", name="pk_movie_feature"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["model_run.run_id"], name="fk_movie_feature_run_id_model_run", ondelete="CASCADE"
        ),
        _movie_key("movie_feature"),
    )
    columns = "run_id, movie_id, vector, bias, preference, preference_bias"
    op.execute(
        f"INSERT INTO movie_feature ({columns}) SELECT {columns} FROM movie_feature_before"  # noqa: S608 - our columns
    )
    op.drop_table("movie_feature_before")
    op.create_index("ix_movie_feature_movie_id", "movie_feature", ["movie_id"])
    op.execute(
        "CREATE VIEW active_movie_feature AS"
        " SELECT f.movie_id, f.vector, f.bias, f.preference, f.preference_bias, f.likeness, f.run_id"
        " FROM movie_feature AS f WHERE f.run_id = (SELECT run_id FROM active_run)"
    )


def _movie_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["movie_id"], ["movie.movie_id"], name=f"fk_{table}_movie_id_movie", ondelete="CASCADE"
    )


def _user_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["user_id"], ["user.user_id"], name=f"fk_{table}_user_id_user", ondelete="CASCADE")
