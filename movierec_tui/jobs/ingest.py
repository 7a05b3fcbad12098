"""The child process that downloads a data set and imports it into the database.

Run as `python -P -m movierec_tui.jobs.ingest --db FILE --source NAME_OR_PATH [--replace]`. It prints the events of
`engine.events`; one count of steps covers download and import.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from data.catalogue import CATALOGUE
from data.errors import DataSetError
from data.progress import Progress
from db.errors import StoreError
from engine.child_process import Emit, run_job
from engine.events import DoneEvent, StartEvent
from movierec_tui.config import download_folder
from movierec_tui.jobs.step_count import TOTAL_STEPS, StepCount

_DOWNLOAD_STEPS = 400


def main(arguments: Sequence[str]) -> int:
    """Runs the child process; gives its exit code."""
    parser = argparse.ArgumentParser(prog="movierec_tui.jobs.ingest", description=__doc__)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument("--replace", action="store_true")
    parsed = parser.parse_args(arguments)
    return run_job(
        lambda job: ingest(parsed.db, parsed.source, job.emit, job.seal, replace=parsed.replace),
        expected=(DataSetError, StoreError),
    )


def ingest(db: Path, source: str, emit: Emit, seal: Callable[[], None], *, replace: bool) -> None:
    """Downloads a data set of the catalogue unless that is done already, then imports it.

    The source is a name of the catalogue, or the path of a zip archive or folder. `seal` is called just before the
    import is committed; it may still raise `TrainingCancelledError`.

    Raises:
        DataSetError: the download failed, or the files are broken.
        StoreError: the database cannot be written, or has another data set and `replace` is off.
    """
    emit(StartEvent(job="ingest", total=TOTAL_STEPS, details={"source": source}))
    entry = next((entry for entry in CATALOGUE if entry.name == source), None)
    steps = StepCount(emit)
    if entry is None:
        path, first = Path(source), 0
    else:
        from data.download import download  # noqa: PLC0415  (the job's start shows before this is loaded)

        _refuse_early(db, entry.name, replace=replace)
        path, first = download(entry, download_folder(), steps.within(0, _DOWNLOAD_STEPS)), _DOWNLOAD_STEPS
    emit(DoneEvent(result=_import(db, path, steps.within(first, TOTAL_STEPS), seal, replace=replace)))


def _refuse_early(db: Path, name: str, *, replace: bool) -> None:
    """Refuses before the download what the import would refuse."""
    from db.store.data_sets import stored_data_set  # noqa: PLC0415
    from db.store.database import open_store  # noqa: PLC0415

    if not db.exists():
        return
    with closing(open_store(db)) as store:
        store.require_writable()
        with store.reading() as connection:
            held = stored_data_set(connection)
    if held is not None and held.name != name and not replace:
        raise StoreError(
            f"The database has {held.name}: add --replace to replace it with {name}, "
            "or use --db FILE for a second database."
        )


def _import(db: Path, path: Path, progress: Progress, seal: Callable[[], None], *, replace: bool) -> dict[str, object]:
    from data.readers import open_data_set  # noqa: PLC0415
    from db.importing.importer import ReplacePolicy, import_data_set  # noqa: PLC0415
    from db.store.database import open_store  # noqa: PLC0415

    policy = ReplacePolicy.REPLACE if replace else ReplacePolicy.REFUSE
    with open_data_set(path) as reader, closing(open_store(db)) as store:
        return dataclasses.asdict(import_data_set(store, reader, progress, policy, seal))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
