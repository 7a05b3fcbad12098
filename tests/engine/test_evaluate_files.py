"""Evaluation on files, in this process; the command line's tests run it as a process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from data.errors import DataSetError
from db.rows import Catalogue
from db.store.database import open_store
from engine.errors import EngineError
from engine.evaluate import evaluate_files, read_ratings
from engine.events import DoneEvent, Event, ProgressEvent, StartEvent
from engine.options import Device, ModelName, Ordering, TrainOptions
from tests.engine.runs import PREVIOUS_RUN, stored_runs
from tests.library import MATRIX, UNRATED, library_ratings

BRIEF = TrainOptions(model=ModelName.CLASSIC, device=Device.CPU, epochs=2)
METRICS = {
    *("rmse", "mae", "ndcg@10", "recall@20", "mrr", "coverage@10", "novelty"),
    *("stratified_recall@20", "top50_share@10", "mean_stars@20"),
}
COSTS = {"train_seconds", "peak_memory_mib"}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes lines into a file."""

    def write_lines(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return write_lines


@pytest.fixture
def train_file(write: Write) -> Path:
    """Four of five ratings of the tiny library, separated by tabs."""
    rows = [row for number, row in enumerate(library_ratings()) if number % 5]
    return write("u1.base", *("\t".join(map(str, row)) for row in rows))


@pytest.fixture
def held_out_file(write: Write) -> Path:
    """The others, separated by commas, with a header."""
    rows = [row for number, row in enumerate(library_ratings()) if number % 5 == 0]
    return write("u1.test", "userId,movieId,rating,timestamp", *(",".join(map(str, row)) for row in rows))


def _evaluate(
    database: Path,
    train: Path,
    test: Path,
    options: TrainOptions = BRIEF,
    order: Ordering = Ordering.SHOWN,
) -> list[Event]:
    events: list[Event] = []
    evaluate_files(database, train, test, options, events.append, order)
    return events


def _metrics(events: list[Event]) -> dict[str, float]:
    assert isinstance(events[-1], DoneEvent)
    return {name: value for name, value in events[-1].result["metrics"].items() if name not in COSTS}


def test_an_evaluation_gives_all_metrics_and_what_they_cost(
    library_file: Path, train_file: Path, held_out_file: Path
) -> None:
    start, *progress, end = _evaluate(library_file, train_file, held_out_file)

    assert start == StartEvent("evaluate", 0, {"model": "classic", "device": "cpu"})
    assert all(isinstance(event, ProgressEvent) for event in progress)
    assert isinstance(end, DoneEvent)
    assert set(end.result["metrics"]) == METRICS | COSTS
    assert all(np.isfinite(value) for value in end.result["metrics"].values())
    assert end.result["metrics"]["peak_memory_mib"] > 1


def test_lists_are_judged_in_the_order_that_is_asked_for(
    library_file: Path, train_file: Path, held_out_file: Path
) -> None:
    shown, preference = (
        _metrics(_evaluate(library_file, train_file, held_out_file, order=order)) for order in Ordering
    )

    assert shown["rmse"] == preference["rmse"]
    assert shown["mrr"] != preference["mrr"]


def test_where_the_system_does_not_measure_memory_all_else_is_given(
    library_file: Path, train_file: Path, held_out_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows has no module `resource`."""
    monkeypatch.setitem(sys.modules, "resource", None)

    end = _evaluate(library_file, train_file, held_out_file)[-1]

    assert isinstance(end, DoneEvent)
    assert end.result["metrics"].keys() == METRICS | {"train_seconds"}


def test_one_seed_gives_one_result(library_file: Path, train_file: Path, held_out_file: Path) -> None:
    first, again, other = (
        _metrics(_evaluate(library_file, train_file, held_out_file, replace(BRIEF, seed=seed))) for seed in (1, 1, 2)
    )

    assert first == again
    assert first["rmse"] != other["rmse"]


def test_the_databases_ratings_and_runs_are_left_alone_and_unused(
    database: Path, train_file: Path, held_out_file: Path
) -> None:
    with_ratings = _metrics(_evaluate(database, train_file, held_out_file))
    store = open_store(database)
    with store.writing() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM rating").scalar() == len(library_ratings())
        connection.exec_driver_sql("DELETE FROM rating")
    store.close()

    assert _metrics(_evaluate(database, train_file, held_out_file)) == with_ratings
    assert [run.run_id for run in stored_runs(database)] == [PREVIOUS_RUN]


def test_nothing_is_learned_from_the_test_file(
    library_file: Path, train_file: Path, held_out_file: Path, write: Write
) -> None:
    """A rating's error is the same whatever else is tested: the whole file's is the mean of its parts'."""
    half = write("half.test", *held_out_file.read_text().splitlines()[:5])
    whole = _metrics(_evaluate(library_file, train_file, held_out_file))
    part = _metrics(_evaluate(library_file, train_file, half))
    rest = write("rest.test", *held_out_file.read_text().splitlines()[5:])
    remainder = _metrics(_evaluate(library_file, train_file, rest))

    n_part, n_rest = 4, len(rest.read_text().splitlines())  # the first part has a header too
    expected = (n_part * part["mae"] + n_rest * remainder["mae"]) / (n_part + n_rest)
    assert whole["mae"] == pytest.approx(expected)


def test_users_and_films_without_training_ratings_can_be_tested(
    library_file: Path, write: Write, train_file: Path
) -> None:
    metrics = _metrics(_evaluate(library_file, train_file, write("cold.test", f"30,{UNRATED},4")))

    assert np.isfinite(metrics["rmse"])


def test_a_broken_row_is_named_by_file_and_line(
    library_file: Path, train_file: Path, held_out_file: Path, write: Write
) -> None:
    broken = write("broken.csv", "1,1,5", "1,2,4", "1,three,4")

    with pytest.raises(DataSetError, match=r"broken\.csv, line 3"):
        _evaluate(library_file, broken, held_out_file)
    with pytest.raises(DataSetError, match=r"broken\.csv, line 3"):
        _evaluate(library_file, train_file, broken)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            "1,999,4",
            r"names film 999, which the database does not have; import the data set that it is from\.",
        ),
        ("77,1,4", r"names user 77, which the database does not have; import the data set that it is from\."),
    ],
)
def test_what_the_database_does_not_have_is_named(
    library_file: Path, train_file: Path, write: Write, row: str, sentence: str
) -> None:
    strange = write("strange.csv", "1,1,5", row)

    with pytest.raises(EngineError, match=rf"strange\.csv {sentence}$"):
        _evaluate(library_file, train_file, strange)


