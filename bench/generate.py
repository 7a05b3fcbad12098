"""Synthetic data sets of any size in the layout of the official CSV files, whose best reachable RMSE is known.

    python -m bench.generate FOLDER --ratings 32000204 [--users 200948] [--movies 87585] [--seed 0]

Writes movies.csv, links.csv and ratings.csv, and prints what is in them as one JSON object. Users, films, activity and
popularity have the shape of ML-32M: a median user rates about 70 films and the busiest tens of thousands; half of the
users rate the best known film and a median film is rated by a handful.

A rating is mean + user bias + film bias + taste(user) . taste(film) + normal noise, rounded to half stars and kept
within 0.5 to 5. The tastes have `TASTES` dimensions and also say a little of who sees what. "noise_floor_rmse" is the
error of the one who knows all of this but the noise: the root of the mean variance of a rating given its exact mean. No
model can do better, except by luck.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TASTES = 8
NOISE = 0.8
"""Standard deviation of the noise in stars, before rounding."""

_ML_32M_RATINGS, _ML_32M_MOVIES = 32_000_204, 87_585
_RATINGS_OF_A_USER = 159.2
_FEWEST_RATINGS = 20
_ACTIVITY_SPREAD = 1.39
_MOST_OF_THE_CATALOGUE = 0.4
_MEAN, _USER_BIAS, _FILM_BIAS, _TASTE = 3.55, 0.35, 0.4, 0.4
_GROUPS = 24
_TASTE_IN_CHOICE = 1.2
_PAIRS_AT_ONCE = 1_000_000
_DRAWN_ONE_BY_ONE = 0.03
"""Of the catalogue; who rates a larger share gets films by a race of all of them instead of by rejection."""

_FIRST_DAY, _LAST_DAY = 823_000_000, 1_697_000_000
_GENRES = (
    "Action",
    "Adventure",
    "Animation",
    "Children",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Fantasy",
    "Film-Noir",
    "Horror",
    "IMAX",
    "Musical",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Thriller",
    "War",
    "Western",
)
_FIRST_WORDS = (
    "Amber",
    "Broken",
    "Crimson",
    "Distant",
    "Golden",
    "Hidden",
    "Lonely",
    "Quiet",
    "Red",
    "Winter",
)
_SECOND_WORDS = (
    "Bridge",
    "Castle",
    "Detective",
    "Forest",
    "Garden",
    "Island",
    "Mirror",
    "Night",
    "River",
    "Stranger",
)


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is of everything."""

    ratings: int
    users: int
    movies: int


@dataclass(frozen=True, slots=True)
class World:
    """All that is true of the data set but the noise.

    Attributes:
        movie_ids: (n_movies,), ascending.
        activity: ratings of each user, (n_users,), of users 1, 2, ...
        group: of each user, (n_users,); people of one group choose alike.
        chances: for each group, the cumulated chance of each film to be chosen, (n_groups, n_movies).
        user_bias, film_bias: in stars.
        user_tastes, film_tastes: (n, TASTES).
    """

    movie_ids: NDArray[np.int64]
    activity: NDArray[np.int64]
    group: NDArray[np.int64]
    chances: NDArray[np.float64]
    user_bias: NDArray[np.float32]
    film_bias: NDArray[np.float32]
    user_tastes: NDArray[np.float32]
    film_tastes: NDArray[np.float32]

    def means(self, users: NDArray[np.int64], films: NDArray[np.int64]) -> NDArray[np.float32]:
        """The ratings without noise and rounding, (n,), of users and films by row."""
        taste = np.einsum("nd,nd->n", self.user_tastes[users], self.film_tastes[films])
        means: NDArray[np.float32] = np.float32(_MEAN) + self.user_bias[users] + self.film_bias[films] + taste
        return means


def size_like_ml_32m(ratings: int, users: int | None = None, movies: int | None = None) -> Size:
    """As many users and films as ML-32M would have if it had this many ratings."""
    share = ratings / _ML_32M_RATINGS
    return Size(
        ratings,
        users or max(2, round(ratings / _RATINGS_OF_A_USER)),
        movies or max(60, round(_ML_32M_MOVIES * math.sqrt(share))),
    )


def make_world(size: Size, random: np.random.Generator) -> World:
    """Draws films and users.

    Raises:
        ValueError: so many ratings cannot be of different films.
    """
    film_tastes = random.normal(0, 1, (size.movies, TASTES)).astype(np.float32)
    centres = random.normal(0, 1, (_GROUPS, TASTES))
    group = random.integers(0, _GROUPS, size.users)
    user_tastes = 0.7 * centres[group] + random.normal(0, math.sqrt(1 - 0.7**2), (size.users, TASTES))
    # Popularity falls with the square of the rank; this is how ML-32M's best known and median film come about.
    popularity = (random.permutation(size.movies) + size.movies / 280) ** -2.0
    leaning = _TASTE_IN_CHOICE * centres @ film_tastes.T / TASTES
    chances = np.cumsum(popularity * np.exp(leaning), axis=1)
    return World(
        movie_ids=np.cumsum(random.geometric(0.3, size.movies)).astype(np.int64),
        activity=_activity(size, random),
        group=group,
        chances=chances / chances[:, -1:],
        user_bias=random.normal(0, _USER_BIAS, size.users).astype(np.float32),
        film_bias=random.normal(0, _FILM_BIAS, size.movies).astype(np.float32),
        user_tastes=(user_tastes * _TASTE / math.sqrt(TASTES)).astype(np.float32),
        film_tastes=film_tastes,
    )


