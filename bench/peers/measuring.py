"""One system, one seed: its errors, its lists, its seconds and its memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench.peers.systems import MAKE_LISTS, PREDICT_RATINGS, SYSTEMS, Fitted
from bench.splits import load, random_split, split_by_time, split_per_user
from data.scale import RatingScale
from db.rows import Catalogue, RatingArrays
from engine.evaluation import list_quality, rating_errors
from engine.memory import peak_memory_mib
from engine.problem import RatingProblem, take

Split = Callable[[RatingArrays], tuple[RatingArrays, RatingArrays]]
Data = tuple[Catalogue, RatingArrays, RatingScale]
Figures = dict[str, float]
"""Of one system on one seed, by column; columns that it does not have are missing."""


def measure(archive: Path, name: str, seed: int) -> Figures:
    """Fits a system on a random split of all ratings if it predicts them, and on one per user if it makes lists."""
    data = load(archive)
    figures: Figures = {}
    if name not in MAKE_LISTS:
        fitted, _, test, figures = _fitted(data, name, seed, lambda ratings: random_split(ratings, 0.1, seed))
        assert fitted.rating is not None
        errors = rating_errors(fitted.rating, test, data[2])
        figures |= {"RMSE": errors.rmse, "MAE": errors.mae}
    if name not in PREDICT_RATINGS:
        fitted, train, test, spent = _fitted(data, name, seed, lambda ratings: split_per_user(ratings, 0.2, seed))
        assert fitted.ranking is not None
        lists = list_quality(fitted.ranking, train, test)
        figures = spent | figures
        figures |= {
            "nDCG@10": lists.ndcg_at_10,
            "recall@20": lists.recall_at_20,
            "coverage@10": lists.coverage_at_10,
        }
    peak = peak_memory_mib()
    return figures if peak is None else figures | {"peak MiB": peak}


def measure_by_time(archive: Path, name: str, seed: int) -> Figures:
    """Fits a recommender of lists on the first 80 % of all ratings and judges lists by what came later.

    Films that nobody had rated before are left out; people who had rated nothing before have columns of their own.
    """
    data = load(archive)
    fitted, train, test, figures = _fitted(data, name, seed, lambda ratings: split_by_time(ratings, 0.2))
    assert fitted.ranking is not None
    old_film = np.isin(test.movie_index, train.movie_index)
    old_user = np.isin(test.user_index, train.user_index)
    for kind, chosen in (("", old_film & old_user), (", new people", old_film & ~old_user)):
        lists = list_quality(fitted.ranking, train, take(test, np.flatnonzero(chosen)))
        figures |= {f"nDCG@10{kind}": lists.ndcg_at_10, f"recall@20{kind}": lists.recall_at_20}
    return figures


def describe_time_split(archive: Path) -> str:
    """How much of the test was unknown before, in a sentence."""
    train, test = split_by_time(load(archive)[1], 0.2)
    old_film, old_user = np.isin(test.movie_index, train.movie_index), np.isin(test.user_index, train.user_index)
    people = len(np.unique(test.user_index[old_user])), len(np.unique(test.user_index[~old_user]))
    return (
        f"{len(test.rating)} later ratings: {np.mean(old_film & old_user):.0%} by {people[0]} known people of known "
        f"films, {np.mean(old_film & ~old_user):.0%} by {people[1]} new people of known films, "
        f"{np.mean(~old_film):.0%} of {len(np.unique(test.movie_index[~old_film]))} films that nobody had rated before."
    )


def _fitted(data: Data, name: str, seed: int, split: Split) -> tuple[Fitted, RatingArrays, RatingArrays, Figures]:
    """A system, the ratings it learned from, those held out, and the seconds that it took."""
    catalogue, ratings, scale = data
    train, test = split(ratings)
    problem = RatingProblem(catalogue, *split(train), scale)
    started, worked = time.perf_counter(), time.process_time()
    fitted = SYSTEMS[name](problem, seed)
    spent = {"fit s": time.perf_counter() - started, "CPU s": time.process_time() - worked}
    return fitted, train, test, spent
