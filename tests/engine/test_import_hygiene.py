from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SERVING = """
import sys
from pathlib import Path

import engine.child_process, engine.errors, engine.events, engine.options
from db.store.database import open_store
from engine.serving.recommender import load_recommender
from engine.serving.fans import fans_also_love
from engine.serving.familiarity import familiarity
from engine.options import MovieFilter
from engine.serving.filters import movies_to_keep

store = open_store(Path(sys.argv[1]))
recommender = load_recommender(store)
person = recommender.person(-1, {1: 5.0, 3: 1.0})
with store.reading() as connection:
    movies_to_keep(connection, recommender, MovieFilter(genres=("Drama",)))
    familiarity(connection, recommender)
    fans_also_love(connection, recommender, 1, 5)
recommender.similar_movies(1, 5)
recommender.similar_users(-1, person, 5)
person.shares(recommender.person(-1, {2: 3.0}).rated)
store.close()
print(*sorted({"torch", "scipy", "pandas"} & set(sys.modules)))
"""

EVERY_SERVING_MODULE = """
import pkgutil, sys
import engine.serving
for module in pkgutil.iter_modules(engine.serving.__path__, "engine.serving."):
    __import__(module.name)
print(*sorted({"torch", "scipy", "pandas"} & set(sys.modules)))
"""

LINES_AND_OPTIONS = """
import sys
import engine.child_process, engine.errors, engine.events, engine.options
print(*sorted({"torch", "scipy", "pandas", "numpy", "sqlalchemy"} & set(sys.modules)))
"""


def _loaded(code: str, *arguments: str) -> list[str]:
    command = [sys.executable, "-c", code, *arguments]
    child = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (child.returncode, child.stderr) == (0, "")
    return child.stdout.split()


def test_serving_needs_neither_torch_nor_scipy_nor_pandas(library_file: Path) -> None:
    assert _loaded(SERVING, str(library_file)) == []


def test_no_module_of_serving_imports_them() -> None:
    assert _loaded(EVERY_SERVING_MODULE) == []


def test_events_and_options_need_no_library_at_all() -> None:
    assert _loaded(LINES_AND_OPTIONS) == []