def rating_blocks(world: World, random: np.random.Generator) -> Iterator[Block]:
    """All ratings, by user and film, in blocks of about a million."""
    ends = np.cumsum(world.activity)
    first, last_user = 0, len(ends)
    while first < last_user:
        before = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + _PAIRS_AT_ONCE, "right")))
        yield _block(world, np.arange(first, last), random)
        first = last


@dataclass(frozen=True, slots=True)
class Block:
    """Some ratings; users and films by row. `mean` is what was true before noise and rounding."""

    users: NDArray[np.int64]
    films: NDArray[np.int64]
    stars: NDArray[np.float64]
    times: NDArray[np.int64]
    mean: NDArray[np.float32]


@dataclass(slots=True)
class Floor:
    """Adds up what the best of all predictions leaves as error."""

    _grid: NDArray[np.float64] = field(default_factory=lambda: np.linspace(-6, 12, 3601))
    _expected: NDArray[np.float64] = field(init=False)
    _variance: NDArray[np.float64] = field(init=False)
    _sum: float = 0.0
    _found: float = 0.0
    _count: int = 0

    def __post_init__(self) -> None:
        steps = np.arange(1, 11) / 2
        edges = (steps[:-1] + 0.25)[None, :]
        below = _normal_cdf((edges - self._grid[:, None]) / NOISE)
        share = np.diff(below, axis=1, prepend=0.0, append=1.0)
        self._expected = share @ steps
        self._variance = share @ steps**2 - self._expected**2

    def add(self, block: Block) -> None:
        """Counts a block's ratings."""
        self._sum += float(np.interp(block.mean, self._grid, self._variance).sum())
        best = np.interp(block.mean, self._grid, self._expected)
        self._found += float(((block.stars - best) ** 2).sum())
        self._count += len(block.mean)

    @property
    def expected(self) -> float:
        """The noise floor: an RMSE in stars."""
        return math.sqrt(self._sum / max(self._count, 1))

    @property
    def found(self) -> float:
        """The RMSE of the best prediction on the very ratings that were drawn."""
        return math.sqrt(self._found / max(self._count, 1))


def write_data_set(folder: Path, size: Size, seed: int = 0) -> dict[str, float | int | str]:
    """Writes the three files and gives what is in them; the same seed writes the same bytes."""
    started = time.monotonic()
    random = np.random.default_rng(seed)
    world = make_world(size, random)
    folder.mkdir(parents=True, exist_ok=True)
    _write_films(folder, world.movie_ids, random)
    floor = Floor()
    rated = np.zeros(size.movies, np.int64)
    half_stars = [f"{half / 2:.1f}" for half in range(11)]
    with (folder / "ratings.csv").open("w", encoding="ascii", newline="") as file:
        file.write("userId,movieId,rating,timestamp\n")
        for block in rating_blocks(world, random):
            floor.add(block)
            rated += np.bincount(block.films, minlength=size.movies)
            rows = zip(
                (block.users + 1).tolist(),
                world.movie_ids[block.films].tolist(),
                map(half_stars.__getitem__, (block.stars * 2).astype(np.int64).tolist()),
                block.times.tolist(),
                strict=True,
            )
            file.write("".join(map("%d,%d,%s,%d\n".__mod__, rows)))
    return {
        "folder": str(folder),
        "ratings": int(rated.sum()),
        "users": size.users,
        "movies": size.movies,
        "rated_movies": int((rated > 0).sum()),
        "median_user": int(np.median(world.activity)),
        "busiest_user": int(world.activity.max()),
        "median_movie": int(np.median(rated)),
        "best_known_movie": int(rated.max()),
        "noise_floor_rmse": round(floor.expected, 5),
        "rmse_of_the_truth": round(floor.found, 5),
        "bytes": sum((folder / name).stat().st_size for name in ("ratings.csv", "movies.csv", "links.csv")),
        "seconds": round(time.monotonic() - started, 1),
    }


