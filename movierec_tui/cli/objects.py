"""Typed rows as the JSON objects of the command contract, and as the cells of tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from movierec_tui.cli.output import TableColumn, figures, print_table, words
from movierec_tui.wording.text import counted, film_title, stars

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from db.rows import DataSetRow, MarkedMovie, MovieSummary, Opinion, UserRating, UserSummary
    from movierec_tui.library.answers import Near, Reason, Recommended

JsonObject = dict[str, Any]

# JSON objects


def row_object(row: DataclassInstance, **more: object) -> JsonObject:
    """A film, user or run as every list gives it, with what a list adds to it."""
    return dataclasses.asdict(row) | more


def history_object(rated: UserRating) -> JsonObject:
    """A film and the user's rating of it."""
    return row_object(rated.movie, rating=rated.rating, rated_at=rated.rated_at or None)


def marked_object(marked: MarkedMovie) -> JsonObject:
    """A film of the watchlist or another list, and since when it has been there."""
    return row_object(marked.movie, marked_at=marked.marked_at or None)


def opinion_object(opinion: Opinion) -> JsonObject:
    """What a profile says of a film."""
    return {
        "rating": opinion.rating,
        "rated_at": opinion.rated_at or None,
        "marks": [mark.value for mark, _when in opinion.marks],
    }


def near_objects(near: Sequence[Near[Any]]) -> list[JsonObject]:
    """Films or users, and their similarity to another one."""
    return [row_object(one.item, similarity=one.similarity) for one in near]


def recommendation_object(recommended: Recommended) -> JsonObject:
    """A recommended film; score = base + the contributions in `because` + others."""
    return row_object(
        recommended.movie,
        predicted_rating=recommended.predicted_rating,
        uncertainty=recommended.uncertainty,
        score=recommended.score,
        match=recommended.match,
        base=recommended.base,
        others=recommended.others,
        because=[reason_object(reason) for reason in recommended.because],
        series=[{"movie_id": film.movie.movie_id, "title": film.movie.title} for film in recommended.series],
    )


def reason_object(reason: Reason) -> JsonObject:
    """A rated film and what it adds to a score."""
    return {
        "movie_id": reason.movie.movie_id,
        "title": reason.movie.title,
        "rating": reason.rating,
        "contribution": reason.contribution,
    }


def data_set_object(data_set: DataSetRow) -> JsonObject:
    """The data set in the database, and its size."""
    return {"dataset": data_set.name, "movies": data_set.movies, "users": data_set.users, "ratings": data_set.ratings}


# Tables


def print_films(
    films: Iterable[tuple[MovieSummary, Sequence[str]]],
    more: Sequence[TableColumn] = (),
    *,
    heading: str | None = None,
    genres: bool = True,
) -> None:
    """A table of films, each with the cells of `more` columns; `genres` leaves room for what is wide."""
    columns = (*figures("id"), *words("film"), *figures("year"), *(words("genres") if genres else ()))
    rows = (
        (
            *(str(film.movie_id), film.display_title, str(film.year or "")),
            *((", ".join(film.genres),) if genres else ()),
            *cells,
        )
        for film, cells in films
    )
    print_table((*columns, *more), rows, heading=heading)


def print_near_films(near: Sequence[Near[MovieSummary]], heading: str | None = None) -> None:
    """A table of similar films."""
    rows = ((one.item, [f"{one.similarity:.3f}"]) for one in near)
    print_films(rows, figures("similarity"), heading=heading)


def print_near_users(near: Sequence[Near[UserSummary]], heading: str | None = None) -> None:
    """A table of similar users."""
    who = (*figures("id"), *words("name", "gender", "age", "occupation"))
    rows = []
    for user, similarity in ((one.item, one.similarity) for one in near):
        known = (user.name, gender_word(user), user.age_group, user.occupation)
        rated = (str(user.ratings), rating_cell(user.mean_rating))
        rows.append((str(user.user_id), *(word or "" for word in known), *rated, f"{similarity:.3f}"))
    print_table((*who, *figures("ratings"), *words("mean"), *figures("similarity")), rows, heading=heading)


def print_recommendations(found: Sequence[Recommended], heading: str | None = None) -> None:
    """A table of recommended films; the reasons, where they were asked for, replace the genres."""
    predicted = words("predicted", "give or take")
    if any(film.because for film in found):
        more = (*predicted, *figures("score"), *words("because you rated (share)"))
        rows = ((film.movie, (*_star_cells(film), f"{film.score:.3f}", _reasons_cell(film))) for film in found)
        print_films(rows, more, heading=heading, genres=False)
    else:
        series = words("its series") if any(film.series for film in found) else ()
        plain = (
            (film.movie, (str(film.movie.ratings), *_star_cells(film), *_series_cell(film, series))) for film in found
        )
        print_films(plain, (*figures("ratings"), *predicted, *series), heading=heading)


def _series_cell(film: Recommended, columns: Sequence[TableColumn]) -> list[str]:
    return [f"+{len(film.series)} more" if film.series else "" for _column in columns]


def _star_cells(film: Recommended) -> tuple[str, str]:
    return rating_cell(film.predicted_rating), f"{film.uncertainty:.1f}"


def _reasons_cell(film: Recommended) -> str:
    return ", ".join(f"{film_title(part.movie)} {part.contribution:+.3f}" for part in film.because)


def gender_word(user: UserSummary) -> str | None:
    """The user's gender in a word; None where it is not known."""
    return {"F": "female", "M": "male"}.get(user.gender or "")


def rating_cell(rating: float | None) -> str:
    """A mean or predicted rating with its stars: "4.1 ★★★★"; empty where there is none."""
    return "" if rating is None else f"{rating:.1f} {stars(rating)}"


def user_words(user: UserSummary) -> str:
    """A user in a few words: "user 42: male, 25-34, educator"."""
    known = [word for word in (gender_word(user), user.age_group, user.occupation) if word]
    label = user_label(user)
    return f"{label}: {', '.join(known)}" if known else label


def user_label(user: UserSummary) -> str:
    """A profile's name, or "user 42"."""
    return user.name or f"user {user.user_id}"


def size_words(movies: int, users: int, ratings: int) -> str:
    """The size of a data set: "1,682 films, 943 users, 100,000 ratings"."""
    return ", ".join((counted(movies, "film"), counted(users, "user"), counted(ratings, "rating")))
