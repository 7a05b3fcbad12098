"""How importing and training grow with the number of ratings, on synthetic data whose best reachable RMSE is known.

    python -m bench.scale FOLDER [--ratings 100000 1000000 10000000 32000204] [--preset full] [--epochs N] [--again]

For each size: writes a data set (`bench.generate`), imports it and trains the default model, each in a process
of its own. Data sets and databases stay in the folder and are used again; --again imports anew. A sweep's
time is the median over a training's sweeps, by the clock and by the processors, and told for each rating of the data
set, too; "list" are the sweeps of the preference score. Below 400,000 ratings both scores are swept side by side: the
time of a rating sweep is then that of a sweep of either, and the columns of list sweeps are empty. Peak memory
is the child's. Linux only.
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.fitting import table
from bench.generate import size_like_ml_32m, write_data_set
from engine.events import DoneEvent, Event, FailedEvent, ProgressEvent, from_line
from engine.options import Preset, TrainOptions
from movierec_tui.jobs.children import ingest_command, train_command

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a child did, and what it took: seconds by the clock and by the processors, peak memory in MiB."""

    result: dict[str, Any]
    seconds: float
    cpu: float
    peak_mib: float


@dataclass(frozen=True, slots=True)
class Moment:
    """A sweep's end."""

    phase: str
    done: int
    clock: float
    cpu: float


def follow(command: Sequence[str], heard: Callable[[int, Event], None] = lambda _pid, _event: None) -> Outcome:
    """Runs a job's child to its end; every event passes through `heard` with the child's process id."""
    started = time.monotonic()
    result: dict[str, Any] = {}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            event = from_line(line)
            heard(child.pid, event)
            if isinstance(event, DoneEvent):
                result = event.result
            if isinstance(event, FailedEvent):
                sys.exit(event.message)
        _pid, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - started
    return Outcome(result, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def imported(folder: Path, ratings: int, *, again: bool) -> tuple[Path, Outcome | None]:
    """The database with so many ratings, and what importing them took where that was done now."""
    source, database = folder / f"ratings-{ratings}", folder / f"{ratings}.db"
    if not (source / "ratings.csv").exists():
        write_data_set(source, size_like_ml_32m(ratings))
    if database.exists() and not again:
        return database, None
    for left in folder.glob(f"{ratings}.db*"):
        left.unlink()
    return database, follow(ingest_command(database, str(source)))


def trained(database: Path, options: TrainOptions) -> tuple[Outcome, list[Moment]]:
    """What a training took, and when each sweep ended."""
    moments: list[Moment] = []

    def heard(pid: int, event: Event) -> None:
        if isinstance(event, ProgressEvent) and event.phase != "store":
            moments.append(Moment(event.phase, event.done, time.monotonic(), processor_seconds(pid)))

    return follow(train_command(database, options), heard), moments


def processor_seconds(pid: int) -> float:
    """What a process has used so far, all its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def sweep_seconds(moments: Sequence[Moment], phase: str) -> tuple[float, float] | None:
    """Median seconds of a phase's sweeps, by the clock and by the processors; None where there were none."""
    pairs = [(before, after) for before, after in itertools.pairwise(moments) if before.phase == after.phase == phase]
    if not pairs:
        return None
    clock = [(after.clock - before.clock) / (after.done - before.done) for before, after in pairs]
    cpu = [(after.cpu - before.cpu) / (after.done - before.done) for before, after in pairs]
    return float(np.median(clock)), float(np.median(cpu))


def row(folder: Path, ratings: int, options: TrainOptions, *, again: bool) -> list[str]:
    """A size's line of the table."""
    database, importing = imported(folder, ratings, again=again)
    outcome, moments = trained(database, options)
    cells = [f"{ratings:,}"]
    cells += (
        ["", ""]
        if importing is None
        else [f"{importing.seconds:.0f} ({importing.cpu:.0f})", f"{importing.peak_mib:.0f}"]
    )
    for phase in ("ratings", "lists"):
        seconds = sweep_seconds(moments, phase)
        if seconds is None:
            cells += ["", ""]
            continue
        clock, cpu = seconds
        cells += [f"{clock:.2f} ({cpu:.2f})", f"{1e9 * clock / ratings:.0f} ({1e9 * cpu / ratings:.0f})"]
    cells += [f"{outcome.seconds:.0f} ({outcome.cpu:.0f})", f"{outcome.peak_mib:.0f}"]
    return [*cells, f"{database.stat().st_size / 2**20:.0f}", f"{outcome.result['metrics']['rmse']:.4f}"]


def main() -> None:
    """Prints the table, a line as soon as it is known."""
    parser = argparse.ArgumentParser(
        prog="bench.scale", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ratings", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000, 32_000_204])
    parser.add_argument("--preset", type=Preset, choices=list(Preset), default=Preset.FULL)
    parser.add_argument("--epochs", type=int, default=None)
    parser.add_argument("--again", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    columns = ["ratings", "import s (CPU)", "import MiB"]
    for name in ("rating", "list"):
        columns += [f"{name} sweep s (CPU)", "ns a rating (CPU)"]
    columns += ["training s (CPU)", "training MiB", "database MiB", "RMSE"]
    lines = table(columns, [])
    print(lines, flush=True)
    wanted = TrainOptions(preset=options.preset, epochs=options.epochs)
    for ratings in options.ratings:
        print(
            table(columns, [row(options.folder, ratings, wanted, again=options.again)]).splitlines()[-1],
            flush=True,
        )


if __name__ == "__main__":
    main()
