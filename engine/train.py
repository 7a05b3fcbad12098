"""The training child process: `python -P -m engine.train --db FILE`. Prints the lines of `engine.events`.

Learns from the ratings in the database and publishes a run: features of all users and films, then metrics and training
curve. The run becomes the active one unless the run in use is better.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from filelock import Timeout
from sqlalchemy import Connection

from data.errors import DataSetError
from db.checks.values import wrong_values_explained
from db.errors import StoreError
from db.rows import Catalogue, EntityFeatures
from db.runs.model_runs import (
    CANCELLED,
    FAILED,
    abandon_building_runs,
    add_curve_point,
    end_run,
    start_run,
    training_lock,
)
from db.runs.publishing import publish_run
from db.runs.training_data import TrainingUsers, load_catalogue, load_ratings
from db.store.data_sets import stored_data_set
from db.store.database import Store, open_store
from db.store.settings import trains_with_profiles
from engine.bayesian.likeness import film_likeness
from engine.child_process import CancellableJob, Emit, run_job
from engine.device import device_label, resolve_device
from engine.errors import EngineError, TrainingCancelledError
from engine.event_files import event_files
from engine.events import DoneEvent, StartEvent
from engine.models import learns_from_all_in_the_end, train_model
from engine.options import DEFAULT_MODEL, Device, ModelName, Preset, TrainOptions
from engine.problem import RatingProblem, TrainedModel, hold_out
from engine.reporting import ProgressReporter

VALIDATION_SHARE = 0.05
EVALUATED_USERS = 20_000
"""Users whose lists a training evaluates; more would take minutes and hardly change the metrics."""

EXPECTED_ERRORS = (EngineError, StoreError, DataSetError)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the child process; gives its exit code."""
    parser = argparse.ArgumentParser(prog="engine.train", description=__doc__)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--tensorboard", type=Path, default=None)
    add_training_arguments(parser)
    parsed = parser.parse_args(arguments)
    options = training_options(parsed)

    def work(job: CancellableJob) -> None:
        with wrong_values_explained(parsed.db):
            train_database(parsed.db, options, job.emit, job.seal, parsed.tensorboard)

    return run_job(work, EXPECTED_ERRORS)


def add_training_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments that stand for `TrainOptions`."""
    parser.add_argument("--model", type=ModelName, choices=list(ModelName), default=DEFAULT_MODEL)
    parser.add_argument("--seed", type=_at_least(0), default=0)
    parser.add_argument("--device", type=Device, choices=list(Device), default=Device.AUTO)
    parser.add_argument("--epochs", type=_at_least(1), default=None)
    parser.add_argument("--preset", type=Preset, choices=list(Preset), default=Preset.FULL)


def _at_least(lowest: int) -> Callable[[str], int]:
    """An argument type: whole numbers from `lowest` on."""

    def whole_number(text: str) -> int:
        if not text.strip().lstrip("+-").isdecimal() or int(text) < lowest:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of {lowest} or more")
        return int(text)

    return whole_number


def training_options(parsed: argparse.Namespace) -> TrainOptions:
    """The options that `add_training_arguments` parsed."""
    names = ("model", "seed", "device", "epochs", "preset")
    return TrainOptions(**{name: getattr(parsed, name) for name in names})


def train_database(
    path: Path,
    options: TrainOptions,
    emit: Emit,
    seal: Callable[[], None] = lambda: None,
    events_folder: Path | None = None,
) -> None:
    """Trains on the database at `path` and publishes the run.

    Args:
        path: of the database.
        options: of the training.
        emit: gets the events.
        seal: called just before the run is committed; it may still raise `TrainingCancelledError`.
        events_folder: where TensorBoard event files go; None writes none.

    Raises:
        EngineError: no data set, no such device, no event files, or another training is running.
        StoreError: the database cannot be used.
        TrainingCancelledError: the training was cancelled; the run is marked as cancelled and keeps nothing.
    """
    device = resolve_device(options.device)
    make_deterministic(device)
    store = open_store(path)
    try:
        store.require_writable()
        with _only_training(path):
            _train_and_publish(store, options, device, emit, seal, events_folder)
    finally:
        store.close()


def make_deterministic(device: torch.device) -> None:
    """Makes one seed give the same features twice on one machine."""
    # On the processor torch is deterministic anyway, and asking for it would load torch's compiler: two seconds.
    if device.type != "cpu":
        torch.use_deterministic_algorithms(mode=True, warn_only=True)


def _train_and_publish(
    store: Store,
    options: TrainOptions,
    device: torch.device,
    emit: Emit,
    seal: Callable[[], None],
    events_folder: Path | None,
) -> None:
    problem, data_set = _load_problem(store, options.seed)
    with store.writing() as connection:
        abandon_building_runs(connection)
        run_id = start_run(
            connection,
            options.model,
            data_set,
            options.seed,
            device_label(device),
            _config(options, len(problem.train.rating)),
        )
    with _ended_on_error(store, run_id), event_files(events_folder, run_id) as write_event:
        emit(StartEvent(job="train", total=0, details=_details(problem, options, device, data_set, run_id)))
        reporter = ProgressReporter(emit, write_event)
        trained = train_model(problem, options, device, reporter)
        reporter.storing()
        metrics = trained.evaluate(problem.train, problem.validation, problem.scale, EVALUATED_USERS)
        movies, users = _features(problem.catalogue, trained.final)

        def at_last(connection: Connection) -> None:
            for point in reporter.curve:
                add_curve_point(connection, run_id, point)
            seal()

        activated = publish_run(
            store,
            run_id,
            movies,
            users,
            metrics,
            replaces=lambda in_use: in_use.data_set != data_set or not is_worse(metrics, in_use.metrics),
            at_last=at_last,
        )
    emit(
        DoneEvent(
            {
                "run_id": run_id,
                "activated": activated,
                "metrics": metrics,
                "train_seconds": round(trained.seconds, 3),
                "samples_per_second": round(trained.samples / max(trained.seconds, 1e-9)),
            }
        )
    )


def is_worse(metrics: Mapping[str, float], other: Mapping[str, float]) -> bool:
    """Whether a run's lists are worse than another's, by nDCG@10, or are as good and its stars worse, by RMSE.

    Both at three decimals, as people see them. Where one lacks a metric, that one says nothing.
    """
    for name, sign in (("ndcg@10", 1), ("rmse", -1)):
        if name in metrics and name in other:
            difference = sign * (round(metrics[name], 3) - round(other[name], 3))
            if difference:
                return difference < 0
    return False


def _config(options: TrainOptions, n_ratings: int) -> dict[str, Any]:
    """The run's options; for a model that is refitted, also which ratings its metrics were measured on."""
    if not learns_from_all_in_the_end(options, n_ratings):
        return options.as_config()
    return options.as_config() | {"metrics_on": f"{VALIDATION_SHARE:.0%} of the ratings, learned from afterwards"}


