"""Sums of dot products: the two ways that they are kept give the same, and it is the best of its rank."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.bayesian import low_rank
from engine.bayesian.low_rank import DotProductSum, factorise, truncate

CPU = torch.device("cpu")


def factors(count: int, seed: int) -> list[tuple[Tensor, Tensor]]:
    """Users (12, 3) and films (20, 3), `count` times."""
    numbers = torch.Generator().manual_seed(seed)
    return [(torch.randn(12, 3, generator=numbers), torch.randn(20, 3, generator=numbers)) for _ in range(count)]


@pytest.mark.parametrize("shape", [(12, 20), (20, 12)])
def test_a_matrix_of_full_rank_is_kept_whole(shape: tuple[int, int]) -> None:
    product = torch.randn(shape, generator=torch.Generator().manual_seed(1))

    left, right = factorise(product, min(shape))

    assert torch.allclose(left @ right.mT, product, atol=1e-4)


def test_a_matrix_of_low_rank_gives_finite_factors_where_there_is_nothing_left() -> None:
    left, right = factorise(torch.outer(torch.arange(5.0), torch.arange(7.0)), 4)

    assert left.isfinite().all()
    assert right.isfinite().all()
    assert torch.allclose(left @ right.mT, torch.outer(torch.arange(5.0), torch.arange(7.0)), atol=1e-3)


def test_what_is_cut_off_is_what_matters_least() -> None:
    product = torch.randn(12, 20, generator=torch.Generator().manual_seed(2))
    singular = torch.linalg.svdvals(product)

    left, right = factorise(product, 5)

    lost = (product - left @ right.mT).square().sum()
    assert float(lost) == pytest.approx(float(singular[5:].square().sum()), rel=1e-4)


def test_both_ways_give_the_same_mean(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = factors(9, seed=3)
    whole = sum((left @ right.mT for left, right in samples), torch.zeros(12, 20)) / 9
    best = truncate(whole, torch.eye(20), 4)
    expected = best[0] @ best[1].mT
    means = []
    for cells in (240, 0):
        monkeypatch.setattr(low_rank, "DENSE_CELLS", cells)
        products = DotProductSum((12, 20), 4, CPU, widest=30)
        for left, right in samples:
            products.add(left, right)
        users, movies = products.result(1 / 9)
        means.append(users @ movies.mT)

    assert torch.allclose(means[0], expected, atol=1e-4)
    assert torch.allclose(means[1], expected, atol=0.15)
