"""The child process that draws a picture, so that the app never loads the plotting library.

Run as `python -P -m movierec_tui.picture_job --db FILE --kind map --out FILE [...]`; it prints the events of
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
from movierec_tui.drawing.wishes import Kind, PictureWish
from movierec_tui.taste_table import Measure


def main(arguments: Sequence[str]) -> int:
    """Draws one picture and gives the process's exit code."""
    parser = argparse.ArgumentParser(prog="movierec_tui.picture_job", description=__doc__)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kind", type=Kind, required=True)
    parser.add_argument("--user", type=int)
    parser.add_argument("--family")
    parser.add_argument("--measure", type=Measure, default=Measure.OWN)
    parser.add_argument("--run", type=int, action="append", default=[])
    parser.add_argument("--dark", action="store_true")
    parsed = parser.parse_args(arguments)
    wish = PictureWish(
        parsed.kind, parsed.user, parsed.family, parsed.measure, tuple(parsed.run), dark=parsed.dark
    )
    return run_job(lambda job: _draw(parsed.db, wish, parsed.out, job.emit), (StoreError, EngineError))


def picture_arguments(db: Path, wish: PictureWish, out: Path) -> list[str]:
    """The arguments with which `main` draws this picture."""
    arguments = [
        "--db",
        str(db),
        "--kind",
        wish.kind.value,
        "--out",
        str(out),
        "--measure",
        wish.measure.value,
    ]
    if wish.user_id is not None:
        # With "=", as a profile's id is negative and would be read as an option.
        arguments.append(f"--user={wish.user_id}")
    if wish.family is not None:
        arguments += ["--family", wish.family]
    arguments += [f"--run={run_id}" for run_id in wish.run_ids]
    return [*arguments, "--dark"] if wish.dark else arguments


def _draw(db: Path, wish: PictureWish, out: Path, emit: Emit) -> None:
    from movierec_tui.drawing.pictures import write_picture  # noqa: PLC0415
    from movierec_tui.library import Library  # noqa: PLC0415

    emit(StartEvent(job="picture", total=1))
    library = Library.open(db)
    try:
        path = write_picture(library, wish, out)
    finally:
        library.close()
    emit(DoneEvent({"path": str(path)}))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