def _load_problem(store: Store, seed: int) -> tuple[RatingProblem, str]:
    with store.reading() as connection:
        data_set = stored_data_set(connection)
        if data_set is None:
            raise EngineError("There is no data set to train on; run `movierec-tui data get ml-100k` first.")
        learners = TrainingUsers.EVERYBODY if trains_with_profiles(connection) else TrainingUsers.DATA_SET
        catalogue = load_catalogue(connection, learners)
        ratings = load_ratings(connection, catalogue)
    train, validation = hold_out(ratings, VALIDATION_SHARE, seed)
    if not len(validation.rating):
        raise EngineError(f"{data_set.name} has too few ratings to train on; import a larger data set.")
    return RatingProblem(catalogue, train, validation, data_set.scale), data_set.name


def _details(
    problem: RatingProblem, options: TrainOptions, device: torch.device, data_set: str, run_id: int
) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "model": options.model,
        "seed": options.seed,
        "device": device_label(device),
        "dataset": data_set,
        "train_ratings": len(problem.train.rating),
        "validation_ratings": len(problem.validation.rating),
    }


def _features(catalogue: Catalogue, trained: TrainedModel) -> tuple[EntityFeatures, EntityFeatures]:
    rating, preference = trained.rating, trained.preference
    movies = EntityFeatures(catalogue.movie_ids, rating.movie_vectors, rating.movie_bias)
    users = EntityFeatures(catalogue.user_ids, rating.user_vectors, rating.user_bias)
    if preference is None:
        return movies, users
    return (
        replace(
            movies,
            preference=preference.movie_vectors,
            preference_bias=preference.movie_bias,
            likeness=film_likeness(catalogue, rating.movie_vectors, preference.movie_vectors),
        ),
        replace(users, preference=preference.user_vectors, preference_bias=preference.user_bias),
    )


@contextmanager
def _only_training(path: Path) -> Iterator[None]:
    """Holds the database's training lock, which the system frees however the process dies."""
    try:
        with training_lock(path):
            yield
    except Timeout:
        message = "Another training is going on in this database; wait until it is done, or cancel it."
        raise EngineError(message) from None


@contextmanager
def _ended_on_error(store: Store, run_id: int) -> Iterator[None]:
    """Marks the run as cancelled or failed if training raises."""
    try:
        yield
    except BaseException as error:
        status = CANCELLED if isinstance(error, TrainingCancelledError) else FAILED
        with store.writing() as connection:
            end_run(connection, run_id, status, str(error) or type(error).__name__)
        raise


if __name__ == "__main__":
    sys.exit(main())
