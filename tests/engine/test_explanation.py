from __future__ import annotations

import numpy as np

from engine.serving import Contribution
from engine.serving.explanation import contributions

FILMS = np.array([1, 2, 3, 4])


def _of(similarities: list[float], stars: list[float], n: int = 10) -> list[Contribution]:
    return contributions(
        FILMS[: len(stars)], np.array(similarities, np.float32), np.array(stars, np.float32), n
    )


def test_shares_by_hand() -> None:
    """The mean is 3 and the weights sum to 2: film 1 has 0.5 * 2 / 2, film 3 -0.25 * -2 / 2, film 4 1 * 1 / 2."""
    shares = _of([0.5, 0.25, -0.25, 1.0], [5.0, 2.0, 1.0, 4.0])

    assert shares == [Contribution(1, 0.5), Contribution(4, 0.5), Contribution(3, 0.25)]


def test_a_disliked_film_that_is_unlike_speaks_for_a_film() -> None:
    assert [share.movie_id for share in _of([-0.5, 0.1], [1.0, 5.0])] == [1, 2]


def test_films_similar_to_nothing_explain_nothing() -> None:
    assert _of([0.0, 0.0], [1.0, 5.0]) == []


def test_equal_ratings_explain_nothing() -> None:
    assert _of([0.5, 0.9], [4.0, 4.0]) == []


def test_only_as_many_as_asked_for_are_named() -> None:
    assert len(_of([0.5, 0.4, 0.3, 0.1], [5.0, 4.0, 4.0, 1.0], n=2)) == 2
    assert _of([0.5, 0.4], [5.0, 4.0], n=0) == []
