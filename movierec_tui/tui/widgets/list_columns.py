"""The columns in which films, users and training runs are shown, the same in every list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from db.rows import MovieSummary, RunRow, UserSummary
from engine.options import Preset
from movierec_tui.library.answers import Near, Recommended
from movierec_tui.tui.widgets.cells import (
    EMPTY,
    Cell,
    Ink,
    bar,
    count,
    figure,
    five_stars,
    marked,
    muted,
    plain,
    starred,
)
from movierec_tui.tui.widgets.table import Column
from movierec_tui.wording.opinions import match_word
from movierec_tui.wording.text import user_name

R = TypeVar("R")

_TITLE_WANTED = (30, 45)
_BAR, _MATCH_BAR = 5, 4
_MATCH_WORD = 5


def movie_of(row: Any) -> MovieSummary:
    """The film of a row that is about one."""
    movie: MovieSummary = row.movie
    return movie


def itself(row: R) -> R:
    """The film or user of a row that is one."""
    return row


def neighbour(near: Near[R]) -> R:
    """The film or user of a row that says how near it is."""
    return near.item


def title_column(movie_of: Callable[[R], MovieSummary], cell: Callable[[R], Cell] | None = None) -> Column[R]:
    """The title, which takes the room that the others leave; `cell` where more than the title is shown."""

    def title(row: R) -> Cell:
        return plain(movie_of(row).display_title)

    return Column("Title", cell or title, width=20, flex=1, cut="middle", wanted=_TITLE_WANTED)


def year_column(movie_of: Callable[[R], MovieSummary], rank: int = 2) -> Column[R]:
    """The year, or a dash."""

    def cell(row: R) -> Cell:
        year = movie_of(row).year
        return muted(EMPTY if year is None else str(year))

    return Column("Year", cell, width=4, rank=rank)


def genres_column(movie_of: Callable[[R], MovieSummary]) -> Column[R]:
    """The genres; the first column to go where there is no room."""
    return Column("Genres", lambda row: muted(", ".join(movie_of(row).genres) or EMPTY), width=14, flex=2, rank=9)


def mean_column(movie_of: Callable[[R], MovieSummary]) -> Column[R]:
    """The mean of all ratings."""
    return Column("Mean", lambda row: starred(movie_of(row).mean_rating), width=6, rank=3)


def ratings_column(movie_of: Callable[[R], MovieSummary]) -> Column[R]:
    """The number of ratings."""
    return Column("Ratings", lambda row: count(movie_of(row).ratings), width=7, align="right", rank=6)


def given_column(title: str, rating_of: Callable[[R], float]) -> Column[R]:
    """What a person gave, in five stars."""
    return Column(title, lambda row: five_stars(rating_of(row)), width=max(5, len(title)), rank=1)


def similarity_cell(near: Near[Any]) -> Cell:
    """How near: a bar and the cosine."""
    return (*bar(near.similarity, _BAR), (f"{near.similarity:5.2f}".replace("-", "−"), Ink.PLAIN))


SIMILARITY: Column[Near[Any]] = Column("Similarity", similarity_cell, width=_BAR + 5, rank=1)


def expected_column(expected_of: Callable[[R], Recommended | None]) -> Column[R]:
    """The predicted stars and how sure they are: a standard deviation, in stars."""

    def cell(row: R) -> Cell:
        film = expected_of(row)
        if film is None:
            return muted(EMPTY)
        return (*starred(film.predicted_rating, 1), (f" ±{film.uncertainty:.1f}", Ink.MUTED))

    return Column("Predicted", cell, width=10, rank=1)


def match_cell(film: Recommended) -> Cell:
    """How well a film fits: a bar and a word."""
    return (*bar(film.match, _MATCH_BAR), (f" {match_word(film.match)}", Ink.PLAIN))


MATCH = Column("Match", match_cell, width=_MATCH_BAR + 1 + _MATCH_WORD, rank=4)


def user_columns(user_of: Callable[[R], UserSummary], *, with_demographics: bool = True) -> list[Column[R]]:
    """Name or number, gender, age group, occupation, number of ratings and their mean."""

    def text(value_of: Callable[[UserSummary], str | None]) -> Callable[[R], Cell]:
        def cell(row: R) -> Cell:
            value = value_of(user_of(row))
            return plain(value) if value else muted(EMPTY)

        return cell

    demographics = [
        Column("Gender", text(lambda user: user.gender), width=6, rank=6),
        Column("Age", text(lambda user: user.age_group), width=8, rank=5),
        Column("Occupation", text(lambda user: user.occupation), width=13, flex=1, rank=7),
    ]
    return [
        Column("User", text(user_name), width=10 if with_demographics else 14, flex=int(with_demographics)),
        *(demographics if with_demographics else []),
        Column("Ratings", lambda row: count(user_of(row).ratings), width=7, align="right", rank=4),
        Column("Mean", lambda row: starred(user_of(row).mean_rating), width=6, rank=3),
    ]


RUN_OPTIONS: Mapping[str, Callable[[RunRow], str]] = {
    "Model": lambda run: run.model,
    "Preset": lambda run: str(run.config.get("preset", Preset.FULL)),
    "Epochs": lambda run: str(run.config.get("epochs") or EMPTY),
    "Seed": lambda run: str(run.seed),
    "Device": lambda run: run.device,
}
"""What a person chose for a run."""

_WIDTHS = {"Model": 8}
_SAME, _DIFFERS = 8, 3
"""Ranks of the first option's column: options in which runs differ stay longer in narrow terminals."""


def run_columns(is_ticked: Callable[[int], bool], runs: Sequence[RunRow] = ()) -> list[Column[RunRow]]:
    """Number, state, options, time, and how good the runs are on held-out ratings; a tick marks runs to compare."""
    return [
        Column("Run", lambda run: _number(run, ticked=is_ticked(run.run_id)), width=8),
        Column("State", _state, width=9, rank=2),
        *(_option(name, place, runs) for place, name in enumerate(RUN_OPTIONS)),
        Column("Trained", lambda run: muted(local_time(run.created)), width=16, rank=20),
        _metric("RMSE", "rmse", 1),
        _metric("MAE", "mae", 7),
        _metric("nDCG@10", "ndcg@10", 1),
        _metric("Recall@20", "recall@20", 6),
    ]


def _option(name: str, place: int, runs: Sequence[RunRow]) -> Column[RunRow]:
    value = RUN_OPTIONS[name]
    differs = len({value(run) for run in runs}) > 1
    rank = place + (_DIFFERS if differs else _SAME)
    return Column(name, lambda run: plain(value(run)), _WIDTHS.get(name, 6), rank=rank)


def _number(run: RunRow, *, ticked: bool) -> Cell:
    return (*marked(str(run.run_id), here=run.active), (" ✓" if ticked else "", Ink.STRONG))


def _state(run: RunRow) -> Cell:
    return (("in use", Ink.STRONG),) if run.active else muted(run.status)


def _metric(title: str, name: str, rank: int) -> Column[RunRow]:
    width = max(6, len(title))
    return Column(title, lambda run: figure(run.metrics.get(name), 3), width, align="right", rank=rank)


def local_time(moment: str) -> str:
    """An ISO 8601 moment in this computer's time zone, to the minute; a dash for what is none."""
    try:
        return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return EMPTY
