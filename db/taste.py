"""How a person rates beside others: where their stars go, what they like more and less, where they stand alone."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from db.rows import MovieSummary
from db.store.bulk import read_rows
from db.summaries import movie_summaries

DAMPING = 5.0
"""Films that pull a liking towards nought, so that two films of a genre are not yet a taste."""

ENOUGH_RATINGS = 20
"""Ratings after which a film's mean says what people think of it."""

UNUSUAL = 10
_PEOPLE_ASKED = 2000


@dataclass(frozen=True, slots=True)
class StarShare:
    """One step of the scale: which share of the person's ratings, and of everybody's, it has."""

    stars: float
    own: float
    everyone: float


@dataclass(frozen=True, slots=True)
class Liking:
    """A genre or decade, and how the person rates its films.

    Attributes:
        films: how many of them the person rated.
        difference: stars above (or below) those of others for the same films, beside how generous the person is
            with all films, and damped where the films are few.
    """

    name: str
    films: int
    difference: float


@dataclass(frozen=True, slots=True)
class UnusualOpinion:
    """A film that the person rates otherwise than people do; `mean` is theirs."""

    movie: MovieSummary
    rating: float
    mean: float

    @property
    def difference(self) -> float:
        """Stars above or below the mean."""
        return self.rating - self.mean


@dataclass(frozen=True, slots=True)
class TasteSummary:
    """A person's taste in a few figures.

    Attributes:
        ratings: how many films were rated.
        generosity: stars above or below those of others, over all rated films.
        distribution: by stars, ascending.
        genres: the most liked first, the most disliked last.
        decades: the same for decades ("1990s").
        unusual: the farthest from the mean first.
    """

    ratings: int
    generosity: float
    distribution: tuple[StarShare, ...]
    genres: tuple[Liking, ...]
    decades: tuple[Liking, ...]
    unusual: tuple[UnusualOpinion, ...]


@dataclass(frozen=True, slots=True)
class BothRated:
    """A film that two people rated."""

    movie: MovieSummary
    first: float
    second: float


def taste_summary(
    connection: Connection, user_id: int, everyone: Mapping[float, int] | None = None
) -> TasteSummary:
    """The taste of a user of the data set or a profile; empty lists where nothing was rated.

    Args:
        connection: to the database.
        user_id: whose taste.
        everyone: `everyones_counts`, by whoever asks for several people; None counts them now.
    """
    rated = read_rows(
        connection,
        "SELECT r.movie_id, r.rating, m.year, s.mean_rating, coalesce(s.ratings, 0) FROM rating AS r"
        " JOIN movie AS m ON m.movie_id = r.movie_id LEFT JOIN movie_stat AS s ON s.movie_id = r.movie_id"
        " WHERE r.user_id = ? ORDER BY r.movie_id",
        (user_id,),
    )
    compared = {movie_id: rating - mean for movie_id, rating, _, mean, _ in rated if mean is not None}
    generosity = sum(compared.values()) / len(compared) if compared else 0.0
    beside = {movie_id: difference - generosity for movie_id, difference in compared.items()}
    genres = read_rows(
        connection,
        "SELECT g.name, mg.movie_id FROM rating AS r JOIN movie_genre AS mg ON mg.movie_id = r.movie_id"
        " JOIN genre AS g ON g.genre_id = mg.genre_id WHERE r.user_id = ?",
        (user_id,),
    )
    decades = [(f"{year // 10 * 10}s", movie_id) for movie_id, _, year, _, _ in rated if year is not None]
    return TasteSummary(
        ratings=len(rated),
        generosity=generosity,
        distribution=_distribution(
            [rating for _, rating, *_ in rated],
            everyones_counts(connection) if everyone is None else everyone,
        ),
        genres=_likings(genres, beside),
        decades=_likings(decades, beside),
        unusual=_unusual(connection, rated),
    )


def both_rated(connection: Connection, first: int, second: int) -> list[BothRated]:
    """The films that two people rated, those on which they agree in their liking first."""
    rows = read_rows(
        connection,
        "SELECT a.movie_id, a.rating, b.rating FROM rating AS a JOIN rating AS b ON b.movie_id = a.movie_id"
        " WHERE a.user_id = ? AND b.user_id = ? ORDER BY a.rating + b.rating DESC, a.movie_id",
        (first, second),
    )
    films = movie_summaries(connection, [row[0] for row in rows])
    return [BothRated(films[movie_id], *ratings) for movie_id, *ratings in rows]


def shared_films(connection: Connection, user_id: int, others: Sequence[int]) -> dict[int, int]:
    """How many films the user and each of the others rated both, by the other's id."""
    rows = read_rows(
        connection,
        "SELECT other.value, (SELECT count(*) FROM rating AS a JOIN rating AS b ON b.movie_id = a.movie_id"
        " WHERE a.user_id = ? AND b.user_id = other.value) FROM json_each(?) AS other",
        (user_id, json.dumps(list(others))),
    )
    return dict(rows)


def _distribution(ratings: Sequence[float], everyone: Mapping[float, int]) -> tuple[StarShare, ...]:
    counts: dict[float, int] = defaultdict(int)
    for rating in ratings:
        counts[rating] += 1
    own, all_ratings = max(1, len(ratings)), max(1, sum(everyone.values()))
    return tuple(
        StarShare(stars, counts[stars] / own, everyone.get(stars, 0) / all_ratings)
        for stars in sorted(counts.keys() | everyone.keys())
    )


def everyones_counts(connection: Connection) -> dict[float, int]:
    """How often each number of stars is given in the data set; of many people, every n-th is asked."""
    people = [
        row[0] for row in read_rows(connection, "SELECT user_id FROM user WHERE user_id > 0 ORDER BY user_id")
    ]
    asked = people[:: -(-len(people) // _PEOPLE_ASKED) or 1]
    rows = read_rows(
        connection,
        "SELECT r.rating, count(*) FROM json_each(?) AS person CROSS JOIN rating AS r"
        " ON r.user_id = person.value GROUP BY r.rating",
        (json.dumps(asked),),
    )
    return dict(rows)


def _likings(named: Sequence[tuple[str, int]], beside: dict[int, float]) -> tuple[Liking, ...]:
    groups: dict[str, list[float]] = defaultdict(list)
    for name, movie_id in named:
        if movie_id in beside:
            groups[name].append(beside[movie_id])
    likings = [Liking(name, len(own), sum(own) / (len(own) + DAMPING)) for name, own in groups.items()]
    return tuple(sorted(likings, key=lambda liking: (-liking.difference, liking.name)))


def _unusual(
    connection: Connection, rated: Sequence[tuple[int, float, int | None, float | None, int]]
) -> tuple[UnusualOpinion, ...]:
    far = [
        (count >= ENOUGH_RATINGS, abs(rating - mean), movie_id, rating, mean)
        for movie_id, rating, _, mean, count in rated
        if mean is not None
    ]
    # Films that few people rated only where there are no others.
    far.sort(key=lambda row: (not row[0], -row[1], row[2]))
    films = movie_summaries(connection, [row[2] for row in far[:UNUSUAL]])
    return tuple(
        UnusualOpinion(films[movie_id], rating, mean) for _, _, movie_id, rating, mean in far[:UNUSUAL]
    )
