"""The classic model's preference: two towers that learn which films a person chooses and likes. It orders lists.

User tower: sum of the vectors of the rated films, weighted by grade and scaled by 1 / |grades|, plus embeddings of
            gender, age group and occupation -> tanh -> dense (the average of watched videos in Covington, Adams and
            Sargin 2016, "Deep neural networks for YouTube recommendations").
Movie tower: embedding of id, plus a linear layer over genres and year.
Score:      movie bias + user vector . movie vector.

With s_ij the score and t_ij the target of a rated film, 0 of any other, a step minimises the multinomial likelihood
(Liang et al. 2018, "Variational autoencoders for collaborative filtering")

    - sum_ij t_ij log softmax_j(s_ij) / sum_ij t_ij,        t_ij = grade^2 (`engine.grades`, with hardly a floor)

over a batch of users. The tower sees a part of each user's ratings and must tell all of them; noise on the user vector
and dropout of hidden units keep it from learning them by heart.

In a large catalogue the softmax is over the films that anybody in the batch of B rated. A film that is there for
somebody else's sake is there with probability q_j = 1 - (1 - n_j / n_users)^(B - 1), so its score becomes
s_ij - log q_j (Yi et al. 2019, "Sampling-bias-corrected neural modeling for large corpus item recommendations").

What is stored is not s_ij but the grade that it stands for, the root of the expected target: sqrt(t_i softmax_j(s_ij))
with t_i the sum of the user's targets. The order of a user's films is the same, but fold-in needs a score in grades. An
SVD makes one dot product of it again; its lists are as good.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn, optim
from torch.nn import functional

from engine.bayesian.likeness import genre_vectors, year_vectors
from engine.bayesian.low_rank import right_singular_vectors
from engine.encoding import UserInputs, encode_users
from engine.grades import grades
from engine.preference_settings import BASIS_USERS, PreferenceTowerOptions
from engine.problem import Factors, RatingProblem

INPUT_FLOOR = 0.1  # grade of the worst rating where it says what somebody watched
TARGET_FLOOR = 0.02  # and where it says what to recommend
TARGET_POWER = 2
SHORTEST_SCHEDULE = 6
START_SCALE = 0.05

PAIRS_AT_ONCE = 1 << 22

OnStep = Callable[[int], None]
"""Called after each step with the number of steps done."""


def preference_steps(problem: RatingProblem, options: PreferenceTowerOptions) -> int:
    """Steps of the training: those of all epochs over the users with ratings."""
    return options.steps(len(np.unique(problem.train.user_index)))


def train_preference_towers(
    problem: RatingProblem, options: PreferenceTowerOptions, device: torch.device, on_step: OnStep
) -> Factors:
    """Trains the towers and gives the vectors of all users and films, in grades, as fold-in needs them."""
    torch.manual_seed(options.seed)
    ratings = _RatingsByUser(problem, device)
    towers = PreferenceTowers(
        encode_users(problem.catalogue, device), _film_features(problem, device), ratings.counts, options
    ).to(device)
    steps = preference_steps(problem, options)
    optimizer = optim.AdamW(towers.parameters(), lr=options.learning_rate)
    # With fewer steps, the warm-up would be a single one, and the schedule would divide by zero.
    schedule = optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=options.learning_rate, total_steps=max(steps, SHORTEST_SCHEDULE), pct_start=0.1
    )
    order = np.random.default_rng(options.seed)
    step = 0
    for _ in range(options.epochs):
        shuffled = order.permutation(ratings.users)
        for start in range(0, len(shuffled), options.batch):
            batch = ratings.of(shuffled[start : start + options.batch])
            films = None if problem.n_movies <= options.exact_films else torch.unique(batch.films)
            loss = _loss(towers, batch, films, ratings.counts, problem.n_users)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            step += 1
            on_step(step)
    return _factors(towers, ratings, problem, options)


@dataclass(frozen=True, slots=True)
class Histories:
    """What some users rated, one entry for each rating, in order of `owners`.

    Attributes:
        users: (n_users,) rows of the users.
        owners: (n,) position in `users`.
        films: (n,) rows of the rated films.
        given: (n,) weights of the ratings as the tower's input.
        wanted: (n,) targets.
    """

    users: Tensor
    owners: Tensor
    films: Tensor
    given: Tensor
    wanted: Tensor


class PreferenceTowers(nn.Module):
    """Vectors of users from what they rated and of films from id, genres and year.

    Args:
        users: demographics.
        features: (n_movies, n_features) genres and years.
        counts: (n_movies,) number of ratings, where the films' biases begin.
        options: sizes and dropout.
    """

    features: Tensor

    def __init__(self, users: UserInputs, features: Tensor, counts: Tensor, options: PreferenceTowerOptions) -> None:
        super().__init__()
        n_movies, n_features = features.shape
        hidden, dimensions = options.hidden, options.dimensions
        self.demographics = users
        self.options = options
        self.register_buffer("features", features)
        self.rated = _embedding(n_movies, hidden, hidden**-0.5)
        self.rated_features = _embedding(n_features, hidden, 0.3 * hidden**-0.5)
        self.gender = _embedding(users.n_genders, hidden, 0.1 * hidden**-0.5)
        self.age = _embedding(users.n_ages, hidden, 0.1 * hidden**-0.5)
        self.occupation = _embedding(users.n_occupations, hidden, 0.1 * hidden**-0.5)
        self.output = nn.Linear(hidden, dimensions)
        self.dropout = nn.Dropout(options.hidden_dropout)
        self.movies = _embedding(n_movies, dimensions, START_SCALE)
        self.movie_features = _embedding(n_features, dimensions, START_SCALE)
        self.movie_bias = nn.Parameter(torch.log((counts + 1) / (counts.sum() + n_movies)))

    def user_vectors(self, histories: Histories, films: Tensor | None) -> Tensor:
        """(n_users, dimensions) vectors; in training, of a random part of the ratings, with noise.

        Args:
            histories: what the users rated.
            films: (n_films,) the rows of all rated films, in order; None stands for the whole catalogue.
        """
        owners, rows, weights = histories.owners, histories.films, histories.given
        if self.training:
            kept = torch.rand(len(rows), device=rows.device) >= self.options.input_dropout
            owners, rows, weights = owners[kept], rows[kept], weights[kept]
        n_users = len(histories.users)
        lengths = torch.zeros(n_users, device=rows.device).index_add_(0, owners, weights**2).sqrt().clamp_min(1e-6)
        first = torch.searchsorted(owners, torch.arange(n_users, device=rows.device))
        encoded = _with_features(self.rated, self.rated_features, self.features, films)
        columns = rows if films is None else torch.searchsorted(films, rows)
        seen = functional.embedding_bag(columns, encoded, first, mode="sum", per_sample_weights=weights)
        about, users = self.demographics, histories.users
        known = self.gender(about.gender[users]) + self.age(about.age[users]) + self.occupation(about.occupation[users])
        vectors: Tensor = self.output(self.dropout(torch.tanh(seen / lengths[:, None] + known)))
        if self.training:
            vectors = vectors + self.options.noise * vectors.detach().std() * torch.randn_like(vectors)
        return vectors

    def movie_vectors(self, films: Tensor | None) -> Tensor:
        """(n_films, dimensions) vectors of the films at these rows, or of all."""
        return _with_features(self.movies, self.movie_features, self.features, films)


def _loss(towers: PreferenceTowers, batch: Histories, films: Tensor | None, counts: Tensor, n_users: int) -> Tensor:
    """The negative log likelihood of a batch; `films` (n_films,) are those that compete, None stands for all."""
    users = towers.user_vectors(batch, films)
    bias = towers.movie_bias if films is None else towers.movie_bias[films]
    scores = users @ towers.movie_vectors(films).mT + bias
    columns = batch.films if films is None else torch.searchsorted(films, batch.films)
    targets = torch.zeros_like(scores)
    targets[batch.owners, columns] = batch.wanted
    if films is not None:
        chance = chance_in_batch(counts[films], n_users, len(users))
        scores = scores - torch.where(targets > 0, 0.0, torch.log(chance))
    return -(targets * functional.log_softmax(scores, dim=1)).sum() / targets.sum()


def chance_in_batch(counts: Tensor, n_users: int, batch: int) -> Tensor:
    """(n_films,) q, the probability that a film with so many raters is rated by one of the others in a user's batch."""
    nobody = (batch - 1) * torch.log1p(-(counts / n_users).clamp_max(1 - 1e-6))
    return (-torch.expm1(nobody)).clamp_min(1e-6)


