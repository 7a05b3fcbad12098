"""Commands about films: search, movie, fans."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from movierec_tui.cli.list_options import REASONS_SHOWN
from movierec_tui.cli.objects import (
    FILM_COLUMNS,
    JsonObject,
    describe_film,
    details_object,
    fan_favourite_object,
    film_cells,
    imdb_link,
    movie_object,
    opinion_object,
    rating_cell,
    recommendation_object,
    similar_movie_object,
    tmdb_link,
)
from movierec_tui.cli.options import Count, Database, Json, MovieWords, Neighbours, examples, invocation
from movierec_tui.cli.output import (
    figures,
    notice,
    print_bars,
    print_json,
    print_pairs,
    print_table,
    say,
    words,
)
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from db.personal.profiles import Profile
    from db.rows import MovieDetails, MovieSummary, Opinion
    from movierec_tui.library import Loved, Near, Recommended

SearchWords = Annotated[
    list[str],
    typer.Argument(metavar="TEXT", help="Words of a title; 1999, 1990s or genre:comedy narrow the search."),
]


@dataclass(frozen=True, slots=True)
class Mine:
    """What the active profile says of a film, and what is expected; None where the run cannot say."""

    profile: Profile
    opinion: Opinion
    expected: Recommended | None = None


def add_to(app: typer.Typer) -> None:
    """Adds this group's commands."""
    app.command(epilog=examples('search "spider-man"', "search matirx", "search alien 1970s genre:horror"))(
        search
    )
    app.command(epilog=examples("movie 50", "movie star wars"))(movie)
    app.command(epilog=examples("fans 50 -n 10", "fans toy story"))(fans)


def search(
    ctx: typer.Context,
    text: SearchWords,
    *,
    limit: Count = 20,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Find films by title, best first.

    Words may be incomplete or misspelt. 1999, 1990s, year:1990-1999 and genre:comedy narrow the search.
    """
    call = invocation(ctx, db, as_json)
    from db.search.films import search_movies
    from movierec_tui.cli.database import reading, require_data_set

    with reading(call.database) as connection:
        require_data_set(connection)
        found = search_movies(connection, " ".join(text), limit)
    if call.as_json:
        print_json([movie_object(film) for film in found])
    elif found:
        print_table(
            (*FILM_COLUMNS, *figures("ratings"), *words("mean")),
            ((*film_cells(film), str(film.ratings), rating_cell(film.mean_rating)) for film in found),
        )
    else:
        notice("No film matches; try fewer or other words.")


def movie(
    ctx: typer.Context,
    title: MovieWords,
    *,
    neighbours: Neighbours = 10,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Show a film, the films near it and what its fans love.

    What the active profile says of it, and is expected to, is there, too.
    """
    call = invocation(ctx, db, as_json)
    from engine.errors import EngineError
    from movierec_tui.cli.database import existing_library

    mine: Mine | None = None
    near: Sequence[Near[MovieSummary]] = ()
    loved: Sequence[Loved] = ()
    with existing_library(call.database) as library:
        movie_id = library.find_movie(" ".join(title)).movie_id
        details = library.movie(movie_id)
        if profile := library.profiles.active():
            mine = Mine(profile, library.profiles.opinion(profile.user_id, movie_id))
        try:
            loved = library.fans_also_love(movie_id, neighbours)
            near = library.similar_movies(movie_id, neighbours)
            if mine:
                expected = library.lists.expected(mine.profile.user_id, movie_id, REASONS_SHOWN)
                mine = replace(mine, expected=expected)
        except EngineError as unknown:
            notice(str(unknown))
    if call.as_json:
        print_json(
            details_object(details)
            | {"mine": _mine_object(mine) if mine else None}
            | {"similar": [similar_movie_object(neighbour) for neighbour in near]}
            | {"fans": [fan_favourite_object(favourite) for favourite in loved]}
        )
        return
    _print_details(details, mine)
    if near:
        say()
        say("Nearest films")
        _print_similar(near)
    if loved:
        say()
        say("Its fans also love")
        _print_favourites(loved)


def fans(
    ctx: typer.Context,
    title: MovieWords,
    *,
    limit: Count = 10,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Show what else a film's fans love."""
    call = invocation(ctx, db, as_json)
    from movierec_tui.cli.database import existing_library

    with existing_library(call.database) as library:
        film = library.find_movie(" ".join(title))
        loved = library.fans_also_love(film.movie_id, limit)
    if call.as_json:
        print_json([fan_favourite_object(favourite) for favourite in loved])
    elif loved:
        say(f"Fans of {describe_film(film)} also love:")
        _print_favourites(loved)
    else:
        notice(f"{describe_film(film)} has no fans yet: nobody rated it 4 stars or more.")


def _mine_object(mine: Mine) -> JsonObject:
    expected = None if mine.expected is None else recommendation_object(mine.expected)
    told = ("predicted_rating", "uncertainty", "score", "base", "others", "because")
    return (
        {"profile": mine.profile.name, "user_id": mine.profile.user_id}
        | opinion_object(mine.opinion)
        | {key: expected[key] if expected else None for key in told}
    )


def _mine_words(mine: Mine) -> str:
    said = [*(mark.value for mark, _when in mine.opinion.marks)]
    if mine.opinion.rating is not None:
        said.insert(0, f"rated {rating_cell(mine.opinion.rating)}")
    if expected := mine.expected:
        doubt = f"give or take {expected.uncertainty:.1f}"
        said.append(f"predicted {rating_cell(expected.predicted_rating)}, {doubt}")
    because = ", ".join(describe_film(part.movie) for part in mine.expected.because) if mine.expected else ""
    if because:
        said.append(f"because of {because}")
    return "; ".join(said)


def _print_details(details: MovieDetails, mine: Mine | None) -> None:
    film = details.summary
    say(describe_film(film))
    mean = f", {rating_cell(film.mean_rating)} on average" if film.mean_rating is not None else ""
    links = [link for link in (imdb_link(details.imdb_id), tmdb_link(details.tmdb_id)) if link]
    pairs = [
        ("id", str(film.movie_id)),
        ("genres", ", ".join(film.genres) or "none known"),
        ("also called", "; ".join(details.aliases)),
        ("ratings", f"{film.ratings:,}{mean}"),
        ("links", "  ".join(links)),
    ]
    if mine:
        pairs.append((safe_text(mine.profile.name), _mine_words(mine)))
    print_pairs(pair for pair in pairs if pair[1])
    if film.ratings:
        say()
        print_bars([(f"{rating:g}", count) for rating, count in reversed(details.histogram)])


def _print_similar(near: Sequence[Near[MovieSummary]]) -> None:
    print_table(
        (*FILM_COLUMNS, *figures("similarity")),
        ((*film_cells(neighbour.item), f"{neighbour.similarity:.3f}") for neighbour in near),
    )


def _print_favourites(loved: Sequence[Loved]) -> None:
    print_table(
        (*FILM_COLUMNS, *figures("shared fans"), *words("mean")),
        (
            (*film_cells(film.movie), str(film.shared_fans or ""), rating_cell(film.movie.mean_rating))
            for film in loved
        ),
    )
