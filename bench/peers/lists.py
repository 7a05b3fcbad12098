"""Recommenders of lists that get what our preference gets, grades of liking, each in a few lines of its own.

Their settings are chosen on validation ratings by nDCG@10: one setting after the other, the others as they are, until
nothing improves; with many ratings, each setting once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse

from engine.evaluation import RanksMovies, list_quality
from engine.grades import grades
from engine.problem import RatingProblem, take

Floats = NDArray[np.float32]
Ranker = Callable[..., Floats]
"""Gives the scores (n_users, n_movies) that follow from a table of ratings, (n_users, n_movies), and some settings."""


@dataclass(frozen=True, slots=True)
class Input:
    """What a recommender sees of the ratings.

    Attributes:
        floor: grade of the worst rating; 1 makes all films that were rated equal.
        row_power: each user's row is divided by its length to this power.
        least: films with fewer stars count as not rated.
    """

    floor: float
    row_power: float = 0.0
    least: float = 0.0

    def table(self, problem: RatingProblem) -> sparse.csr_matrix:
        """The training ratings, (n_users, n_movies)."""
        train = problem.train
        values = np.maximum(grades(train.rating, problem.scale, self.floor), 1e-6) * (train.rating >= self.least)
        shape = problem.n_users, problem.n_movies
        seen = sparse.csr_matrix((values, (train.user_index, train.movie_index)), shape=shape, dtype=np.float32)
        seen.eliminate_zeros()
        return _shortened_rows(seen, self.row_power)


MANY_RATINGS = 400_000
"""From this size on, each setting is chosen once."""

BINARY = (Input(1.0), Input(1.0, least=4.0))
GRADED = (Input(0.15), Input(0.0), Input(0.3), Input(0.15, row_power=0.5), Input(0.15, row_power=1.0))


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Scores of every film for every user, (n_users, n_movies)."""

    table: Floats

    @property
    def shape(self) -> tuple[int, int]:
        """(n_users, n_movies)."""
        return self.table.shape[0], self.table.shape[1]

    def scores(self, users: NDArray[np.int32]) -> Floats:
        """The users' rows."""
        return self.table[users].copy()


Settings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tunable:
    """A recommender of lists and the values that its settings may have; the search starts with the first of each."""

    rank: Ranker
    choices: Mapping[str, Sequence[Any]]

    def choose(self, problem: RatingProblem) -> Settings:
        """The settings that are best on `problem.validation`, for people who have training ratings."""
        found: dict[tuple[Any, ...], float] = {}
        of_known = np.flatnonzero(np.isin(problem.validation.user_index, problem.train.user_index))
        validation = take(problem.validation, of_known)

        def quality(candidate: Settings) -> float:
            key = tuple(candidate[name] for name in self.choices)
            if key not in found:
                fitted = self.fit(problem, candidate)
                found[key] = list_quality(fitted, problem.train, validation).ndcg_at_10
            return found[key]

        settings: Settings = {name: values[0] for name, values in self.choices.items()}
        before = -1.0
        while quality(settings) > before:
            before = quality(settings)
            for name, values in self.choices.items():
                settings = max(({**settings, name: value} for value in values), key=quality)
            if len(problem.train.rating) >= MANY_RATINGS:
                break
        return settings

    def fit(self, problem: RatingProblem, settings: Settings) -> RanksMovies:
        """The recommender with these settings, fitted on `problem.train`."""
        source, others = settings["source"], {name: value for name, value in settings.items() if name != "source"}
        seen = source.table(problem)
        table = self.rank(seen, **others)
        table[seen.getnnz(1) == 0] = seen.sum(0)  # whoever rated nothing gets the films that were liked most often
        return ScoreTable(table)


