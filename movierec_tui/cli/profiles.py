"""Commands about profiles: profile create, list, show, rename, delete, switch, and their settings."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from movierec_tui.cli import personal
from movierec_tui.cli.objects import (
    FILM_COLUMNS,
    film_cells,
    history_object,
    marked_object,
    profile_object,
    rating_cell,
)
from movierec_tui.cli.options import Database, Json, ProfileName, examples, invocation
from movierec_tui.cli.output import figures, notice, print_json, print_table, say, words
from movierec_tui.cli.user_argument import profile_meant

if TYPE_CHECKING:
    from db.rows import MovieSummary
    from movierec_tui.library import Library

NewName = Annotated[
    str,
    typer.Argument(metavar="NAME", help="1 to 40 characters, and not a number.", show_default=False),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def add_to(app: typer.Typer) -> None:
    """Adds this group's commands."""
    group = typer.Typer(no_args_is_help=True, epilog=examples("profile create ann", "profile list"))
    group.command(epilog=examples("profile create ann"))(create)
    group.command("list", epilog=examples("profile list"))(list_profiles)
    group.command(epilog=examples("profile show ann"))(show)
    group.command(epilog=examples("profile rename ann anna"))(rename)
    group.command(epilog=examples("profile delete ann", "profile delete ann --yes"))(delete)
    group.command(epilog=examples("profile switch ann"))(switch)
    personal.add_to(group)
    group.command("train-with", epilog=examples("profile train-with on", "profile train-with"))(train_with)
    group.command("forget-filter", epilog=examples("profile forget-filter ann quiet"))(forget_filter)
    app.add_typer(group, name="profile", help="People of this database: your own ratings and lists.")


def create(ctx: typer.Context, name: NewName, *, db: Database = None, as_json: Json = False) -> None:
    """Make a profile; it becomes the active one, for which the app rates."""
    call = invocation(ctx, db, as_json)
    from movierec_tui.cli.database import existing_library

    with existing_library(call.database) as library:
        made = library.profiles.create(name)
    if call.as_json:
        print_json(profile_object(made, active=True))
    else:
        say(f"Made the profile {made.name}; it is the active one now.")
        say(f"Next: `movierec-tui rate {_quoted(made.name)} toy story 4.5`, or rate films in the app.")


def list_profiles(ctx: typer.Context, *, db: Database = None, as_json: Json = False) -> None:
    """List the profiles, in the order in which they were made."""
    call = invocation(ctx, db, as_json)
    from movierec_tui.cli.database import existing_library

    with existing_library(call.database) as library:
        found = library.profiles.all()
        active = _active_id(library)
    if call.as_json:
        print_json([profile_object(profile, active=profile.user_id == active) for profile in found])
    elif found:
        print_table(
            (*words("profile", ""), *figures("ratings", "watchlist", "hidden")),
            (
                (
                    profile.name,
                    "active" if profile.user_id == active else "",
                    *map(str, (profile.ratings, profile.watchlist, profile.hidden)),
                )
                for profile in found
            ),
        )
    else:
        notice("No profile yet; `movierec-tui profile create NAME` makes one.")


def show(ctx: typer.Context, name: ProfileName, *, db: Database = None, as_json: Json = False) -> None:
    """Show a profile's ratings, watchlist, hidden films and saved filters."""
    call = invocation(ctx, db, as_json)
    from db.marks import FilmMark
    from movierec_tui.cli.database import existing_library
    from movierec_tui.library.lists import unreadable_words

    with existing_library(call.database) as library:
        profile = profile_meant(library, name)
        active = _active_id(library)
        rated = library.newest_ratings(profile.user_id)
        watchlist = library.profiles.marked(profile.user_id, FilmMark.WATCHLIST)
        hidden = library.profiles.marked(profile.user_id, FilmMark.HIDDEN)
        saved = library.lists.saved(profile.user_id)
        filters = [kept.name for kept in saved]
    if call.as_json:
        print_json(
            profile_object(profile, active=profile.user_id == active)
            | {"rated_movies": [history_object(film) for film in rated]}
            | {"watchlist_movies": [marked_object(film) for film in watchlist]}
            | {"hidden_movies": [marked_object(film) for film in hidden]}
            | {"filters": filters}
        )
        return
    status = ", the active profile" if profile.user_id == active else ""
    say(
        f"{profile.name}{status}: {profile.ratings:,} rated, {profile.watchlist:,} on the watchlist, "
        f"{profile.hidden:,} hidden"
    )
    if rated:
        say()
        say("Ratings, newest first")
        print_table(
            (*FILM_COLUMNS, *words("stars")),
            ((*film_cells(film.movie), rating_cell(film.rating)) for film in rated),
        )
    _print_films("Watchlist", [film.movie for film in watchlist])
    _print_films("Hidden", [film.movie for film in hidden])
    if filters:
        say()
        say(f"Saved filters: {', '.join(filters)}")
        if unreadable := unreadable_words([kept.name for kept in saved if kept.request is None]):
            notice(f"{unreadable} `movierec-tui profile forget-filter` forgets it.")


