from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

import db
from db.models import Base
from db.store.database import Store
from db.store.schema import HEAD, migrate


def _not_a_search_index(name: str | None, kind: str, _parents: Any) -> bool:
    return not (kind == "table" and name is not None and name.startswith("movie_title_"))


def _statements(connection: Connection) -> dict[str, str]:
    query = text(
        "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
        " AND name NOT LIKE 'movie_title_%' AND name NOT IN ('alembic_version', 'sqlite_sequence')"
    )
    return {name: " ".join(sql.split()) for name, sql in connection.execute(query)}


def test_the_migrations_make_what_the_models_describe(empty_store: Store) -> None:
    with empty_store.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": _not_a_search_index, "compare_type": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrations_make_the_very_statements_of_the_models(empty_store: Store) -> None:
    fresh = create_engine("sqlite://")
    with fresh.connect() as connection:
        Base.metadata.create_all(connection)
        described = _statements(connection)
    fresh.dispose()

    with empty_store.reading() as connection:
        assert _statements(connection) == described


def test_head_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(Path(db.__file__).parent / "migrations")).get_current_head() == HEAD


def test_migrating_an_up_to_date_database_changes_nothing(empty_store: Store) -> None:
    with empty_store.writing() as connection:
        before = _statements(connection)
        migrate(connection)
        assert _statements(connection) == before


def test_every_foreign_key_can_be_followed_back_by_an_index() -> None:
    for table in Base.metadata.sorted_tables:
        leading = {next(iter(index.columns)).name for index in table.indexes}
        leading.add(next(iter(table.primary_key.columns)).name)
        leading |= {c.name for c in table.columns if c.unique}
        leading |= {"slot", "run_id"} if table.name == "active_run" else set()
        for key in table.foreign_keys:
            assert key.parent.name in leading, f"{table.name}.{key.parent.name}"


def test_the_tables_that_outsiders_query_have_their_columns(empty_store: Store) -> None:
    promised = {
        "movie": "movie_id, title, display_title, year, imdb_id, tmdb_id",
        "genre": "genre_id, name",
        "movie_genre": "movie_id, genre_id",
        "user": "user_id, gender, age, occupation, name",
        "rating": "user_id, movie_id, rating, rated_at",
        "model_run": "run_id, status, config, metrics",
        "movie_feature": "run_id, movie_id, vector, bias",
        "user_feature": "run_id, user_id, vector, bias",
        "active_movie_feature": "movie_id, vector, bias",
        "active_user_feature": "user_id, vector, bias",
    }
    with empty_store.reading() as connection:
        for table, columns in promised.items():
            assert connection.execute(text(f"SELECT {columns} FROM {table}")).all() == []
