"""Encodes the catalogue as the integer and multi-hot tensors that are the towers' inputs.

All vocabularies come from the data. Index 0 means 'unknown' (gender, age, occupation) or 'padding' (title words), so
that unknown demographics have an embedding of their own and padding has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from data.ages import AGE_GROUPS, age_group
from data.folding import fold
from db.rows import Catalogue

TITLE_WORDS = 15
UNKNOWN = 0


@dataclass(frozen=True, slots=True)
class UserInputs:
    """Inputs of the user tower, one row for each user in the catalogue's order; all int64 (n_users,)."""

    gender: Tensor
    age: Tensor
    occupation: Tensor
    n_genders: int
    n_ages: int
    n_occupations: int

    def __len__(self) -> int:
        return len(self.gender)


@dataclass(frozen=True, slots=True)
class MovieInputs:
    """Inputs of the movie tower, one row for each film in the catalogue's order.

    Attributes:
        genres: float32 (n_movies, n_genres), 1 where the film has the genre.
        title_words: int64 (n_movies, TITLE_WORDS), 0 is padding.
        title_lengths: int64 (n_movies,), number of words before the padding.
        n_words: size of the title vocabulary, padding included.
    """

    genres: Tensor
    title_words: Tensor
    title_lengths: Tensor
    n_words: int

    def __len__(self) -> int:
        return len(self.genres)


def encode_users(catalogue: Catalogue, device: torch.device) -> UserInputs:
    """Gender, age group and occupation of every user as indices; 0 where the data set does not say."""
    gender, n_genders = _indices(catalogue.genders)
    occupation, n_occupations = _indices(catalogue.occupations)
    group_index = {group: index for index, group in enumerate(AGE_GROUPS, start=1)}
    ages = [group_index.get(age_group(age) or "", UNKNOWN) if age >= 0 else UNKNOWN for age in catalogue.ages.tolist()]
    return UserInputs(
        gender=gender.to(device),
        age=torch.tensor(ages, dtype=torch.int64, device=device),
        occupation=occupation.to(device),
        n_genders=n_genders,
        n_ages=len(AGE_GROUPS) + 1,
        n_occupations=n_occupations,
    )


def encode_movies(catalogue: Catalogue, device: torch.device) -> MovieInputs:
    """Genres as multi-hot rows and folded title words as padded index rows."""
    names = sorted({name for genres in catalogue.genres for name in genres})
    column = {name: index for index, name in enumerate(names)}
    # At least one column: torch warns of a layer without inputs.
    genres = np.zeros((len(catalogue.genres), max(len(names), 1)), dtype=np.float32)
    for row, movie_genres in enumerate(catalogue.genres):
        genres[row, [column[name] for name in movie_genres]] = 1.0
    words = [fold(title).split()[:TITLE_WORDS] for title in catalogue.titles]
    title_words, n_words = _padded_words(words)
    return MovieInputs(
        genres=torch.from_numpy(genres).to(device),
        title_words=torch.from_numpy(title_words).to(device),
        title_lengths=torch.tensor([len(title) for title in words], dtype=torch.int64, device=device),
        n_words=n_words,
    )


def _indices(values: Sequence[str | None]) -> tuple[Tensor, int]:
    names = sorted({value for value in values if value is not None})
    index = {name: position for position, name in enumerate(names, start=1)}
    rows = [UNKNOWN if value is None else index[value] for value in values]
    return torch.tensor(rows, dtype=torch.int64), len(names) + 1


def _padded_words(titles: Sequence[Sequence[str]]) -> tuple[NDArray[np.int64], int]:
    """Rows of word indices. Words of one title only share index 1: the film's id embedding says as much as they do."""
    vocabulary = _shared_words(titles)
    rows = np.zeros((len(titles), TITLE_WORDS), dtype=np.int64)
    for row, title in enumerate(titles):
        rows[row, : len(title)] = [vocabulary.get(word, 1) for word in title]
    return rows, len(vocabulary) + 2


def _shared_words(titles: Iterable[Sequence[str]]) -> dict[str, int]:
    counts = Counter(word for title in titles for word in set(title))
    return {word: index for index, word in enumerate(sorted(w for w, n in counts.items() if n > 1), start=2)}
