"""Any picture, from what was asked for to its file. Matplotlib and the library are loaded when one is drawn.

The app runs it as a child process, `python -P -m movierec_tui.drawing.pictures --db FILE --out FILE --request JSON`,
which prints the events of `engine.events`.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import DataSetError
from db.errors import StoreError
from engine.child_process import Emit, run_job
from engine.errors import EngineError
from engine.events import DoneEvent, StartEvent
from movierec_tui.config import use_one_numpy_thread
from movierec_tui.wording.taste_table import Measure

if TYPE_CHECKING:
    from movierec_tui.library.library import Library


class Kind(StrEnum):
    """The pictures there are."""

    MAP = "map"
    TASTE = "taste"
    CURVES = "curves"


FILE_NAMES = {Kind.MAP: "film-map", Kind.TASTE: "taste", Kind.CURVES: "training-curves"}
SUFFIXES = (".svg", ".png")
_MOST_RUNS = 6


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """One picture.

    Attributes:
        kind: which one.
        user_id: whose taste it shows, or whose ratings the map marks.
        genre_group: the name of the group of genres that the map brings to the front.
        measure: what the taste is compared with.
        run_ids: whose curves it shows; the others are compared with the first. Empty takes the newest that are ready.
        dark: light on dark, like the app's dark theme.
    """

    kind: Kind
    user_id: int | None = None
    genre_group: str | None = None
    measure: Measure = Measure.OWN
    run_ids: tuple[int, ...] = ()
    dark: bool = False

    def as_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> PictureRequest:
        fields = json.loads(text)
        kind, measure = Kind(fields.pop("kind")), Measure(fields.pop("measure"))
        return cls(kind=kind, measure=measure, run_ids=tuple(fields.pop("run_ids")), **fields)


def unused_path(folder: Path, kind: Kind) -> Path:
    """A path in the folder where there is no file yet."""
    name = FILE_NAMES[kind]
    path, number = folder / f"{name}.svg", 2
    while path.exists():
        path, number = folder / f"{name}-{number}.svg", number + 1
    return path


def checked_path(path: Path) -> Path:
    """The path, if a picture can be written there.

    Raises:
        StoreError: its ending is none that can be drawn, its folder is missing, or it is a folder itself.
    """
    path = path.expanduser()
    if path.suffix.lower() not in SUFFIXES:
        raise StoreError(
            f"{path.name or 'This'} does not say what kind of picture it is: end the name with .svg or .png."
        )
    if path.is_dir():
        raise StoreError(f"{path} is a folder: give the name of a file in it.")
    if not path.parent.is_dir():
        raise StoreError(f"There is no folder {path.parent}: create it first, or choose another one.")
    return path


def write_picture(library: Library, request: PictureRequest, path: Path) -> Path:
    """Draws the picture to a file, replacing one that is there; gives its full path.

    Raises:
        StoreError: there is nothing to draw.
        DataSetError: the file cannot be written, or is no file that a picture may replace.
        EngineError: there is no model to draw the map of.
    """
    from movierec_tui.drawing import figures
    from movierec_tui.library.answers import GenreGroup

    path = checked_path(path)
    match request.kind:
        case Kind.MAP:
            rated = () if request.user_id is None else library.newest_ratings(request.user_id)
            own = frozenset(row.movie.movie_id for row in rated)
            group = next((group for group in GenreGroup if group.value == request.genre_group), None)
            figures.write_film_map(library.pictures.film_map(), path, own, group, dark=request.dark)
        case Kind.TASTE:
            if request.user_id is None:
                raise StoreError("Whose taste? Give a user's id or the name of a profile with --user.")
            taste = library.pictures.taste(request.user_id)
            if not taste.grid.cells:
                raise StoreError("There is no taste to draw yet: no film with a year and a genre has been rated.")
            figures.write_taste(taste, path, request.measure, dark=request.dark)
        case Kind.CURVES:
            ready = (run.run_id for run in library.runs() if run.status == "ready")
            run_ids = request.run_ids or tuple(ready)
            if not run_ids:
                raise StoreError("There is no trained run yet; `movierec-tui train` trains the first one.")
            figures.write_curves(library.pictures.curves(run_ids[:_MOST_RUNS]), path, dark=request.dark)
    return path.absolute()


def main(arguments: Sequence[str]) -> int:
    """Runs the child process; gives its exit code."""
    use_one_numpy_thread()
    parser = argparse.ArgumentParser(prog="movierec_tui.drawing.pictures", description=__doc__)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--request", type=PictureRequest.from_json, required=True)
    parsed = parser.parse_args(arguments)
    return run_job(
        lambda job: _draw(parsed.db, parsed.request, parsed.out, job.emit), (DataSetError, StoreError, EngineError)
    )


def _draw(db: Path, request: PictureRequest, out: Path, emit: Emit) -> None:
    from movierec_tui.library.library import Library

    emit(StartEvent(job="picture", total=1))
    with closing(Library.open(db)) as library:
        path = write_picture(library, request, out)
    emit(DoneEvent({"path": str(path)}))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
