"""Commands for what a profile says of films: rate, unrate, watchlist, hide, unhide, hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from db.marks import FilmMark
from movierec_tui.cli import json_types
from movierec_tui.cli.objects import film_object, marked_object, opinion_object, person_name, print_films
from movierec_tui.cli.options import Call, MovieWords, ProfileName, command, find_profile, group
from movierec_tui.cli.output import notice, print_json, reply
from movierec_tui.wording.text import film_title, stars

if TYPE_CHECKING:
    from db.personal.profiles import Profile
    from db.rows import OpinionChange

MovieAndStars = Annotated[
    list[str], typer.Argument(metavar="FILM... STARS", help="A film's id or its title, then 0.5 to 5 stars.")
]

commands = typer.Typer(rich_help_panel="Profiles, ratings and lists")
watchlist = group(
    commands, "watchlist", "Films that a profile wants to see.", "watchlist add ann fargo", "watchlist list ann"
)


@command(commands, "rate ann 50 5", "rate ann toy story 4.5")
def rate(call: Call, profile: ProfileName, movie_and_stars: MovieAndStars) -> None:
    """Rate a film for a profile, in half stars; recommendations follow at once.

    The stars come last. A film that is rated is removed from the watchlist.
    """
    *title, last = movie_and_stars
    try:
        rating = float(last)
    except ValueError:
        rating = None
    if not title or rating is None:
        raise typer.BadParameter("Name the film and then its stars: rate ann toy story 4.5", param_hint="FILM... STARS")
    person, changed = _rated(call, profile, title, rating)
    before = changed.before.rating
    note = "" if before is None or before == rating else f" (was {before:g})"
    sentence = f"{person.name} rated {film_title(changed.movie)} {rating:g} {stars(rating)}{note}."
    reply(call.as_json, _change_object(person, changed), sentence)


@command(commands, "unrate ann toy story")
def unrate(call: Call, profile: ProfileName, title: MovieWords) -> None:
    """Remove a rating."""
    person, changed = _rated(call, profile, title, None)
    film = film_title(changed.movie)
    if changed.before.rating is None and not call.as_json:
        notice(f"{person.name} has not rated {film}.")
    else:
        sentence = f"{person.name}'s rating of {film} is removed."
        reply(call.as_json, _change_object(person, changed), sentence)


@command(watchlist, "watchlist add ann 100", "watchlist add ann fargo")
def add(call: Call, profile: ProfileName, title: MovieWords) -> None:
    """Put a film on a profile's watchlist."""
    _mark(call, profile, title, FilmMark.WATCHLIST, ("is on the watchlist of", "is already on the watchlist of"))


@command(watchlist, "watchlist remove ann fargo")
def remove(call: Call, profile: ProfileName, title: MovieWords) -> None:
    """Remove a film from a profile's watchlist."""
    sentences = ("is removed from the watchlist of", "is not on the watchlist of")
    _mark(call, profile, title, FilmMark.WATCHLIST, sentences, on=False)


@command(watchlist, "watchlist list ann", name="list")
def list_watchlist(call: Call, profile: ProfileName) -> None:
    """List a profile's watchlist, newest first."""
    _print_marked(call, profile, FilmMark.WATCHLIST, "The watchlist of {} is empty.")


@command(commands, "hide ann 120", "hide ann showgirls")
def hide(call: Call, profile: ProfileName, title: MovieWords) -> None:
    """Never recommend a film to a profile again; `unhide` undoes it."""
    _mark(call, profile, title, FilmMark.HIDDEN, ("is hidden from", "is already hidden from"))


@command(commands, "unhide ann showgirls")
def unhide(call: Call, profile: ProfileName, title: MovieWords) -> None:
    """Let a hidden film be recommended again."""
    _mark(call, profile, title, FilmMark.HIDDEN, ("may be recommended again to", "is not hidden from"), on=False)


@command(commands, "hidden ann")
def hidden(call: Call, profile: ProfileName) -> None:
    """List the films that are hidden from a profile, newest first."""
    _print_marked(call, profile, FilmMark.HIDDEN, "No film is hidden from {}.")


def _rated(call: Call, name: str, title: list[str], rating: float | None) -> tuple[Profile, OpinionChange]:
    with call.library() as library:
        profile = find_profile(library, name)
        film = library.find_movie(" ".join(title))
        return profile, library.profiles.rate(profile.user_id, film.movie_id, rating)


def _mark(
    call: Call, name: str, title: list[str], mark: FilmMark, sentences: tuple[str, str], *, on: bool = True
) -> None:
    """Sets a mark on a film, or removes it; of the sentences, one is for a change and one for none."""
    with call.library() as library:
        profile = find_profile(library, name)
        film = library.find_movie(" ".join(title))
        changed = library.profiles.mark(profile.user_id, film.movie_id, mark, on=on)
    done, nothing = sentences
    verb = nothing if changed.before == changed.after else done
    reply(call.as_json, _change_object(profile, changed), f"{film_title(film)} {verb} {profile.name}.")


def _change_object(profile: Profile, changed: OpinionChange) -> json_types.OpinionOfFilm:
    return {**film_object(changed.movie), **person_name(profile), **opinion_object(changed.after)}


def _print_marked(call: Call, name: str, mark: FilmMark, empty: str) -> None:
    with call.library() as library:
        profile = find_profile(library, name)
        found = library.profiles.marked(profile.user_id, mark)
    if call.as_json:
        print_json([marked_object(film) for film in found])
    elif found:
        print_films((film.movie, ()) for film in found)
    else:
        notice(empty.format(profile.name))
