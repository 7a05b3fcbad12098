"""Training and evaluation from the command to the published run, on the tiny library."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from db.runs.model_runs import training_lock
from engine.evaluate import evaluate_files
from engine.events import DoneEvent, Event
from engine.options import Device, ModelName, TrainOptions
from tests.cli.conftest import CommandLine
from tests.library import library_ratings


def test_train_prints_its_events_as_json_lines_and_recommends_from_the_new_run(
    untrained_copy: CommandLine,
) -> None:
    outcome = untrained_copy("train", "--seed", 1, "--epochs", 2, "--device", "cpu", "--json")
    start, *progress, done = [json.loads(line) for line in outcome.out.splitlines()]

    assert outcome.code == 0
    assert start["event"] == "start"
    assert {event["event"] for event in progress} == {"progress"}
    steps = [event["done"] for event in progress]
    assert steps == sorted(steps)
    assert {"done", "total", "epoch", "train_loss", "val_rmse", "eta_seconds"} <= progress[0].keys()
    assert done["event"] == "done"
    assert {"run_id", "activated", "metrics", "train_seconds", "samples_per_second"} <= done.keys()
    assert {"rmse", "mae", "ndcg@10", "recall@20", "coverage@10"} <= done["metrics"].keys()
    [run] = untrained_copy.ask("runs")
    assert (run["run_id"], run["active"], run["metrics"]) == (done["run_id"], True, done["metrics"])
    assert untrained_copy.ask("recommend", 3)


def test_setup_keeps_the_data_set_and_trains_what_is_missing(untrained_copy: CommandLine) -> None:
    outcome = untrained_copy("setup", "--epochs", 1)

    assert outcome.code == 0
    assert "tiny is in the database already" in outcome.err
    assert "Data set tiny: 12 films, 30 users" in outcome.out
    assert "Model: run 1, RMSE" in outcome.out


def test_evaluate_measures_a_test_file_as_in_this_process_and_leaves_the_database_alone(
    untrained_copy: CommandLine, tmp_path: Path
) -> None:
    lines = [f"{user}\t{film}\t{stars:g}\t{time}\n" for user, film, stars, time in library_ratings()]
    train, test = tmp_path / "train.tsv", tmp_path / "test.tsv"
    train.write_text("".join(lines[::2]))
    test.write_text("".join(lines[1::2]))
    options = ("--model", "bayesian", "--device", "cpu", "--epochs", 2, "--seed", 4)

    metrics = untrained_copy.ask("evaluate", "--train", train, "--test", test, *options)

    events: list[Event] = []
    same = TrainOptions(model=ModelName.BAYESIAN, device=Device.CPU, epochs=2, seed=4)
    evaluate_files(untrained_copy.database, train, test, same, events.append)
    assert isinstance(events[-1], DoneEvent)
    expected = events[-1].result["metrics"]
    assert metrics.keys() >= {"rmse", "mae", "ndcg@10", "recall@20", "mrr", "coverage@10", "novelty"}
    assert metrics.keys() >= {"train_seconds", "peak_memory_mib"}
    for name in metrics.keys() - {"train_seconds", "peak_memory_mib"}:
        assert metrics[name] == pytest.approx(expected[name], abs=1e-4)
    assert untrained_copy.ask("runs") == []


def test_training_without_a_data_set_names_setup(nowhere: CommandLine) -> None:
    nowhere.database.parent.mkdir()
    nowhere.database.touch(mode=0o600)

    outcome = nowhere("train")

    assert outcome.code == 1
    assert "movierec-tui setup" in outcome.err


BRIEF = ("--model", "bayesian", "--seed", 1, "--epochs", 1, "--device", "cpu")


def with_metrics(cli: CommandLine, **metrics: float) -> None:
    """Gives the run in use other metrics."""
    with sqlite3.connect(cli.database) as connection:
        connection.execute("update model_run set metrics = ?", (json.dumps(metrics),))
    connection.close()


def active(cli: CommandLine) -> list[int]:
    return [run["run_id"] for run in cli.ask("runs") if run["active"]]


def test_a_run_that_is_worse_waits_until_it_is_asked_for(own_copy: CommandLine) -> None:
    with_metrics(own_copy, **{"ndcg@10": 1.0, "rmse": 0.1})

    outcome = own_copy("train", *BRIEF)

    assert outcome.code == 0
    assert "Run 2 is ready, and run 1 stays in use, as it is better: RMSE 0.100 →" in outcome.out
    assert "`movierec-tui runs activate 2`" in outcome.out
    assert active(own_copy) == [1]
    assert own_copy.ask("runs", "activate", 2)["active"]


def test_a_set_up_whose_training_fails_says_that_the_data_is_there(untrained: CommandLine) -> None:
    with training_lock(untrained.database):
        outcome = untrained("setup")

    assert outcome.code == 1
    assert "tiny is imported, but no model is trained: Another training is going on" in outcome.err
