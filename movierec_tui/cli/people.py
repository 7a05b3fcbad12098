"""Commands about users: user."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import typer

from movierec_tui.cli.objects import (
    FILM_COLUMNS,
    USER_COLUMNS,
    describe_film,
    describe_user,
    film_cells,
    history_object,
    rating_cell,
    recommendation_object,
    similar_user_object,
    taste_object,
    user_cells,
    user_object,
)
from movierec_tui.cli.options import Database, Json, Neighbours, UserText, examples, invocation
from movierec_tui.cli.output import figures, notice, print_json, print_pairs, print_table, say, words
from movierec_tui.cli.recommending import print_recommendations
from movierec_tui.cli.user_argument import user_meant

if TYPE_CHECKING:
    from db.rows import UserSummary
    from db.taste import Liking, TasteSummary
    from movierec_tui.library import Near, Recommended

SHOWN_HISTORY = 10
SHOWN_LIKINGS = 5
SHOWN_UNUSUAL = 3
WORTH_A_WORD = 0.05
"""Stars; a smaller difference would be shown as 0.0."""


def add_to(app: typer.Typer) -> None:
    """Adds this group's commands."""
    app.command(epilog=examples("user 42", "user 42 -k 5 --json"))(user)


def user(
    ctx: typer.Context,
    name: UserText,
    *,
    neighbours: Neighbours = 10,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Show a user, what they rated, their taste and what to recommend."""
    call = invocation(ctx, db, as_json)
    from engine.errors import EngineError
    from movierec_tui.cli.database import existing_library
    from movierec_tui.library import ListRequest

    top: Sequence[Recommended] = ()
    near: Sequence[Near[UserSummary]] = ()
    with existing_library(call.database) as library:
        person = user_meant(library, name)
        history = library.newest_ratings(person.user_id)
        taste = library.taste(person.user_id)
        try:
            top = library.lists.recommend(person.user_id, ListRequest(limit=neighbours))
            near = library.similar_users(person.user_id, neighbours)
        except EngineError as unknown:
            notice(str(unknown))
    if call.as_json:
        print_json(
            user_object(person)
            | {"history": [history_object(rated) for rated in history]}
            | {"taste": taste_object(taste)}
            | {"top_movies": [recommendation_object(film) for film in top]}
            | {"similar_users": [similar_user_object(neighbour) for neighbour in near]}
        )
        return
    mean = f", {rating_cell(person.mean_rating)} on average" if person.mean_rating is not None else ""
    say(f"{describe_user(person)}, {person.ratings:,} ratings{mean}")
    if history:
        say()
        say("Newest ratings")
        print_table(
            (*FILM_COLUMNS, *words("stars")),
            ((*film_cells(rated.movie), rating_cell(rated.rating)) for rated in history[:SHOWN_HISTORY]),
        )
        say()
        say("Taste, beside others")
        print_pairs(_taste_pairs(taste))
    if top:
        say()
        say("Top films not rated yet")
        print_recommendations(top)
    if near:
        say()
        say("Nearest users")
        print_table(
            (*USER_COLUMNS, *figures("similarity")),
            ((*user_cells(neighbour.item), f"{neighbour.similarity:.3f}") for neighbour in near),
        )


def _taste_pairs(taste: TasteSummary) -> Iterator[tuple[str, str]]:
    """The taste in words; what there is nothing to say of is left out."""
    yield "stars", f"{taste.generosity:+.1f} for the same films"
    for name, likings in (("genres", taste.genres), ("decades", taste.decades)):
        if liked := _likings(liking for liking in likings if liking.difference >= WORTH_A_WORD):
            yield f"more: {name}", liked
        if disliked := _likings(liking for liking in reversed(likings) if liking.difference <= -WORTH_A_WORD):
            yield f"less: {name}", disliked
    unusual = "; ".join(
        f"{describe_film(one.movie)} {one.rating:.1f}, others {one.mean:.1f}"
        for one in taste.unusual[:SHOWN_UNUSUAL]
    )
    if unusual:
        yield "unusual", unusual


def _likings(likings: Iterable[Liking]) -> str:
    return ", ".join(f"{liking.name} {liking.difference:+.1f}" for liking in list(likings)[:SHOWN_LIKINGS])
