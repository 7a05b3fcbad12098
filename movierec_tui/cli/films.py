"""Commands that look things up: search, movie, fans, user, similar movie, similar user."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from engine.errors import EngineError
from movierec_tui.cli import json_types
from movierec_tui.cli.objects import (
    film_object,
    near_films,
    near_people,
    opinion_object,
    person_name,
    person_object,
    print_films,
    print_near_films,
    print_near_users,
    print_recommendations,
    rated_object,
    rating_cell,
    recommendation_object,
    user_words,
)
from movierec_tui.cli.options import Call, Count, MovieWords, Neighbours, UserText, command, find_person, group
from movierec_tui.cli.output import figures, notice, print_bars, print_json, print_pairs, say, words
from movierec_tui.cli.recommending import REASONS_SHOWN
from movierec_tui.library.answers import ListRequest
from movierec_tui.wording.list_requests import nothing_found_words, reading_words
from movierec_tui.wording.text import counted, film_title, listed, web_links

if TYPE_CHECKING:
    from db.personal.profiles import Profile
    from db.rows import MovieDetails, MovieSummary, Opinion, UserSummary
    from db.taste import Liking, TasteSummary
    from movierec_tui.library.answers import Loved, Near, Recommended

_SHOWN_HISTORY = 10
_SHOWN_LIKINGS = 5
_SHOWN_UNUSUAL = 3
_SMALLEST_DIFFERENCE = 0.05
"""Stars; a smaller difference would be shown as 0.0."""

SearchWords = Annotated[
    list[str], typer.Argument(metavar="TEXT", help="Words of a title, a tag or a name; 1999 and the like narrow it.")
]


commands = typer.Typer(rich_help_panel="Films and people")
similar = group(
    commands,
    "similar",
    "The films most similar to a film, or users to a user.",
    "similar movie 50 -k 10",
    "similar user 42",
)


@command(commands, "search godfahter", "search alien 1970s genre:horror", "search 1990s genre:comedy")
def search(call: Call, text: SearchWords, *, limit: Count = 20) -> None:
    """Find films by title, best first; then films of a genre, tag or person called so.

    Words may be incomplete or misspelt. 1999, 1990s, year:1990-1999, genre:comedy, tag:noir, director:kubrick,
    cast:"isabelle huppert" and runtime:90-120 narrow the search.
    """
    typed = " ".join(map(_as_typed, text))
    with call.library() as library:
        data_set = library.require_data_set()
        found = library.found(typed, limit)
    if found.reading is not None:
        notice(reading_words(found.reading))
    elif not found.films:
        notice(nothing_found_words(typed, enriched=data_set.enriched_at is not None))
    if call.as_json:
        print_json([film_object(film) for film in found.films])
    elif found.films:
        rows = ((film, (str(film.ratings), rating_cell(film.mean_rating))) for film in found.films)
        print_films(rows, (*figures("ratings"), *words("mean")))


def _as_typed(argument: str) -> str:
    """The shell removes the quotes of director:"agnes varda"; here they are put back."""
    field, colon, name = argument.partition(":")
    return f'{field}:"{name}"' if colon and field.isalpha() and " " in name else argument


@command(commands, "movie 50", "movie toy story")
def movie(call: Call, title: MovieWords, *, neighbours: Neighbours = 10) -> None:
    """Show a film, the films most similar to it, and what its fans love.

    The active profile's rating and marks are shown, too, and its predicted rating.
    """
    mine: Opinion | None = None
    expected: Recommended | None = None
    near: Sequence[Near[MovieSummary]] = ()
    loved: Sequence[Loved] = ()
    with call.library() as library:
        movie_id = library.find_movie(" ".join(title)).movie_id
        details = library.movie(movie_id)
        profile = library.profiles.active()
        if profile is not None:
            mine = library.profiles.opinion(profile.user_id, movie_id)
        try:
            loved = library.fans_also_love(movie_id, neighbours)
            near = library.similar_movies(movie_id, neighbours)
            if profile is not None:
                expected = library.lists.expected(profile.user_id, movie_id, REASONS_SHOWN)
        except EngineError as unknown:
            notice(str(unknown))
    if call.as_json:
        own = None if profile is None or mine is None else _own_opinion(profile, mine, expected)
        print_json(_film_page(details, own, near, loved))
        return
    about_me = None if profile is None or mine is None else (profile.name, _mine_words(mine, expected))
    _print_details(details, about_me)
    if near:
        print_near_films(near, "Most similar films")
    if loved:
        _print_loved(loved, "Its fans also love")


@command(commands, 'like "toy story" alien -n 20', "like 50 172 181")
def like(
    call: Call,
    titles: Annotated[
        list[str],
        typer.Argument(metavar="FILMS", help="Ids or titles, each a word or in quotes.", show_default=False),
    ],
    *,
    limit: Count = 10,
) -> None:
    """Find films like several at once.

    A film counts as similar as it is to the one of them that it is least like.
    """
    with call.library() as library:
        liked = {film.movie_id: film for film in map(library.find_movie, titles)}
        near = library.films_like(tuple(liked), limit)
    if call.as_json:
        print_json(near_films(near))
    else:
        say(f"Like {listed([film_title(film) for film in liked.values()])}:")
        print_near_films(near)


@command(commands, "fans 50 -n 10", "fans toy story")
def fans(call: Call, title: MovieWords, *, limit: Count = 10) -> None:
    """Show what else a film's fans love."""
    with call.library() as library:
        film = library.find_movie(" ".join(title))
        loved = library.fans_also_love(film.movie_id, limit)
    if call.as_json:
        print_json([_loved_object(film) for film in loved])
    elif loved:
        say(f"Fans of {film_title(film)} also love:")
        _print_loved(loved)
    else:
        notice(f"{film_title(film)} has no fans yet: nobody rated it 4 stars or more.")


