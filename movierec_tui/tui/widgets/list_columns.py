"""The columns in which films and users are shown, the same in every list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from movierec_tui.tui.widgets.cells import (
    EMPTY,
    Cell,
    Ink,
    bar,
    count,
    five_stars,
    muted,
    plain,
    starred,
)
from movierec_tui.tui.widgets.columns import Align, Column, Cut
from movierec_tui.wording.opinions import match_word
from movierec_tui.wording.text import user_name

if TYPE_CHECKING:
    from db.rows import MovieSummary, UserSummary
    from movierec_tui.library.answers import Recommended

R = TypeVar("R")

_TITLE_WANTED = (30, 45)
_BAR, _MATCH_BAR = 5, 4
_MATCH_WORD = 5


def title_column(movie_of: Callable[[R], MovieSummary], cell: Callable[[R], Cell] | None = None) -> Column[R]:
    """The title, which takes the room that the others leave; `cell` where more than the title is shown."""

    def title(row: R) -> Cell:
        return plain(movie_of(row).display_title)

    return Column("Title", cell or title, width=20, flex=4, cut=Cut.MIDDLE, wanted=_TITLE_WANTED)


def year_column(movie_of: Callable[[R], MovieSummary], rank: int = 2) -> Column[R]:
    """The year, or a dash."""

    def cell(row: R) -> Cell:
        year = movie_of(row).year
        return muted(EMPTY if year is None else str(year))

    return Column("Year", cell, width=4, rank=rank)


def genres_column(movie_of: Callable[[R], MovieSummary]) -> Column[R]:
    """The genres; the first column to go where there is no room."""
    return Column("Genres", lambda row: muted(", ".join(movie_of(row).genres) or EMPTY), width=14, flex=1, rank=9)


def mean_column(movie_of: Callable[[R], MovieSummary]) -> Column[R]:
    """The mean of all ratings."""
    return Column("Mean", lambda row: starred(movie_of(row).mean_rating), width=6, rank=3)


def ratings_column(movie_of: Callable[[R], MovieSummary]) -> Column[R]:
    """The number of ratings."""
    return Column("Ratings", lambda row: count(movie_of(row).ratings), width=7, align=Align.RIGHT, rank=6)


def given_column(title: str, rating_of: Callable[[R], float]) -> Column[R]:
    """What a person gave, in five stars."""
    return Column(title, lambda row: five_stars(rating_of(row)), width=max(5, len(title)), rank=1)


def similarity_column(similarity_of: Callable[[R], float]) -> Column[R]:
    """How near: a bar and the cosine."""

    def cell(row: R) -> Cell:
        similarity = similarity_of(row)
        return (*bar(similarity, _BAR), (f"{similarity:5.2f}".replace("-", "−"), Ink.PLAIN))

    return Column("Similarity", cell, width=_BAR + 5, rank=1)


def expected_column(expected_of: Callable[[R], Recommended | None], rank: int = 1) -> Column[R]:
    """The predicted stars and how sure they are: a standard deviation, in stars."""

    def cell(row: R) -> Cell:
        film = expected_of(row)
        if film is None:
            return muted(EMPTY)
        return (*starred(film.predicted_rating, 1), (f" ±{film.uncertainty:.1f}", Ink.MUTED))

    return Column("Predicted", cell, width=10, rank=rank)


def match_column(share_of: Callable[[R], float]) -> Column[R]:
    """How well a film fits, compared with the best one, whose share is 1: a bar and a word."""

    def cell(row: R) -> Cell:
        share = share_of(row)
        return (*bar(share, _MATCH_BAR), (f" {match_word(share)}", Ink.PLAIN))

    return Column("Match", cell, width=_MATCH_BAR + 1 + _MATCH_WORD, rank=4)


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
        Column("Ratings", lambda row: count(user_of(row).ratings), width=7, align=Align.RIGHT, rank=4),
        Column("Mean", lambda row: starred(user_of(row).mean_rating), width=6, rank=3),
    ]
