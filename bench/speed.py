"""How fast the default model trains, and how fast the app answers from features of the largest catalogue.

    python -m bench.speed ml-100k.zip [--films 87585] [--users 20000] [--repeats 200]

Training is a whole default training, both scores, on all ratings. Answers come from synthetic features of 128
dimensions, as `engine.serving` gives them to the screens, without the database: a list of 50 films with stars for a
user of the run, the 50 nearest films and users, and a new person placed by 50 ratings with a list of 50 films, their
stars and uncertainty. What the first placement prepares once for each run is measured apart. CPU times say what an
idle machine would take, where this one has other work.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bench.fitting import arguments_of, fit, table
from bench.splits import load
from data.scale import HALF_STARS
from db.rows import EntityFeatures
from engine.bayesian.settings import BayesianOptions, passes
from engine.serving.list_order import FilmTraits, list_order
from engine.serving.person import Person
from engine.serving.recommender import Recommender
from engine.serving.variety import best_varied

DIMENSIONS = 128
LIST_LENGTH = 50
RATED = 50
GENRES = 20


def synthetic_recommender(films: int, users: int) -> Recommender:
    """A run of random features."""
    random = np.random.default_rng(0)

    def features(count: int) -> EntityFeatures:
        def matrix() -> NDArray[np.float32]:
            return random.normal(0, DIMENSIONS**-0.25, (count, DIMENSIONS)).astype(np.float32)

        bias = random.normal(0, 0.3, count).astype(np.float32)
        ids = np.arange(1, count + 1)
        return EntityFeatures(ids, matrix(), bias, matrix(), np.zeros(count, np.float32), matrix())

    return Recommender(1, features(films), features(users), HALF_STARS)


def milliseconds(answer: Callable[[int], object], repeats: int) -> tuple[float, float, float]:
    """Median and 95th percentile of the clock, and median CPU time, over calls with the numbers 0, 1, 2 ..."""
    times, worked = [], []
    for number in range(repeats):
        started, cpu = time.perf_counter(), time.process_time()
        answer(number)
        times.append(1000 * (time.perf_counter() - started))
        worked.append(1000 * (time.process_time() - cpu))
    return float(np.median(times)), float(np.percentile(times, 95)), float(np.median(worked))


def serving(films: int, users: int, repeats: int) -> list[list[str]]:
    """Rows of a table."""
    recommender = synthetic_recommender(films, users)
    random = np.random.default_rng(1)
    rated = {
        int(film): float(stars)
        for film, stars in zip(
            random.choice(films, RATED, replace=False) + 1, random.integers(1, 11, RATED) / 2, strict=True
        )
    }

    traits = FilmTraits.of(
        random.normal(size=films).astype(np.float32),
        recommender.likeness,
        random.random((films, GENRES)) < 0.1,
        random.integers(1920, 2025, films).astype(np.int32),
    )

    def rows_of(person: Person) -> NDArray[np.int64]:
        scores = list_order(person, traits).scores
        return best_varied(scores, LIST_LENGTH, recommender.allowed(rated), traits)[0]

    def listed(user_id: int) -> object:
        person = recommender.person(user_id, rated)
        return person.stars(rows_of(person))

    def placed(_number: int) -> object:
        person = recommender.person(-1, rated)
        rows = rows_of(person)
        return person.stars(rows), person.uncertainty(rows)

    def explained(_number: int) -> object:
        person = recommender.person(-1, rated)
        order = list_order(person, traits)
        return order.shares(person, best_varied(order.scores, LIST_LENGTH, recommender.allowed(rated), traits)[0])

    asked = {
        "list for a user": lambda number: listed(number + 1),
        "nearest films": lambda number: recommender.similar_movies(number + 1, LIST_LENGTH),
        "nearest users": lambda number: recommender.similar_users(
            number + 1, recommender.trained_person(number + 1), LIST_LENGTH
        ),
        "first placement in a run": placed,
        "placing a new person, and a list": placed,
        "the same, with what each rating adds": explained,
    }
    rows = []
    for name, answer in asked.items():
        times = milliseconds(answer, 1 if name.startswith("first") else repeats)
        rows.append([name, *(f"{value:.1f}" for value in times)])
    return rows


def main() -> None:
    """Prints the throughput of a training and the latencies of answers."""
    parser = arguments_of("bench.speed", __doc__, seeds=1)
    parser.add_argument("--films", type=int, default=87_585)
    parser.add_argument("--users", type=int, default=20_000)
    parser.add_argument("--repeats", type=int, default=200)
    options = parser.parse_args()
    print(f"{options.films:,} films, {options.users:,} users, {DIMENSIONS} dimensions\n")
    print(
        table(
            ("answer", "median ms", "p95 ms", "median CPU ms"),
            serving(options.films, options.users, options.repeats),
        )
        + "\n"
    )
    catalogue, ratings, scale = load(options.archive)
    settings = BayesianOptions.for_size(len(ratings.rating))
    parts = (settings.ratings, settings.preference)
    sweeps = sum(sum(passes(part, held_out=False)) for part in parts)
    started, worked = time.perf_counter(), time.process_time()
    trained = fit(catalogue, ratings, scale, seed=0)
    seconds, cpu = time.perf_counter() - started, time.process_time() - worked
    columns = ("training", "ratings", "seconds", "CPU seconds", "ratings/s", "ratings x sweeps/s")
    figures = (len(ratings.rating) / seconds, trained.samples / seconds)
    row = [options.archive.name, f"{len(ratings.rating):,}", f"{seconds:.1f}", f"{cpu:.1f}"]
    print(table(columns, [[*row, *(f"{figure:,.0f}" for figure in figures)]]))
    print(f"\n{sweeps} sweeps over all ratings")


if __name__ == "__main__":
    main()
