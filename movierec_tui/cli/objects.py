"""Typed rows as the JSON objects of the command contract, and as the cells of tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from movierec_tui.cli import json_types
from movierec_tui.cli.output import TableColumn, figures, print_table, words
from movierec_tui.wording.text import counted, film_title, stars

if TYPE_CHECKING:
    from db.personal.profiles import Profile
    from db.rows import DataSetRow, MarkedMovie, MovieSummary, Opinion, RunRow, UserRating, UserSummary
    from movierec_tui.library.answers import Near, Reason, Recommended

# JSON objects


def film_name(movie: MovieSummary) -> json_types.FilmName:
    """Which film is meant."""
    return {
        "movie_id": movie.movie_id,
        "title": movie.display_title,
        "source_title": movie.title,
        "year": movie.year,
    }


def film_object(movie: MovieSummary) -> json_types.Film:
    """A film as every list gives it."""
    return {
        **film_name(movie),
        "genres": list(movie.genres),
        "ratings": movie.ratings,
        "mean_rating": movie.mean_rating,
    }


def person_object(user: UserSummary) -> json_types.Person:
    """A user of the data set or a profile."""
    return {
        "user_id": user.user_id,
        "name": user.name,
        "gender": user.gender,
        "age": user.age,
        "age_group": user.age_group,
        "occupation": user.occupation,
        "ratings": user.ratings,
        "mean_rating": user.mean_rating,
    }


def person_name(person: UserSummary | Profile) -> json_types.PersonName:
    """Which person is meant."""
    return {"user_id": person.user_id, "name": person.name}


def profile_object(profile: Profile, *, active: bool) -> json_types.Profile:
    """A profile with its counts."""
    return {
        "user_id": profile.user_id,
        "name": profile.name,
        "ratings": profile.ratings,
        "watchlist": profile.watchlist,
        "hidden": profile.hidden,
        "active": active,
    }


def run_object(run: RunRow) -> json_types.Run:
    """A training run."""
    fields: Any = dataclasses.asdict(run)
    fields["dataset"] = fields.pop("data_set")
    fields |= {"created": utc_time(run.created), "finished": utc_time(run.finished)}
    run_fields: json_types.Run = fields
    return run_fields


def rated_object(rated: UserRating) -> json_types.RatedFilm:
    """A film and the user's rating of it."""
    return {**film_object(rated.movie), "rating": rated.rating, "rated_at": utc_time(rated.rated_at)}


def marked_object(marked: MarkedMovie) -> json_types.MarkedFilm:
    """A film of the watchlist or another list, and since when it has been there."""
    return {**film_object(marked.movie), "marked_at": utc_time(marked.marked_at)}


def opinion_object(opinion: Opinion) -> json_types.Opinion:
    """What a profile says of a film."""
    return {
        "rating": opinion.rating,
        "rated_at": utc_time(opinion.rated_at),
        "marks": [str(mark) for mark, _when in opinion.marks],
    }


def near_films(near: Sequence[Near[MovieSummary]]) -> list[json_types.SimilarFilm]:
    """Films, and their similarity to another one."""
    return [{**film_object(one.item), "similarity": one.similarity} for one in near]


def near_people(near: Sequence[Near[UserSummary]]) -> list[json_types.SimilarPerson]:
    """Users, and their similarity to another one."""
    return [{**person_object(one.item), "similarity": one.similarity} for one in near]


def recommendation_object(recommended: Recommended) -> json_types.Recommendation:
    """A recommended film; score = base + the contributions in `because` + others."""
    return {
        **film_object(recommended.movie),
        "predicted_rating": recommended.predicted_rating,
        "uncertainty": recommended.uncertainty,
        "score": recommended.score,
        "match": recommended.match,
        "base": recommended.base,
        "others": recommended.others,
        "because": [reason_object(reason) for reason in recommended.because],
        "series": [film_name(film.movie) for film in recommended.series],
    }


def reason_object(reason: Reason) -> json_types.Reason:
    """A rated film and what it adds to a score."""
    return {**film_name(reason.movie), "rating": reason.rating, "contribution": reason.contribution}


def data_set_object(data_set: DataSetRow) -> json_types.DataSet:
    """The data set in the database, and its size."""
    return {"dataset": data_set.name, "movies": data_set.movies, "users": data_set.users, "ratings": data_set.ratings}


def utc_time(moment: float | str | None) -> str | None:
    """Seconds since 1970, or a time as the database keeps it, as in 2026-01-31T18:30:00Z; None where it is unknown."""
    if not moment:
        return None
    when = datetime.fromisoformat(moment) if isinstance(moment, str) else datetime.fromtimestamp(moment, UTC)
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


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
