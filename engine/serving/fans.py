"""Fans of this film also love: films that the fans of a film like more than others do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from db.ratings import co_loved, fan_counts
from engine.serving.ranking import best_rows
from engine.serving.recommender import Recommender

SMOOTHING_FANS = 10
PREDICTED_FANS = 10


@dataclass(frozen=True, slots=True)
class SharedLove:
    """A film that another film's fans love. `shared_fans` is 0 if the fans were predicted by the model."""

    movie_id: int
    score: float
    shared_fans: int


def fans_also_love(connection: Connection, recommender: Recommender | None, movie_id: int, n: int) -> list[SharedLove]:
    """The n films most typical of a film's fans, best first, without the film itself.

    A fan gave the film at least 4 stars. A film's score is the cosine between the two films' sets of fans, smoothed so
    that a few shared fans don't outweigh a crowd: `shared / sqrt(fans * (fans_of_other + 10))`. For a film that shares
    no fans, it counts the best films of the ten users to whom the model predicts the highest ratings for it.
    """
    shared = co_loved(connection, movie_id)
    if shared:
        return _most_shared(shared, fan_counts(connection, [movie_id])[movie_id], n)
    return [] if recommender is None else _from_predicted_fans(recommender, movie_id, n)


def _most_shared(shared: Sequence[tuple[int, int, int]], own_fans: int, n: int) -> list[SharedLove]:
    scored = [
        SharedLove(film, count / (own_fans * (fans + SMOOTHING_FANS)) ** 0.5, count) for film, count, fans in shared
    ]
    return sorted(scored, key=lambda film: (-film.score, film.movie_id))[:n]


def _from_predicted_fans(recommender: Recommender, movie_id: int, n: int) -> list[SharedLove]:
    fans = recommender.keenest_users(movie_id, PREDICTED_FANS)
    votes: dict[int, float] = {}
    others = recommender.allowed((movie_id,))
    for fan in fans:
        best = best_rows(recommender.trained_person(fan).scores, n + 1, others)
        for film in recommender.movie_ids[best].tolist():
            votes[film] = votes.get(film, 0.0) + 1.0 / len(fans)
    favourites = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))[:n]
    return [SharedLove(film, score, 0) for film, score in favourites]
