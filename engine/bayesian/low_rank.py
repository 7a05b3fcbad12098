"""A mean of many dot products is one dot product of concatenated vectors; this keeps that one short."""

from __future__ import annotations

import torch
from torch import Tensor


def truncate(left: Tensor, right: Tensor, rank: int) -> tuple[Tensor, Tensor]:
    """The best rank-`rank` version of left @ right.T, exactly: QR of both factors, then an SVD of the small core.

    Args:
        left: (n, w).
        right: (m, w).
        rank: kept dimensions, at most min(n, m, w).

    Returns:
        (n, k) and (m, k), each with the singular values' square roots.
    """
    q_left, r_left = torch.linalg.qr(left)
    q_right, r_right = torch.linalg.qr(right)
    u, s, vt = torch.linalg.svd(r_left @ r_right.mT, full_matrices=False)
    root = s[:rank].sqrt()
    return q_left @ (u[:, :rank] * root), q_right @ (vt[:rank].mT * root)


class DotProductSum:
    """Adds up dot products left_k @ right_k.T, compressed whenever the concatenation grows too wide."""

    def __init__(self, rank: int, widest: int = 1024) -> None:
        """Keep `rank` dimensions at the end and twice as many on the way."""
        self._rank, self._widest = rank, max(widest, 4 * rank)
        self._left: list[Tensor] = []
        self._right: list[Tensor] = []

    def add(self, left: Tensor, right: Tensor) -> None:
        """Add left (n, d) @ right (m, d).T."""
        if self._left and sum(part.shape[1] for part in self._left) + left.shape[1] > self._widest:
            kept = truncate(torch.cat(self._left, 1), torch.cat(self._right, 1), 2 * self._rank)
            self._left, self._right = [kept[0]], [kept[1]]
        self._left.append(left)
        self._right.append(right)

    def result(self, scale: float) -> tuple[Tensor, Tensor]:
        """`scale` times the sum, as two factors of at most `rank` columns."""
        left, right = truncate(torch.cat(self._left, 1), torch.cat(self._right, 1), self._rank)
        return left * scale**0.5, right * scale**0.5
