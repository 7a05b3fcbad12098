from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

import db
from db.marks import FilmMark
from db.models import Base, BaseView
from db.personal.opinions import rate, set_mark
from db.personal.profiles import activate_profile, create_profile
from db.search.index import FILM_INDEX, MAKE_FILM_INDEX, MAKE_PERSON_INDEX, NAME_INDICES, PERSON_INDEX
from db.store.database import Store
from db.store.schema import HEAD, migrate
from tests.library import AMELIE, LEON, MATRIX


def _not_a_search_index(name: str | None, kind: str, _parents: Any) -> bool:
    return not (kind == "table" and name is not None and name.startswith(("movie_title_", "movie_fts", "person_fts")))


def _statements(connection: Connection) -> dict[str, str]:
    query = text(
        "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
        " AND name NOT LIKE 'movie_title_%' AND name NOT LIKE 'movie_fts%' AND name NOT LIKE 'person_fts%'"
        " AND name NOT IN ('alembic_version', 'sqlite_sequence')"
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


def test_repair_makes_the_very_indices_of_the_migrations(empty_store: Store) -> None:
    with empty_store.reading() as connection:
        made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql LIKE '%USING fts5(%'"))
        statements = {name: " ".join(sql.split()) for name, sql in made}

    described = {**NAME_INDICES, FILM_INDEX: MAKE_FILM_INDEX, PERSON_INDEX: MAKE_PERSON_INDEX}
    assert statements == {name: " ".join(sql.split()) for name, sql in described.items()}


def test_the_modelled_views_have_the_columns_of_the_models(store: Store) -> None:
    with store.reading() as connection:
        for name, view in BaseView.metadata.tables.items():
            assert tuple(connection.execute(text(f"SELECT * FROM {name}")).keys()) == tuple(view.columns.keys())


def test_the_views_tell_profiles_from_users_of_the_data_set(store: Store) -> None:
    with store.writing() as connection:
        ann, bob = (create_profile(connection, name).user_id for name in ("Ann", "Bob"))
        activate_profile(connection, bob)
        rate(connection, ann, MATRIX, 4.5)
        set_mark(connection, ann, LEON, FilmMark.WATCHLIST, on=True)
        set_mark(connection, ann, AMELIE, FilmMark.HIDDEN, on=True)

    with store.reading() as connection:
        profiles = connection.execute(text("SELECT * FROM profile ORDER BY name")).all()
        users = connection.execute(text("SELECT user_id, ratings, mean_rating FROM data_set_user")).all()
        counted = connection.execute(
            text("SELECT user_id, count(*), avg(rating) FROM rating WHERE user_id > 0 GROUP BY user_id")
        ).all()

    assert profiles == [(ann, "Ann", 0, 1, 4.5, 1, 1), (bob, "Bob", 1, 0, None, 0, 0)]
    assert sorted(users) == sorted(counted)


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
        "movie": "movie_id, title, display_title, year, imdb_id, tmdb_id, runtime, original_title, imdb_rating,"
        " imdb_votes, source, imdb_year",
        "person": "person_id, name",
        "movie_person": "movie_id, person_id, role, position",
        "movie_tag": "movie_id, tag, weight",
        "genre": "genre_id, name",
        "movie_genre": "movie_id, genre_id",
        "user": "user_id, gender, age, occupation, name",
        "profile": "user_id, name, ratings, mean_rating",
        "data_set_user": "user_id, gender, age, occupation, ratings, mean_rating",
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
