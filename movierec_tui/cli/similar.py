"""Commands that show neighbours: similar movie, similar user."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

import typer

from movierec_tui.cli.objects import (
    FILM_COLUMNS,
    USER_COLUMNS,
    describe_film,
    describe_user,
    film_cells,
    similar_movie_object,
    similar_user_object,
    user_cells,
)
from movierec_tui.cli.options import Database, Json, MovieWords, Neighbours, UserText, examples, invocation
from movierec_tui.cli.output import figures, print_json, print_table, say
from movierec_tui.cli.user_argument import user_meant


def add_to(app: typer.Typer) -> None:
    """Adds this group's commands."""
    group = typer.Typer(no_args_is_help=True, epilog=examples("similar movie 50 -k 10", "similar user 42"))
    group.command(epilog=examples("similar movie 50 -k 10", "similar movie toy story"))(movie)
    group.command(epilog=examples("similar user 42 -k 10"))(user)
    app.add_typer(group, name="similar", help="The nearest films of a film, or users of a user.")


def movie(
    ctx: typer.Context,
    title: MovieWords,
    *,
    neighbours: Neighbours = 10,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Show the films nearest to a film.

    The similarity is the cosine of the active run's vectors.
    """
    call = invocation(ctx, db, as_json)
    from movierec_tui.cli.database import existing_library

    with existing_library(call.database) as library:
        film = library.find_movie(" ".join(title))
        near = library.similar_movies(film.movie_id, neighbours)
    if call.as_json:
        print_json([similar_movie_object(neighbour) for neighbour in near])
        return
    say(f"Films near {describe_film(film)}:")
    print_table(
        (*FILM_COLUMNS, *figures("similarity")),
        ((*film_cells(neighbour.item), f"{neighbour.similarity:.3f}") for neighbour in near),
    )


def user(
    ctx: typer.Context,
    name: UserText,
    *,
    neighbours: Neighbours = 10,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Show the users nearest to a user.

    The similarity is the cosine of the active run's vectors.
    """
    call = invocation(ctx, db, as_json)
    from movierec_tui.cli.database import existing_library

    with existing_library(call.database) as library:
        person = user_meant(library, name)
        near = library.similar_users(person.user_id, neighbours)
    if call.as_json:
        print_json([similar_user_object(neighbour) for neighbour in near])
        return
    say(f"Users near {describe_user(person)}:")
    print_table(
        (*USER_COLUMNS, *figures("similarity")),
        ((*user_cells(neighbour.item), f"{neighbour.similarity:.3f}") for neighbour in near),
    )
