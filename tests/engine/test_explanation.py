from __future__ import annotations

import numpy as np
import pytest

from engine.serving import Contribution
from engine.serving.explanation import explanation
from engine.serving.person import Shares

FILMS = np.array([10, 20, 30, 40, 50])


def _shares(parts: list[float], base: float = 0.25, row: int = 4) -> Shares:
    shares = np.array(parts, np.float32)
    return Shares(row, base + float(shares.sum()), base, np.arange(len(parts)), shares)


def test_the_films_that_add_most_are_named_and_the_rest_is_summed() -> None:
    shares = _shares([0.5, -0.25, 1.0, 0.125])

    why = explanation(shares, FILMS, 2, shares.score)

    assert why.named == (Contribution(30, 1.0), Contribution(10, 0.5))
    assert why.others == pytest.approx(-0.125)
    assert why.base == pytest.approx(0.25)


def test_only_films_that_add_something_are_named() -> None:
    shares = _shares([-0.5, 0.0, 0.25])

    assert explanation(shares, FILMS, 3, shares.score).named == (Contribution(30, 0.25),)


def test_a_film_never_explains_itself() -> None:
    shares = _shares([2.0, 0.5], row=0)

    why = explanation(shares, FILMS, 2, shares.score)

    assert why.named == (Contribution(20, 0.5),)
    assert why.others == pytest.approx(2.0)


@pytest.mark.parametrize("n", [0, 1, 3])
@pytest.mark.parametrize("factor", [1.0, 2.5])
def test_the_parts_sum_to_the_score(n: int, factor: float) -> None:
    shares = _shares([0.5, -0.25, 1.0, 0.125])
    score = 0.4 + factor * (shares.score - 0.4)

    why = explanation(shares, FILMS, n, score, factor)

    assert why.base + sum(part.contribution for part in why.named) + why.others == pytest.approx(score)
    assert len(why.named) <= n