class _RatingsByUser:
    """The training ratings by user: `users` (those with ratings) and `counts` (n_movies,) of each film's ratings."""

    def __init__(self, problem: RatingProblem, device: torch.device) -> None:
        train = problem.train
        order = np.argsort(train.user_index, kind="stable")
        self._starts = np.searchsorted(train.user_index[order], np.arange(problem.n_users + 1))
        self._films = train.movie_index[order]
        self._given = grades(train.rating[order], problem.scale, INPUT_FLOOR)
        self._wanted = grades(train.rating[order], problem.scale, TARGET_FLOOR) ** TARGET_POWER
        self._device = device
        self.users = np.flatnonzero(np.diff(self._starts))
        self._sums = np.bincount(train.user_index[order], self._wanted, problem.n_users)
        counts = np.bincount(train.movie_index, minlength=problem.n_movies).astype(np.float32)
        self.counts = torch.from_numpy(counts).to(device)

    def wanted_by_user(self) -> Tensor:
        """(n_users,) the sum of each user's targets, at least that of one film that they love."""
        return torch.from_numpy(np.maximum(self._sums, 1).astype(np.float32)).to(self._device)

    def of(self, users: NDArray[np.int64]) -> Histories:
        """The histories of the users at these rows."""
        firsts, counts = self._starts[users], self._starts[users + 1] - self._starts[users]
        owners = np.repeat(np.arange(len(users)), counts)
        entries = np.arange(counts.sum()) + np.repeat(firsts - (np.cumsum(counts) - counts), counts)
        films = self._films[entries].astype(np.int64)
        parts = (users, owners, films, self._given[entries], self._wanted[entries])
        return Histories(*(torch.from_numpy(part).to(self._device) for part in parts))


