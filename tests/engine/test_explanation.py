from __future__ import annotations

import numpy as np
import pytest

from engine.serving.explanation import Contribution, Opposition, ScoreBreakdown, explanations
from engine.serving.person import Shares

FILMS = np.array([10, 20, 30, 40, 50])
BASE = 0.25


def _explained(
    parts: list[list[float]], n: int, rows: list[int] | None = None, taken: float = 0.0
) -> list[ScoreBreakdown]:
    """Scores of films of the base and these parts, less what the list takes from them, explained."""
    shares = np.array(parts, np.float32).reshape(len(parts), -1)
    bases = np.full(len(parts), BASE)
    return explanations(
        Shares(
            rows=np.full(len(parts), 4) if rows is None else np.array(rows),
            scores=np.asarray(bases + shares.sum(1), np.float32),
            bases=bases,
            rated=np.arange(shares.shape[1]),
            shares=shares,
        ),
        FILMS,
        n,
        np.asarray(bases + shares.sum(1) - taken, np.float32),
    )


def test_the_films_that_add_most_are_named_and_the_rest_is_summed() -> None:
    (why,) = _explained([[0.5, -0.25, 1.0, 0.125]], 2)

    assert why.named == (Contribution(30, 1.0), Contribution(10, 0.5))
    assert why.others == pytest.approx(-0.125)
    assert why.base == pytest.approx(BASE)


def test_only_films_that_add_something_are_named() -> None:
    (why,) = _explained([[-0.5, 0.0, 0.25]], 3)

    assert why.named == (Contribution(30, 0.25),)


def test_a_film_never_explains_itself() -> None:
    (why,) = _explained([[2.0, 0.5]], 2, rows=[0])

    assert why.named == (Contribution(20, 0.5),)
    assert why.others == pytest.approx(2.0)


def test_what_speaks_against_a_film_is_counted_whether_it_is_named_or_not() -> None:
    against, (nothing,) = _explained([[0.5, -0.25, 1.0, -0.75]], 0)[0].against, _explained([[0.5, 0.0]], 2)

    assert against == Opposition(Contribution(40, -0.75), 2, -1.0)
    assert nothing.against is None


def test_every_film_has_its_own_reasons() -> None:
    first, second = _explained([[0.5, -0.25, 0.0], [-0.5, 0.0, 0.75]], 2, rows=[4, 3])

    assert first.named == (Contribution(10, 0.5),)
    assert first.against == Opposition(Contribution(20, -0.25), 1, -0.25)
    assert second.named == (Contribution(30, 0.75),)
    assert second.against == Opposition(Contribution(10, -0.5), 1, -0.5)


def test_without_ratings_there_is_only_the_base() -> None:
    why, _other = _explained([[], []], 3)

    assert why == ScoreBreakdown(BASE, BASE, (), 0.0, None)


@pytest.mark.parametrize("n", [0, 1, 3])
@pytest.mark.parametrize("taken", [0.0, 0.5])
def test_the_parts_sum_to_the_score(n: int, taken: float) -> None:
    parts = [0.5, -0.25, 1.0, 0.125]
    (why,) = _explained([parts], n, taken=taken)

    assert why.score == pytest.approx(BASE + sum(parts) - taken)
    assert why.base == pytest.approx(BASE - taken)
    assert why.base + sum(part.contribution for part in why.named) + why.others == pytest.approx(why.score)
    assert len(why.named) <= n