def ease(seen: sparse.csr_matrix, penalty: float, dropout: float = 0.0) -> Floats:
    """EASE (Steck, WWW 2019), or EDLAE (Steck, NeurIPS 2020) with a share of the input dropped out.

    X B with B = I - P diag(1 / diag P), P = (X^T X + D)^-1, D = penalty I + dropout / (1 - dropout) diag(X^T X); the
    penalty is in units of the mean squared entry. With fewer users than films, through the users' system:
    X P = H Y with Y = X D^-1, H = (I + Y X^T)^-1.
    """
    squares = torch.from_numpy(np.asarray(seen.multiply(seen).sum(0), np.float32).ravel())
    diagonal = penalty * _mean_square(seen) + dropout / (1 - dropout) * squares
    if seen.shape[0] < seen.shape[1]:
        rows = torch.from_numpy(seen.toarray()).double()
        scaled = rows / diagonal
        smoothed = torch.linalg.solve(torch.eye(len(rows)).double() + scaled @ rows.mT, scaled)
        return _array(rows - smoothed / (1 / diagonal - (scaled * smoothed).sum(0)))
    gram = torch.from_numpy((seen.T @ seen).toarray()) + torch.diag(diagonal)
    weights = torch.cholesky_inverse(torch.linalg.cholesky(gram))
    weights /= -weights.diagonal().clone()
    weights.fill_diagonal_(0)
    return np.asarray(seen @ weights.numpy(), np.float32)


MOST_FILMS = 3072  # with weights in SLIM: those with most ratings
SLIM_STEPS = 15


def slim(seen: sparse.csr_matrix, ridge: float, lasso: float) -> Floats:
    """SLIM (Ning and Karypis 2011): X B with the B >= 0 of zero diagonal for which this sum is smallest.

    |X - X B|^2 / 2 + ridge |B|^2 / 2 + lasso |B|, both in units of the mean squared entry. By the alternating direction
    method of multipliers (Steck et al., ADMM SLIM, WSDM 2020), which needs fewer steps on films that many have rated
    than coordinate descent.
    """
    most_rated = np.sort(np.argsort(-seen.getnnz(0), kind="stable")[:MOST_FILMS])
    columns = sparse.csr_matrix(seen[:, most_rated])
    gram = torch.from_numpy((columns.T @ columns).toarray()) / _mean_square(seen)
    step = gram.diagonal().max()
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(gram + (ridge + step) * torch.eye(len(gram))))
    start, scale = inverse @ gram, inverse.diagonal()
    weights, dual = torch.zeros_like(gram), torch.zeros_like(gram)
    for _ in range(SLIM_STEPS):
        free = torch.addmm(start, inverse, weights - dual, alpha=float(step))
        free -= inverse * (free.diagonal() / scale)
        weights = (free + dual - lasso / step).clamp_min(0)
        weights.fill_diagonal_(0)
        dual += free - weights
    scores = np.zeros(seen.shape, np.float32)
    scores[:, most_rated] = columns @ weights.numpy()
    return scores


def user_neighbours(seen: sparse.csr_matrix, neighbours: int, power: float) -> Floats:
    """UserKNN: ratings of the nearest users, weighted by the power of their cosine."""
    unit = _shortened_rows(seen, 1)
    likeness = (unit @ unit.T).toarray()
    np.fill_diagonal(likeness, 0)
    return np.asarray(_largest(likeness, neighbours) ** power @ seen.toarray(), np.float32)


def random_walk(seen: sparse.csr_matrix, neighbours: int, power: float, popularity: float) -> Floats:
    """RP3beta (Paudel et al. 2017): three steps from user to film, its raters, their films.

    Probabilities of a step are raised to `power`, a film's score is divided by its popularity to `popularity`; of each
    film, the nearest `neighbours` are kept.
    """
    forward, back = _unit_sums(seen), _unit_sums(sparse.csr_matrix(seen.T))
    for step in (forward, back):
        step.data **= power
    raters = np.maximum(np.asarray(seen.sum(0)).ravel(), 1e-6)
    walks = (back @ forward).toarray() / raters**popularity
    np.fill_diagonal(walks, 0)
    return np.asarray(seen @ _largest(walks, neighbours), np.float32)


