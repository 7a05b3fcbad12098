"""Commands that predict: recommend, predict."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from movierec_tui.cli.objects import (
    FILM_COLUMNS,
    describe_film,
    describe_user,
    film_cells,
    rating_cell,
    recommendation_object,
)
from movierec_tui.cli.options import Count, Database, Json, MovieWords, UserText, examples, invocation
from movierec_tui.cli.output import figures, notice, print_json, print_table, say, words
from movierec_tui.text import stars

if TYPE_CHECKING:
    from movierec_tui.library import Recommended

REASONS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Years:
    """From the first year to the last one, both included."""

    first: int
    last: int


def parse_years(text: str) -> Years:
    """The first and last year that "1994", "1990-1999" or "1990s" means.

    Raises:
        typer.BadParameter: it is none of these, or the range is backwards.
    """
    match = re.fullmatch(r"\s*(\d{4})(?:(s)|\s*-\s*(\d{4}))?\s*", text, re.ASCII)
    if match is None:
        raise typer.BadParameter(f"{text!r} is no year or range of years; write 1994, 1990-1999 or 1990s.")
    first = int(match[1])
    last = first + 9 if match[2] else int(match[3] or first)
    if last < first:
        raise typer.BadParameter(f"{text!r} ends before it begins; write {last}-{first}.")
    return Years(first, last)


IncludeSeen = Annotated[bool, typer.Option("--include-seen", help="Also films that the user rated.")]
Genres = Annotated[
    list[str] | None, typer.Option("--genre", metavar="G", help="Only films of this genre; may be repeated.")
]
ExcludedGenres = Annotated[
    list[str] | None,
    typer.Option("--exclude-genre", metavar="G", help="No films of this genre; may be repeated."),
]
YearRange = Annotated[
    Years | None,
    typer.Option(
        "--year",
        metavar="YEARS",
        parser=parse_years,
        help="Only films of these years: 1994, 1990-1999, 1990s.",
    ),
]
MinRatings = Annotated[
    int, typer.Option("--min-ratings", min=0, metavar="M", help="Only films with at least M ratings.")
]
Popularity = Annotated[
    float,
    typer.Option(
        "--popularity",
        min=-1.0,
        max=1.0,
        metavar="X",
        help="From -1 (adventurous: lesser known films) to 1 (familiar: well-known ones).",
    ),
]
Because = Annotated[bool, typer.Option("--because", help="Name the rated films behind each recommendation.")]


def add_to(app: typer.Typer) -> None:
    """Adds this group's commands."""
    app.command(
        epilog=examples(
            "recommend 42 -n 10 --because",
            "recommend 42 --genre comedy --exclude-genre horror --year 1990-1999 --min-ratings 20",
        )
    )(recommend)
    app.command(epilog=examples("predict 42 50", "predict 42 toy story"))(predict)


def recommend(
    ctx: typer.Context,
    user: UserText,
    *,
    limit: Count = 10,
    include_seen: IncludeSeen = False,
    genre: Genres = None,
    exclude_genre: ExcludedGenres = None,
    year: YearRange = None,
    min_ratings: MinRatings = 0,
    popularity: Popularity = 0.0,
    because: Because = False,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Recommend films to a user, best first.

    Films already rated are left out. Genres and years narrow the list; of several genres a film needs one.
    """
    call = invocation(ctx, db, as_json)
    from engine.serving.filters import MovieFilter
    from movierec_tui.cli.database import existing_library
    from movierec_tui.library import Wish

    with existing_library(call.database) as library:
        person = library.find_user(user)
        films = MovieFilter(
            genres=library.genres_named(genre or ()),
            exclude_genres=library.genres_named(exclude_genre or ()),
            years=(year.first, year.last) if year else None,
            min_ratings=min_ratings,
        )
        wish = Wish(
            limit=limit,
            films=films,
            rewatch=include_seen,
            familiarity=popularity,
            reasons=REASONS_SHOWN if because else 0,
        )
        found = library.lists.recommend(person.user_id, wish)
    if call.as_json:
        print_json([recommendation_object(film) for film in found])
    elif found:
        say(f"For {describe_user(person)}:")
        print_recommendations(found)
    else:
        notice("No film is left to recommend; ask for fewer conditions.")


def predict(
    ctx: typer.Context, user: UserText, title: MovieWords, *, db: Database = None, as_json: Json = False
) -> None:
    """Predict how many stars a user gives a film."""
    call = invocation(ctx, db, as_json)
    from movierec_tui.cli.database import existing_library

    with existing_library(call.database) as library:
        person = library.find_user(user)
        film = library.find_movie(" ".join(title))
        expected = library.lists.prediction(person.user_id, film.movie_id)
    if call.as_json:
        print_json({"predicted_rating": expected.rating, "uncertainty": expected.uncertainty})
    else:
        shown = f"{expected.rating:.2f} {stars(expected.rating)}, give or take {expected.uncertainty:.2f}"
        say(f"{shown}  {describe_film(film)}, for {describe_user(person)}")


def print_recommendations(found: Sequence[Recommended]) -> None:
    """A table of recommended films; the reasons, where they were asked for, take the place of the genres."""
    if any(film.because for film in found):
        columns = (*figures("id"), *words("film"), *figures("year"), *words("predicted", "because you rated"))
        rows = [
            (*film_cells(film.movie)[:3], rating_cell(film.predicted_rating), _reasons_cell(film))
            for film in found
        ]
        print_table(columns, rows)
    else:
        print_table(
            (*FILM_COLUMNS, *words("predicted")),
            ((*film_cells(film.movie), rating_cell(film.predicted_rating)) for film in found),
        )


def _reasons_cell(film: Recommended) -> str:
    return ", ".join(describe_film(reason.movie) for reason in film.because)
