"""Python's front end: what docs/python.md and docstrings promise, on a tiny data set."""

from __future__ import annotations

import asyncio
import doctest
import math
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.errors import DataSetError
from db.errors import StoreError
from db.personal.opinions import rate
from db.personal.profiles import create_profile
from db.store.database import open_store
from engine.errors import EngineError, NoModelError
from movierec_tui import Model
from movierec_tui.errors import FrontError
from tests.frames import tiny_frames, write_tiny_files
from tests.library import MATRIX, REC

DOCUMENT = (Path(__file__).parents[2] / "docs" / "python.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def documented() -> Iterator[tuple[Model, doctest.TestResults]]:
    """The model that the docstring fits, here within a running event loop, as in a notebook; and how that went."""
    ratings, films = tiny_frames()
    (examples,) = doctest.DocTestFinder(recurse=False).find(Model, globs={"ratings": ratings, "films": films})
    examples.globs["Model"] = Model

    async def cell() -> doctest.TestResults:
        return doctest.DocTestRunner().run(examples, clear_globs=False)

    results = asyncio.run(cell())
    with examples.globs["model"] as model:
        yield model, results


@pytest.fixture(scope="module")
def fitted(documented: tuple[Model, doctest.TestResults]) -> Model:
    return documented[0]


def test_the_documented_recipes_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tiny_files(tmp_path / "ml-latest-small")
    monkeypatch.chdir(tmp_path)
    recipes = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    names: dict[str, Any] = {}

    for recipe in recipes:
        exec(compile(recipe, "docs/python.md", "exec"), names)  # noqa: S102 - our own document

    assert len(recipes) == DOCUMENT.count("\n## ") == 5
    assert len(names["vectors"]) == len(tiny_frames()[1])
    assert names["best"]["title"].tolist()[0] in {"Aliens", "Blade Runner"}
    for name in ("model", "again"):
        names[name].close()


def test_the_docstring_is_true_in_a_notebook(documented: tuple[Model, doctest.TestResults]) -> None:
    _model, results = documented
    assert (results.failed, results.attempted) == (0, 3)


def test_importing_changes_nothing_in_the_program_that_does_it() -> None:
    script = (
        "import os, sys; before = dict(os.environ); import movierec_tui; light = set(sys.modules);"
        "from movierec_tui import Model; Model; assert dict(os.environ) == before;"
        "print(*sorted({'torch', 'textual', 'typer'} & set(sys.modules)), *sorted({'numpy', 'pandas'} & light))"
    )
    clean = {name: value for name, value in os.environ.items() if "THREADS" not in name and "OMP" not in name}
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, env=clean)
    assert done.stdout.split() == []


def test_a_new_person_is_recommended_to_at_once_with_reasons(fitted: Model) -> None:
    listed = fitted.recommend({"Alien": 5, 2: 1}, n=3, because=True)

    assert listed.columns.tolist()[:4] == ["movie_id", "title", "year", "predicted_rating"]
    assert set(listed["title"][:2]) == {"Aliens", "Blade Runner"}
    assert listed["because"][0][0].title == "Alien"
    every = fitted.recommend({"Alien": 5}, include_seen=True, genre="sci-fi", whole_series=True)
    assert set(every["title"]) == {"Alien", "Aliens", "Blade Runner"}
    assert fitted.recommend({"Alien": 5}, years=1986)["title"].tolist() == ["Aliens"]


def test_predicted_stars_are_those_of_lists_and_errors_those_of_predictions(fitted: Model) -> None:
    ratings, _films = tiny_frames()
    listed = fitted.recommend(user=42, include_seen=True)

    predicted = fitted.predict(listed.assign(user=42))
    measured = fitted.evaluate(ratings)

    np.testing.assert_allclose(predicted, listed["predicted_rating"], rtol=1e-5)
    errors = fitted.predict(ratings) - ratings["rating"]
    assert math.isclose(measured["rmse"], float((errors**2).mean() ** 0.5), rel_tol=1e-4)


def test_neighbours_of_films_and_users(fitted: Model) -> None:
    assert fitted.similar("alien", k=2)["movie_id"].tolist() == fitted.similar(3, k=2)["movie_id"].tolist()
    assert set(fitted.similar(["Heat", 6], k=4)["movie_id"]).isdisjoint({2, 6})
    assert (fitted.similar(user=42, k=5)["user_id"] % 2 == 0).all()


def test_the_apps_own_file_with_its_people(library_file: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(library_file, tmp_path / "app.db"))
    store = open_store(path)
    with store.writing() as connection:
        ann = create_profile(connection, "Ann").user_id
        rate(connection, ann, MATRIX, 4.5)
    store.close()

    with Model.load(path) as model:
        listed = model.recommend(user="ann")
        guest = model.recommend({MATRIX: 4.5})
        of_profile = model.predict([("ann", REC), (1, REC)])
        copy = model.save(tmp_path / "copy.db")
        with pytest.raises(FrontError, match=r"exists already: add overwrite=True"):
            model.save(copy)

    pd.testing.assert_frame_equal(listed, guest)
    with Model.load(str(copy)) as again:
        pd.testing.assert_frame_equal(again.recommend(user="ann"), listed)
        np.testing.assert_array_equal(again.predict([("Ann", REC), (1, REC)]), of_profile)


def test_what_cannot_be_asked_is_said(fitted: Model, tmp_path: Path) -> None:
    with pytest.raises(FrontError, match="not fitted"):
        Model().predict([(1, 2)])
    with pytest.raises(FrontError, match="model is one of bayesian, classic, not 'svd'"):
        Model("svd")
    with pytest.raises(StoreError, match="There is no database"):
        Model.load(tmp_path / "none.db")
    with pytest.raises(FrontError, match="rated twice"):
        fitted.recommend({"Alien": 5, 3: 4})
    with pytest.raises(FrontError, match="has nan stars"):
        fitted.recommend({"Alien": math.nan})
    with pytest.raises(DataSetError, match="A DataFrame is needed, not str"):
        Model().fit(pd.DataFrame({"user": [1], "movie": [1], "rating": [3.0]}), "movies.csv")  # type: ignore[arg-type]
    with pytest.raises(FrontError, match="pairs of a user and a film"):
        fitted.predict("Alien")  # type: ignore[arg-type]
    with pytest.raises(FrontError, match="for whom"):
        fitted.recommend()
    with pytest.raises(EngineError, match="does not know user 99"):
        fitted.evaluate(pd.DataFrame({"user": [99], "movie": [1], "rating": [4]}))
    open_store(tmp_path / "empty.db").close()
    with pytest.raises(NoModelError, match="holds no trained model"):
        Model.load(tmp_path / "empty.db")
