"""Better and worse in words, and how long a training will take."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from data.scale import WHOLE_STARS
from db.rows import DataSetRow, RunRow
from engine.options import Device, ModelName, Preset, TrainOptions
from movierec_tui.jobs.estimates import (
    cost_of,
    device_words,
    estimate,
    free_memory_mib,
    memory_warning,
    nvidia_gpus,
)
from movierec_tui.tui.screens.compare import caution, compared
from movierec_tui.wording.run_comparison import METRICS, metric_changes, verdict

RMSE, NDCG = METRICS[0], METRICS[2]
BAYESIAN = TrainOptions(model=ModelName.BAYESIAN)
TINY = DataSetRow("tiny", "0", "2026-01-01T10:00:00+00:00", 12, 30, 300, WHOLE_STARS, "none")
SIZES = (100_000, 1_000_000, 10_000_000, 32_000_000)


def run(
    run_id: int,
    seconds: int = 20,
    *,
    model: str = "bayesian",
    status: str = "ready",
    device: str = "cpu",
    data_set: str = "tiny",
    seed: int = 0,
    epochs: int | None = None,
    rmse: float = 0.9,
) -> RunRow:
    created = datetime(2026, 1, 1, 10, tzinfo=UTC)
    finished = created + timedelta(seconds=seconds)
    return RunRow(
        run_id, status, run_id == 1, model, created.isoformat(), finished.isoformat(), data_set, seed, device,
        {"model": model} | ({} if epochs is None else {"epochs": epochs}), {"rmse": rmse, "ndcg@10": 0.3}, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("metric", "before", "after", "word"),
    [
        (RMSE, 0.912, 0.874, "better"),
        (RMSE, 0.874, 0.912, "worse"),
        (NDCG, 0.286, 0.281, "worse"),
        (NDCG, 0.281, 0.286, "better"),
        (RMSE, 0.87412, 0.87441, "the same"),
        (RMSE, 0.8744, 0.8756, "worse"),
    ],
)
def test_less_error_is_better_and_more_hits_are(metric: object, before: float, after: float, word: str) -> None:
    assert metric in METRICS
    assert verdict(RMSE if metric is RMSE else NDCG, before, after) == word


def test_changes_are_told_in_words() -> None:
    before, after = {"rmse": 0.912, "ndcg@10": 0.286}, {"rmse": 0.874, "ndcg@10": 0.281, "mae": 0.7}
    assert metric_changes(before, after) == "RMSE 0.912 → 0.874, better; nDCG@10 0.286 → 0.281, worse"
    assert metric_changes({}, after) == "RMSE 0.874; nDCG@10 0.281"
    assert metric_changes(before, {}) == ""


def test_runs_side_by_side_are_measured_by_the_first() -> None:
    rows = {row.name: row.cells for row in compared([run(1, rmse=0.9), run(2, rmse=0.95)])}
    assert "".join(text for text, _ink in rows["RMSE"][1]) == "0.950  +0.050 worse"
    assert "".join(text for text, _ink in rows["nDCG@10"][1]) == "0.300  the same"
    assert "".join(text for text, _ink in rows["Took"][0]) == "20 s"


def test_other_held_out_ratings_are_told() -> None:
    assert "same held-out" in caution([run(1), run(2)])
    assert caution([run(1), run(2, seed=5)]).startswith("Run 2: measured on other held-out ratings")


def test_the_time_is_what_the_last_runs_took() -> None:
    guess = estimate([run(5, 30), run(4, 20), run(3, 10), run(2, 600)], BAYESIAN, TINY)
    assert guess.seconds == 20
    assert guess.short == "about 20 s"
    assert guess.because == "the average of runs 5, 4, 3."


def test_with_other_epochs_the_time_is_scaled() -> None:
    guess = estimate([run(5, 30, epochs=10)], TrainOptions(epochs=40), TINY)
    assert guess.seconds == 120
    assert "run 5" in guess.because


@pytest.mark.parametrize(
    "known",
    [
        [],
        [run(1, 5000, model="classic")],
        [run(1, 5000, status="failed")],
        [run(1, 5000, data_set="other")],
        [run(1, 5000, epochs=10)],
    ],
)
def test_without_such_a_run_the_size_of_the_data_says_roughly_how_long(known: list[RunRow]) -> None:
    guess = estimate(known, BAYESIAN, TINY, cores=2)
    assert guess.seconds is not None
    assert 1 < guess.seconds < 10
    assert guess.short.startswith("roughly ")
    assert guess.because == "guessed from the size of the data."


def test_a_fast_run_says_nothing_of_a_full_one() -> None:
    assert estimate([run(1, 5000)], replace(BAYESIAN, preset=Preset.FAST), TINY).guessed


def test_another_device_says_nothing_of_this_one() -> None:
    wanted = TrainOptions(device=Device.CUDA)
    assert estimate([run(1)], wanted, TINY).seconds is None
    assert estimate([run(1, device="cuda (H100)")], wanted, TINY).seconds == 20


def test_without_a_data_set_there_is_nothing_to_estimate() -> None:
    assert "no data set" in estimate([run(1)], BAYESIAN, None).because


@pytest.mark.parametrize("options", [BAYESIAN, replace(BAYESIAN, preset=Preset.FAST), TrainOptions(epochs=3)])
def test_more_ratings_take_longer_and_more_memory_and_more_cores_less_time(options: TrainOptions) -> None:
    costs = [cost_of(replace(TINY, ratings=ratings, users=ratings // 100, movies=9000), options) for ratings in SIZES]
    for less, more in pairwise(costs):
        assert less.seconds(2) < more.seconds(2)
        assert less.memory_mib < more.memory_mib
        assert more.seconds(4) < more.seconds(2)


def test_too_little_memory_is_told_with_both_figures() -> None:
    cost = cost_of(replace(TINY, ratings=32_000_000, users=200_000, movies=87_000), BAYESIAN)
    warning = memory_warning(cost, free_mib=2048)
    assert warning is not None
    assert "GiB of memory and 2.0 GiB are free" in warning
    assert memory_warning(cost, free_mib=100_000) is None
    assert memory_warning(cost_of(TINY, BAYESIAN), free_mib=2048) is None


def test_free_memory_is_read_from_the_system(tmp_path: Path) -> None:
    told = tmp_path / "meminfo"
    told.write_text("MemTotal:       24000 kB\nMemAvailable:    2048 kB\n")
    assert free_memory_mib(told) == 2
    told.write_text("MemAvailable: lots")
    assert free_memory_mib(told) is None
    assert free_memory_mib(tmp_path / "none") is None


def test_cards_are_read_from_the_driver(tmp_path: Path) -> None:
    card = tmp_path / "0000:01:00.0"
    card.mkdir()
    (card / "information").write_text("Model: \t\t NVIDIA H100\x1b[31m\nIRQ: 1\n")
    assert nvidia_gpus(tmp_path) == ("NVIDIA H100·[31m",)
    assert nvidia_gpus(tmp_path / "none") == ()
    assert "core" in device_words()
