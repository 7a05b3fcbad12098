"""Commands for what a profile says of films: rate, unrate, watchlist, hide, unhide, hidden."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from movierec_tui.cli.objects import (
    FILM_COLUMNS,
    JsonObject,
    describe_film,
    film_cells,
    marked_object,
    movie_object,
    opinion_object,
)
from movierec_tui.cli.options import Database, Invocation, Json, MovieWords, ProfileName, examples, invocation
from movierec_tui.cli.output import notice, print_json, print_table, say
from movierec_tui.cli.user_argument import profile_meant
from movierec_tui.wording.text import stars as drawn

if TYPE_CHECKING:
    from db.marks import FilmMark
    from db.personal.profiles import Profile
    from db.rows import MarkedMovie, MovieSummary, OpinionChange
    from movierec_tui.library import Library

MovieAndStars = Annotated[
    list[str],
    typer.Argument(
        metavar="MOVIE STARS", help="A film's id or its title, then 0.5 to 5 stars.", show_default=False
    ),
]


class Said(NamedTuple):
    """Who said something of which film, and what changed by it."""

    profile: Profile
    movie: MovieSummary
    change: OpinionChange

    @property
    def changed(self) -> bool:
        """Whether anything is other than before."""
        return self.change.before != self.change.after


def add_to(app: typer.Typer) -> None:
    """Adds this group's commands."""
    app.command(epilog=examples("rate ann 50 5", "rate ann toy story 4.5"))(rate)
    app.command(epilog=examples("unrate ann toy story"))(unrate)
    group = typer.Typer(
        no_args_is_help=True, epilog=examples("watchlist add ann fargo", "watchlist list ann")
    )
    group.command(
        "add",
        help="Put a film on a profile's watchlist.",
        epilog=examples("watchlist add ann 100", "watchlist add ann fargo"),
    )(_marking("watchlist", "is on the watchlist of", "is already on the watchlist of", on=True))
    group.command(
        "remove",
        help="Take a film off a profile's watchlist.",
        epilog=examples("watchlist remove ann fargo"),
    )(_marking("watchlist", "is off the watchlist of", "is not on the watchlist of", on=False))
    group.command("list", epilog=examples("watchlist list ann"))(list_watchlist)
    app.add_typer(group, name="watchlist", help="Films that a profile wants to see.")
    app.command(
        "hide",
        help="Never recommend a film to a profile again; `unhide` takes it back.",
        epilog=examples("hide ann 120", "hide ann showgirls"),
    )(_marking("hidden", "is hidden from", "is already hidden from", on=True))
    app.command(
        "unhide",
        help="Let a hidden film be recommended again.",
        epilog=examples("unhide ann showgirls"),
    )(_marking("hidden", "may be recommended again to", "is not hidden from", on=False))
    app.command(epilog=examples("hidden ann"))(hidden)


