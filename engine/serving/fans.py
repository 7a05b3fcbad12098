"""Fans of this film also love: what people who liked a film like more than everybody does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from db.ratings import co_loved, fan_counts
from engine.serving.ranking import best_rows
from engine.serving.recommender import Recommender

SMOOTHING_FANS = 10


@dataclass(frozen=True, slots=True)
class SharedLove:
    """A film that another film's fans love. `shared_fans` is 0 where the model had to find the fans."""

    movie_id: int
    score: float
    shared_fans: int


def fans_also_love(
    connection: Connection, recommender: Recommender | None, movie_id: int, n: int
) -> list[SharedLove]:
    """The n films that most distinguish the fans of a film, best first, the film itself left out.

    A fan gave the film at least 4 stars. A film's score is the cosine between the two films' sets of fans, damped so
    that a handful of fans in common does not outweigh a crowd: `shared / sqrt(fans * (fans_of_other + 10))`. For a
    film without fans the model names its ten keenest viewers, and their best films are counted instead.
    """
    shared = co_loved(connection, movie_id)
    if shared:
        return _most_shared(shared, fan_counts(connection, [movie_id])[movie_id], n)
    return [] if recommender is None else _from_keenest_viewers(recommender, movie_id, n)


def _most_shared(shared: Sequence[tuple[int, int, int]], own_fans: int, n: int) -> list[SharedLove]:
    scored = [
        SharedLove(film, count / (own_fans * (fans + SMOOTHING_FANS)) ** 0.5, count)
        for film, count, fans in shared
    ]
    return sorted(scored, key=lambda film: (-film.score, film.movie_id))[:n]


def _from_keenest_viewers(recommender: Recommender, movie_id: int, n: int) -> list[SharedLove]:
    viewers = recommender.keenest_users(movie_id, 10)
    votes: dict[int, float] = {}
    others = recommender.allowed((movie_id,))
    for viewer in viewers:
        best = best_rows(recommender.trained_person(viewer).scores, n + 1, others)
        for film in recommender.movie_ids[best].tolist():
            votes[film] = votes.get(film, 0.0) + 1.0 / len(viewers)
    favourites = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))[:n]
    return [SharedLove(film, score, 0) for film, score in favourites]
