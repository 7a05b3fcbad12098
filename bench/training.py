"""How many ratings a second the classic two-tower learns from, beside the training loop that it replaces.

    python -m bench.training [--data ml-100k.zip] [--batches 20]

Both read the data set through the real reader and database. Ours trains as `movierec-tui train --model classic` does.
The other is the original's loop, re-created: a `DataLoader` whose every sample takes its columns out of a DataFrame
row by row, batches of 256, and both towers run on every row of a batch. It gets a bounded number of batches.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import torch
from torch import Tensor, nn, optim
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset

from bench.splits import load
from data.scale import RatingScale
from db.rows import Catalogue, RatingArrays
from engine.encoding import encode_movies, encode_users
from engine.models import train_model
from engine.options import Device, ModelName, TrainOptions
from engine.problem import RatingProblem, TrainingProgress, hold_out
from engine.towers import (
    FILTERS_PER_WINDOW,
    ID_DIMENSIONS,
    SIDE_DIMENSIONS,
    VECTOR_DIMENSIONS,
    WINDOWS,
    TitleCNN,
)
from movierec_tui.config import download_folder

CPU = torch.device("cpu")
BATCH = 256
WARM_UP_BATCHES = 2
USER_COLUMNS = ("user", "gender", "age", "job")
MOVIE_COLUMNS = ("movie", "genres", "title", "title_length")


class Speed(NamedTuple):
    """Ratings that a loop learned from, and how long it took."""

    name: str
    ratings: int
    seconds: float

    @property
    def per_second(self) -> float:
        return self.ratings / self.seconds


class OriginalRows(Dataset[dict[str, Tensor]]):
    """The original's data set: every column of every sample is looked up in a DataFrame."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def __len__(self) -> int:
        return len(self._frame)

    def __getitem__(self, row: int) -> dict[str, Tensor]:
        columns = (*USER_COLUMNS, *MOVIE_COLUMNS)
        sample = {name: torch.as_tensor(self._frame.iloc[row][name]) for name in columns}
        return sample | {"rating": torch.as_tensor(self._frame.iloc[row]["rating"], dtype=torch.float32)}


class OriginalTowers(nn.Module):
    """The original's towers as its paper has them: embeddings, dense layers, a title CNN, a dot product."""

    def __init__(self, sizes: dict[str, int]) -> None:
        super().__init__()
        widths = {"user": ID_DIMENSIONS, "movie": ID_DIMENSIONS, "genres": ID_DIMENSIONS}
        of_columns = (*USER_COLUMNS, "movie")
        self.embeddings = nn.ModuleDict(
            {name: nn.Embedding(sizes[name], widths.get(name, SIDE_DIMENSIONS)) for name in of_columns}
        )
        self.dense = nn.ModuleDict(
            {name: nn.Linear(widths.get(name, SIDE_DIMENSIONS), ID_DIMENSIONS) for name in of_columns}
        )
        self.genres = nn.Linear(sizes["genres"], ID_DIMENSIONS, bias=False)
        self.title = TitleCNN(sizes["title"], dropout=0.5)
        self.user_output = nn.Linear(len(USER_COLUMNS) * ID_DIMENSIONS, VECTOR_DIMENSIONS)
        movie_width = 2 * ID_DIMENSIONS + len(WINDOWS) * FILTERS_PER_WINDOW
        self.movie_output = nn.Linear(movie_width, VECTOR_DIMENSIONS)

    def forward(self, batch: dict[str, Tensor]) -> Tensor:
        """Predicted ratings (n,) of a batch of n samples."""
        user = torch.cat([self._embedded(name, batch) for name in USER_COLUMNS], dim=1)
        movie = torch.cat(
            (
                self._embedded("movie", batch),
                torch.relu(self.genres(batch["genres"])),
                self.title(batch["title"], batch["title_length"]),
            ),
            dim=1,
        )
        ratings: Tensor = (torch.tanh(self.user_output(user)) * torch.tanh(self.movie_output(movie))).sum(1)
        return ratings

    def _embedded(self, name: str, batch: dict[str, Tensor]) -> Tensor:
        return torch.relu(self.dense[name](self.embeddings[name](batch[name])))