@pytest.mark.parametrize("lines", [[], ["userId,movieId,rating"]], ids=["empty", "header only"])
def test_a_file_without_ratings_is_a_sentence(
    library_file: Path, train_file: Path, write: Write, lines: list[str]
) -> None:
    with pytest.raises(DataSetError, match=r"nothing\.csv"):
        _evaluate(library_file, train_file, write("nothing.csv", *lines))


def test_a_missing_file_is_a_sentence(library_file: Path, train_file: Path, tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=r"nowhere\.csv cannot be read"):
        _evaluate(library_file, train_file, tmp_path / "nowhere.csv")


def test_without_a_data_set_the_message_says_how_to_get_one(
    tmp_path: Path, train_file: Path, held_out_file: Path
) -> None:
    with pytest.raises(EngineError, match="no data set that describes the films; run `movierec-tui data get`"):
        _evaluate(tmp_path / "empty.db", train_file, held_out_file)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device here")
def test_cuda_where_there_is_none_is_a_sentence(library_file: Path, train_file: Path, held_out_file: Path) -> None:
    with pytest.raises(EngineError, match="choose --device cpu or auto"):
        _evaluate(library_file, train_file, held_out_file, replace(BRIEF, device=Device.CUDA))


def test_ids_become_rows_of_the_catalogue(catalogue: Catalogue, write: Write) -> None:
    ratings = read_ratings(write("few.csv", f"30,{MATRIX},4.5,17", f"1,{UNRATED},2,18"), catalogue)

    assert catalogue.user_ids[ratings.user_index].tolist() == [30, 1]
    assert catalogue.movie_ids[ratings.movie_index].tolist() == [MATRIX, UNRATED]
    assert ratings.rating.tolist() == [4.5, 2.0]
    assert ratings.rated_at.tolist() == [17, 18]
