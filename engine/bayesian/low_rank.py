"""Sums of many dot products as one short one: concatenated vectors, cut to the best low-rank approximation."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

SHORTEST_SIDE = 1_500
"""Up to this many users or films, one eigendecomposition is faster than compressing the sum repeatedly."""

DENSE_CELLS = 16_000_000

POWER_STEPS = 4
OVERSAMPLING = 16


def truncate(left: Tensor, right: Tensor, rank: int) -> tuple[Tensor, Tensor]:
    """The exact best rank-`rank` approximation of left @ right.T: QR of both factors, then an SVD of the small core.

    Args:
        left: (n, w).
        right: (m, w).
        rank: kept dimensions, at most min(n, m, w).

    Returns:
        (n, k) and (m, k), both scaled by the square roots of the singular values.
    """
    q_left, r_left = torch.linalg.qr(left)
    q_right, r_right = torch.linalg.qr(right)
    u, s, vt = torch.linalg.svd(r_left @ r_right.mT, full_matrices=False)
    root = s[:rank].sqrt()
    return q_left @ (u[:, :rank] * root), q_right @ (vt[:rank].mT * root)


def factorise(product: Tensor, rank: int) -> tuple[Tensor, Tensor]:
    """The exact best rank-`rank` approximation of a matrix, by the eigenvectors of its shorter side.

    Args:
        product: (n, m).
        rank: kept dimensions, at most min(n, m).

    Returns:
        (n, k) and (m, k), both scaled by the square roots of the singular values.
    """
    if product.shape[0] > product.shape[1]:
        right, left = factorise(product.mT, rank)
        return left, right
    wide = product.double()
    squares, vectors = torch.linalg.eigh(wide @ wide.mT)  # ascending
    vectors = vectors[:, -rank:].flip(1)
    roots = squares[-rank:].flip(0).clamp_min(0).sqrt().sqrt()
    other = wide.mT @ vectors
    left = vectors * roots
    right = torch.where(roots > 0, other / roots, 0.0)
    return left.to(product.dtype), right.to(product.dtype)


def right_singular_vectors(
    normal: Callable[[Tensor], Tensor], columns: int, rank: int, seed: int, device: torch.device
) -> Tensor:
    """(columns, rank) top right singular vectors of a matrix A by subspace iteration (Halko et al. 2011).

    Args:
        normal: gives A^T A times some vectors (columns, n).
        columns: of A.
        rank: number of vectors.
        seed: of the random start.
        device: where A is.
    """
    generator = torch.Generator(device).manual_seed(seed)
    width = min(rank + OVERSAMPLING, columns)
    basis = torch.linalg.qr(torch.randn(columns, width, generator=generator, device=device))[0]
    for _ in range(POWER_STEPS):
        basis = torch.linalg.qr(normal(basis))[0]
    core = basis.mT @ normal(basis)
    rotation = torch.linalg.eigh((core + core.mT) / 2).eigenvectors.flip(1)
    vectors: Tensor = basis @ rotation[:, : min(rank, columns)]
    return vectors


class DotProductSum:
    """Adds up dot products left_k @ right_k.T.

    For few users or films, it adds up the dense product and factorises it once. Otherwise it concatenates the factors
    and compresses them whenever they grow too wide, about once for every thirty samples.
    """

    def __init__(self, shape: tuple[int, int], rank: int, device: torch.device, widest: int = 1024) -> None:
        """Keeps `rank` dimensions at the end, and twice as many whenever factors of `widest` columns are compressed."""
        self._rank, self._widest = rank, max(widest, 4 * rank)
        fits = min(shape) <= SHORTEST_SIDE and shape[0] * shape[1] <= DENSE_CELLS
        self._dense = torch.zeros(shape, device=device) if fits else None
        self._left: list[Tensor] = []
        self._right: list[Tensor] = []

    def add(self, left: Tensor, right: Tensor) -> None:
        """Adds left (n, d) @ right (m, d).T."""
        if self._left and sum(part.shape[1] for part in self._left) + left.shape[1] > self._widest:
            self._compress()
        self._left.append(left)
        self._right.append(right)

    def result(self, scale: float) -> tuple[Tensor, Tensor]:
        """`scale` times the sum, as two factors of at most `rank` columns."""
        if self._dense is not None:
            self._compress()
            left, right = factorise(self._dense, self._rank)
        else:
            left, right = truncate(torch.cat(self._left, 1), torch.cat(self._right, 1), self._rank)
        return left * scale**0.5, right * scale**0.5

    def _compress(self) -> None:
        if not self._left:
            return
        left, right = torch.cat(self._left, 1), torch.cat(self._right, 1)
        self._left, self._right = [], []
        if self._dense is not None:
            self._dense.addmm_(left, right.mT)
            return
        kept = truncate(left, right, 2 * self._rank)
        self._left, self._right = [kept[0]], [kept[1]]
