"""Any picture, from the library to its file."""

from __future__ import annotations

from pathlib import Path

from db.errors import StoreError
from movierec_tui.drawing.canvas import checked_path
from movierec_tui.drawing.request import Kind, PictureRequest
from movierec_tui.library import Library
from movierec_tui.library.genre_groups import GenreGroup

_MOST_RUNS = 6


def write_picture(library: Library, request: PictureRequest, path: Path) -> Path:
    """Draws the picture to a file, which is replaced when it is there; gives its full path.

    Raises:
        StoreError: there is nothing to draw, or the file cannot be written.
        EngineError: there is no model to draw the map of.
    """
    path = checked_path(path)
    match request.kind:
        case Kind.MAP:
            _write_map(library, request, path)
        case Kind.TASTE:
            _write_taste(library, request, path)
        case Kind.CURVES:
            _write_curves(library, request, path)
    return path.absolute()


def _write_map(library: Library, request: PictureRequest, path: Path) -> None:
    from movierec_tui.drawing.film_map import write_film_map  # noqa: PLC0415

    own: frozenset[int] = frozenset()
    if request.user_id is not None:
        own = frozenset(row.movie.movie_id for row in library.newest_ratings(request.user_id))
    genre_group = next(
        (genre_group for genre_group in GenreGroup if genre_group.value == request.genre_group), None
    )
    write_film_map(library.pictures.film_map(), path, own, genre_group, dark=request.dark)


def _write_taste(library: Library, request: PictureRequest, path: Path) -> None:
    from movierec_tui.drawing.taste import write_taste  # noqa: PLC0415

    if request.user_id is None:
        raise StoreError("Whose taste? Give a user's id or the name of a profile with --user.")
    taste = library.pictures.taste(request.user_id)
    if not taste.grid.cells:
        raise StoreError("There is no taste to draw yet: no film with a year and a genre has been rated.")
    write_taste(taste, path, request.measure, dark=request.dark)


def _write_curves(library: Library, request: PictureRequest, path: Path) -> None:
    from movierec_tui.drawing.curves import write_curves  # noqa: PLC0415

    ready = [run.run_id for run in library.runs() if run.status == "ready"]
    run_ids = request.run_ids or tuple(ready[:_MOST_RUNS])
    if not run_ids:
        raise StoreError("There is no trained run yet; `movierec-tui train` makes the first one.")
    write_curves(library.pictures.curves(run_ids[:_MOST_RUNS]), path, dark=request.dark)
