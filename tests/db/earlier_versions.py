"""Databases as earlier versions of the program made them, with something in every table."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from db.store.schema import APPLICATION_ID

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
"""All schemas that were released, oldest first."""

_FILLED = {
    "0001": """
        INSERT INTO data_set (data_set_id, name, fingerprint, imported_at, rating_min, rating_max, rating_step, ages,
                              movies, users, ratings)
        VALUES (1, 'tiny', 'abc', '2026-01-01', 0.5, 5.0, 0.5, 'none', 2, 2, 3);
        INSERT INTO movie (movie_id, title, display_title, year, sort_title, aliases)
        VALUES (7, 'Heat (1995)', 'Heat', 1995, 'heat', '[]'), (8, 'Up (2009)', 'Up', 2009, 'up', '[]');
        INSERT INTO genre VALUES (1, 'Crime');
        INSERT INTO movie_genre VALUES (7, 1);
        INSERT INTO movie_name VALUES (1, 7, 'heat', 'heat'), (2, 8, 'up', 'up');
        INSERT INTO movie_title_fts (rowid, name, match_key) VALUES (1, 'heat', 'heat'), (2, 'up', 'up');
        INSERT INTO movie_title_trigram (rowid, name) VALUES (1, ' heat '), (2, ' up ');
        INSERT INTO user (user_id, gender, name) VALUES (3, 'F', NULL), (4, NULL, NULL), (-1, NULL, 'Ann');
        INSERT INTO rating VALUES (3, 7, 4.0, 5), (3, 8, 2.5, 5), (4, 7, 3.0, 9), (-1, 7, 4.5, 6);
        INSERT INTO movie_stat (movie_id, ratings, mean_rating) VALUES (7, 2, 3.5), (8, 1, 2.5);
        INSERT INTO user_stat VALUES (3, 2, 3.25), (4, 1, 3.0), (-1, 1, 4.5);
        INSERT INTO model_run (run_id, status, model, created, data_set, seed, device, config, metrics)
        VALUES (1, 'ready', 'bayesian', '2026-01-01', 'tiny', 0, 'cpu', '{}', '{"rmse": 0.9}'),
               (2, 'failed', 'classic', '2026-01-02', 'tiny', 0, 'cpu', '{}', '{}');
        INSERT INTO active_run VALUES (1, 1);
        INSERT INTO run_curve VALUES (1, 10, 1, 0.8, 0.9);
        INSERT INTO movie_feature (run_id, movie_id, vector, bias, preference, preference_bias)
        VALUES (1, 7, x'0000803f', 3.5, x'00000040', 0.5), (1, 8, x'00000040', 3.0, x'0000803f', 0.25);
        INSERT INTO user_feature VALUES (1, 3, x'0000803f', 0.0, x'0000803f', 0.0),
                                        (1, 4, x'0000803f', 0.1, x'0000803f', 0.0);
    """,
    "0002": """
        INSERT INTO movie_mark VALUES (-1, 8, 'watchlist', 11);
        INSERT INTO parked_opinion VALUES (1, -1, 'rating', 3.5, 12, 99, 'Gone', 1990);
        INSERT INTO setting VALUES ('active_profile', '-1');
        INSERT INTO saved_filter VALUES (-1, 'old ones', '{"years": [1950, 1960]}');
        UPDATE movie_feature SET likeness = x'0000803f';
    """,
    "0003": "",
    "0004": "UPDATE movie_stat SET fans = 1 WHERE movie_id = 7;",
    "0005": "",
    "0006": """
        INSERT INTO movie (movie_id, title, display_title, year, imdb_id, sort_title, aliases, runtime, source)
        VALUES (1000000099, 'Dune (2021)', 'Dune', 2021, 99, 'dune', '[]', 155, 'imdb');
        INSERT INTO movie_stat (movie_id, ratings, popularity) VALUES (1000000099, 0, 3);
        INSERT INTO person VALUES (5, 'Michael Mann');
        INSERT INTO person_fts (rowid, name) VALUES (5, 'michael mann');
        INSERT INTO movie_person VALUES (7, 5, 'director', 1);
        INSERT INTO movie_tag VALUES (7, 'heist', 0.9);
        UPDATE data_set SET enriched_at = '2026-01-03';
        UPDATE movie SET imdb_votes = 700000, imdb_rating = 8.3, runtime = 170 WHERE movie_id = 7;
    """,
    "0007": """
        INSERT INTO movie_mark VALUES (-1, 8, 'tag:rainy days', 13);
        INSERT INTO parked_opinion VALUES (2, -1, 'tag:rainy days', NULL, 13, 99, 'Gone', 1990);
    """,
    "0008": "UPDATE movie SET imdb_year = 1996 WHERE movie_id = 7;",
}
"""What each schema can hold that those before it cannot."""

Contents = dict[str, list[dict[str, object]]]


def database_of(revision: str, path: Path) -> Path:
    """A database as the version with this schema made and filled it; gives its path."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", "db:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    engine.dispose()
    with sqlite3.connect(path) as filling:
        filling.execute("PRAGMA journal_mode = WAL")
        for known in REVISIONS[: REVISIONS.index(revision) + 1]:
            filling.executescript(_FILLED[known])
    filling.close()
    return path


def contents(path: Path) -> Contents:
    """All rows of all tables that hold something, by column; without the names of films, which are derived."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    names = [
        row["name"]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'movie_title_%'"
            " AND name NOT LIKE 'movie_fts%' AND name NOT LIKE 'person_fts%' AND name NOT LIKE 'sqlite_%'"
            " AND name NOT IN ('alembic_version', 'movie_name', 'title_word')"
        )
    ]
    found = {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in names}
    connection.close()
    return {name: rows for name, rows in found.items() if rows}


def holds(later: Contents, earlier: Contents) -> bool:
    """Whether every row of `earlier` is in `later`, which may have more columns."""
    for name, rows in earlier.items():
        columns = rows[0].keys()
        kept = {tuple(row.get(column) for column in columns) for row in later.get(name, [])}
        if any(tuple(row.values()) not in kept for row in rows):
            return False
    return True
