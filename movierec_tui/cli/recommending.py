"""Commands that predict: recommend, together, predict, why; and the options that say what a list should hold."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from db.errors import StoreError
from engine.options import GroupRule
from movierec_tui.cli import json_types
from movierec_tui.cli.objects import (
    film_name,
    film_object,
    person_name,
    print_films,
    print_recommendations,
    rating_cell,
    reason_object,
    recommendation_object,
    user_label,
    user_words,
)
from movierec_tui.cli.options import Call, Count, MovieWords, UserText, command, find_person
from movierec_tui.cli.output import figures, notice, print_json, say, words
from movierec_tui.library.answers import ListRequest, Sort
from movierec_tui.wording.list_requests import runtime_meant, years_meant
from movierec_tui.wording.text import counted, film_title, listed, stars

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.rows import UserSummary
    from movierec_tui.library.answers import TogetherFilm
    from movierec_tui.library.library import Library

REASONS_SHOWN = 3
_LARGEST_SEED = 2**31
_NOTHING_LEFT = "No film is left to recommend; set fewer conditions."

commands = typer.Typer(rich_help_panel="Recommendations")


@dataclass(frozen=True, slots=True)
class ListOptions:
    """What a list should hold, as options of a command; None and False ask for nothing."""

    limit: Count = 10
    include_seen: Annotated[bool, typer.Option("--include-seen", help="Also films already rated or seen.")] = False
    include_watchlist: Annotated[bool, typer.Option("--include-watchlist", help="Also films on the watchlist.")] = False
    watchlist_only: Annotated[bool, typer.Option("--watchlist-only", help="Only films on the watchlist.")] = False
    genre: Annotated[
        list[str] | None, typer.Option(metavar="GENRE", help="Only films of this genre; may be repeated.")
    ] = None
    exclude_genre: Annotated[
        list[str] | None, typer.Option(metavar="GENRE", help="No films of this genre; may be repeated.")
    ] = None
    year: Annotated[
        str | None, typer.Option(metavar="YEARS", help="Only films of these years: 1994, 1990-1999, 1990s.")
    ] = None
    since: Annotated[int | None, typer.Option(min=1, metavar="YEAR", help="Only films of this year and later.")] = None
    runtime: Annotated[
        str | None, typer.Option(metavar="MINUTES", help="Only films that run so long: 90-120, -90, 150-.")
    ] = None
    director: Annotated[
        list[str] | None, typer.Option(metavar="PERSON", help="Only films by somebody called so; may be repeated.")
    ] = None
    cast: Annotated[
        list[str] | None, typer.Option(metavar="PERSON", help="Only films with somebody called so; may be repeated.")
    ] = None
    tag: Annotated[list[str] | None, typer.Option(metavar="TAG", help="Only films with this tag; may be repeated.")] = (
        None
    )
    min_ratings: Annotated[
        int | None,
        typer.Option(min=0, metavar="M", help="Only films with at least M ratings, or known as well by votes at IMDb."),
    ] = None
    popularity: Annotated[
        float | None,
        typer.Option(
            min=-1.0,
            max=1.0,
            metavar="X",
            help="From -1 (adventurous: lesser known films) to 1 (familiar: well-known ones).",
        ),
    ] = None
    sort: Annotated[Sort | None, typer.Option(help="Order of all films that fit; the list is cut after it.")] = None
    whole_series: Annotated[
        bool, typer.Option("--whole-series", help="Every film of a series, not only the best one.")
    ] = False
    surprise: Annotated[
        bool, typer.Option("--surprise", help="Pick films at random, good ones more often than others.")
    ] = False
    seed: Annotated[
        int | None,
        typer.Option(min=0, max=_LARGEST_SEED, metavar="S", help="Of --surprise: the same seed picks the same films."),
    ] = None

    def request(self, library: Library, start: ListRequest) -> ListRequest:
        """The request `start` with what the options change in it."""
        films = start.films
        if self.genre:
            films = replace(films, genres=library.genres_named(self.genre))
        if self.exclude_genre:
            films = replace(films, exclude_genres=library.genres_named(self.exclude_genre))
        if self.year:
            films = replace(films, years=_years(self.year))
        if self.since is not None:
            films = replace(films, since=self.since)
        if self.runtime:
            films = replace(films, runtime=_minutes(self.runtime))
        if self.director:
            films = replace(films, directors=library.known_people(self.director, "director"))
        if self.cast:
            films = replace(films, cast=library.known_people(self.cast, "cast"))
        if self.tag:
            films = replace(films, tags=library.known_tags(self.tag))
        if self.min_ratings is not None:
            films = replace(films, min_ratings=self.min_ratings)
        return replace(
            start,
            limit=self.limit,
            films=films,
            rewatch=start.rewatch or self.include_seen,
            with_watchlist=start.with_watchlist or self.include_watchlist,
            only_watchlist=start.only_watchlist or self.watchlist_only,
            familiarity=start.familiarity if self.popularity is None else self.popularity,
            sort=self.sort or start.sort,
            whole_series=start.whole_series or self.whole_series,
            surprise=self._seed(start.surprise),
        )

    def _seed(self, saved: int | None) -> int | None:
        if not self.surprise and saved is None:
            if self.seed is not None:
                raise typer.BadParameter("It belongs to --surprise: add that, too.", param_hint="--seed")
            return None
        if self.seed is not None:
            return self.seed
        if saved is not None:
            return saved
        seed = secrets.randbelow(_LARGEST_SEED)
        notice(f"Picked at random; --seed {seed} picks the same films again.")
        return seed


def _years(text: str) -> tuple[int, int]:
    try:
        return years_meant(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--year") from error


def _minutes(text: str) -> tuple[int, int]:
    try:
        return runtime_meant(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--runtime") from error


@command(
    commands,
    "recommend ann -n 10 --because",
    "recommend 42 --genre comedy --exclude-genre horror --year 1990-1999 --min-ratings 20",
    "recommend ann --since 1996 --sort year",
    "recommend ann --popularity -0.5 --surprise --seed 7",
    "recommend ann --genre drama --year 1990s --save-filter quiet",
    "recommend ann --filter quiet --sort year",
)
def recommend(
    call: Call,
    user: UserText,
    *,
    options: ListOptions,
    because: Annotated[
        bool, typer.Option("--because", help="Name the rated films behind each recommendation.")
    ] = False,
    saved: Annotated[
        str | None,
        typer.Option(
            "--filter", metavar="FILTER", help="Start with a filter that the profile saved; options change it."
        ),
    ] = None,
    save_as: Annotated[
        str | None, typer.Option("--save-filter", metavar="NAME", help="Save what this call asks for as a filter.")
    ] = None,
) -> None:
    """Recommend films to a user, best first.

    Films already rated or seen, hidden ones and those on the watchlist are left out. All conditions hold together; of
    several genres, names or tags a film needs one.
    """
    with call.library() as library:
        person = find_person(library, user)
        start = ListRequest() if saved is None else library.lists.saved_request(person.user_id, saved)
        request = replace(options.request(library, start), reasons=REASONS_SHOWN if because else 0)
        if save_as is not None:
            if person.user_id > 0:
                raise StoreError(f"User {person.user_id} belongs to the data set: only profiles have filters.")
            library.lists.save(person.user_id, save_as, request)
            notice(f'Saved as the filter "{save_as.strip()}" of {person.name}.')
        found = library.lists.recommend(person.user_id, request).films
    if call.as_json:
        print_json([recommendation_object(film) for film in found])
    elif found:
        say(f"For {user_words(person)}:")
        print_recommendations(found)
    else:
        notice(_NOTHING_LEFT)


@command(commands, "together ann 42", "together ann 7 42 -n 5 --rule least-misery --genre comedy")
def together(
    call: Call,
    users: Annotated[
        list[str],
        typer.Argument(metavar="USERS", help="Ids of users, names of profiles, `me`."),
    ],
    *,
    rule: Annotated[
        GroupRule, typer.Option(help="What counts: everybody's average, or whoever likes a film least.")
    ] = GroupRule.AVERAGE,
    options: ListOptions,
) -> None:
    """Recommend films to several people at once.

    What one of them has rated, seen or hidden is left out for all. The list shows each one's predicted stars.
    """
    with call.library() as library:
        people = list({person.user_id: person for person in (find_person(library, user) for user in users)}.values())
        if len(people) < 2:
            raise typer.BadParameter("Name two people or more.", param_hint="USER USER ...")
        request = options.request(library, ListRequest())
        found = library.lists.together([person.user_id for person in people], request, rule).films
    if call.as_json:
        print_json([_together_object(film, people) for film in found])
    elif found:
        names = [user_label(person) for person in people]
        say(f"For {listed(names)} together:")
        print_films(((film.movie, tuple(map(rating_cell, film.stars))) for film in found), words(*names))
    else:
        notice(_NOTHING_LEFT)


def _together_object(film: TogetherFilm, people: Sequence[UserSummary]) -> json_types.GroupFilm:
    return {
        **film_object(film.movie),
        "score": film.score,
        "people": [
            {**person_name(person), "predicted_rating": expected}
            for person, expected in zip(people, film.stars, strict=True)
        ],
    }


@command(commands, "predict 42 50", "predict ann toy story")
def predict(call: Call, user: UserText, title: MovieWords) -> None:
    """Predict how many stars a user gives a film, and how far off that may be."""
    with call.library() as library:
        person = find_person(library, user)
        film = library.find_movie(" ".join(title))
        expected = library.lists.prediction(person.user_id, film.movie_id)
    if call.as_json:
        predicted: json_types.Prediction = {
            **person_name(person),
            **film_name(film),
            "predicted_rating": expected.rating,
            "uncertainty": expected.uncertainty,
        }
        print_json(predicted)
    else:
        shown = f"{expected.rating:.2f} {stars(expected.rating)}, give or take {expected.uncertainty:.2f}"
        say(f"{shown}: {film_title(film)}, for {user_words(person)}")


@command(commands, "why 42 50", "why ann toy story")
def why(call: Call, user: UserText, title: MovieWords) -> None:
    """Show what each rated film adds to a film's score for a user.

    The score orders recommendations. It is the base, which has nothing to do with the user's ratings, plus the shares
    of all films that the user rated, the largest first; negative ones lower the score.
    """
    with call.library() as library:
        person = find_person(library, user)
        film = library.find_movie(" ".join(title))
        score = library.lists.why(person.user_id, film.movie_id)
    if call.as_json:
        explained: json_types.ScoreExplanation = {
            **person_name(person),
            **film_object(film),
            "score": score.score,
            "base": score.base,
            "because": [reason_object(reason) for reason in score.reasons],
        }
        print_json(explained)
        return
    say(f"{film_title(film)}, for {user_words(person)}")
    rated = sum(reason.contribution for reason in score.reasons)
    sign = "-" if rated < 0 else "+"
    count = counted(len(score.reasons), "rated film")
    say(f"Score {score.score:.3f} = base {score.base:.3f} {sign} {abs(rated):.3f} from {count}.")
    if score.reasons:
        say()
        rows = ((part.movie, (rating_cell(part.rating), f"{part.contribution:+.3f}")) for part in score.reasons)
        print_films(rows, (*words("rated"), *figures("share")), genres=False)