ALS_EPOCHS = 12


def implicit_als(seen: sparse.csr_matrix, dimensions: int, unseen: float, penalty: float) -> Floats:
    """IALS (Hu, Koren and Volinsky 2008), with the loss and the penalty by frequency of Rendle et al. 2021.

    A rated pair's target is 1, and its confidence its grade; every pair's zero has the weight `unseen`.
    """
    random = np.random.default_rng(0)
    by_user, by_movie = seen.tocsr(), sparse.csr_matrix(seen.T)
    movies = random.normal(0, 0.1 / dimensions**0.5, (seen.shape[1], dimensions)).astype(np.float32)
    users = np.zeros((seen.shape[0], dimensions), np.float32)
    for _ in range(ALS_EPOCHS):
        for table, own, other in ((by_user, users, movies), (by_movie, movies, users)):
            everything = unseen * (other.T @ other)
            counts = np.diff(table.indptr)
            shrinkage = penalty * (counts + unseen * len(other))
            for row in np.flatnonzero(counts):
                entries = slice(table.indptr[row], table.indptr[row + 1])
                vectors, weights = other[table.indices[entries]], table.data[entries]
                system = everything + vectors.T @ (vectors * weights[:, None])
                system[np.diag_indices(dimensions)] += shrinkage[row]
                own[row] = np.linalg.solve(system, vectors.T @ weights)
    return users @ movies.T


def recvae(seen: sparse.csr_matrix, epochs: int, batch: int, gamma: float) -> Floats:
    """RecVAE (Shenbin et al., WSDM 2020): network and loss of the package `cornac`, trained as its authors do.

    Not by cornac's own `fit`, which makes everybody's list after each epoch, nor by its `score`, which leaves the
    dropout of training on.
    """
    from cornac.models.recvae.recvae import VAE  # noqa: PLC0415

    torch.manual_seed(0)
    rows = torch.from_numpy(seen.toarray())
    rated = torch.from_numpy(np.flatnonzero(seen.getnnz(1)))
    network = VAE(hidden_dim=600, latent_dim=200, input_dim=seen.shape[1])
    encoder, decoder = (torch.optim.Adam(part.parameters(), lr=5e-4) for part in (network.encoder, network.decoder))
    for _ in range(epochs):
        for optimizer, rounds, dropout in ((encoder, 3, 0.5), (decoder, 1, 0.0)):
            for _ in range(rounds):
                for users in torch.split(rated[torch.randperm(len(rated))], batch):
                    network.zero_grad()
                    _, loss = network(rows[users], gamma=gamma, dropout_rate=dropout)
                    loss.backward()
                    optimizer.step()
            if optimizer is encoder:
                network.update_prior()
    network.eval()
    with torch.no_grad():
        return _array(network(rows, calculate_loss=False))


def _largest(table: Floats, count: int) -> Floats:
    """The largest entries of each row; all others become zero."""
    if count >= table.shape[1]:
        return table
    limit = np.partition(table, -count, axis=1)[:, -count, None]
    return np.where(table >= limit, table, 0)


def _shortened_rows(table: sparse.csr_matrix, power: float) -> sparse.csr_matrix:
    return _divided(table, np.asarray(table.multiply(table).sum(1)).ravel() ** (power / 2)) if power else table


def _unit_sums(table: sparse.csr_matrix) -> sparse.csr_matrix:
    return _divided(table, np.asarray(table.sum(1)).ravel())


def _divided(table: sparse.csr_matrix, by: NDArray[Any]) -> sparse.csr_matrix:
    return sparse.csr_matrix(sparse.diags_array((1 / np.maximum(by, 1e-9)).astype(np.float32)) @ table)


def _mean_square(table: sparse.csr_matrix) -> float:
    return float(np.mean(np.square(table.data)))


def _array(scores: torch.Tensor) -> Floats:
    return scores.float().numpy()