@torch.no_grad()
def _factors(
    towers: PreferenceTowers, ratings: _RatingsByUser, problem: RatingProblem, options: PreferenceTowerOptions
) -> Factors:
    """The expected grades of all pairs as one dot product, in blocks of users.

    The films' biases are their mean expected grades; singular vectors of the rest are the films' vectors.
    """
    towers.eval()
    device = towers.features.device
    everybody = _blocks(problem.n_users, options.batch)
    users = torch.cat([towers.user_vectors(ratings.of(rows), None) for rows in everybody])
    expected = _ExpectedGrades(users, towers.movie_vectors(None), towers.movie_bias, ratings.wanted_by_user())
    block = max(1, PAIRS_AT_ONCE // problem.n_movies)
    even = np.linspace(0, len(ratings.users) - 1, min(len(ratings.users), BASIS_USERS)).astype(np.int64)
    some = [ratings.users[even[rows]] for rows in _blocks(len(even), block)]
    mean = torch.zeros(problem.n_movies, device=device)
    for rows in some:
        mean += expected.of(rows).sum(0) / len(even)

    def normal(vectors: Tensor) -> Tensor:
        image = torch.zeros_like(vectors)
        for rows in some:
            centred = expected.of(rows) - mean
            image += centred.mT @ (centred @ vectors)
        return image

    basis = right_singular_vectors(normal, problem.n_movies, options.dimensions, options.seed, device)
    tastes = torch.cat([(expected.of(rows) - mean) @ basis for rows in _blocks(problem.n_users, block)])
    root = tastes.norm(dim=0).sqrt().clamp_min(1e-3)  # of the singular values: half of each goes to either side
    parts = tastes / root, basis * root, torch.zeros(problem.n_users), mean
    return Factors(*(np.ascontiguousarray(part.cpu().numpy()) for part in parts))


@dataclass(frozen=True, slots=True)
class _ExpectedGrades:
    """The square root of each film's expected target, t_i softmax(s_i), t_i being the sum of the user's targets.

    Targets are squared grades, so this is in grades.
    """

    users: Tensor  # (n_users, d)
    movies: Tensor  # (n_movies, d)
    bias: Tensor  # (n_movies,)
    wanted: Tensor  # (n_users,)

    def of(self, rows: NDArray[np.int64]) -> Tensor:
        """(len(rows), n_movies)."""
        some = torch.from_numpy(rows).to(self.users.device)
        half = 0.5 * functional.log_softmax(self.users[some] @ self.movies.mT + self.bias, dim=1)
        return half.exp_() * self.wanted[some, None].sqrt()


def _blocks(count: int, size: int) -> list[NDArray[np.int64]]:
    return [np.arange(start, min(start + size, count)) for start in range(0, count, size)]


def _film_features(problem: RatingProblem, device: torch.device) -> Tensor:
    """(n_movies, n_features) genres, and years spread over decades; a column of ones makes sure that there is one."""
    catalogue = problem.catalogue
    ones = np.ones((problem.n_movies, 1), np.float32)
    return torch.from_numpy(np.hstack([ones, genre_vectors(catalogue), year_vectors(catalogue)])).to(device)


def _with_features(ids: nn.Embedding, weights: nn.Embedding, features: Tensor, films: Tensor | None) -> Tensor:
    """(n_films, d) what the ids and the features of films add up to."""
    if films is None:
        return ids.weight + features @ weights.weight
    of_ids: Tensor = ids(films)
    return of_ids + features[films] @ weights.weight


def _embedding(rows: int, dimensions: int, deviation: float) -> nn.Embedding:
    table = nn.Embedding(rows, dimensions)
    nn.init.normal_(table.weight, std=deviation)
    return table
