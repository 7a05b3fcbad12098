"""The evaluation child process: `python -P -m engine.evaluate --db FILE --train FILE --test FILE`.

Trains on one file and measures on the other. Only what is known of films and users comes from the database; its ratings
are not used and nothing is written. The test file is read after training, so it can't influence any choice.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.ratings_file import read_ratings_file
from db.rows import Catalogue, RatingArrays
from db.runs.film_facts import load_film_facts
from db.runs.training_data import load_catalogue
from db.store.data_sets import stored_data_set
from db.store.database import open_store
from engine.child_process import Emit, run_job
from engine.device import device_label, resolve_device
from engine.errors import EngineError
from engine.events import DoneEvent, StartEvent
from engine.memory import peak_memory_mib
from engine.models import stops_early, train_model
from engine.new_film_factors import with_new_films
from engine.options import Ordering, TrainOptions
from engine.problem import RatingProblem, hold_out
from engine.reporting import ProgressReporter
from engine.shown_order import shown_order
from engine.train import (
    EXPECTED_ERRORS,
    VALIDATION_SHARE,
    add_training_arguments,
    make_deterministic,
    training_options,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the child process; gives its exit code."""
    parser = argparse.ArgumentParser(prog="engine.evaluate", description=__doc__)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--order", type=Ordering, choices=list(Ordering), default=Ordering.SHOWN)
    add_training_arguments(parser)
    parsed = parser.parse_args(arguments)
    options = training_options(parsed)
    files = parsed.db, parsed.train, parsed.test
    return run_job(lambda job: evaluate_files(*files, options, job.emit, parsed.order), EXPECTED_ERRORS)


def evaluate_files(
    database: Path,
    train_file: Path,
    test_file: Path,
    options: TrainOptions,
    emit: Emit,
    order: Ordering = Ordering.SHOWN,
) -> None:
    """Trains on `train_file` and emits the metrics on `test_file`, of lists in an order.

    Raises:
        EngineError: the database has no data set, or lacks a user or film that a file names.
        DataSetError: a file cannot be read; the message names the line.
    """
    device = resolve_device(options.device)
    make_deterministic(device)
    store = open_store(database)
    try:
        with store.reading() as connection:
            data_set = stored_data_set(connection)
            if data_set is None:
                raise EngineError("There is no data set that describes the films; run `movierec-tui data get` first.")
            catalogue = load_catalogue(connection)
            facts = load_film_facts(connection)
    finally:
        store.close()
    known = read_ratings(train_file, catalogue)
    share = VALIDATION_SHARE if stops_early(options.model) else 0.0
    train, validation = hold_out(known, share, options.seed)
    problem = RatingProblem(catalogue, train, validation, data_set.scale)
    emit(StartEvent(job="evaluate", total=0, details={"model": options.model, "device": device_label(device)}))
    reporter = ProgressReporter(emit)
    started = time.perf_counter()
    trained = train_model(problem, options, device, reporter)
    trained = with_new_films(trained, catalogue, known.movie_index, facts)
    seconds = time.perf_counter() - started
    reporter.storing()
    lists = shown_order(trained, catalogue, known, data_set.scale) if order is Ordering.SHOWN else None
    metrics = trained.evaluate(known, read_ratings(test_file, catalogue), data_set.scale, lists=lists)
    metrics["train_seconds"] = round(seconds, 3)
    peak = peak_memory_mib()
    if peak is not None:
        metrics["peak_memory_mib"] = round(peak, 1)
    emit(DoneEvent({"metrics": metrics}))


def read_ratings(path: Path, catalogue: Catalogue) -> RatingArrays:
    """The ratings in a file, with users and films as rows of the catalogue.

    Raises:
        DataSetError: a line cannot be read.
        EngineError: the file is empty or names a user or film that the catalogue does not have.
    """
    frame = read_ratings_file(path)
    if frame.empty:
        raise EngineError(f"{path} holds no ratings.")
    return RatingArrays(
        user_index=_rows(frame["user_id"].to_numpy(), catalogue.user_ids, "user", path),
        movie_index=_rows(frame["movie_id"].to_numpy(), catalogue.movie_ids, "film", path),
        rating=frame["rating"].to_numpy(np.float32),
        rated_at=frame["rated_at"].to_numpy(np.int64),
    )


def _rows(ids: NDArray[np.int64], known: NDArray[np.int64], kind: str, path: Path) -> NDArray[np.int32]:
    rows = np.searchsorted(known, ids).clip(max=len(known) - 1)
    unknown = ids[known[rows] != ids]
    if len(unknown):
        raise EngineError(
            f"{path} names {kind} {unknown[0]}, which the database does not have; import the data set that it is from."
        )
    return rows.astype(np.int32)


if __name__ == "__main__":
    sys.exit(main())
