"""Training and evaluation from the command to the published run, on the tiny library."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from db.importing import import_data_set
from db.store import open_store
from tests.cli.conftest import CommandLine
from tests.library import FILMS, LibraryReader, library_ratings


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
    assert {"run_id", "metrics", "train_seconds", "samples_per_second"} <= done.keys()
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


def test_evaluate_measures_a_test_file_and_leaves_the_database_alone(
    untrained_copy: CommandLine, tmp_path: Path
) -> None:
    lines = [f"{user}\t{film}\t{stars:g}\t{time}\n" for user, film, stars, time in library_ratings()]
    (tmp_path / "train.tsv").write_text("".join(lines[::2]))
    (tmp_path / "test.tsv").write_text("".join(lines[1::2]))

    metrics = untrained_copy.ask(
        "evaluate", "--train", tmp_path / "train.tsv", "--test", tmp_path / "test.tsv", "--epochs", 1
    )

    promised = {"rmse", "mae", "ndcg@10", "recall@20", "coverage@10", "train_seconds", "peak_memory_mib"}
    assert promised <= metrics.keys()
    assert untrained_copy.ask("runs") == []


def test_training_without_a_data_set_names_setup(nowhere: CommandLine) -> None:
    nowhere.database.parent.mkdir()
    nowhere.database.touch(mode=0o600)

    outcome = nowhere("train")

    assert outcome.code == 1
    assert "movierec-tui setup" in outcome.err


@pytest.fixture
def busy_library(nowhere: CommandLine) -> CommandLine:
    """So many ratings that training is still going on when it is stopped."""
    ratings = [
        (user, film, float(1 + (user * film) % 5), 900_000_000)
        for user in range(1, 5001)
        for film, _, _ in FILMS
    ]
    store = open_store(nowhere.database)
    import_data_set(store, LibraryReader(ratings=ratings))
    store.close()
    return nowhere


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_training_ends_quietly_and_leaves_no_run(
    busy_library: CommandLine, number: signal.Signals
) -> None:
    command = [sys.executable, "-P", "-m", "movierec_tui", "--db", str(busy_library.database)]
    command += ["train", "--model", "classic", "--json"]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.readline()
        os.kill(process.pid, number)
        process.stdout.read()
        errors = process.stderr.read()

    assert process.returncode == (130 if number == signal.SIGINT else -signal.SIGTERM)
    assert errors == b""
    assert status_at_the_end(busy_library) == "cancelled"
    assert busy_library.ask("sql", "select count(*) as n from movie_feature") == [{"n": 0}]


def status_at_the_end(cli: CommandLine) -> str:
    """The only run's status, once the child has noticed that nobody waits for it any more."""
    deadline = time.monotonic() + 30
    while True:
        [run] = cli.ask("runs")
        if run["status"] != "building":
            return str(run["status"])
        assert time.monotonic() < deadline, "the child goes on alone"
        time.sleep(0.05)
