"""Draws of all users' vectors, where their distribution is known."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from engine.bayesian.normal_equations import RatingsBySide

CPU = torch.device("cpu")


def test_over_relaxed_draws_have_the_same_spread_and_a_mean_that_is_sooner_right() -> None:
    random = np.random.default_rng(0)
    users, films = np.nonzero(random.random((30, 8)) < 0.5)
    stars = torch.from_numpy(np.append(random.normal(size=len(users)), 0).astype(np.float32))
    others = torch.from_numpy(random.normal(size=(8, 3)).astype(np.float32))
    ratings = RatingsBySide(users, films, 30, 8, 3, CPU)

    def chain(relaxation: float) -> tuple[Tensor, Tensor]:
        """(draws, 30, 3) the draws, and (30, 3) the exact mean."""
        generator, current, drawn = torch.Generator().manual_seed(2), torch.zeros(30, 3), []
        for _ in range(500):
            posterior = ratings.draw(
                others,
                torch.ones(8),
                stars,
                torch.zeros(30, 3),
                torch.eye(3),
                torch.full((30,), 2.0),
                generator,
                current=current,
                relaxation=relaxation,
            )
            current = posterior.sample
            drawn.append(current)
        return torch.stack(drawn[50:]), posterior.mean

    (fresh, mean), (relaxed, _) = chain(0.0), chain(-0.8)

    torch.testing.assert_close(relaxed.std(0), fresh.std(0), rtol=0.3, atol=0)
    errors = [(draws.mean(0) - mean).square().mean().sqrt() for draws in (fresh, relaxed)]
    assert errors[1] < 0.5 * errors[0]
