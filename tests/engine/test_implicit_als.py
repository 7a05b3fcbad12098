"""Implicit ALS against the loss that it minimises, written down with dense matrices."""

from __future__ import annotations

import numpy as np
import torch

from engine.bayesian.implicit_als import train_implicit_als
from engine.bayesian.settings import ImplicitAlsOptions
from tests.engine.problems import ratings_of

CPU = torch.device("cpu")


def test_no_small_change_of_the_factors_lowers_the_loss() -> None:
    random = np.random.default_rng(0)
    shape, options, unseen = (25, 18), ImplicitAlsOptions(dimensions=3, epochs=200, penalty=0.02), 0.1
    seen = np.argwhere(random.random(shape) < 0.3)
    ratings = ratings_of([(user, movie, 1.0) for user, movie in seen.tolist()])
    liked = random.uniform(0.2, 1.0, len(seen)).astype(np.float32)
    table = torch.zeros(shape)
    table[ratings.user_index, ratings.movie_index] = torch.from_numpy(liked)
    confidence = table / table.norm(dim=1, keepdim=True).clamp_min(1e-9).sqrt()
    of_user, of_movie = (table > 0).sum(1), (table > 0).sum(0)

    users, movies = train_implicit_als(ratings, liked, shape, unseen, options, CPU, lambda _epoch: None)

    users.requires_grad_()
    movies.requires_grad_()
    scores = users @ movies.mT
    loss = (confidence * (1 - scores).square()).sum() + unseen * scores.square().sum()
    loss = loss + options.penalty * ((of_user + unseen * shape[1]) @ users.square().sum(1))
    loss = loss + options.penalty * ((of_movie + unseen * shape[0]) @ movies.square().sum(1))
    by_users, by_movies = torch.autograd.grad(loss, (users, movies))
    assert max(by_users.abs().max(), by_movies.abs().max()) < 1e-3 * loss.item()
    assert scores[table > 0].mean() > 2 * scores[table == 0].mean()