@command(commands, "user 42", "user 42 -k 5 --json")
def user(call: Call, name: UserText, *, neighbours: Neighbours = 10) -> None:
    """Show a user, what they rated, their taste and what to recommend."""
    top: Sequence[Recommended] = ()
    near: Sequence[Near[UserSummary]] = ()
    with call.library() as library:
        person = find_person(library, name)
        history = library.newest_ratings(person.user_id)
        taste = library.taste(person.user_id)
        try:
            top = library.lists.recommend(person.user_id, ListRequest(limit=neighbours)).films
            near = library.similar_users(person.user_id, neighbours)
        except EngineError as unknown:
            notice(str(unknown))
    if call.as_json:
        page: json_types.PersonPage = {
            **person_object(person),
            "rated_movies": [rated_object(rated) for rated in history],
            "taste": _taste_object(taste),
            "top_movies": [recommendation_object(film) for film in top],
            "similar_users": near_people(near),
        }
        print_json(page)
        return
    mean = f", {rating_cell(person.mean_rating)} on average" if person.mean_rating is not None else ""
    say(f"{user_words(person)}, {counted(person.ratings, 'rating')}{mean}")
    if history:
        newest = ((rated.movie, [rating_cell(rated.rating)]) for rated in history[:_SHOWN_HISTORY])
        print_films(newest, words("stars"), heading="Newest ratings")
        say()
        say("Taste, compared with others")
        print_pairs(_taste_pairs(taste))
    if top:
        print_recommendations(top, "Top films not rated yet")
    if near:
        print_near_users(near, "Most similar users")


@command(similar, "similar movie 50 -k 10", "similar movie toy story", name="movie")
def similar_movie(call: Call, title: MovieWords, *, neighbours: Neighbours = 10) -> None:
    """Show the films most similar to a film.

    The similarity is the cosine of the active run's vectors.
    """
    with call.library() as library:
        film = library.find_movie(" ".join(title))
        near = library.similar_movies(film.movie_id, neighbours)
    if call.as_json:
        print_json(near_films(near))
        return
    say(f"Films most similar to {film_title(film)}:")
    print_near_films(near)


@command(similar, "similar user 42 -k 10", name="user")
def similar_user(call: Call, name: UserText, *, neighbours: Neighbours = 10) -> None:
    """Show the users most similar to a user.

    The similarity is the cosine of the active run's vectors.
    """
    with call.library() as library:
        person = find_person(library, name)
        near = library.similar_users(person.user_id, neighbours)
    if call.as_json:
        print_json(near_people(near))
        return
    say(f"Users most similar to {user_words(person)}:")
    print_near_users(near)


def _film_page(
    details: MovieDetails,
    own: json_types.OwnOpinion | None,
    near: Sequence[Near[MovieSummary]],
    loved: Sequence[Loved],
) -> json_types.FilmPage:
    return {
        **film_object(details.summary),
        "imdb_id": details.imdb_id,
        "tmdb_id": details.tmdb_id,
        "links": web_links(details),
        "aliases": list(details.aliases),
        "source": details.source.value,
        "runtime": details.runtime,
        "original_title": details.original_title,
        "imdb_rating": details.imdb_rating,
        "imdb_votes": details.imdb_votes,
        "directors": [person.name for person in details.directors],
        "cast": [person.name for person in details.cast],
        "tags": [{"tag": one.tag, "weight": one.weight} for one in details.tags],
        "histogram": [{"rating": rating, "ratings": count} for rating, count in details.histogram],
        "mine": own,
        "similar": near_films(near),
        "fans": [_loved_object(film) for film in loved],
    }


