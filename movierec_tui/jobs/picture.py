"""The child process that draws a picture, so that the app never loads matplotlib.

Run as `python -P -m movierec_tui.jobs.picture --db FILE --kind map --out FILE [...]`. It prints the events of
`engine.events`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from db.errors import StoreError
from engine.child_process import Emit, run_job
from engine.errors import EngineError
from engine.events import DoneEvent, StartEvent
from movierec_tui.drawing.pictures import Kind, PictureRequest, write_picture
from movierec_tui.wording.taste_table import Measure


def main(arguments: Sequence[str]) -> int:
    """Runs the child process; gives its exit code."""
    parser = argparse.ArgumentParser(prog="movierec_tui.jobs.picture", description=__doc__)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kind", type=Kind, required=True)
    parser.add_argument("--user", type=int)
    parser.add_argument("--genre-group")
    parser.add_argument("--measure", type=Measure, default=Measure.OWN)
    parser.add_argument("--run", type=int, action="append", default=[])
    parser.add_argument("--dark", action="store_true")
    parsed = parser.parse_args(arguments)
    request = PictureRequest(
        parsed.kind, parsed.user, parsed.genre_group, parsed.measure, tuple(parsed.run), dark=parsed.dark
    )
    return run_job(lambda job: _draw(parsed.db, request, parsed.out, job.emit), (StoreError, EngineError))


def picture_arguments(db: Path, request: PictureRequest, out: Path) -> list[str]:
    """The arguments with which `main` draws this picture."""
    arguments = ["--db", str(db), "--kind", request.kind.value, "--out", str(out)]
    arguments += ["--measure", request.measure.value]
    if request.user_id is not None:
        # With "=", as a profile's id is negative and would be read as an option.
        arguments.append(f"--user={request.user_id}")
    if request.genre_group is not None:
        arguments += ["--genre-group", request.genre_group]
    arguments += [f"--run={run_id}" for run_id in request.run_ids]
    return [*arguments, "--dark"] if request.dark else arguments


def _draw(db: Path, request: PictureRequest, out: Path, emit: Emit) -> None:
    from movierec_tui.library import Library  # noqa: PLC0415

    emit(StartEvent(job="picture", total=1))
    library = Library.open(db)
    try:
        path = write_picture(library, request, out)
    finally:
        library.close()
    emit(DoneEvent({"path": str(path)}))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
