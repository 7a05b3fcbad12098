"""Databases of earlier versions keep what is in them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from db.opinions import Opinion, opinions_of
from db.schema import APPLICATION_ID
from db.store import open_store


def _database_of(revision: str, path: Path) -> None:
    """An empty database as the version with this schema made it."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", "db:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    engine.dispose()


@pytest.fixture
def first_version(tmp_path: Path) -> Path:
    """A database of the first schema with a film, a user, a profile, ratings and an active run."""
    path = tmp_path / "first.db"
    _database_of("0001", path)
    with sqlite3.connect(path) as connection:
        connection.executescript(
            """
            INSERT INTO movie (movie_id, title, display_title, year, sort_title, aliases)
            VALUES (7, 'Heat (1995)', 'Heat', 1995, 'heat', '[]');
            INSERT INTO user (user_id, name) VALUES (3, NULL), (-1, 'Ann');
            INSERT INTO rating VALUES (3, 7, 4.0, 5), (-1, 7, 4.5, 6);
            INSERT INTO model_run (run_id, status, model, created, data_set, seed, device, config, metrics)
            VALUES (1, 'ready', 'bayesian', '2026-01-01', 'tiny', 0, 'cpu', '{}', '{}');
            INSERT INTO active_run VALUES (1, 1);
            INSERT INTO movie_feature VALUES (1, 7, x'0000803f', 3.5, x'00000040', 0.5);
            INSERT INTO user_feature VALUES (1, 3, x'0000803f', 0.0, NULL, NULL);
            """
        )
    connection.close()
    return path


def test_a_database_of_the_first_version_keeps_everything(first_version: Path) -> None:
    store = open_store(first_version)
    try:
        with store.reading() as connection:
            assert opinions_of(connection, -1) == {7: Opinion(4.5, 6)}
            features = connection.execute(text("SELECT * FROM active_movie_feature")).one()
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
    finally:
        store.close()
    assert features._asdict() == {
        "movie_id": 7,
        "vector": b"\x00\x00\x80\x3f",
        "bias": 3.5,
        "preference": b"\x00\x00\x00\x40",
        "preference_bias": 0.5,
        "likeness": None,
        "run_id": 1,
    }
