"""What the order of a list gives, to people with many ratings, to newcomers, and to newcomers with one taste.

    python -m bench.list_order ml-latest-small.zip [--seeds 3] [--folds 5]
    python -m bench.list_order ml-latest-small.zip ml-100k.zip --seeds 2 --folds 3 --search 100

Many ratings: a random 80/20 split of each user's ratings. Newcomers: people left out of the training (one of five
parts after the other) are placed by 1 to 20 of their favourites (4 stars or more), drawn with a probability of
1 / sqrt(number of ratings); all their other ratings are held out. One taste: three films of one genre, or of one
decade, with full stars; what counts is how many of the first 15 films share the genre, or are at most five years from
the decade. `--folds 0` leaves newcomers and tastes out.

Beside nDCG@10 and recall@20: stratified recall@20 (each film weighted by 1 / sqrt(number of ratings), Steck 2011), the
mean held-out stars of listed films, the share of the 50 best-known films, and coverage@10.

`--search` tries settings around the present ones instead, on validation ratings within the training part and on people
of other folds, and prints those that are the best by `objective` over all archives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np

from bench.fitting import arguments_of, table
from bench.list_people import FOLDS, MANY, Case, Tastes, fitted, many_ratings, newcomers, one_decade, one_genre
from bench.splits import load
from engine.serving.list_order import MIDDLING_CATALOGUE, OrderOptions

OTHER_SEEDS = 1000

PREFERENCE = OrderOptions(tilt=0, stars=0, likeness=0, coherent_likeness=0, genres=0, years=0)
DEFAULT = OrderOptions()
ORDERS = {
    "preference alone": PREFERENCE,
    "tilted": replace(PREFERENCE, tilt=DEFAULT.tilt),
    "tilted, stars": replace(PREFERENCE, tilt=DEFAULT.tilt, stars=DEFAULT.stars),
    "default": DEFAULT,
    "default without centring": replace(DEFAULT, centring=0),
}
FIGURES = {
    "nDCG@10": "ndcg_at_10",
    "recall@20": "recall_at_20",
    "stratified@20": "stratified_recall_at_20",
    "stars": "mean_stars_at_20",
    "top 50": "top50_share_at_10",
    "coverage@10": "coverage_at_10",
}


@dataclass(frozen=True, slots=True)
class Target:
    """What lists should reach against those by the preference alone.

    Attributes:
        ndcg: ratio of nDCG@10.
        stratified: gain in stratified recall@20, as a share.
        top50: decline of the share of the 50 best-known films, as a share.
        stars: gain in mean stars.
    """

    ndcg: float
    stratified: float
    top50: float
    stars: float = 0.0

    def worth(self, now: Mapping[str, float], then: Mapping[str, float]) -> float:
        """Below 0 for what is missing; little above it for what is more than asked for, up to a tenth."""
        above = (
            (6.0, now["nDCG@10"] / then["nDCG@10"] - self.ndcg),
            (1.0, now["stratified@20"] / then["stratified@20"] - 1 - self.stratified),
            (0.5, 1 - now["top 50"] / then["top 50"] - self.top50),
            (2.0, now["stars"] - then["stars"] - self.stars),
        )
        return sum(weight * (min(gain, 0.0) + 0.1 * min(max(gain, 0.0), 0.1)) for weight, gain in above)


def targets(films: int) -> dict[bool, Target]:
    """By whether people have many ratings; among more films there is more to find beside the well-known ones."""
    if films > MIDDLING_CATALOGUE:
        return {True: Target(0.98, 0.08, 0.3, 0.05), False: Target(0.975, 0.25, 0.45)}
    return {True: Target(0.98, 0.04, 0.2, 0.05), False: Target(0.975, 0.07, 0.3)}


KINDS = ((0.86, 0.25), (0.6, 0.25))
"""Of the first films of people with one genre, and with one decade: least share of the kind, most of the best known."""


@dataclass(frozen=True)
class Judged:
    """An archive's people, by group, and those with one taste; without newcomers there are none of these."""

    groups: Mapping[str, Sequence[Case]]
    tastes: Sequence[Tastes]

    @classmethod
    def of(cls, archive: Path, seeds: int, folds: int, *, choosing: bool) -> Judged:
        """Trains on every split of an archive; other splits for choosing than for judging."""
        data, first_seed = load(archive), OTHER_SEEDS if choosing else 0
        groups: dict[str, list[Case]] = {}
        for seed in range(first_seed, first_seed + seeds):
            groups.setdefault(MANY, []).append(many_ratings(*data, seed, choosing=choosing))
        for fold in range(folds):
            for case in newcomers(*data, first_seed, fold):
                groups.setdefault(case.name, []).append(case)
        if not folds:
            return cls(groups, ())
        model = fitted(*data, first_seed)
        return cls(groups, (one_genre(model, first_seed), one_decade(model, first_seed)))


