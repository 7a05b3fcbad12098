"""How long a training will take, judged by those that were done here, else by the size of the data; and its memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.rows import DataSetRow, RunRow
from engine.cost import DataSize, TrainingCost, training_cost
from engine.options import Device, Preset, TrainOptions
from movierec_tui.jobs.machine import core_count, free_memory_mib
from movierec_tui.wording.text import duration

_LAST_RUNS = 3


@dataclass(frozen=True, slots=True)
class Estimate:
    """About how long a training takes, and why one thinks so.

    Attributes:
        seconds: None where nothing is known.
        because: one sentence.
        guessed: no training here says so, only the size of the data.
    """

    seconds: float | None
    because: str
    guessed: bool = False

    @property
    def short(self) -> str:
        """The estimate beside a button."""
        if self.seconds is None:
            return "time not known yet"
        return f"{'roughly' if self.guessed else 'about'} {duration(self.seconds)}"


def estimate(
    runs: Sequence[RunRow], options: TrainOptions, data_set: DataSetRow | None, cores: int | None = None
) -> Estimate:
    """What the newest runs of the same model, preset, data set and kind of device took.

    Runs with as many epochs are the measure. Where only others are known, their time is scaled when both numbers of
    epochs were chosen; otherwise the size of the data is all there is to go by.

    Args:
        runs: newest first.
        options: of the training to come.
        data_set: the one that is there; None where there is none.
        cores: of this machine, where they should not be counted.
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
        and _same_device(run.device, options.device)
        and (seconds := run_seconds(run)) is not None
    ]
    same = [(run, seconds) for run, seconds in alike if run.config.get("epochs") == options.epochs]
    if same:
        last = same[:_LAST_RUNS]
        numbers = ", ".join(str(run.run_id) for run, _seconds in last)
        took = "as run" if len(last) == 1 else "as runs"
        return Estimate(sum(seconds for _run, seconds in last) / len(last), f"{took} {numbers} took.")
    for run, seconds in alike[:1]:
        epochs = run.config.get("epochs")
        if isinstance(epochs, int) and epochs > 0 and options.epochs:
            scaled = seconds * options.epochs / epochs
            return Estimate(scaled, f"judged by run {run.run_id}, which had {epochs} epochs.")
    if options.device is Device.CUDA:
        return Estimate(None, "No such run was trained on CUDA yet, so nobody knows how long it takes.")
    seconds = cost_of(data_set, options).seconds(core_count() if cores is None else cores)
    return Estimate(seconds, "guessed from the size of the data.", guessed=True)


def cost_of(data_set: DataSetRow, options: TrainOptions) -> TrainingCost:
    """What training on a data set takes on the processor."""
    return training_cost(DataSize(data_set.ratings, data_set.users, data_set.movies), options)


def memory_warning(cost: TrainingCost, free_mib: float | None = None) -> str | None:
    """A sentence where a training needs more memory than there is."""
    free = free_memory_mib() if free_mib is None else free_mib
    if free is None or cost.memory_mib <= free:
        return None
    return (
        f"This training needs about {cost.memory_mib / 1024:.1f} GiB of memory and {free / 1024:.1f} GiB are free: "
        "close other programs, or take a smaller data set."
    )


def run_seconds(run: RunRow) -> float | None:
    """How long a finished run took, the storing of it included; None where its moments are not known."""
    if run.finished is None:
        return None
    try:
        seconds = (datetime.fromisoformat(run.finished) - datetime.fromisoformat(run.created)).total_seconds()
    except (ValueError, TypeError):
        return None
    return max(1.0, seconds)


def _same_device(label: str, wanted: Device) -> bool:
    """Whether a run's device is the one that is wanted; "auto" may be any."""
    return wanted is Device.AUTO or label.startswith(wanted.value)
