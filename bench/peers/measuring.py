"""One system, one seed: its errors, its lists, its seconds and its memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from bench.peers.lists import Settings, Tunable
from bench.peers.systems import MAKE_LISTS, PREDICT_RATINGS, SYSTEMS, Fitted, fit_tuned
from bench.splits import load, random_split, split_by_file, split_by_time, split_per_user
from data.scale import RatingScale
from db.rows import Catalogue, RatingArrays
from engine.evaluation import list_quality, rating_errors
from engine.memory import peak_memory_mib
from engine.problem import RatingProblem, take

Split = Callable[[RatingArrays, float], tuple[RatingArrays, RatingArrays]]
Data = tuple[Catalogue, RatingArrays, RatingScale]
Figures = dict[str, float]
"""Of one system on one seed, by column; columns that it does not have are missing."""

VALIDATION_SHARE = 0.1
"""Of the training ratings: few, so that settings are chosen on nearly as many ratings as they are then used on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Figures, and the settings that were chosen for lists, where a system has such."""

    figures: Figures
    settings: Settings | None


def measure(
    archive: Path,
    name: str,
    seed: int,
    settings: Settings | None = None,
    *,
    lists_only: bool = False,
    test_file: Path | None = None,
) -> Outcome:
    """Fits a system on a random split of all ratings if it predicts them, and on one per user if it makes lists.

    Args:
        archive: an official MovieLens zip or folder.
        name: one of `SYSTEMS`.
        seed: of the splits, and of the system.
        settings: in place of those that validation ratings would choose.
        lists_only: whether only the second split is used.
        test_file: ratings of the archive that are the test in place of both splits, for errors only.
    """
    data = load(archive)
    figures: Figures = {}
    if name not in MAKE_LISTS and not lists_only:
        errors, figures = _errors(data, name, seed, test_file)
        figures |= errors
    chosen = None
    if name not in PREDICT_RATINGS and test_file is None:
        split: Split = partial(split_per_user, seed=seed)
        train, test = split(data[1], 0.2)
        fitted, spent = _fitted(data, train, split, name, seed, settings)
        assert fitted.ranking is not None
        lists, chosen = list_quality(fitted.ranking, train, test), fitted.settings
        figures = spent | figures
        figures |= {
            "nDCG@10": lists.ndcg_at_10,
            "recall@20": lists.recall_at_20,
            "coverage@10": lists.coverage_at_10,
        }
    peak = peak_memory_mib()
    return Outcome(figures if peak is None else figures | {"peak MiB": peak}, chosen)


def measure_by_time(archive: Path, name: str, seed: int) -> Outcome:
    """Fits a recommender of lists on the first 80 % of all ratings and judges lists by what came later.

    Films that nobody had rated before are left out; people who had rated nothing before have columns of their own.
    """
    data = load(archive)
    train, test = split_by_time(data[1], 0.2)
    fitted, figures = _fitted(data, train, split_by_time, name, seed)
    assert fitted.ranking is not None
    old_film = np.isin(test.movie_index, train.movie_index)
    old_user = np.isin(test.user_index, train.user_index)
    for kind, chosen in (("", old_film & old_user), (", new people", old_film & ~old_user)):
        lists = list_quality(fitted.ranking, train, take(test, np.flatnonzero(chosen)))
        figures |= {f"nDCG@10{kind}": lists.ndcg_at_10, f"recall@20{kind}": lists.recall_at_20}
    return Outcome(figures, fitted.settings)


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


def _errors(data: Data, name: str, seed: int, test_file: Path | None) -> tuple[Figures, Figures]:
    """A system's errors on a random split of all ratings, or on a file's, and what it took."""
    catalogue, ratings, scale = data
    split: Split = partial(random_split, seed=seed)
    train, test = split(ratings, 0.1) if test_file is None else split_by_file(catalogue, ratings, test_file)
    fitted, spent = _fitted(data, train, split, name, seed)
    rating = fitted.rating if fitted.dated is None else fitted.dated(test.rated_at)
    assert rating is not None
    errors = rating_errors(rating, test, scale)
    return {"RMSE": errors.rmse, "MAE": errors.mae}, spent


def _fitted(
    data: Data, train: RatingArrays, split: Split, name: str, seed: int, settings: Settings | None = None
) -> tuple[Fitted, Figures]:
    """A system that learned from `train`, part of which `split` holds out for settings, and what it took."""
    problem = RatingProblem(data[0], *split(train, VALIDATION_SHARE), data[2])
    started, worked = time.perf_counter(), time.process_time()
    system = SYSTEMS[name]
    fitted = fit_tuned(system, problem, settings) if isinstance(system, Tunable) else system(problem, seed)
    spent = {"fit s": time.perf_counter() - started, "CPU s": time.process_time() - worked}
    return fitted, spent