def rename(
    ctx: typer.Context, name: ProfileName, new_name: NewName, *, db: Database = None, as_json: Json = False
) -> None:
    """Give a profile another name."""
    call = invocation(ctx, db, as_json)
    from movierec_tui.cli.database import existing_library

    with existing_library(call.database) as library:
        before = profile_meant(library, name)
        profile = library.profiles.rename(before.user_id, new_name)
        active = _active_id(library)
    if call.as_json:
        print_json(profile_object(profile, active=profile.user_id == active))
    else:
        say(f"{before.name} is called {profile.name} now.")


def delete(
    ctx: typer.Context, name: ProfileName, *, yes: Yes = False, db: Database = None, as_json: Json = False
) -> None:
    """Delete a profile with all its ratings, lists and filters; asks first."""
    call = invocation(ctx, db, as_json)
    from movierec_tui.cli.database import existing_library

    with existing_library(call.database) as library:
        profile = profile_meant(library, name)
        active = _active_id(library)
        if not yes and not _agreed(f"Delete {profile.name} and {_ratings(profile.ratings)}?"):
            notice(f"{profile.name} is still there.")
            raise typer.Exit(1)
        library.profiles.delete(profile.user_id)
    if call.as_json:
        print_json(profile_object(profile, active=profile.user_id == active) | {"deleted": True})
    else:
        say(f"{profile.name} is deleted.")


def switch(ctx: typer.Context, name: ProfileName, *, db: Database = None, as_json: Json = False) -> None:
    """Make a profile the active one, for which the app rates and recommends."""
    call = invocation(ctx, db, as_json)
    from movierec_tui.cli.database import existing_library

    with existing_library(call.database) as library:
        profile = library.profiles.switch(profile_meant(library, name).user_id)
    if call.as_json:
        print_json(profile_object(profile, active=True))
    else:
        say(f"{profile.name} is the active profile now.")


def train_with(
    ctx: typer.Context,
    choice: Annotated[
        Literal["on", "off"] | None,
        typer.Argument(metavar="[on|off]", help="Leave it out to see how it is.", show_default=False),
    ] = None,
    *,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Choose whether the next training learns from profiles' ratings, too.

    Recommendations follow a profile's ratings at once either way.
    """
    call = invocation(ctx, db, as_json)
    from movierec_tui.cli.database import existing_library

    with existing_library(call.database) as library:
        if choice is not None:
            library.profiles.train_with_profiles(on=choice == "on")
        chosen = library.profiles.trains_with_profiles()
    if call.as_json:
        print_json({"train_with_profiles": chosen})
    elif chosen:
        say("The next training learns from the ratings of profiles, too.")
    else:
        say("The next training learns from the data set alone.")


def forget_filter(
    ctx: typer.Context,
    name: ProfileName,
    saved: Annotated[str, typer.Argument(metavar="FILTER", help="Its name.", show_default=False)],
    *,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Forget a filter that a profile saved with `recommend --save-filter`."""
    call = invocation(ctx, db, as_json)
    from movierec_tui.cli.database import existing_library

    with existing_library(call.database) as library:
        profile = profile_meant(library, name)
        library.lists.forget(profile.user_id, saved)
        filters = [kept.name for kept in library.lists.saved(profile.user_id)]
    if call.as_json:
        print_json({"user_id": profile.user_id, "name": profile.name, "filters": filters})
    else:
        say(f"{profile.name} has forgotten {saved.strip()}.")


def _active_id(library: Library) -> int | None:
    active = library.profiles.active()
    return None if active is None else active.user_id


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise typer.BadParameter("Nobody can be asked here: add --yes to delete.", param_hint="--yes")
    return typer.confirm(question, err=True)


def _ratings(count: int) -> str:
    return "its only rating" if count == 1 else f"its {count:,} ratings"


def _print_films(heading: str, films: list[MovieSummary]) -> None:
    if films:
        say()
        say(f"{heading}, newest first")
        print_table(FILM_COLUMNS, map(film_cells, films))


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
