"""Commands that show things outside the terminal: picture map, picture taste, picture curves, and serve."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from movierec_tui.cli import json_types
from movierec_tui.cli.options import Call, Force, command, find_person, group
from movierec_tui.cli.output import PLAIN, notice, reply
from movierec_tui.cli.streams import STANDARD, file_to_write, may_replace
from movierec_tui.drawing.pictures import Kind, PictureRequest, checked_path, write_picture
from movierec_tui.errors import FrontError
from movierec_tui.jobs import serving, web_page
from movierec_tui.library.answers import genre_group_of
from movierec_tui.wording.taste_table import Measure

if TYPE_CHECKING:
    from movierec_tui.library.library import Library

commands = typer.Typer(rich_help_panel="Pictures and web page")
picture = group(commands, "picture", "Draw a picture as an SVG or PNG file.", "picture map --out films.svg")


@dataclass(frozen=True, slots=True)
class PictureOptions:
    """Where a picture goes, and how it looks."""

    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help="Where to write: NAME.svg, NAME.png, or `-`.")
    ]
    file_format: Annotated[
        Literal["svg", "png"], typer.Option("--format", help="Of a picture that goes to standard output, `-`.")
    ] = "svg"
    dark: Annotated[bool, typer.Option("--dark", help="Light on dark.")] = False
    force: Force = False


@command(picture, "picture map --out films.svg", "picture map --user ann --out map.png", name="map")
def picture_map(
    call: Call,
    *,
    user: Annotated[str | None, typer.Option(metavar="USER", help="Marks what this user or profile rated.")] = None,
    genre: Annotated[
        str | None, typer.Option(metavar="GENRE", help="Brings films of this genre and similar ones to the front.")
    ] = None,
    options: PictureOptions,
) -> None:
    """Draw the map of the most popular films: similar films are close to each other."""
    with call.library() as library:
        request = PictureRequest(
            Kind.MAP,
            user_id=None if user is None else find_person(library, user).user_id,
            genre_group=None if genre is None else genre_group_of(library.genres_named([genre])).value,
            dark=options.dark,
        )
        _draw(call, library, request, options)


@command(picture, "picture taste --user 42 --out taste.svg", name="taste")
def picture_taste(
    call: Call,
    *,
    user: Annotated[
        str | None,
        typer.Option(
            metavar="USER", help="Whose taste: a user's id or a profile's name [default: the active profile]."
        ),
    ] = None,
    measure: Annotated[
        Measure,
        typer.Option(
            "--beside",
            help="What the stars are compared with: the person's own average, or what others gave the same films.",
        ),
    ] = Measure.OWN,
    options: PictureOptions,
) -> None:
    """Draw a person's taste: genres by decades."""
    with call.library() as library:
        person = library.profiles.active() if user is None else find_person(library, user)
        user_id = None if person is None else person.user_id
        request = PictureRequest(Kind.TASTE, user_id=user_id, measure=measure, dark=options.dark)
        _draw(call, library, request, options)


@command(picture, "picture curves --out curves.svg", "picture curves --run 2 --run 1 --out curves.png", name="curves")
def picture_curves(
    call: Call,
    *,
    run: Annotated[
        list[int] | None,
        typer.Option(
            metavar="RUN",
            help="A run to draw; may be repeated, and the others are compared with the first [default: the newest].",
        ),
    ] = None,
    options: PictureOptions,
) -> None:
    """Draw the training curves of runs, with their metrics below."""
    with call.library() as library:
        request = PictureRequest(Kind.CURVES, run_ids=tuple(run or ()), dark=options.dark)
        _draw(call, library, request, options)


@command(commands, "serve", "serve --port 8765")
def serve(
    call: Call,
    *,
    port: Annotated[
        int, typer.Option(min=1, max=65535, metavar="PORT", help="Port to listen on.")
    ] = web_page.DEFAULT_PORT,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen on.")] = web_page.DEFAULT_HOST,
    url: Annotated[
        str | None, typer.Option(metavar="URL", help="Where browsers find it [default: http://ADDRESS:PORT].")
    ] = None,
) -> None:
    """Show the app in a browser, on this machine only unless --host says otherwise.

    There is no password: whoever can reach the address uses the app as you do.
    """
    page = web_page.Page(call.database, host, port, url, in_words=PLAIN.get())

    def opened() -> None:
        if not page.is_private:
            notice(
                f"Warning: other machines can reach {host}, there is no password, and nothing is "
                "encrypted. Whoever opens the page can read and change this database."
            )
        served: json_types.Served = {
            "url": page.address,
            "private": page.is_private,
            "database": str(call.database.absolute()),
        }
        only = ", for this machine only" if page.is_private else ""
        reply(call.as_json, served, f"The app is at {page.address}{only}. Ctrl-C ends it.")

    serving.serve(page, opened)


def _draw(call: Call, library: Library, request: PictureRequest, options: PictureOptions) -> None:
    with file_to_write(options.out, f"picture.{options.file_format}", as_json=call.as_json) as named:
        out = checked_path(named)
        if out.exists() and not may_replace(out, force=options.force):
            raise FrontError(f"{out} exists already: add --force to replace it, or name another file.")
        path = write_picture(library, request, out)
    if str(options.out) == STANDARD:
        return
    written: json_types.WrittenFile = {"path": str(path.absolute()), "bytes": path.stat().st_size}
    reply(call.as_json, written, f"Wrote {path}.")
