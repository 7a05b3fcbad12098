"""The linear towers of the Bayesian model: the prior of a user's or film's vector, given what is known about it.

Vector of entity i ~ Normal(m + f_i B, L^-1), where f_i are its features (demographics or content, and implicit
history), with the weights' prior B ~ MatrixNormal(0, I / ridge, L^-1) and (m, L) ~ Normal-Wishart.
Sources: Salakhutdinov and Mnih, Bayesian probabilistic matrix factorization using MCMC (ICML 2008), for (m, L);
Simm et al., Macau: scalable Bayesian factorization with high-dimensional side information using MCMC (MLSP 2017),
for B by noise injection; Adler, Over-relaxation method for the Monte Carlo evaluation of the partition function for
multiquadratic actions (Physical Review D, 1981), for draws that depend on the one before.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine.bayesian.side_information import SparseFeatures

DENSE_ENTRIES = 40_000_000  # up to this size, features are stored as a dense matrix
ROWS_AT_ONCE = 4096
MEAN_WEIGHT = 2.0  # of the prior of m, as a number of entities


@dataclass(frozen=True, slots=True)
class PriorDraw:
    """A draw of the prior: the `mean` (n, d) of every entity's vector, and the `precision` (d, d) of all."""

    mean: Tensor
    precision: Tensor


class LinearPrior:
    """The features of one side, and the current draw of their weights.

    Attributes:
        weights: (features, d) the current draw of B.
        expected: (n, d) f_i B of every entity: what the features alone say of its vector.
    """

    def __init__(
        self, features: SparseFeatures, ridge: float, width: int, device: torch.device, relaxation: float = 0.0
    ) -> None:
        """`relaxation`, above -1 and below 1: correlation of a draw of the weights with the one before, given all else.

        A negative one is over-relaxation: as errors of successive draws cancel, averages need fewer of them.
        """
        self._count, self._features = features.shape
        self._ridge, self._width, self._device, self._relaxation = ridge, width, device, relaxation
        self._matrix, self._transposed = _both_ways(features, device)
        self._by_feature = self._features <= self._count
        self._solve = self._solver() if self._features else None
        self.expected = torch.zeros(self._count, width, device=device)
        self.weights = torch.zeros(self._features, width, device=device)
        self._scatter = torch.zeros(width, width, device=device)  # B^T B

    def vague(self, precision: float) -> PriorDraw:
        """A fixed prior around zero that ignores the features, for the first sweeps."""
        return PriorDraw(
            torch.zeros(self._count, self._width, device=self._device),
            precision * torch.eye(self._width, device=self._device),
        )

    def go_on_from(self, weights: Tensor) -> None:
        """Takes the weights of another prior, whose columns must mean the same, as the current draw."""
        self.weights = weights
        self._scatter = weights.mT @ weights
        if self._features:
            self.expected = self._matrix @ weights

    def draw(self, vectors: Tensor, generator: torch.Generator, numbers: np.random.Generator) -> PriorDraw:
        """Draws mean, precision and weights given all vectors (n, d)."""
        precision, lower, centre = _draw_normal_wishart(
            vectors - self.expected, self._ridge * self._scatter, self._features, generator, numbers
        )
        if self._solve is not None:
            self._draw_weights(vectors - centre, torch.linalg.inv(lower), self._solve, generator)
        return PriorDraw(self.expected + centre, precision)

    def _draw_weights(
        self, targets: Tensor, root: Tensor, solve: Callable[[Tensor], Tensor], generator: torch.Generator
    ) -> None:
        """B = r B_before + (F^T F + ridge I)^-1 (F^T T + sqrt(ridge) E2), T = (1 - r) targets + E1, r the relaxation.

        Rows of E1, E2 ~ Normal(0, (1 - r^2) L^-1), so that r = 0 is a fresh draw. With more features than entities, the
        solution is S + F^T (F F^T + ridge I)^-1 (T - F S) with S = E2 / sqrt(ridge).
        """
        noise = math.sqrt(1 - self._relaxation**2) * root
        row_noise = torch.randn(targets.shape, generator=generator, device=self._device) @ noise
        weight_noise = torch.randn(self._features, self._width, generator=generator, device=self._device) @ noise
        noisy = (1 - self._relaxation) * targets + row_noise
        if self._by_feature:
            drawn = solve(self._transposed @ noisy + math.sqrt(self._ridge) * weight_noise)
        else:
            start = weight_noise / math.sqrt(self._ridge)
            drawn = start + self._transposed @ solve(noisy - self._matrix @ start)
        self.go_on_from(self._relaxation * self.weights + drawn)

    def _solver(self) -> Callable[[Tensor], Tensor]:
        if self._by_feature:
            gram = _gram_of_columns(self._matrix, self._transposed)
        else:
            gram = _gram_of_columns(self._transposed, self._matrix)
        gram.diagonal().add_(self._ridge)
        lower = torch.linalg.cholesky(gram)
        return lambda right: torch.cholesky_solve(right, lower)


