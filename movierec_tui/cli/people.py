"""Commands about users: user."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

import typer

from movierec_tui.cli.objects import (
    FILM_COLUMNS,
    USER_COLUMNS,
    describe_user,
    film_cells,
    history_object,
    rating_cell,
    recommendation_object,
    similar_user_object,
    user_cells,
    user_object,
)
from movierec_tui.cli.options import Database, Json, Neighbours, UserText, examples, invocation
from movierec_tui.cli.output import figures, notice, print_json, print_table, say, words
from movierec_tui.cli.recommending import print_recommendations

SHOWN_HISTORY = 10


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
    """Show a user, what they rated and what to recommend."""
    call = invocation(ctx, db, as_json)
    from db.users import resolve_user, user_history
    from engine.serving.filters import MovieFilter
    from movierec_tui.cli.database import existing_store
    from movierec_tui.cli.lookups import Wish, recommendations, recommender_if_trained, similar_users

    with existing_store(call.database) as store, store.reading() as connection:
        person = resolve_user(connection, name)
        history = user_history(connection, person.user_id)
        recommender = recommender_if_trained(store)
        top, near = [], []
        if recommender:
            wish = Wish(limit=neighbours, films=MovieFilter())
            top = recommendations(connection, recommender, person.user_id, wish)
            near = similar_users(connection, recommender, person.user_id, neighbours)
    if call.as_json:
        print_json(
            user_object(person)
            | {"history": [history_object(rated) for rated in history]}
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
    if recommender is None:
        notice("Recommendations and nearest users appear after `movierec-tui train`.")
        return
    say()
    say("Top films not rated yet")
    print_recommendations(top)
    say()
    say("Nearest users")
    print_table(
        (*USER_COLUMNS, *figures("similarity")),
        ((*user_cells(neighbour.user), f"{neighbour.similarity:.3f}") for neighbour in near),
    )
