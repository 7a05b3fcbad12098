"""Commands that draw: picture map, picture taste, picture curves."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from movierec_tui.cli.options import Database, Json, examples, invocation
from movierec_tui.cli.output import print_json, say
from movierec_tui.cli.user_argument import user_meant
from movierec_tui.drawing.request import Kind, PictureRequest
from movierec_tui.wording.taste_table import Measure

Out = Annotated[
    Path,
    typer.Option("--out", "-o", metavar="FILE", help="Where to write; the name ends with .svg or .png."),
]
Dark = Annotated[bool, typer.Option("--dark", help="Light on dark.")]
_OF_TASTE = "Whose taste: a user's id or a profile's name [default: the active profile]."
_OF_MAP = "Marks what this user or profile rated."
_GENRE = "Brings the films of this genre and its like to the front."
_MEASURE = "What stars are compared with: the person's own average, or what others gave the same films."
_RUN = "A run to draw; again for more, the first is the measure of the others [default: the newest]."


def add_to(app: typer.Typer) -> None:
    """Adds this group's commands."""
    group = typer.Typer(no_args_is_help=True, epilog=examples("picture map --out films.svg"))
    group.command(
        "map", epilog=examples("picture map --out films.svg", "picture map --user ann --out map.png")
    )(picture_map)
    group.command("taste", epilog=examples("picture taste --user 42 --out taste.svg"))(picture_taste)
    group.command("curves", epilog=examples("picture curves --run 5 --run 4 --out curves.png"))(
        picture_curves
    )
    app.add_typer(group, name="picture", help="Draw a picture as an SVG or PNG file.")


def picture_map(
    ctx: typer.Context,
    *,
    out: Out,
    user: Annotated[
        str | None, typer.Option("--user", metavar="USER", help=_OF_MAP, show_default=False)
    ] = None,
    genre: Annotated[
        str | None, typer.Option("--genre", metavar="G", help=_GENRE, show_default=False)
    ] = None,
    dark: Dark = False,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Draw the map of the best-known films: alike films lie together."""
    call = invocation(ctx, db, as_json)
    from movierec_tui.cli.database import existing_library
    from movierec_tui.drawing.pictures import write_picture
    from movierec_tui.library.genre_groups import genre_group_of

    with existing_library(call.database) as library:
        request = PictureRequest(
            Kind.MAP,
            user_id=None if user is None else user_meant(library, user).user_id,
            genre_group=None if genre is None else genre_group_of(library.genres_named([genre])).value,
            dark=dark,
        )
        _told(write_picture(library, request, out), as_json=call.as_json)


def picture_taste(
    ctx: typer.Context,
    *,
    out: Out,
    user: Annotated[
        str | None, typer.Option("--user", metavar="USER", help=_OF_TASTE, show_default=False)
    ] = None,
    measure: Annotated[Measure, typer.Option("--beside", help=_MEASURE)] = Measure.OWN,
    dark: Dark = False,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Draw a person's taste: genres by decades."""
    call = invocation(ctx, db, as_json)
    from movierec_tui.cli.database import existing_library
    from movierec_tui.drawing.pictures import write_picture

    with existing_library(call.database) as library:
        active = library.profiles.active()
        if user is not None:
            user_id: int | None = user_meant(library, user).user_id
        else:
            user_id = None if active is None else active.user_id
        request = PictureRequest(Kind.TASTE, user_id=user_id, measure=measure, dark=dark)
        _told(write_picture(library, request, out), as_json=call.as_json)


def picture_curves(
    ctx: typer.Context,
    *,
    out: Out,
    run: Annotated[
        list[int] | None, typer.Option("--run", metavar="ID", help=_RUN, show_default=False)
    ] = None,
    dark: Dark = False,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Draw the training curves of runs, with their figures below."""
    call = invocation(ctx, db, as_json)
    from movierec_tui.cli.database import existing_library
    from movierec_tui.drawing.pictures import write_picture

    with existing_library(call.database) as library:
        request = PictureRequest(Kind.CURVES, run_ids=tuple(run or ()), dark=dark)
        _told(write_picture(library, request, out), as_json=call.as_json)


def _told(path: Path, *, as_json: bool) -> None:
    if as_json:
        print_json({"path": path, "bytes": path.stat().st_size})
    else:
        say(f"Written to {path}.")
