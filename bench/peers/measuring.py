"""One system, one seed: its errors, its lists, its seconds and its memory."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.peers.systems import SYSTEMS
from bench.splits import load, random_split, split_per_user
from engine.evaluate import peak_memory_mib
from engine.evaluation import list_quality, rating_errors
from engine.problem import RatingProblem, take


@dataclass(frozen=True, slots=True)
class Outcome:
    """One system on one seed, by column; columns that it does not have are missing."""

    figures: dict[str, float]


def measure(archive: Path, name: str, seed: int) -> Outcome:
    """Fits a system on both splits of a seed, where it has what the split measures."""
    catalogue, ratings, scale = load(archive)
    nothing = take(ratings, np.empty(0, dtype=np.int64))
    figures: dict[str, float] = {}
    for split, share in ((random_split, 0.1), (split_per_user, 0.2)):
        train, test = split(ratings, share, seed)
        started, worked = time.perf_counter(), time.process_time()
        fitted = SYSTEMS[name](RatingProblem(catalogue, train, nothing, scale), seed)
        spent = {"fit s": time.perf_counter() - started, "CPU s": time.process_time() - worked}
        if split is random_split and fitted.rating is not None:
            errors = rating_errors(fitted.rating, test, scale)
            figures |= {"RMSE": errors.rmse, "MAE": errors.mae} | spent
        if split is split_per_user and fitted.ranking is not None:
            lists = list_quality(fitted.ranking, train, test)
            figures = spent | figures
            figures |= {
                "nDCG@10": lists.ndcg_at_10,
                "recall@20": lists.recall_at_20,
                "coverage@10": lists.coverage_at_10,
            }
        if fitted.ranking is None:
            break
    peak = peak_memory_mib()
    return Outcome(figures if peak is None else figures | {"peak MiB": peak})