def _loved_object(loved: Loved) -> json_types.FanFilm:
    return {**film_object(loved.movie), "score": loved.score, "shared_fans": loved.shared_fans}


def _taste_object(taste: TasteSummary) -> json_types.Taste:
    def liking(one: Liking) -> json_types.Liking:
        return {"name": one.name, "ratings": one.films, "difference": one.difference}

    return {
        "ratings": taste.ratings,
        "generosity": taste.generosity,
        "distribution": [
            {"rating": step.stars, "own": step.own, "everyone": step.everyone} for step in taste.distribution
        ],
        "genres": [liking(genre) for genre in taste.genres],
        "decades": [liking(decade) for decade in taste.decades],
        "unusual": [
            {
                **film_object(one.movie),
                "rating": one.rating,
                "others_mean_rating": one.mean,
                "difference": one.difference,
            }
            for one in taste.unusual
        ],
    }


def _own_opinion(profile: Profile, mine: Opinion, expected: Recommended | None) -> json_types.OwnOpinion:
    predicted = None if expected is None else recommendation_object(expected)
    return {
        **person_name(profile),
        **opinion_object(mine),
        "predicted_rating": predicted and predicted["predicted_rating"],
        "uncertainty": predicted and predicted["uncertainty"],
        "score": predicted and predicted["score"],
        "base": predicted and predicted["base"],
        "others": predicted and predicted["others"],
        "because": predicted and predicted["because"],
    }


def _mine_words(mine: Opinion, expected: Recommended | None) -> str:
    said = [] if mine.rating is None else [f"rated {rating_cell(mine.rating)}"]
    said += [str(mark) for mark, _when in mine.marks]
    if expected is not None:
        doubt = f"give or take {expected.uncertainty:.1f}"
        said.append(f"predicted {rating_cell(expected.predicted_rating)}, {doubt}")
        if expected.because:
            said.append(f"because of {', '.join(film_title(part.movie) for part in expected.because)}")
    return "; ".join(said)


def _print_details(details: MovieDetails, about_me: tuple[str, str] | None) -> None:
    film = details.summary
    say(film_title(film))
    mean = f", {rating_cell(film.mean_rating)} on average" if film.mean_rating is not None else ""
    votes = counted(details.imdb_votes or 0, "vote")
    pairs = [
        ("id", str(film.movie_id)),
        ("genres", ", ".join(film.genres) or "none known"),
        ("director", ", ".join(person.name for person in details.directors)),
        ("cast", ", ".join(person.name for person in details.cast)),
        ("runtime", f"{details.runtime} min" if details.runtime else ""),
        ("tags", ", ".join(one.tag for one in details.tags)),
        ("also called", "; ".join(details.aliases)),
        ("ratings", f"{film.ratings:,}{mean}"),
        ("at IMDb", "" if details.imdb_rating is None else f"{details.imdb_rating:.1f} of 10, {votes}"),
        ("links", "  ".join(web_links(details).values())),
    ]
    print_pairs(pairs if about_me is None else [*pairs, about_me])
    if film.ratings:
        say()
        print_bars([(f"{rating:g}", count) for rating, count in reversed(details.histogram)])


def _print_loved(loved: Sequence[Loved], heading: str | None = None) -> None:
    rows = ((film.movie, (str(film.shared_fans or ""), rating_cell(film.movie.mean_rating))) for film in loved)
    print_films(rows, (*figures("shared fans"), *words("mean")), heading=heading)


def _taste_pairs(taste: TasteSummary) -> Iterator[tuple[str, str]]:
    yield "stars", f"{taste.generosity:+.1f} for the same films"
    for name, likings in (("genres", taste.genres), ("decades", taste.decades)):
        liked = (liking for liking in likings if liking.difference >= _SMALLEST_DIFFERENCE)
        disliked = (liking for liking in reversed(likings) if liking.difference <= -_SMALLEST_DIFFERENCE)
        yield f"likes more: {name}", _likings(liked)
        yield f"likes less: {name}", _likings(disliked)
    unusual = (
        f"{film_title(one.movie)} {one.rating:.1f}, others {one.mean:.1f}" for one in taste.unusual[:_SHOWN_UNUSUAL]
    )
    yield "unusual opinions", "; ".join(unusual)


def _likings(likings: Iterable[Liking]) -> str:
    return ", ".join(f"{liking.name} {liking.difference:+.1f}" for liking in list(likings)[:_SHOWN_LIKINGS])
