"""Commands about profiles: profile create, list, show, rename, delete, switch, their settings and their files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from db.marks import FilmMark
from movierec_tui.cli import json_types, personal_files
from movierec_tui.cli.objects import (
    marked_object,
    person_name,
    print_films,
    profile_object,
    rated_object,
    rating_cell,
)
from movierec_tui.cli.options import Call, ProfileName, Yes, command, find_profile, group
from movierec_tui.cli.output import figures, notice, print_json, print_table, reply, say, words
from movierec_tui.cli.streams import confirm
from movierec_tui.wording.list_requests import unreadable_words
from movierec_tui.wording.text import counted

if TYPE_CHECKING:
    from movierec_tui.library.library import Library

NewName = Annotated[str, typer.Argument(metavar="NAME", help="1 to 40 characters, and not a number.")]

commands = typer.Typer(rich_help_panel="Profiles, ratings and lists")
profile = group(
    commands,
    "profile",
    "People of this database: your own ratings and lists.",
    "profile create ann",
    "profile list",
)
profile.add_typer(personal_files.commands)


@command(profile, "profile create ann")
def create(call: Call, name: NewName) -> None:
    """Create a profile and make it the active one: `me` in commands, and who rates when the app starts."""
    with call.library() as library:
        created = library.profiles.create(name)
    if call.as_json:
        print_json(profile_object(created, active=True))
        return
    quoted = f'"{created.name}"' if " " in created.name else created.name
    say(f"Created the profile {created.name}, which is now the active one.")
    say(f"Next: `movierec-tui rate {quoted} toy story 4.5`, or rate films in the app.")


@command(profile, "profile list", name="list")
def list_profiles(call: Call) -> None:
    """List the profiles, oldest first."""
    with call.library() as library:
        found = library.profiles.all()
        active = _active_id(library)
    if call.as_json:
        print_json([profile_object(one, active=one.user_id == active) for one in found])
    elif found:
        rows = (
            (one.name, "active" if one.user_id == active else "", *map(str, (one.ratings, one.watchlist, one.hidden)))
            for one in found
        )
        print_table((*words("profile", ""), *figures("ratings", "watchlist", "hidden")), rows)
    else:
        notice("No profile yet; `movierec-tui profile create NAME` makes one.")


@command(profile, "profile show ann")
def show(call: Call, name: ProfileName) -> None:
    """Show a profile's ratings, watchlist, hidden films and saved filters."""
    with call.library() as library:
        shown = find_profile(library, name)
        active = shown.user_id == _active_id(library)
        rated = library.newest_ratings(shown.user_id)
        watchlist = library.profiles.marked(shown.user_id, FilmMark.WATCHLIST)
        hidden = library.profiles.marked(shown.user_id, FilmMark.HIDDEN)
        saved = library.lists.saved(shown.user_id)
    filters = [kept.name for kept in saved]
    if call.as_json:
        page: json_types.ProfilePage = {
            **profile_object(shown, active=active),
            "rated_movies": [rated_object(film) for film in rated],
            "watchlist_movies": [marked_object(film) for film in watchlist],
            "hidden_movies": [marked_object(film) for film in hidden],
            "filters": filters,
        }
        print_json(page)
        return
    status = ", the active profile" if active else ""
    counts = f"{shown.ratings:,} rated, {shown.watchlist:,} on the watchlist, {shown.hidden:,} hidden"
    say(f"{shown.name}{status}: {counts}")
    if rated:
        rows = ((film.movie, [rating_cell(film.rating)]) for film in rated)
        print_films(rows, words("stars"), heading="Ratings, newest first")
    for heading, films in (("Watchlist", watchlist), ("Hidden", hidden)):
        if films:
            print_films(((film.movie, ()) for film in films), heading=f"{heading}, newest first")
    if filters:
        say()
        say(f"Saved filters: {', '.join(filters)}")
        if unreadable := unreadable_words([kept.name for kept in saved if kept.request is None]):
            notice(f"{unreadable} `movierec-tui profile forget-filter` deletes it.")


@command(profile, "profile rename ann anna")
def rename(call: Call, name: ProfileName, new_name: NewName) -> None:
    """Give a profile another name."""
    with call.library() as library:
        before = find_profile(library, name)
        after = library.profiles.rename(before.user_id, new_name)
        active = _active_id(library)
    after_object = profile_object(after, active=after.user_id == active)
    reply(call.as_json, after_object, f"{before.name} is now called {after.name}.")


@command(profile, "profile delete ann", "profile delete ann --yes")
def delete(call: Call, name: ProfileName, *, yes: Yes = False) -> None:
    """Delete a profile with all its ratings, lists and filters; asks first."""
    with call.library() as library:
        found = find_profile(library, name)
        active = found.user_id == _active_id(library)
        confirm(f"Delete the profile {found.name} with its {counted(found.ratings, 'rating')}?", yes=yes)
        library.profiles.delete(found.user_id)
    deleted: json_types.DeletedProfile = {**profile_object(found, active=active), "deleted": True}
    reply(call.as_json, deleted, f"{found.name} is deleted.")


@command(profile, "profile switch ann")
def switch(call: Call, name: ProfileName) -> None:
    """Make a profile the active one: `me` in commands, and who rates when the app starts."""
    with call.library() as library:
        active = library.profiles.switch(find_profile(library, name).user_id)
    reply(call.as_json, profile_object(active, active=True), f"{active.name} is now the active profile.")


@command(profile, "profile train-with on", "profile train-with")
def train_with(
    call: Call,
    choice: Annotated[
        Literal["on", "off"] | None, typer.Argument(metavar="on|off", help="Leave it out to see the setting.")
    ] = None,
) -> None:
    """Choose whether the next training learns from profiles' ratings, too.

    Recommendations follow a profile's ratings at once either way.
    """
    with call.library() as library:
        if choice is not None:
            library.profiles.train_with_profiles(on=choice == "on")
        chosen = library.profiles.trains_with_profiles()
    source = "the ratings of profiles, too" if chosen else "the data set alone"
    reply(call.as_json, {"train_with_profiles": chosen}, f"The next training learns from {source}.")


@command(profile, "profile forget-filter ann quiet")
def forget_filter(
    call: Call,
    name: ProfileName,
    saved: Annotated[str, typer.Argument(metavar="FILTER", help="Its name.")],
) -> None:
    """Delete a filter that a profile saved with `recommend --save-filter`."""
    with call.library() as library:
        found = find_profile(library, name)
        library.lists.forget(found.user_id, saved)
        filters = [kept.name for kept in library.lists.saved(found.user_id)]
    left: json_types.ProfileFilters = {**person_name(found), "filters": filters}
    reply(call.as_json, left, f"The filter {saved.strip()} of {found.name} is deleted.")


def _active_id(library: Library) -> int | None:
    active = library.profiles.active()
    return None if active is None else active.user_id
