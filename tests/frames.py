"""A tiny data set as DataFrames in MovieLens's own form, whose right answers are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

TITLES = ("Toy Story (1995)", "Heat (1995)", "Alien (1979)", "Aliens (1986)", "Blade Runner (1982)", "Casino (1995)")
GENRES = ("Comedy", "Crime", "Sci-Fi", "Sci-Fi", "Sci-Fi", "Crime")


def tiny_frames() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ratings and films: users of even number love science fiction, the others all else."""
    films = pd.DataFrame({"movieId": range(1, 7), "title": TITLES, "genres": GENRES})
    random = np.random.default_rng(3)
    rows = [
        (user, film, (5.0 if (GENRES[film - 1] == "Sci-Fi") == (user % 2 == 0) else 1.5))
        for user in range(1, 61)
        for film in films["movieId"]
        if random.random() < 0.7
    ]
    return pd.DataFrame(rows, columns=["userId", "movieId", "rating"]), films


def write_tiny_files(folder: Path) -> None:
    """The same as the files ratings.csv and movies.csv in a new folder."""
    ratings, films = tiny_frames()
    folder.mkdir()
    ratings.assign(timestamp=0).to_csv(folder / "ratings.csv", index=False)
    films.to_csv(folder / "movies.csv", index=False)