def _activity(size: Size, random: np.random.Generator) -> NDArray[np.int64]:
    """How many films each user rates, (n_users,): a log-normal tail above a minimum, adding up exactly."""
    most = max(1, int(_MOST_OF_THE_CATALOGUE * size.movies))
    if not size.users <= size.ratings <= size.users * most:
        raise ValueError(f"{size.ratings} ratings do not fit {size.users} users and {size.movies} films")
    least = min(_FEWEST_RATINGS, size.ratings // size.users)
    tail = random.lognormal(0, _ACTIVITY_SPREAD, size.users)
    above = (size.ratings - least * size.users) * tail / tail.sum()
    activity: NDArray[np.int64] = np.minimum(least + above.astype(np.int64), most)
    while missing := size.ratings - int(activity.sum()):
        room = np.flatnonzero(activity < most)
        activity[random.choice(room, min(missing, len(room)), replace=False)] += 1
    return activity


def _block(world: World, users: NDArray[np.int64], random: np.random.Generator) -> Block:
    wanted = world.activity[users]
    films_there = world.chances.shape[1]
    heavy = wanted > _DRAWN_ONE_BY_ONE * films_there
    pairs = [_race(world, user, films_there, random) for user in users[heavy]]
    pairs.append(_by_rejection(world, users[~heavy], random))
    keys = np.sort(np.concatenate(pairs))
    who, films = keys // films_there, keys % films_there
    mean = world.means(who, films)
    noisy = mean + NOISE * random.standard_normal(len(mean), np.float32)
    stars = np.clip(np.rint(noisy * 2) / 2, 0.5, 5.0).astype(np.float64)
    start = random.integers(_FIRST_DAY, _LAST_DAY, len(users))[np.searchsorted(users, who)]
    times = start + random.integers(0, 50_000_000, len(who)) // (1 + random.integers(0, 40, len(who))) ** 2
    return Block(who, films, stars, times, mean)


def _race(world: World, user: int, films: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Keys of the films that one user chooses: those that arrive first, each at the speed of its chance."""
    speed = np.diff(world.chances[world.group[user]], prepend=0.0)
    arrival = random.standard_exponential(films) / np.maximum(speed, 1e-300)
    count = int(world.activity[user])
    chosen: NDArray[np.int64] = user * films + np.argpartition(arrival, count - 1)[:count]
    return chosen


def _by_rejection(world: World, users: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
    """Keys of the films that the users choose: as many as are missing are drawn, until none come twice."""
    films = world.chances.shape[1]
    done: list[NDArray[np.int64]] = []
    keys = np.empty(0, np.int64)
    missing = world.activity[users].copy()
    while len(users):
        drawn = np.empty(int(missing.sum()), np.int64)
        owner = np.repeat(np.arange(len(users)), missing)
        group = world.group[users][owner]
        luck = random.random(len(drawn))
        for number in range(len(world.chances)):
            of_group = np.flatnonzero(group == number)
            drawn[of_group] = np.searchsorted(world.chances[number], luck[of_group], "right")
        keys = np.sort(np.concatenate([keys, users[owner] * films + np.minimum(drawn, films - 1)]))
        # Not np.unique: it hashes, which takes ten times as long as sorting does.
        keys = keys[np.diff(keys, prepend=-1) > 0]
        place = np.searchsorted(users, keys // films)
        missing = world.activity[users] - np.bincount(place, minlength=len(users))
        complete = missing[place] == 0
        done.append(keys[complete])
        keys, users, missing = keys[~complete], users[missing > 0], missing[missing > 0]
    return np.concatenate(done) if done else np.empty(0, np.int64)


def _write_films(folder: Path, movie_ids: NDArray[np.int64], random: np.random.Generator) -> None:
    with (
        (folder / "movies.csv").open("w", encoding="utf-8", newline="") as movies,
        (folder / "links.csv").open("w", encoding="utf-8", newline="") as links,
    ):
        films, foreign = csv.writer(movies), csv.writer(links)
        films.writerow(["movieId", "title", "genres"])
        foreign.writerow(["movieId", "imdbId", "tmdbId"])
        dice = random.integers(0, 2**31, (len(movie_ids), 6)).tolist()
        for number, (movie_id, (first, second, year, *places)) in enumerate(zip(movie_ids.tolist(), dice, strict=True)):
            noun = _SECOND_WORDS[second % len(_SECOND_WORDS)]
            adjective = _FIRST_WORDS[first % len(_FIRST_WORDS)]
            title = f"{adjective} {noun} {number}" if number % 3 else f"{noun} {number}, The"
            genres = sorted({_GENRES[place % len(_GENRES)] for place in places})
            films.writerow([movie_id, f"{title} ({1920 + year % 104})", "|".join(genres)])
            foreign.writerow([movie_id, f"{number + 1:07d}", number + 1])


def _normal_cdf(values: NDArray[np.float64]) -> NDArray[np.float64]:
    cdf: NDArray[np.float64] = 0.5 * (1 + np.vectorize(math.erf, otypes=[np.float64])(values / math.sqrt(2)))
    return cdf


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes a data set."""
    parser = argparse.ArgumentParser(prog="bench.generate", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ratings", type=int, default=1_000_000)
    parser.add_argument("--users", type=int)
    parser.add_argument("--movies", type=int)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    size = size_like_ml_32m(given.ratings, given.users, given.movies)
    print(json.dumps(write_data_set(given.folder, size, given.seed)))


if __name__ == "__main__":
    main()
