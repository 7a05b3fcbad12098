"""Typed rows as the JSON objects of the command contract, and as the cells of tables."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from movierec_tui.cli.output import TableColumn, figures, words
from movierec_tui.wording.text import stars

if TYPE_CHECKING:
    from db.personal.profiles import Profile
    from db.rows import (
        DataSetRow,
        MarkedMovie,
        MovieDetails,
        MovieSummary,
        Opinion,
        RunRow,
        UserRating,
        UserSummary,
    )
    from db.taste import TasteSummary
    from movierec_tui.library import Loved, Near, Reason, Recommended

JsonObject = dict[str, Any]

FILM_COLUMNS: tuple[TableColumn, ...] = (*figures("id"), *words("film"), *figures("year"), *words("genres"))
USER_COLUMNS: tuple[TableColumn, ...] = (
    *figures("id"),
    *words("name", "gender", "age", "occupation"),
    *figures("ratings"),
    *words("mean"),
)


def movie_object(movie: MovieSummary) -> JsonObject:
    """A film as every list gives it."""
    return dataclasses.asdict(movie)


def details_object(details: MovieDetails) -> JsonObject:
    """A film with all that is stored of it."""
    links = {"imdb": imdb_link(details.imdb_id), "tmdb": tmdb_link(details.tmdb_id)}
    return movie_object(details.summary) | {
        "imdb_id": details.imdb_id,
        "tmdb_id": details.tmdb_id,
        "links": {site: link for site, link in links.items() if link},
        "aliases": details.aliases,
        "histogram": [{"rating": rating, "ratings": count} for rating, count in details.histogram],
    }


def user_object(user: UserSummary) -> JsonObject:
    """A user as every list gives one."""
    return dataclasses.asdict(user)


def taste_object(taste: TasteSummary) -> JsonObject:
    """A person's taste beside others'."""
    return dataclasses.asdict(taste) | {
        "unusual": [
            movie_object(one.movie) | {"rating": one.rating, "mean": one.mean, "difference": one.difference}
            for one in taste.unusual
        ]
    }


def history_object(rated: UserRating) -> JsonObject:
    """A film and what the user gave it."""
    return movie_object(rated.movie) | {"rating": rated.rating, "rated_at": rated.rated_at or None}


def marked_object(marked: MarkedMovie) -> JsonObject:
    """A film of a watchlist or another list, and when it came there."""
    return movie_object(marked.movie) | {"marked_at": marked.marked_at or None}


def opinion_object(opinion: Opinion) -> JsonObject:
    """What a profile says of one film."""
    return {
        "rating": opinion.rating,
        "rated_at": opinion.rated_at or None,
        "marks": [mark.value for mark, _when in opinion.marks],
    }


def profile_object(profile: Profile, *, active: bool) -> JsonObject:
    """A profile, and whether the app rates for it."""
    return dataclasses.asdict(profile) | {"active": active}


def similar_movie_object(neighbour: Near[MovieSummary]) -> JsonObject:
    """A film and its nearness to another one."""
    return movie_object(neighbour.item) | {"similarity": neighbour.similarity}


def similar_user_object(neighbour: Near[UserSummary]) -> JsonObject:
    """A user and the nearness to another one."""
    return user_object(neighbour.item) | {"similarity": neighbour.similarity}


def fan_favourite_object(favourite: Loved) -> JsonObject:
    """A film that another film's fans love."""
    return movie_object(favourite.movie) | {
        "score": favourite.score,
        "shared_fans": favourite.shared_fans,
    }


def recommendation_object(recommended: Recommended) -> JsonObject:
    """A recommended film; score = base + the contributions in `because` + others.

    `because` is empty where no reasons were asked for.
    """
    return movie_object(recommended.movie) | {
        "predicted_rating": recommended.predicted_rating,
        "uncertainty": recommended.uncertainty,
        "score": recommended.score,
        "base": recommended.base,
        "others": recommended.others,
        "because": [reason_object(reason) for reason in recommended.because],
    }


def reason_object(reason: Reason) -> JsonObject:
    """A rated film and its share in a score."""
    return {
        "movie_id": reason.movie.movie_id,
        "title": reason.movie.title,
        "rating": reason.rating,
        "contribution": reason.contribution,
    }


def run_object(run: RunRow) -> JsonObject:
    """A training run."""
    return dataclasses.asdict(run)


def data_set_object(data_set: DataSetRow) -> JsonObject:
    """The data set in the database, counted."""
    return {
        "dataset": data_set.name,
        "movies": data_set.movies,
        "users": data_set.users,
        "ratings": data_set.ratings,
    }


def imdb_link(imdb_id: int | None) -> str | None:
    """The film's page at IMDb, whose ids have at least seven digits."""
    return None if imdb_id is None else f"https://www.imdb.com/title/tt{imdb_id:07d}/"


def tmdb_link(tmdb_id: int | None) -> str | None:
    """The film's page at The Movie Database."""
    return None if tmdb_id is None else f"https://www.themoviedb.org/movie/{tmdb_id}"


def film_cells(movie: MovieSummary) -> tuple[str, ...]:
    """The cells of `FILM_COLUMNS`."""
    year = str(movie.year) if movie.year else ""
    return str(movie.movie_id), movie.display_title, year, ", ".join(movie.genres)


def user_cells(user: UserSummary) -> tuple[str, ...]:
    """The cells of `USER_COLUMNS`."""
    return (
        str(user.user_id),
        user.name or "",
        gender_word(user) or "",
        user.age_group or "",
        user.occupation or "",
        str(user.ratings),
        rating_cell(user.mean_rating),
    )


def gender_word(user: UserSummary) -> str | None:
    """The user's gender in a word; None where it is not known."""
    return {"F": "female", "M": "male"}.get(user.gender or "")


def rating_cell(rating: float | None) -> str:
    """A mean or predicted rating with its stars: "4.1 ★★★★"; nothing when there is none."""
    return "" if rating is None else f"{rating:.1f} {stars(rating)}"


def describe_user(user: UserSummary) -> str:
    """A user in a few words: "user 42: male, 25-34, educator"."""
    known = [word for word in (gender_word(user), user.age_group, user.occupation) if word]
    label = user_label(user)
    return f"{label}: {', '.join(known)}" if known else label


def user_label(user: UserSummary) -> str:
    """A profile's name, or "user 42"."""
    return user.name or f"user {user.user_id}"


def describe_film(movie: MovieSummary) -> str:
    """A film as a sentence names it: "Star Wars (1977)"."""
    return f"{movie.display_title} ({movie.year})" if movie.year else movie.display_title
