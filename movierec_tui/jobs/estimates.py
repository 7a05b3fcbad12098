"""How long a training will take and how much memory it needs, judged by earlier ones, the data and this machine."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data.catalogue import CatalogueEntry
from db.rows import DataSetRow, RunRow
from engine.cost import DataSize, TrainingCost, training_cost
from engine.options import Device, Preset, TrainOptions
from movierec_tui.wording.text import counted, duration, safe_text

_LAST_RUNS = 3
_IMPORT_SECONDS_PER_RATING = 5e-6
_BYTES_PER_RATING = 60
"""Of the database with one run; both as `python -m bench.scale` measures them."""

_NVIDIA = Path("/proc/driver/nvidia/gpus")


@dataclass(frozen=True, slots=True)
class Estimate:
    """About how long a training takes, if known, and why; `guessed` where only the size of the data says so."""

    seconds: float | None
    because: str
    guessed: bool = False

    @property
    def short(self) -> str:
        """The estimate in two or three words, for a button."""
        if self.seconds is None:
            return "time not known yet"
        return f"{'roughly' if self.guessed else 'about'} {duration(self.seconds)}"


def estimate(
    runs: Sequence[RunRow], options: TrainOptions, data_set: DataSetRow | None, cores: int | None = None
) -> Estimate:
    """What the newest runs of the same model, preset, data set and kind of device took.

    Runs with as many epochs are taken as they are. Where there are only others, their time is scaled if both numbers of
    epochs were chosen; otherwise the size of the data is all there is to go by. `runs` are newest first; without
    `cores`, those of this machine count.
    """
    if data_set is None:
        return Estimate(None, "There is no data set to train on yet.")
    alike = [
        (run, seconds)
        for run in runs
        if run.status == "ready"
        and run.model == options.model.value
        and run.config.get("preset", Preset.FULL.value) == options.preset.value
        and run.data_set == data_set.name
        and (options.device is Device.AUTO or run.device.startswith(options.device.value))
        and (seconds := run_seconds(run)) is not None
    ]
    same = [(run, seconds) for run, seconds in alike if run.config.get("epochs") == options.epochs]
    if same:
        last = same[:_LAST_RUNS]
        numbers = ", ".join(str(run.run_id) for run, _seconds in last)
        took = "as long as run" if len(last) == 1 else "the average of runs"
        return Estimate(sum(seconds for _run, seconds in last) / len(last), f"{took} {numbers}.")
    for run, seconds in alike[:1]:
        epochs = run.config.get("epochs")
        if isinstance(epochs, int) and epochs > 0 and options.epochs:
            scaled = seconds * options.epochs / epochs
            return Estimate(scaled, f"scaled from run {run.run_id}, which had {counted(epochs, 'epoch')}.")
    if options.device is Device.CUDA:
        return Estimate(None, "No such run was trained on CUDA yet, so its time is not known.")
    seconds = cost_of(data_set, options).seconds(core_count() if cores is None else cores)
    return Estimate(seconds, "guessed from the size of the data.", guessed=True)


def cost_of(data_set: DataSetRow, options: TrainOptions) -> TrainingCost:
    """What training on a data set costs on the CPU."""
    return training_cost(DataSize(data_set.ratings, data_set.users, data_set.movies), options)


def set_up_words(entry: CatalogueEntry) -> str:
    """What a data set of the catalogue holds, and what getting it and training on it takes here, roughly."""
    cost = training_cost(DataSize(entry.ratings, entry.users, entry.movies), TrainOptions())
    seconds = cost.seconds(core_count()) + _IMPORT_SECONDS_PER_RATING * entry.ratings
    time = f"{math.ceil(seconds / 10) * 10} s" if seconds < 60 else counted(round(seconds / 60), "minute")
    gigabytes = _BYTES_PER_RATING * entry.ratings / 1e9
    disk = f", {gigabytes:.1f} GB of disk" if gigabytes > 0.5 else ""
    return f"Films to {entry.films_to}. {entry.download_mib:,.1f} MiB to download, then about {time}{disk}."


def memory_warning(cost: TrainingCost, free_mib: float | None = None) -> str | None:
    """A sentence where a training needs more memory than is free."""
    free = free_memory_mib() if free_mib is None else free_mib
    if free is None or cost.memory_mib <= free:
        return None
    return (
        f"This training needs about {cost.memory_mib / 1024:.1f} GiB of memory and {free / 1024:.1f} GiB are free: "
        "close other programs, or take a smaller data set."
    )


def run_seconds(run: RunRow) -> float | None:
    """How long a finished run took, the storing of it included; None where that is not known."""
    if run.finished is None:
        return None
    try:
        seconds = (datetime.fromisoformat(run.finished) - datetime.fromisoformat(run.created)).total_seconds()
    except (ValueError, TypeError):
        return None
    return max(1.0, seconds)


# This machine, as far as it can be seen without loading torch


def device_words() -> str:
    """Like "2 cores, no NVIDIA GPU found" or "16 cores and NVIDIA H100"."""
    cores = counted(core_count(), "core")
    gpus = nvidia_gpus()
    return f"{cores} and {gpus[0]}" if gpus else f"{cores}, no NVIDIA GPU found"


def core_count() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def free_memory_mib(file: Path = Path("/proc/meminfo")) -> float | None:
    """The memory that a new process can have; None where the system does not say."""
    try:
        found = re.search(r"^MemAvailable:\s*(\d+)", file.read_text("ascii"), re.MULTILINE)
    except (OSError, UnicodeDecodeError):
        return None
    return int(found[1]) / 1024 if found else None


def nvidia_gpus(folder: Path = _NVIDIA) -> tuple[str, ...]:
    """The names of the GPUs that NVIDIA's driver lists."""
    try:
        texts = [file.read_text("utf-8", "replace") for file in sorted(folder.glob("*/information"))]
    except OSError:
        return ()
    return tuple(safe_text(name.strip()) for text in texts for name in re.findall(r"(?im)^model:(.*)$", text))
