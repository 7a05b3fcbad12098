"""Commands that predict: recommend, together, predict, why."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from movierec_tui.cli.list_options import (
    REASONS_SHOWN,
    Because,
    DrawSeed,
    ExcludedGenres,
    Genres,
    IncludeSeen,
    IncludeWatchlist,
    MinRatings,
    Order,
    Popularity,
    Surprise,
    WatchlistOnly,
    WishOptions,
    YearRange,
)
from movierec_tui.cli.objects import (
    FILM_COLUMNS,
    JsonObject,
    describe_film,
    describe_user,
    film_cells,
    movie_object,
    rating_cell,
    reason_object,
    recommendation_object,
    user_label,
)
from movierec_tui.cli.options import Count, Database, Json, MovieWords, UserText, examples, invocation
from movierec_tui.cli.output import figures, notice, print_json, print_table, say, words
from movierec_tui.cli.user_argument import user_meant
from movierec_tui.wording.text import stars

if TYPE_CHECKING:
    from db.rows import MovieSummary, UserSummary
    from movierec_tui.library import Recommended, ScoreExplanation, TogetherFilm

SavedFilter = Annotated[
    str | None,
    typer.Option(
        "--filter", metavar="NAME", help="Begin with a filter that the profile saved; options change it."
    ),
]
SaveFilter = Annotated[
    str | None,
    typer.Option("--save-filter", metavar="NAME", help="Save what this call asks for as a filter."),
]
People = Annotated[
    list[str],
    typer.Argument(
        metavar="USER USER ...", help="Ids of users, names of profiles, `me`.", show_default=False
    ),
]
Rule = Annotated[
    Literal["average", "least-misery"],
    typer.Option("--rule", help="What counts: everybody's average, or whoever likes a film least."),
]
NOTHING_LEFT = "No film is left to recommend; ask for fewer conditions."


def add_to(app: typer.Typer) -> None:
    """Adds this group's commands."""
    app.command(
        epilog=examples(
            "recommend ann -n 10 --because",
            "recommend 42 --genre comedy --exclude-genre horror --year 1990-1999 --min-ratings 20",
            "recommend ann --popularity -0.5 --surprise --seed 7",
            "recommend ann --genre drama --year 1990s --save-filter quiet",
            "recommend ann --filter quiet --sort year",
        )
    )(recommend)
    app.command(
        epilog=examples("together ann bob", "together ann bob 42 -n 5 --rule least-misery --genre comedy")
    )(together)
    app.command(epilog=examples("predict 42 50", "predict ann toy story"))(predict)
    app.command(epilog=examples("why 42 50", "why ann toy story"))(why)