def mean_figures(cases: Sequence[Case], options: OrderOptions) -> dict[str, float]:
    """Each figure, mean over the cases."""
    judged = [case.quality(options) for case in cases]
    return {name: float(np.mean([getattr(one, key) for one in judged])) for name, key in FIGURES.items()}


def objective(judged: Judged, before: Mapping[str, dict[str, float]], options: OrderOptions) -> float:
    """What a setting is worth on one archive: its distance from all targets."""
    worth = 0.0
    for name, cases in judged.groups.items():
        target = targets(cases[0].preference.shape[1])[name == MANY]
        worth += target.worth(mean_figures(cases, options), before[name])
    for taste, (least, most) in zip(judged.tastes, KINDS, strict=False):
        own, known = taste.figures(options)
        worth += min(own - least, 0) + min(most - known, 0)
    return worth


def search(archives: Sequence[Judged], tries: int) -> list[tuple[float, OrderOptions]]:
    """The best settings found around the present ones: each try changes some numbers of one of the best so far."""
    random = np.random.default_rng(OTHER_SEEDS)
    before = [{name: mean_figures(cases, PREFERENCE) for name, cases in one.groups.items()} for one in archives]

    def worth(options: OrderOptions) -> float:
        return sum(objective(one, then, options) for one, then in zip(archives, before, strict=True))

    found = [(worth(DEFAULT), DEFAULT)]
    for _ in range(tries):
        start = found[int(random.integers(min(len(found), 4)))][1]
        factors = np.exp(0.25 * random.normal(size=len(fields(start))) * (random.random(len(fields(start))) < 0.4))
        options = OrderOptions(
            **{
                part.name: float(getattr(start, part.name) * factor)
                for part, factor in zip(fields(start), factors, strict=True)
            }
        )
        found.append((worth(options), options))
        found.sort(key=lambda one: -one[0])
    return found


def main() -> None:
    """Prints the figures of all orders, or the best settings of a search."""
    parser = arguments_of("bench.list_order", __doc__, seeds=3)
    parser.add_argument("more", nargs="*", type=Path, help="other archives")
    parser.add_argument("--folds", type=int, default=FOLDS, help="parts of the people to leave out in turn")
    parser.add_argument("--search", type=int, default=0, metavar="TRIES")
    options = parser.parse_args()
    archives = [options.archive, *options.more]
    if options.search:
        judged = [Judged.of(archive, options.seeds, options.folds, choosing=True) for archive in archives]
        for worth, settings in search(judged, options.search)[:5]:
            print(f"{worth:.4f} {settings}")
        return
    for archive in archives:
        print(f"{archive.name}, {options.seeds} splits, {options.folds} parts of the people\n")
        report(Judged.of(archive, options.seeds, options.folds, choosing=False))


def report(judged: Judged) -> None:
    """Prints the figures of all orders."""
    for name, cases in judged.groups.items():
        rows = []
        for order, settings in ORDERS.items():
            figures = mean_figures(cases, settings)
            rows.append([order, *(f"{value:.4f}" for value in figures.values())])
        print(table((name, *FIGURES), rows) + "\n", flush=True)
    if judged.tastes:
        rows = []
        for order, settings in ORDERS.items():
            rows.append([order, *(f"{value:.2f}" for taste in judged.tastes for value in taste.figures(settings))])
        print(table(("first 15 films", "of the genre", "top 50", "of the decade", "top 50"), rows))


if __name__ == "__main__":
    main()
