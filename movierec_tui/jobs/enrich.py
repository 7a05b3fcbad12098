"""The child process that enriches a data set with IMDb's files.

Run as `python -P -m movierec_tui.jobs.enrich --db FILE --min-votes N [--folder FOLDER]`. It prints the events of
`engine.events`; one count of steps covers downloading, reading and writing.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from data.catalogue import IMDB
from data.errors import DataSetError
from data.progress import Progress
from db.errors import StoreError
from engine.child_process import Emit, run_job
from engine.events import DoneEvent, StartEvent
from movierec_tui.config import download_folder
from movierec_tui.jobs.step_count import TOTAL_STEPS, StepCount

_DOWNLOAD_STEPS = 500
_WRITE_STEPS = 150


def main(arguments: Sequence[str]) -> int:
    """Runs the child process; gives its exit code."""
    parser = argparse.ArgumentParser(prog="movierec_tui.jobs.enrich", description=__doc__)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--min-votes", type=int, required=True)
    parsed = parser.parse_args(arguments)
    return run_job(
        lambda job: enrich_database(parsed.db, parsed.folder, parsed.min_votes, job.emit, job.seal),
        expected=(DataSetError, StoreError),
    )


def terms(folder: Path | None) -> str:
    """What is to be downloaded, and what it may be used for; empty where all files are there."""
    from data.imdb.download import files_to_fetch  # noqa: PLC0415  (only who asks waits for it)

    missing = files_to_fetch(folder, _cache())
    size = sum(missing.values()) / 2**30
    return f"IMDb's files ({IMDB.address}), about {size:.1f} GiB to download: {IMDB.licence}" if missing else ""


def enrich_database(db: Path, folder: Path | None, min_votes: int, emit: Emit, seal: Callable[[], None]) -> None:
    """Fetches the files that the folder lacks, then enriches the data set of the database.

    `seal` is called just before the change is committed; it may still raise `TrainingCancelledError`.

    Raises:
        DataSetError: a file cannot be fetched, or is broken.
        StoreError: the database has no data set or cannot be written.
    """
    emit(StartEvent(job="enrich", total=TOTAL_STEPS, details={}))
    from data.imdb.download import files_to_fetch, imdb_files  # noqa: PLC0415  (the job's start shows before this)
    from db.importing.enriching import enrich, require_data_set  # noqa: PLC0415
    from db.store.database import open_store  # noqa: PLC0415

    cache = _cache()
    steps = StepCount(emit)
    with closing(open_store(db)) as store:
        require_data_set(store)
        first = _DOWNLOAD_STEPS if files_to_fetch(folder, cache) else 0
        files = imdb_files(folder, cache, steps.within(0, first))
        last = TOTAL_STEPS - _WRITE_STEPS
        progress = _in_parts(steps.within(first, last), steps.within(last, TOTAL_STEPS))
        result = enrich(store, files, min_votes, progress, seal)
    emit(DoneEvent(result=dataclasses.asdict(result)))


def _cache() -> Path:
    return download_folder() / "imdb"


def _in_parts(reading: Progress, writing: Progress) -> Progress:
    def progress(phase: str, done: int, total: int) -> None:
        (reading if phase == "imdb" else writing)(phase, done, total)

    return progress


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