def recommend(
    ctx: typer.Context,
    user: UserText,
    *,
    limit: Count = 10,
    include_seen: IncludeSeen = False,
    include_watchlist: IncludeWatchlist = False,
    watchlist_only: WatchlistOnly = False,
    genre: Genres = None,
    exclude_genre: ExcludedGenres = None,
    year: YearRange = None,
    min_ratings: MinRatings = None,
    popularity: Popularity = None,
    sort: Order = None,
    surprise: Surprise = False,
    seed: DrawSeed = None,
    because: Because = False,
    saved: SavedFilter = None,
    save_as: SaveFilter = None,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Recommend films to a user, best first.

    Films already rated or seen, hidden ones and those on the watchlist are left out. All conditions hold together; of
    several genres a film needs one.
    """
    call = invocation(ctx, db, as_json)
    from movierec_tui.cli.database import existing_library
    from movierec_tui.library import ListRequest

    options = WishOptions(
        limit=limit,
        include_seen=include_seen,
        include_watchlist=include_watchlist,
        watchlist_only=watchlist_only,
        genre=genre,
        exclude_genre=exclude_genre,
        year=year,
        min_ratings=min_ratings,
        popularity=popularity,
        sort=sort,
        surprise=surprise,
        seed=seed,
        reasons=REASONS_SHOWN if because else 0,
    )
    with existing_library(call.database) as library:
        person = user_meant(library, user)
        start = ListRequest() if saved is None else library.lists.saved_request(person.user_id, saved)
        request = options.request(library, start)
        if save_as is not None:
            _require_profile(person)
            library.lists.save(person.user_id, save_as, request)
            notice(f'Saved as the filter "{save_as.strip()}" of {person.name}.')
        found = library.lists.recommend(person.user_id, request)
    if call.as_json:
        print_json([recommendation_object(film) for film in found])
    elif found:
        say(f"For {describe_user(person)}:")
        print_recommendations(found)
    else:
        notice(NOTHING_LEFT)


def together(
    ctx: typer.Context,
    users: People,
    *,
    rule: Rule = "average",
    limit: Count = 10,
    include_seen: IncludeSeen = False,
    include_watchlist: IncludeWatchlist = False,
    watchlist_only: WatchlistOnly = False,
    genre: Genres = None,
    exclude_genre: ExcludedGenres = None,
    year: YearRange = None,
    min_ratings: MinRatings = None,
    popularity: Popularity = None,
    sort: Order = None,
    surprise: Surprise = False,
    seed: DrawSeed = None,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Recommend films to several people at once.

    What one of them has rated, seen or hidden is left out for all. The list shows each one's predicted stars.
    """
    call = invocation(ctx, db, as_json)
    from engine.options import GroupRule
    from movierec_tui.cli.database import existing_library
    from movierec_tui.library import ListRequest

    options = WishOptions(
        limit=limit,
        include_seen=include_seen,
        include_watchlist=include_watchlist,
        watchlist_only=watchlist_only,
        genre=genre,
        exclude_genre=exclude_genre,
        year=year,
        min_ratings=min_ratings,
        popularity=popularity,
        sort=sort,
        surprise=surprise,
        seed=seed,
    )
    with existing_library(call.database) as library:
        people = list(
            {person.user_id: person for person in (user_meant(library, user) for user in users)}.values()
        )
        if len(people) < 2:
            raise typer.BadParameter("Name two people or more.", param_hint="USER USER ...")
        request = options.request(library, ListRequest())
        found = library.lists.together([person.user_id for person in people], request, GroupRule(rule))
    if call.as_json:
        print_json([_together_object(film, people) for film in found])
    elif found:
        say(f"For {' and '.join(user_label(person) for person in people)} together:")
        print_table(
            (*FILM_COLUMNS, *words(*(user_label(person) for person in people))),
            ((*film_cells(film.movie), *map(rating_cell, film.stars)) for film in found),
        )
    else:
        notice(NOTHING_LEFT)


def predict(
    ctx: typer.Context, user: UserText, title: MovieWords, *, db: Database = None, as_json: Json = False
) -> None:
    """Predict how many stars a user gives a film, and how far off that may be."""
    call = invocation(ctx, db, as_json)
    from movierec_tui.cli.database import existing_library

    with existing_library(call.database) as library:
        person = user_meant(library, user)
        film = library.find_movie(" ".join(title))
        expected = library.lists.prediction(person.user_id, film.movie_id)
    if call.as_json:
        print_json({"predicted_rating": expected.rating, "uncertainty": expected.uncertainty})
    else:
        shown = f"{expected.rating:.2f} {stars(expected.rating)}, give or take {expected.uncertainty:.2f}"
        say(f"{shown}: {describe_film(film)}, for {describe_user(person)}")


def why(
    ctx: typer.Context, user: UserText, title: MovieWords, *, db: Database = None, as_json: Json = False
) -> None:
    """Show what each rated film adds to a film's score for a user.

    The score orders recommendations. It is the base, which has nothing to do with the user's ratings, and the shares
    of all films that the user rated, the largest first; negative ones speak against the film.
    """
    call = invocation(ctx, db, as_json)
    from movierec_tui.cli.database import existing_library

    with existing_library(call.database) as library:
        person = user_meant(library, user)
        film = library.find_movie(" ".join(title))
        told = library.lists.why(person.user_id, film.movie_id)
    if call.as_json:
        print_json(_why_object(film, told))
        return
    rated = sum(reason.contribution for reason in told.reasons)
    say(f"{describe_film(film)}, for {describe_user(person)}")
    sign = "-" if rated < 0 else "+"
    count = _films(len(told.reasons))
    say(f"Score {told.score:.3f} = base {told.base:.3f} {sign} {abs(rated):.3f} from {count}.")
    if told.reasons:
        say()
        print_table(
            (*figures("id"), *words("film"), *figures("year"), *words("rated"), *figures("share")),
            (
                (*film_cells(part.movie)[:3], rating_cell(part.rating), f"{part.contribution:+.3f}")
                for part in told.reasons
            ),
        )


def print_recommendations(found: Sequence[Recommended]) -> None:
    """A table of recommended films; the reasons, where they were asked for, take the place of the genres."""
    predicted = words("predicted", "give or take")
    if any(film.because for film in found):
        columns = (*figures("id"), *words("film"), *figures("year"), *predicted)
        print_table(
            (*columns, *figures("score"), *words("because you rated (share)")),
            (
                (*film_cells(film.movie)[:3], *_star_cells(film), f"{film.score:.3f}", _reasons_cell(film))
                for film in found
            ),
        )
    else:
        print_table(
            (*FILM_COLUMNS, *figures("ratings"), *predicted),
            ((*film_cells(film.movie), str(film.movie.ratings), *_star_cells(film)) for film in found),
        )


def _require_profile(person: UserSummary) -> None:
    from db.errors import StoreError

    if person.user_id > 0:
        raise StoreError(f"User {person.user_id} belongs to the data set: only profiles keep filters.")


def _star_cells(film: Recommended) -> tuple[str, str]:
    return rating_cell(film.predicted_rating), f"{film.uncertainty:.1f}"


def _reasons_cell(film: Recommended) -> str:
    return ", ".join(f"{describe_film(part.movie)} {part.contribution:+.3f}" for part in film.because)


def _films(count: int) -> str:
    return "1 rated film" if count == 1 else f"{count} rated films"


def _why_object(film: MovieSummary, told: ScoreExplanation) -> JsonObject:
    return movie_object(film) | {
        "score": told.score,
        "base": told.base,
        "because": [reason_object(reason) for reason in told.reasons],
    }


def _together_object(film: TogetherFilm, people: Sequence[UserSummary]) -> JsonObject:
    each = zip(people, film.stars, strict=True)
    return movie_object(film.movie) | {
        "score": film.score,
        "stars": [
            {"user_id": person.user_id, "name": person.name, "predicted_rating": expected}
            for person, expected in each
        ],
    }
