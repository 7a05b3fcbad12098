"""Solves one ridge regression for each user (or film), many at a time: batches of equal length in dense kernels.

For a user with ratings y_j of films with vectors x_j and noise precision a, under a Gaussian prior with mean m and
precision L, the posterior of the user's vector is Gaussian with precision a X^T X + L and mean
(a X^T X + L)^-1 (a X^T y + L m). Users are sorted by number of ratings and padded to similar lengths, so that one
gather and one batched product give many users' X^T X, about thirty times as fast as sparse products. Each block of
users runs in a thread of its own, as torch does not split many small factorisations among threads.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.device import on_every_thread

GATHERED_FLOATS = 400_000  # in a batch, so that it stays in the second-level cache
PADDING = 1.15  # longest number of ratings in a batch, over the shortest
BLOCK_FLOATS = 1 << 20  # of all X^T X in a block, so that the factorisation still finds them in a cache
FEWEST_BLOCKS = 4


@dataclass(frozen=True, slots=True)
class _Batch:
    start: int  # first row, within the block
    stop: int  # one past the last
    others: Tensor  # (rows, length) rows of the other side; n_others is padding
    ratings: Tensor  # (rows, length) positions in the ratings; n_ratings is padding


@dataclass(frozen=True, slots=True)
class _Block:
    rows: Tensor  # (n,) entities of this block, those with most ratings first
    batches: tuple[_Batch, ...]


@dataclass(frozen=True, slots=True)
class Posterior:
    """The posterior of every entity's vector, as a pass gives it.

    Attributes:
        sample: (n, d) a draw from each posterior.
        mean: (n, d) the posterior means.
        weighted_error: (n,) sum of each entity's squared errors under `sample`, weighted by `other_weight`.
    """

    sample: Tensor
    mean: Tensor
    weighted_error: Tensor


class RatingsBySide:
    """Ratings grouped by user or by film, and padded; made once and used in every sweep."""

    def __init__(
        self,
        own: NDArray[np.int64],
        other: NDArray[np.int64],
        n_own: int,
        n_other: int,
        width: int,
        device: torch.device,
    ) -> None:
        """Groups the ratings of pairs (own[k], other[k]) by `own`; `width` is the length of a vector with its bias."""
        self._n_own, self._width, self._device = n_own, width, device
        self.degrees = np.bincount(own, minlength=n_own)
        by_degree = np.argsort(-self.degrees, kind="stable")
        by_entity = np.argsort(own, kind="stable")
        first = np.concatenate([[0], np.cumsum(self.degrees)])
        padded_other = np.append(other, n_other)
        self._blocks: list[_Block] = []
        # Large blocks first: threads that take one block after another then end at about the same time.
        at_once = max(1, min(BLOCK_FLOATS // width**2, math.ceil(n_own / FEWEST_BLOCKS)))
        for top in range(0, n_own, at_once):
            rows = by_degree[top : top + at_once]
            batches = []
            for start, stop in _equal_length_runs(self.degrees[rows], width):
                members = rows[start:stop]
                place = np.arange(self.degrees[members[0]])
                real = place[None, :] < self.degrees[members][:, None]
                ratings = np.full(real.shape, len(own), np.int64)
                ratings[real] = by_entity[(first[members][:, None] + place[None, :])[real]]
                others = padded_other[ratings]
                batches.append(
                    _Batch(start, stop, torch.from_numpy(others).to(device), torch.from_numpy(ratings).to(device))
                )
            self._blocks.append(_Block(torch.from_numpy(rows).to(device), tuple(batches)))

    def draw(
        self,
        other: Tensor,
        other_weight: Tensor,
        ratings: Tensor,
        prior_mean: Tensor,
        prior_precision: Tensor,
        precision: Tensor,
        generator: torch.Generator,
        unseen_weight: float = 0.0,
        current: Tensor | None = None,
        relaxation: float = 0.0,
    ) -> Posterior:
        """Draws every entity's vector given the other side's.

        Args:
            other: (n_other, d) vectors of the other side; the last coordinate is the bias.
            other_weight: (n_other,) factor of the noise precision of each of the other side's ratings.
            ratings: (n_ratings + 1,) ratings without their mean, then one zero for padding.
            prior_mean: (n, d).
            prior_precision: (d, d).
            precision: (n,) noise precision of each entity's ratings.
            generator: of random numbers, on the same device.
            unseen_weight: weight of a further observation, of zero, for every pair whether rated or not.
            current: (n, d) the draw before, where `relaxation` is not 0.
            relaxation: correlation of a draw with the one before, given all else; see `GibbsOptions`.
        """
        inputs, bias = _regressors(other, other_weight)
        sample = torch.empty(self._n_own, self._width, device=self._device)
        mean = torch.empty_like(sample)
        weighted_error = torch.empty(self._n_own, device=self._device)
        prior_right = prior_mean @ prior_precision
        unseen = unseen_weight * (inputs.mT @ inputs), -unseen_weight * (bias @ inputs)

        def solve(block: _Block, noise: Tensor) -> None:
            gram, right, total = self._sums(block, inputs, bias, ratings)
            if unseen_weight:
                gram += unseen[0]
                right += unseen[1]
            scale = precision[block.rows]
            lower = cholesky(torch.addcmul(prior_precision, gram, scale[:, None, None]))
            half = torch.linalg.solve_triangular(
                lower, (prior_right[block.rows] + right * scale[:, None]).unsqueeze(2), upper=False
            )
            if current is not None:
                before = lower.mT @ current[block.rows].unsqueeze(2) - half
                noise = relaxation * before + math.sqrt(1 - relaxation**2) * noise
            whitened = torch.cat([half, half + noise], 2)
            both = torch.linalg.solve_triangular(lower.mT, whitened, upper=True)
            drawn = both[..., 1].contiguous()
            mean[block.rows], sample[block.rows] = both[..., 0], drawn
            # x^T (a X^T X + L) x is the squared length of the right-hand side: no further product with X^T X.
            fitted = (whitened[..., 1].square().sum(1) - ((drawn @ prior_precision) * drawn).sum(1)) / scale
            weighted_error[block.rows] = (total + fitted - 2 * (right * drawn).sum(1)).clamp_min_(0)

        shapes = [(len(block.rows), self._width, 1) for block in self._blocks]
        noises = (torch.randn(shape, generator=generator, device=self._device) for shape in shapes)
        on_every_thread(solve, list(zip(self._blocks, noises, strict=True)), self._device)
        return Posterior(sample, mean, weighted_error)

    def solve(self, other: Tensor, weights: Tensor, ridge: Tensor, unseen_weight: float) -> Tensor:
        """Every entity's vector (n_own, d) if rated pairs have the target 1 and all pairs 0; without bias.

        Args:
            other: (n_other, d) vectors of the other side; d is this object's `width`.
            weights: (n_ratings + 1,) of the rated pairs' targets, then one zero for padding.
            ridge: (n_own,) on each entity's vector.
            unseen_weight: of the zero of every pair.
        """
        inputs = torch.cat([other, torch.zeros(1, self._width, device=self._device)])
        everything = unseen_weight * (other.mT @ other)
        solution = torch.zeros(self._n_own, self._width, device=self._device)

        def solve(block: _Block) -> None:
            gram = everything.repeat(len(block.rows), 1, 1)
            right = torch.zeros(len(block.rows), self._width, device=self._device)
            for batch in block.batches:
                rows = inputs.index_select(0, batch.others.view(-1)).view(*batch.others.shape, self._width)
                weighted = rows * weights.index_select(0, batch.ratings.view(-1)).view(*batch.ratings.shape, 1)
                here = slice(batch.start, batch.stop)
                gram[here] += torch.bmm(weighted.mT, rows)
                right[here] = weighted.sum(1)
            gram.diagonal(dim1=-2, dim2=-1).add_(ridge[block.rows, None])
            solution[block.rows] = torch.cholesky_solve(right.unsqueeze(2), cholesky(gram)).squeeze(2)

        on_every_thread(solve, [(block,) for block in self._blocks], self._device)
        return solution

    def _sums(self, block: _Block, inputs: Tensor, bias: Tensor, ratings: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        count, width = len(block.rows), self._width
        gram = torch.zeros(count, width, width, device=self._device)
        right = torch.zeros(count, width, device=self._device)
        total = torch.zeros(count, device=self._device)
        for batch in block.batches:
            shape, others = batch.others.shape, batch.others.view(-1)
            rows = inputs.index_select(0, others).view(*shape, width)
            known = ratings.index_select(0, batch.ratings.view(-1)).view(shape)
            target = known * rows[..., -1] - bias.index_select(0, others).view(shape)
            here = slice(batch.start, batch.stop)
            gram[here] = torch.bmm(rows.mT, rows)
            right[here] = torch.bmm(target.unsqueeze(1), rows).squeeze(1)
            total[here] = target.square().sum(1)
        return gram, right, total


def cholesky(matrices: Tensor) -> Tensor:
    """Lower Cholesky factors of (n, d, d) matrices; if rounding makes one indefinite, its diagonal is raised."""
    lower, failed = torch.linalg.cholesky_ex(matrices)
    raise_by = 1e-6
    while bool(failed.any()):
        diagonal = matrices.diagonal(dim1=-2, dim2=-1).mean(-1)
        eye = torch.eye(matrices.shape[-1], device=matrices.device, dtype=matrices.dtype)
        lower, failed = torch.linalg.cholesky_ex(matrices + raise_by * diagonal[..., None, None] * eye)
        raise_by *= 10
    factors: Tensor = lower
    return factors


def _regressors(vectors: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
    """[vector without bias, 1] (n + 1, d) and bias (n + 1,), both times sqrt(weight); the last row is padding."""
    root = weight.sqrt()
    inputs = torch.zeros(len(vectors) + 1, vectors.shape[1], device=vectors.device)
    inputs[:-1, :-1] = vectors[:, :-1] * root[:, None]
    inputs[:-1, -1] = root
    bias = torch.zeros(len(vectors) + 1, device=vectors.device)
    bias[:-1] = vectors[:, -1] * root
    return inputs, bias


def _equal_length_runs(degrees: NDArray[np.int64], width: int) -> list[tuple[int, int]]:
    """Cuts descending degrees into runs of nearly equal ones that fit into a batch; zeros are left out."""
    runs = []
    start, end = 0, int(np.count_nonzero(degrees))
    while start < end:
        longest = int(degrees[start])
        shortest = longest if longest <= 8 else int(longest / PADDING)
        stop = int(np.searchsorted(-degrees[:end], -shortest, side="right"))
        stop = max(start + 1, min(stop, start + GATHERED_FLOATS // (longest * width)))
        runs.append((start, stop))
        start = stop
    return runs
