"""The classic neural two-tower: one network turns a user into a 200-d vector, another one a film.

User tower:  embeddings of id, gender, age group, occupation -> a small dense layer each -> concatenated -> dense.
Movie tower: embedding of id, sum of genre embeddings, a text CNN over the title's words (Kim 2014, "Convolutional
             Neural Networks for Sentence Classification") -> concatenated -> dense.
Rating:      mean + user bias + movie bias + user vector . movie vector.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.encoding import MovieInputs, UserInputs

ID_DIMENSIONS = 32
SIDE_DIMENSIONS = 16
WORD_DIMENSIONS = 32
FILTERS_PER_WINDOW = 8
WINDOWS = (2, 3, 4, 5)
VECTOR_DIMENSIONS = 200

# Small output weights: the dot product of 200 tanh units begins near zero, so that the biases learn first.
OUTPUT_GAIN = 0.2


class UserTower(nn.Module):
    """Vectors of users from their id and demographics."""

    def __init__(self, inputs: UserInputs, dropout: float) -> None:
        super().__init__()
        self.id = nn.Embedding(len(inputs), ID_DIMENSIONS)
        self.gender = nn.Embedding(inputs.n_genders, SIDE_DIMENSIONS)
        self.age = nn.Embedding(inputs.n_ages, SIDE_DIMENSIONS)
        self.occupation = nn.Embedding(inputs.n_occupations, SIDE_DIMENSIONS)
        self.id_dense = nn.Linear(ID_DIMENSIONS, ID_DIMENSIONS)
        self.gender_dense = nn.Linear(SIDE_DIMENSIONS, ID_DIMENSIONS)
        self.age_dense = nn.Linear(SIDE_DIMENSIONS, ID_DIMENSIONS)
        self.occupation_dense = nn.Linear(SIDE_DIMENSIONS, ID_DIMENSIONS)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(4 * ID_DIMENSIONS, VECTOR_DIMENSIONS)

    def forward(self, inputs: UserInputs, rows: Tensor) -> Tensor:
        """Vectors (n, VECTOR_DIMENSIONS) of the users at `rows` (n,)."""
        parts = (
            self.id_dense(self.id(rows)),
            self.gender_dense(self.gender(inputs.gender[rows])),
            self.age_dense(self.age(inputs.age[rows])),
            self.occupation_dense(self.occupation(inputs.occupation[rows])),
        )
        hidden = self.dropout(torch.relu(torch.cat(parts, dim=1)))
        vectors: Tensor = torch.tanh(self.output(hidden))
        return vectors


class TitleCNN(nn.Module):
    """A title's features: convolutions over windows of 2 to 5 words, ReLU, maximum over the title, dropout."""

    def __init__(self, n_words: int, dropout: float) -> None:
        super().__init__()
        self.words = nn.Embedding(n_words, WORD_DIMENSIONS, padding_idx=0)
        self.convolutions = nn.ModuleList(
            nn.Conv1d(WORD_DIMENSIONS, FILTERS_PER_WINDOW, kernel_size=window) for window in WINDOWS
        )
        self.dropout = nn.Dropout(dropout)

    def forward(self, title_words: Tensor, title_lengths: Tensor) -> Tensor:
        """Features (n, len(WINDOWS) * FILTERS_PER_WINDOW) of titles (n, words).

        Only windows that start on a word count: one of padding alone never reaches the maximum.
        """
        words = self.words(title_words).transpose(1, 2)
        starts_on_word = torch.arange(title_words.shape[1], device=title_words.device) < title_lengths[:, None]
        features = []
        for window, convolution in zip(WINDOWS, self.convolutions, strict=True):
            activations = torch.relu(convolution(functional.pad(words, (0, window - 1))))
            features.append((activations * starts_on_word[:, None, :]).amax(dim=2))
        kept: Tensor = self.dropout(torch.cat(features, dim=1))
        return kept


class MovieTower(nn.Module):
    """Vectors of films from their id, genres and title."""

    def __init__(self, inputs: MovieInputs, dropout: float) -> None:
        super().__init__()
        self.id = nn.Embedding(len(inputs), ID_DIMENSIONS)
        self.genres = nn.Linear(inputs.genres.shape[1], ID_DIMENSIONS, bias=False)
        self.title = TitleCNN(inputs.n_words, dropout)
        self.id_dense = nn.Linear(ID_DIMENSIONS, ID_DIMENSIONS)
        self.genres_dense = nn.Linear(ID_DIMENSIONS, ID_DIMENSIONS)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(2 * ID_DIMENSIONS + len(WINDOWS) * FILTERS_PER_WINDOW, VECTOR_DIMENSIONS)

    def forward(self, inputs: MovieInputs, rows: Tensor) -> Tensor:
        """Vectors (n, VECTOR_DIMENSIONS) of the movies at `rows` (n,)."""
        known = torch.cat((self.id_dense(self.id(rows)), self.genres_dense(self.genres(inputs.genres[rows]))), dim=1)
        title = self.title(inputs.title_words[rows], inputs.title_lengths[rows])
        return torch.tanh(self.output(torch.cat((self.dropout(torch.relu(known)), title), dim=1)))


class TwoTower(nn.Module):
    """Rating = mean + user bias + movie bias + user vector . movie vector, in stars."""

    mean: Tensor

    def __init__(self, users: UserInputs, movies: MovieInputs, mean: float, dropout: float) -> None:
        super().__init__()
        self.users = users
        self.movies = movies
        self.user_tower = UserTower(users, dropout)
        self.movie_tower = MovieTower(movies, dropout)
        self.user_bias = nn.Embedding(len(users), 1)
        self.movie_bias = nn.Embedding(len(movies), 1)
        nn.init.zeros_(self.user_bias.weight)
        nn.init.zeros_(self.movie_bias.weight)
        with torch.no_grad():
            self.user_tower.output.weight.mul_(OUTPUT_GAIN)
            self.movie_tower.output.weight.mul_(OUTPUT_GAIN)
        self.register_buffer("mean", torch.tensor(mean))

    def forward(self, user_rows: Tensor, movie_rows: Tensor) -> Tensor:
        """Predicted ratings (n,) of the pairs (user_rows[i], movie_rows[i]).

        Each tower runs once for each distinct user or film in the batch, not once for each rating.
        """
        users, user_of = torch.unique(user_rows, return_inverse=True)
        movies, movie_of = torch.unique(movie_rows, return_inverse=True)
        user_vectors = self.user_tower(self.users, users)
        movie_vectors = self.movie_tower(self.movies, movies)
        interaction = (user_vectors[user_of] * movie_vectors[movie_of]).sum(dim=1)
        biases = self.user_bias(user_rows) + self.movie_bias(movie_rows)
        ratings: Tensor = self.mean + biases.squeeze(1) + interaction
        return ratings
