"""docs/sql.md names every table that people may use, and each of its queries works."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text

from db.marks import FilmMark
from db.personal.opinions import rate, set_mark
from db.personal.profiles import activate_profile, create_profile
from db.rows import EntityFeatures
from db.runs.model_runs import start_run
from db.runs.publishing import publish_run
from db.runs.training_data import load_catalogue
from db.store.database import Store
from db.store.sql import run_select
from tests.library import MATRIX, SPACE_ODYSSEY, TOY_STORY, random_features

DOCUMENT = (Path(__file__).parents[2] / "docs" / "sql.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"## ([^\n]+)\n(?:(?!## ).)*?```sql\n(.*?)```", DOCUMENT, re.DOTALL)
TABLES = {
    name: columns.split(", ")
    for name, columns in re.findall(r"`(\w+)\(([^)`]+)\)`", DOCUMENT.split("How to use features")[0])
    if name not in {"cosine", "dot"}
}
INTERNAL = re.compile(r"movie_name|title_word|movie_title_\w+|movie_fts_\w+|person_fts\w*|alembic_version|sqlite_\w+")
RECOMMENDATIONS = dict(QUERIES)["A user's recommendations, with predicted ratings"]


def _with_preferences(features: EntityFeatures, likeness: bool) -> EntityFeatures:
    random = np.random.default_rng(5)
    count = len(features.ids)
    return EntityFeatures(
        ids=features.ids,
        vectors=3 * features.vectors,
        bias=features.bias,
        preference=random.normal(0, 1, (count, 4)).astype(np.float32),
        preference_bias=random.normal(0, 1, count).astype(np.float32),
        likeness=random.normal(0, 1, (count, 4)).astype(np.float32) if likeness else None,
    )


@pytest.fixture
def lived_in(store: Store) -> Store:
    """The tiny library with a run that has everything, predictions beyond the scale included, and a profile."""
    with store.writing() as connection:
        connection.execute(text("INSERT INTO person VALUES (40, 'Stanley Kubrick')"))
        connection.execute(text(f"INSERT INTO movie_person VALUES ({SPACE_ODYSSEY}, 40, 'director', 1)"))
        connection.execute(text("UPDATE movie SET runtime = 149, imdb_rating = 8.3"))
        ann = create_profile(connection, "Ann").user_id
        activate_profile(connection, ann)
        rate(connection, ann, MATRIX, 4.5)
        set_mark(connection, ann, TOY_STORY, FilmMark.WATCHLIST, on=True)
        run_id = start_run(connection, "bayesian", "tiny", 0, "cpu", {"epochs": 3})
        movies, users = random_features(load_catalogue(connection))
    metrics = {"rmse": 0.95, "ndcg@10": 0.2}
    publish_run(
        store,
        run_id,
        _with_preferences(movies, likeness=True),
        _with_preferences(users, likeness=False),
        metrics,
    )
    return store


@pytest.mark.parametrize(("title", "query"), QUERIES, ids=[title for title, _ in QUERIES])
def test_a_documented_query_gives_rows(lived_in: Store, title: str, query: str) -> None:
    rows = run_select(lived_in.path, query)

    assert rows
    assert all(value is not None for value in rows[0].values())


def test_every_query_has_a_heading_of_its_own() -> None:
    assert len(dict(QUERIES)) == DOCUMENT.count("```sql")


def test_every_table_and_column_that_people_may_use_is_documented(store: Store) -> None:
    connection = sqlite3.connect(store.path)
    found = {
        name: [column for _, column, *_ in connection.execute(f"PRAGMA table_info({name})")]
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        if not INTERNAL.fullmatch(name)
    }
    connection.close()

    assert found == TABLES


def test_predicted_ratings_are_clipped_to_the_scale(lived_in: Store) -> None:
    clipped = run_select(lived_in.path, RECOMMENDATIONS.replace("u.user_id = 1", "u.user_id > 0"))
    unclipped = run_select(
        lived_in.path,
        "SELECT max(u.bias + f.bias + dot(u.vector, f.vector)) AS most FROM active_user_feature AS u"
        " JOIN active_movie_feature AS f",
    )

    assert unclipped[0]["most"] > 5
    assert all(1 <= row["predicted_rating"] <= 5 for row in clipped)


def test_recommendations_are_in_the_order_of_the_preference(lived_in: Store) -> None:
    scores = [row["score"] for row in run_select(lived_in.path, RECOMMENDATIONS)]

    assert len(scores) > 1
    assert scores == sorted(scores, reverse=True)


def test_without_preferences_recommendations_are_in_the_order_of_predicted_ratings(store: Store) -> None:
    rows = run_select(store.path, RECOMMENDATIONS)

    assert [row["score"] for row in rows] == [None] * len(rows)
    stars = [row["predicted_rating"] for row in rows]
    assert stars == sorted(stars, reverse=True)