def _both_ways(features: SparseFeatures, device: torch.device) -> tuple[Tensor, Tensor]:
    """The features and their transpose: small ones dense, else compressed by rows, ten times as fast as coordinates."""
    places = torch.from_numpy(np.stack([features.rows, features.columns]))
    sparse = torch.sparse_coo_tensor(
        places, torch.from_numpy(features.values), features.shape, device=device, check_invariants=True
    )
    if math.prod(features.shape) <= DENSE_ENTRIES:
        dense = sparse.to_dense()
        return dense, dense.mT
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sparse CSR tensor support is in beta state", UserWarning)
        return sparse.to_sparse_csr(), sparse.t().to_sparse_csr()


def _gram_of_columns(matrix: Tensor, transposed: Tensor) -> Tensor:
    """(columns, columns) matrix^T matrix, dense, in blocks of rows."""
    if matrix.layout is torch.strided:
        return transposed @ matrix
    starts, columns, values = matrix.crow_indices(), matrix.col_indices(), matrix.values()
    gram = torch.zeros(matrix.shape[1], matrix.shape[1], device=matrix.device)
    for first in range(0, len(matrix), ROWS_AT_ONCE):
        bounds = starts[first : first + ROWS_AT_ONCE + 1]
        part = slice(int(bounds[0]), int(bounds[-1]))
        rows = torch.repeat_interleave(torch.arange(len(bounds) - 1, device=matrix.device), bounds.diff())
        dense = torch.zeros(len(bounds) - 1, matrix.shape[1], device=matrix.device)
        dense[rows, columns[part]] = values[part]
        gram.addmm_(dense.mT, dense)
    return gram


def _draw_normal_wishart(
    rows: Tensor,
    extra_scatter: Tensor,
    extra_degrees: int,
    generator: torch.Generator,
    numbers: np.random.Generator,
) -> tuple[Tensor, Tensor, Tensor]:
    """Draws (L, its Cholesky factor, m) given rows ~ Normal(m, L^-1), prior Wishart(I, d) and m ~ Normal(0, (2 L)^-1).

    `extra_scatter` (d, d) and `extra_degrees` are what further Normal(0, L^-1) rows, the weights, add.
    """
    count, width = rows.shape
    average = rows.mean(0)
    centred = rows - average
    shrunk = MEAN_WEIGHT * count / (MEAN_WEIGHT + count)
    scatter = centred.mT @ centred + shrunk * torch.outer(average, average) + extra_scatter
    scatter.diagonal().add_(1.0)
    degrees = width + count + extra_degrees
    chi = torch.from_numpy(np.sqrt(numbers.chisquare(degrees - np.arange(width))))
    bartlett = torch.from_numpy(np.tril(numbers.standard_normal((width, width)), -1)) + torch.diag(chi)
    root = torch.linalg.cholesky(torch.linalg.inv(scatter.double().cpu())) @ bartlett
    precision = root @ root.mT
    lower = torch.linalg.cholesky(precision).float().to(rows.device)
    step = torch.randn(width, generator=generator, device=rows.device) @ torch.linalg.inv(lower)
    centre = count / (MEAN_WEIGHT + count) * average + step / math.sqrt(MEAN_WEIGHT + count)
    return precision.float().to(rows.device), lower, centre