def rate(
    ctx: typer.Context,
    profile: ProfileName,
    movie_and_stars: MovieAndStars,
    *,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Rate a film for a profile, in half stars; recommendations follow at once.

    The stars come last. A film that is rated leaves the watchlist.
    """
    call = invocation(ctx, db, as_json)
    title, stars = _film_and_stars(movie_and_stars)
    said = _rated(call, profile, title, stars)
    if call.as_json:
        print_json(_opinion_object(said))
    else:
        before = said.change.before.rating
        note = "" if before is None or before == stars else f"; it was {before:g}"
        say(f"{said.profile.name} gives {describe_film(said.movie)} {_stars(stars)}{note}.")


def unrate(
    ctx: typer.Context,
    profile: ProfileName,
    title: MovieWords,
    *,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Take a rating back."""
    call = invocation(ctx, db, as_json)
    said = _rated(call, profile, " ".join(title), None)
    if call.as_json:
        print_json(_opinion_object(said))
    elif said.changed:
        say(f"{said.profile.name} rates {describe_film(said.movie)} no more.")
    else:
        notice(f"{said.profile.name} has not rated {describe_film(said.movie)}.")


def _marking(mark: str, change: str, no_change: str, *, on: bool) -> Callable[..., None]:
    """A command that sets a mark on a film, or takes it off, and says which of the two sentences came true."""

    def command(
        ctx: typer.Context,
        profile: ProfileName,
        title: MovieWords,
        *,
        db: Database = None,
        as_json: Json = False,
    ) -> None:
        from db.marks import FilmMark

        call = invocation(ctx, db, as_json)
        said = _marked(call, profile, title, FilmMark(mark), on=on)
        _tell(call, said, change, no_change)

    return command


def list_watchlist(
    ctx: typer.Context, profile: ProfileName, *, db: Database = None, as_json: Json = False
) -> None:
    """List a profile's watchlist, newest first."""
    from db.marks import FilmMark

    call = invocation(ctx, db, as_json)
    _show_marked(call, profile, FilmMark.WATCHLIST, "The watchlist of {} is empty.")


def hidden(ctx: typer.Context, profile: ProfileName, *, db: Database = None, as_json: Json = False) -> None:
    """List the films that are hidden from a profile, newest first."""
    from db.marks import FilmMark

    call = invocation(ctx, db, as_json)
    _show_marked(call, profile, FilmMark.HIDDEN, "No film is hidden from {}.")


def _film_and_stars(words: list[str]) -> tuple[str, float]:
    *title, last = words
    if not title:
        raise typer.BadParameter(
            "Name the film and then its stars: rate ann toy story 4.5", param_hint="STARS"
        )
    try:
        return " ".join(title), float(last)
    except ValueError:
        raise typer.BadParameter(
            f"{last!r} is no number of stars: they come last, as in `rate ann toy story 4.5`.",
            param_hint="STARS",
        ) from None


def _rated(call: Invocation, name: str, title: str, stars: float | None) -> Said:
    from movierec_tui.cli.database import existing_library

    with existing_library(call.database) as library:
        profile, movie = _profile_and_film(library, name, title)
        return Said(profile, movie, library.profiles.rate(profile.user_id, movie.movie_id, stars))


def _marked(call: Invocation, name: str, title: list[str], mark: FilmMark, *, on: bool) -> Said:
    from movierec_tui.cli.database import existing_library

    with existing_library(call.database) as library:
        profile, movie = _profile_and_film(library, name, " ".join(title))
        return Said(profile, movie, library.profiles.mark(profile.user_id, movie.movie_id, mark, on=on))


def _profile_and_film(library: Library, name: str, title: str) -> tuple[Profile, MovieSummary]:
    return profile_meant(library, name), library.find_movie(title)


def _show_marked(call: Invocation, name: str, mark: FilmMark, empty: str) -> None:
    from movierec_tui.cli.database import existing_library

    with existing_library(call.database) as library:
        profile = profile_meant(library, name)
        found: tuple[MarkedMovie, ...] = library.profiles.marked(profile.user_id, mark)
    if call.as_json:
        print_json([marked_object(film) for film in found])
    elif found:
        print_table(FILM_COLUMNS, (film_cells(film.movie) for film in found))
    else:
        notice(empty.format(profile.name))


def _tell(call: Invocation, said: Said, change: str, no_change: str) -> None:
    """Says in one sentence what happened, such as: Fargo (1996) is hidden from ann."""
    if call.as_json:
        print_json(_opinion_object(said))
    else:
        verb = change if said.changed else no_change
        say(f"{describe_film(said.movie)} {verb} {said.profile.name}.")


def _opinion_object(said: Said) -> JsonObject:
    whose = {"profile": said.profile.name, "user_id": said.profile.user_id}
    return movie_object(said.movie) | whose | opinion_object(said.change.after)


def _stars(rating: float) -> str:
    word = "star" if rating == 1 else "stars"
    return f"{rating:g} {word} {drawn(rating)}".rstrip()
