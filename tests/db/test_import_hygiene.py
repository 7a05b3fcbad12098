from __future__ import annotations

import subprocess
import sys
from pathlib import Path

READ_PATHS = """
import sys
from pathlib import Path

import db.movies, db.ratings, db.search.films, db.store.sql, db.taste, db.users
import db.personal.exports, db.personal.imports, db.runs.features, db.runs.model_runs
from db.store.database import open_store

store = open_store(Path(sys.argv[1]))
with store.reading() as connection:
    db.search.films.search_movies(connection, "matirx")
    db.movies.movie_details(connection, 1)
    db.users.user_history(connection, 1)
    db.ratings.co_loved(connection, 1)
    db.runs.features.read_features(connection, 1)
store.close()
print(*sorted({"pandas", "alembic", "torch", "scipy"} & set(sys.modules)))
"""


def test_reading_needs_neither_pandas_nor_alembic(library_file: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-c", READ_PATHS, str(library_file)], capture_output=True, text=True, check=True
    )

    assert child.stdout.split() == []


def test_rows_errors_and_marks_need_no_database_library() -> None:
    modules = "db.rows, db.errors, db.marks, db.personal.name_rules"
    code = f"import sys, {modules}; print('sqlalchemy' in sys.modules, 'numpy' in sys.modules)"

    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert child.stdout.split() == ["False", "False"]
