"""The first schema: data set, films, users, ratings, model runs with features, title search."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Creates everything."""
    _create_catalogue_tables()
    _create_people_tables()
    _create_run_tables()
    _create_feature_tables()
    _create_active_views()
    _create_title_search()


def _create_catalogue_tables() -> None:
    op.create_table(
        "data_set",
        sa.Column("data_set_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.Text(), nullable=False),
        sa.Column("rating_min", sa.REAL(), nullable=False),
        sa.Column("rating_max", sa.REAL(), nullable=False),
        sa.Column("rating_step", sa.REAL(), nullable=False),
        sa.Column("ages", sa.Text(), nullable=False),
        sa.Column("movies", sa.Integer(), nullable=False),
        sa.Column("users", sa.Integer(), nullable=False),
        sa.Column("ratings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("data_set_id", name="pk_data_set"),
        sa.CheckConstraint("data_set_id = 1", name=op.f("ck_data_set_only_one")),
    )
    op.create_table(
        "genre",
        sa.Column("genre_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("genre_id", name="pk_genre"),
        sa.UniqueConstraint("name", name="uq_genre_name"),
    )
    op.create_table(
        "movie",
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("display_title", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("imdb_id", sa.Integer(), nullable=True),
        sa.Column("tmdb_id", sa.Integer(), nullable=True),
        sa.Column("sort_title", sa.Text(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("movie_id", name="pk_movie"),
    )
    op.create_index("ix_movie_year", "movie", ["year"])
    op.create_table(
        "movie_genre",
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("genre_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("movie_id", "genre_id", name="pk_movie_genre"),
        _movie_key("movie_genre"),
        sa.ForeignKeyConstraint(
            ["genre_id"], ["genre.genre_id"], name="fk_movie_genre_genre_id_genre", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_movie_genre_genre_id", "movie_genre", ["genre_id"])
    op.create_table(
        "movie_name",
        sa.Column("name_id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("match_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name_id", name="pk_movie_name"),
        _movie_key("movie_name"),
    )
    op.create_index("ix_movie_name_match_key", "movie_name", ["match_key"])
    op.create_index("ix_movie_name_movie_id", "movie_name", ["movie_id"])


def _create_people_tables() -> None:
    op.create_table(
        "user",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("gender", sa.Text(), nullable=True),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("occupation", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("user_id", name="pk_user"),
        sa.UniqueConstraint("name", name="uq_user_name"),
    )
    op.create_table(
        "rating",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("rating", sa.REAL(), nullable=False),
        sa.Column("rated_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "movie_id", name="pk_rating"),
        _user_key("rating"),
        _movie_key("rating"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_rating_movie_id_rating_user_id", "rating", ["movie_id", "rating", "user_id"])
    for entity, key in (("movie", _movie_key), ("user", _user_key)):
        op.create_table(
            f"{entity}_stat",
            sa.Column(f"{entity}_id", sa.Integer(), nullable=False),
            sa.Column("ratings", sa.Integer(), nullable=False),
            sa.Column("mean_rating", sa.REAL(), nullable=True),
            sa.PrimaryKeyConstraint(f"{entity}_id", name=f"pk_{entity}_stat"),
            key(f"{entity}_stat"),
        )
        op.create_index(f"ix_{entity}_stat_ratings", f"{entity}_stat", ["ratings"])


def _create_run_tables() -> None:
    op.create_table(
        "model_run",
        sa.Column("run_id", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("finished", sa.Text(), nullable=True),
        sa.Column("data_set", sa.Text(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.Column("metrics", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.CheckConstraint("status IN ('building', 'ready', 'failed', 'cancelled')", name=op.f("ck_model_run_status")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "active_run",
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slot", name="pk_active_run"),
        sa.CheckConstraint("slot = 1", name=op.f("ck_active_run_only_one")),
        sa.UniqueConstraint("run_id", name="uq_active_run_run_id"),
        sa.ForeignKeyConstraint(["run_id"], ["model_run.run_id"], name="fk_active_run_run_id_model_run"),
    )
    op.create_table(
        "run_curve",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("train_loss", sa.REAL(), nullable=False),
        sa.Column("val_rmse", sa.REAL(), nullable=True),
        sa.PrimaryKeyConstraint("run_id", "step", name="pk_run_curve"),
        _run_key("run_curve"),
        sqlite_with_rowid=False,
    )


def _create_feature_tables() -> None:
    for entity, key in (("movie", _movie_key), ("user", _user_key)):
        op.create_table(
            f"{entity}_feature",
            sa.Column("run_id", sa.Integer(), nullable=False),
            sa.Column(f"{entity}_id", sa.Integer(), nullable=False),
            sa.Column("vector", sa.LargeBinary(), nullable=False),
            sa.Column("bias", sa.REAL(), nullable=False),
            sa.Column("preference", sa.LargeBinary(), nullable=True),
            sa.Column("preference_bias", sa.REAL(), nullable=True),
            sa.PrimaryKeyConstraint("run_id", f"{entity}_id", name=f"pk_{entity}_feature"),
            _run_key(f"{entity}_feature"),
            key(f"{entity}_feature"),
        )
        op.create_index(f"ix_{entity}_feature_{entity}_id", f"{entity}_feature", [f"{entity}_id"])


def _create_active_views() -> None:
    for entity in ("movie", "user"):
        op.execute(
            f"CREATE VIEW active_{entity}_feature AS"  # noqa: S608 - two names from the line above
            f" SELECT f.{entity}_id, f.vector, f.bias, f.preference, f.preference_bias, f.run_id"
            f" FROM {entity}_feature AS f WHERE f.run_id = (SELECT run_id FROM active_run)"
        )


def _create_title_search() -> None:
    """Both indices keep no text of their own; their rowid is `movie_name.name_id`."""
    op.execute(
        "CREATE VIRTUAL TABLE movie_title_fts USING fts5"
        "(name, match_key, content='', prefix='1 2 3', tokenize='unicode61 remove_diacritics 0')"
    )
    op.execute("CREATE VIRTUAL TABLE movie_title_trigram USING fts5(name, content='', tokenize='trigram')")


def _movie_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["movie_id"], ["movie.movie_id"], name=f"fk_{table}_movie_id_movie", ondelete="CASCADE"
    )


def _user_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["user_id"], ["user.user_id"], name=f"fk_{table}_user_id_user", ondelete="CASCADE")


def _run_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["run_id"], ["model_run.run_id"], name=f"fk_{table}_run_id_model_run", ondelete="CASCADE"
    )