def original_frame(catalogue: Catalogue, ratings: RatingArrays) -> tuple[pd.DataFrame, dict[str, int]]:
    """One row for each rating with all columns of its user and film, as the original pickles them; table sizes."""
    users, movies = encode_users(catalogue, CPU), encode_movies(catalogue, CPU)
    user, movie = ratings.user_index.astype(np.int64), ratings.movie_index.astype(np.int64)
    frame = pd.DataFrame(
        {
            "user": user,
            "gender": users.gender.numpy()[user],
            "age": users.age.numpy()[user],
            "job": users.occupation.numpy()[user],
            "movie": movie,
            "genres": pd.Series(list(movies.genres.numpy()[movie]), dtype=object),
            "title": pd.Series(list(movies.title_words.numpy()[movie]), dtype=object),
            "title_length": movies.title_lengths.numpy()[movie],
            "rating": ratings.rating,
        }
    )
    sizes = {
        "user": len(users),
        "gender": users.n_genders,
        "age": users.n_ages,
        "job": users.n_occupations,
        "movie": len(movies),
        "genres": movies.genres.shape[1],
        "title": movies.n_words,
    }
    return frame, sizes


def original_loop(catalogue: Catalogue, ratings: RatingArrays, batches: int) -> Speed:
    """Runs the original's loop for a number of batches, after a short warm-up."""
    torch.manual_seed(0)
    frame, sizes = original_frame(catalogue, ratings)
    loader = iter(DataLoader(OriginalRows(frame), batch_size=BATCH, shuffle=True))
    model = OriginalTowers(sizes)
    optimizer = optim.Adam(model.parameters(), lr=1e-4)
    seen, started = 0, time.perf_counter()
    for step in range(WARM_UP_BATCHES + batches):
        if step == WARM_UP_BATCHES:
            seen, started = 0, time.perf_counter()
        batch = next(loader)
        loss = functional.mse_loss(model(batch), batch["rating"])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        seen += len(batch["rating"])
    return Speed("the original's loop", seen, time.perf_counter() - started)


def our_loop(catalogue: Catalogue, ratings: RatingArrays, scale: RatingScale) -> Speed:
    """Trains the classic model as the program does: validation at each epoch's end, until it stops by itself.

    Only predicted ratings are timed, as the original learns nothing else.
    """
    train, validation = hold_out(ratings, 0.05, seed=0)
    problem = RatingProblem(catalogue, train, validation, scale)
    options = TrainOptions(model=ModelName.CLASSIC, device=Device.CPU)
    epochs = seconds = 0.0
    started = time.perf_counter()

    def watch(progress: TrainingProgress) -> None:
        nonlocal epochs, seconds
        if progress.epoch is not None:
            epochs, seconds = progress.epoch, time.perf_counter() - started

    train_model(problem, options, CPU, watch)
    return Speed("movierec-tui, classic", int(epochs) * len(train.rating), seconds)


def main() -> None:
    """Prints both speeds and their ratio."""
    parser = argparse.ArgumentParser(prog="bench.training", description=__doc__)
    parser.add_argument(
        "--data",
        type=Path,
        default=download_folder() / "ml-100k.zip",
        help="a MovieLens zip or folder [default: ml-100k as `movierec-tui data get` keeps it]",
    )
    parser.add_argument("--batches", type=int, default=20, help="of the original's loop")
    options = parser.parse_args()
    catalogue, ratings, scale = load(options.data)
    most = len(ratings.rating) // BATCH - WARM_UP_BATCHES
    original = original_loop(catalogue, ratings, min(options.batches, most))
    ours = our_loop(catalogue, ratings, scale)
    print(f"{options.data.name}, {len(ratings.rating):,} ratings, {torch.get_num_threads()} threads at most\n")
    print("| loop | ratings learned from | seconds | ratings/s |\n|---|---:|---:|---:|")
    for speed in (original, ours):
        print(f"| {speed.name} | {speed.ratings:,} | {speed.seconds:.1f} | {speed.per_second:,.0f} |")
    print(f"\nratio: {ours.per_second / original.per_second:.1f}")


if __name__ == "__main__":
    main()
