"""What the order of a list gives, to people with many ratings, to newcomers, and to newcomers with one taste.

    python -m bench.list_order ml-latest-small.zip [--seeds 3] [--folds 5] [--search 100]

Many ratings: a random 80/20 split of each user's ratings. Newcomers: people left out of the training (one of five
parts after the other) are placed by 1 to 20 of their favourites (4 stars or more), drawn with a probability of
1 / sqrt(number of ratings); all their other ratings are held out. One taste: three films of one genre, or of one
decade, with full stars; what counts is how many of the first 15 films share the genre, or are at most five years from
the decade.

Beside nDCG@10 and recall@20: stratified recall@20 (each film weighted by 1 / sqrt(number of ratings), Steck 2011), the
mean held-out stars of listed films, the share of the 50 best-known films, and coverage@10.

`--search` tries settings around the present ones instead, on validation ratings within the training part and on people
of other folds, and prints the best by `objective`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

import numpy as np

from bench.fitting import arguments_of, table
from bench.list_people import FOLDS, Case, Tastes, fitted, many_ratings, newcomers, one_decade, one_genre
from bench.splits import load
from engine.serving.list_order import OrderOptions

OTHER_SEEDS = 1000

PREFERENCE = OrderOptions(tilt=0, stars=0, likeness=0, coherent_likeness=0, genres=0)
DEFAULT = OrderOptions()
ORDERS = {
    "preference alone": PREFERENCE,
    "tilted": replace(PREFERENCE, tilt=DEFAULT.tilt),
    "tilted, stars": replace(PREFERENCE, tilt=DEFAULT.tilt, stars=DEFAULT.stars),
    "default": DEFAULT,
    "default without coherence": replace(DEFAULT, coherent_likeness=0, genres=0, likeness=0.5),
}
FIGURES = {
    "nDCG@10": "ndcg_at_10",
    "recall@20": "recall_at_20",
    "stratified@20": "stratified_recall_at_20",
    "stars": "mean_stars_at_20",
    "top 50": "top50_share_at_10",
    "coverage@10": "coverage_at_10",
}


def mean_figures(cases: Sequence[Case], options: OrderOptions) -> dict[str, float]:
    """Each figure, mean over the cases."""
    judged = [case.quality(options) for case in cases]
    return {name: float(np.mean([getattr(one, key) for one in judged])) for name, key in FIGURES.items()}


def objective(
    groups: Mapping[str, Sequence[Case]],
    before: Mapping[str, dict[str, float]],
    people: Sequence[Tastes],
    options: OrderOptions,
) -> float:
    """What a setting is worth, against the preference alone.

    Gains in stratified recall count, up to a third; so does the decline of the share of the 50 best known, half as much
    and up to a half. nDCG@10 below 98 % costs six times the loss, stars below what they were as much. One taste: the
    share of the kind less that of the 50 best known.
    """
    worth = 0.0
    for name, cases in groups.items():
        now, then = mean_figures(cases, options), before[name]
        ratio = {figure: now[figure] / then[figure] for figure in now}
        worth += min(ratio["stratified@20"] - 1, 1 / 3) + min(1 - ratio["top 50"], 1 / 2) / 2
        worth += 6 * min(ratio["nDCG@10"] - 0.98, 0) + min(now["stars"] - then["stars"], 0)
    kinds = [taste.figures(options) for taste in people]
    return worth + sum(min(own, 0.9) - max(known, 0.1) for own, known in kinds)


def search(
    groups: Mapping[str, Sequence[Case]], people: Sequence[Tastes], tries: int
) -> list[tuple[float, OrderOptions]]:
    """The best settings found around the present ones: each try changes some numbers of one of the best so far."""
    random = np.random.default_rng(OTHER_SEEDS)
    before = {name: mean_figures(cases, PREFERENCE) for name, cases in groups.items()}
    found = [(objective(groups, before, people, DEFAULT), DEFAULT)]
    for _ in range(tries):
        start = found[int(random.integers(min(len(found), 4)))][1]
        factors = np.exp(0.25 * random.normal(size=len(fields(start))) * (random.random(len(fields(start))) < 0.4))
        options = OrderOptions(
            **{
                part.name: float(getattr(start, part.name) * factor)
                for part, factor in zip(fields(start), factors, strict=True)
            }
        )
        found.append((objective(groups, before, people, options), options))
        found.sort(key=lambda one: -one[0])
    return found


def main() -> None:
    """Prints the figures of all orders, or the best settings of a search."""
    parser = arguments_of("bench.list_order", __doc__, seeds=3)
    parser.add_argument("--folds", type=int, default=FOLDS, help="parts of the people to leave out in turn")
    parser.add_argument("--search", type=int, default=0, metavar="TRIES")
    options = parser.parse_args()
    data = load(options.archive)
    first_seed = OTHER_SEEDS if options.search else 0
    groups: dict[str, list[Case]] = {}
    for seed in range(first_seed, first_seed + options.seeds):
        case = many_ratings(*data, seed, choosing=options.search > 0)
        groups.setdefault(case.name, []).append(case)
    for fold in range(options.folds):
        for case in newcomers(*data, first_seed, fold):
            groups.setdefault(case.name, []).append(case)
    model = fitted(*data, first_seed)
    people = (one_genre(model, first_seed), one_decade(model, first_seed))
    if options.search:
        for worth, settings in search(groups, people, options.search)[:5]:
            print(f"{worth:.4f} {settings}")
        return
    print(f"{options.archive.name}, {options.seeds} splits, {options.folds} parts of the people\n")
    for name, cases in groups.items():
        rows = []
        for order, settings in ORDERS.items():
            figures = mean_figures(cases, settings)
            rows.append([order, *(f"{value:.4f}" for value in figures.values())])
        print(table((name, *FIGURES), rows) + "\n", flush=True)
    rows = []
    for order, settings in ORDERS.items():
        rows.append([order, *(f"{value:.2f}" for taste in people for value in taste.figures(settings))])
    print(table(("first 15 films", "of the genre", "top 50", "of the decade", "top 50"), rows))


if __name__ == "__main__":
    main()
