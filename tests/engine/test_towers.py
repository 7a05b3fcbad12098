from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from db.rows import Catalogue
from engine.classic import extract_factors
from engine.encoding import encode_movies, encode_users
from engine.towers import WINDOWS, WORD_DIMENSIONS, TitleCNN, TwoTower
from tests.library import UNRATED, USERS, USERS_WITH_DEMOGRAPHICS

CPU = torch.device("cpu")
MEAN = 3.5


@pytest.fixture
def model(catalogue: Catalogue) -> TwoTower:
    """Untrained towers of the tiny library."""
    torch.manual_seed(0)
    return TwoTower(encode_users(catalogue, CPU), encode_movies(catalogue, CPU), MEAN, dropout=0.5)


@pytest.fixture
def titles() -> TitleCNN:
    """The title part, with random weights."""
    torch.manual_seed(0)
    return TitleCNN(n_words=20, dropout=0.5).eval()


def _one_step(model: TwoTower) -> None:
    users, movies = (rows.ravel() for rows in torch.meshgrid(torch.arange(30), torch.arange(12), indexing="ij"))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    loss = nn.functional.mse_loss(model(users, movies), (users + movies) % 5 + 1.0)
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()


def test_every_convolution_is_a_parameter_and_is_stored(model: TwoTower) -> None:
    widths = sorted(
        value.shape[-1] for name, value in model.state_dict().items() if value.ndim == 3 and "weight" in name
    )
    trained = sorted(value.shape[-1] for value in model.parameters() if value.ndim == 3)

    assert tuple(widths) == tuple(trained) == WINDOWS


def test_training_changes_everything_but_the_mean(model: TwoTower) -> None:
    before = {name: value.clone() for name, value in model.state_dict().items()}

    _one_step(model)

    unchanged = [name for name, value in model.state_dict().items() if torch.equal(value, before[name])]
    assert unchanged == ["mean"]


def test_features_of_an_entity_are_the_same_each_time(model: TwoTower) -> None:
    model.train()
    first = extract_factors(model)
    model.train()
    second = extract_factors(model)

    assert np.array_equal(first.user_vectors, second.user_vectors)
    assert np.array_equal(first.movie_vectors, second.movie_vectors)


def test_dropout_is_at_work_in_training(model: TwoTower) -> None:
    rows = torch.arange(12)
    model.train()

    assert not torch.equal(model.movie_tower(model.movies, rows), model.movie_tower(model.movies, rows))
    assert not torch.equal(model.user_tower(model.users, rows), model.user_tower(model.users, rows))


def test_vectors_and_biases_give_the_models_ratings(model: TwoTower) -> None:
    _one_step(model)
    factors = extract_factors(model)

    with torch.no_grad():
        ratings = model(torch.arange(12), torch.arange(12)).numpy()
    products = (factors.user_vectors[:12] * factors.movie_vectors).sum(axis=1)
    assert np.allclose(products + factors.user_bias[:12] + factors.movie_bias, ratings, atol=1e-5)


def test_a_rating_does_not_depend_on_what_else_is_in_the_batch(model: TwoTower) -> None:
    model.eval()
    users, movies = torch.tensor([3, 3, 0, 3, 7]), torch.tensor([5, 1, 5, 5, 2])

    with torch.no_grad():
        together = model(users, movies)
        apart = torch.cat([model(users[i : i + 1], movies[i : i + 1]) for i in range(5)])
    assert torch.allclose(together, apart, atol=1e-5)


def test_padding_after_a_title_changes_nothing(titles: TitleCNN) -> None:
    words, lengths = torch.tensor([[4, 7, 2], [9, 3, 0]]), torch.tensor([3, 2])
    padded = nn.functional.pad(words, (0, 12))

    with torch.no_grad():
        assert torch.allclose(titles(words, lengths), titles(padded, lengths), atol=1e-6)


def test_windows_of_padding_alone_never_reach_the_maximum(titles: TitleCNN) -> None:
    """Each word in a window of w words takes 1/w off an activation of 1; so the last word alone gives 1 - 1/w."""
    with torch.no_grad():
        titles.words.weight[1:] = 1.0
        for window, convolution in zip(WINDOWS, titles.convolutions, strict=True):
            assert isinstance(convolution, nn.Conv1d)
            assert convolution.bias is not None
            convolution.weight.fill_(-1.0 / (window * WORD_DIMENSIONS))
            convolution.bias.fill_(1.0)
        features = titles(torch.tensor([[1, 2, 3, 4, 5, 6] + [0] * 9]), torch.tensor([6]))

    by_window = features.reshape(len(WINDOWS), -1)
    for window, activations in zip(WINDOWS, by_window, strict=True):
        assert torch.allclose(activations, torch.tensor(1 - 1 / window), atol=1e-6)


def test_a_title_without_words_has_no_features(titles: TitleCNN) -> None:
    with torch.no_grad():
        features = titles(torch.zeros((1, 15), dtype=torch.int64), torch.tensor([0]))

    assert not features.any()


def test_the_padding_word_stays_nothing_in_training(model: TwoTower) -> None:
    _one_step(model)

    assert not model.movie_tower.title.words.weight[0].any()


def test_genres_speak_only_for_films_that_have_some(model: TwoTower) -> None:
    before = extract_factors(model).movie_vectors
    with torch.no_grad():
        model.movie_tower.genres.weight.add_(1.0)
    after = extract_factors(model).movie_vectors

    changed = (before != after).any(axis=1)
    assert np.flatnonzero(~changed).tolist() == [UNRATED - 1]


def test_a_film_without_genres_has_a_genre_part_of_zero(model: TwoTower) -> None:
    with torch.no_grad():
        part = model.movie_tower.genres(model.movies.genres)

    assert not part[UNRATED - 1].any()
    assert part.any(dim=1).sum() == len(part) - 1


@pytest.mark.parametrize("what", ["gender", "age", "occupation"])
def test_unknown_demographics_have_an_embedding_of_their_own(model: TwoTower, what: str) -> None:
    embedding = getattr(model.user_tower, what)
    assert isinstance(embedding, nn.Embedding)
    assert embedding.weight[0].any()

    before = extract_factors(model).user_vectors
    with torch.no_grad():
        embedding.weight[0] += 1.0
    after = extract_factors(model).user_vectors

    changed = np.flatnonzero((before != after).any(axis=1)).tolist()
    assert changed == list(range(USERS_WITH_DEMOGRAPHICS, USERS))


def test_an_untrained_model_predicts_about_the_mean(model: TwoTower) -> None:
    model.eval()
    with torch.no_grad():
        ratings = model(torch.arange(12), torch.arange(12))

    assert ratings.mean().item() == pytest.approx(MEAN, abs=0.5)
