"""The child process that draws a picture, so that the app never loads matplotlib.

Run as `python -P -m movierec_tui.jobs.picture --db FILE --out FILE --request JSON`. It prints the events of
`engine.events`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from db.errors import StoreError
from engine.child_process import Emit, run_job
from engine.errors import EngineError
from engine.events import DoneEvent, StartEvent
from movierec_tui.drawing.pictures import PictureRequest, write_picture


def main(arguments: Sequence[str]) -> int:
    """Runs the child process; gives its exit code."""
    parser = argparse.ArgumentParser(prog="movierec_tui.jobs.picture", description=__doc__)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--request", type=PictureRequest.from_json, required=True)
    parsed = parser.parse_args(arguments)
    return run_job(lambda job: _draw(parsed.db, parsed.request, parsed.out, job.emit), (StoreError, EngineError))


def _draw(db: Path, request: PictureRequest, out: Path, emit: Emit) -> None:
    from movierec_tui.library.library import Library  # noqa: PLC0415

    emit(StartEvent(job="picture", total=1))
    with closing(Library.open(db)) as library:
        path = write_picture(library, request, out)
    emit(DoneEvent({"path": str(path)}))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
