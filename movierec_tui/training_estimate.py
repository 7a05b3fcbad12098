"""How long a training will take, judged by those that were done here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.rows import RunRow
from engine.options import Device, Preset, TrainOptions
from movierec_tui.text import duration

_LAST_RUNS = 3


@dataclass(frozen=True, slots=True)
class Estimate:
    """About how long a training takes, and why one thinks so.

    Attributes:
        seconds: None where nothing is known.
        because: one sentence.
    """

    seconds: float | None
    because: str

    @property
    def short(self) -> str:
        """The estimate beside a button."""
        return "time not known yet" if self.seconds is None else f"about {duration(self.seconds)}"


def estimate(runs: Sequence[RunRow], options: TrainOptions, data_set: str | None) -> Estimate:
    """What the newest runs of the same model, preset, data set and kind of device took.

    Runs with as many epochs are the measure; where only others are known, their time is scaled when both numbers of
    epochs were chosen, and told as it is when one of them is the preset's.

    Args:
        runs: newest first.
        options: of the training to come.
        data_set: the one that is there; None where there is none.
    """
    if data_set is None:
        return Estimate(None, "There is no data set to train on yet.")
    alike = [
        (run, seconds)
        for run in runs
        if run.status == "ready"
        and run.model == options.model.value
        and run.config.get("preset", Preset.FULL.value) == options.preset.value
        and run.data_set == data_set
        and _same_device(run.device, options.device)
        and (seconds := run_seconds(run)) is not None
    ]
    if not alike:
        return Estimate(
            None,
            f"No {options.model.value} run on {data_set} was trained on this device yet, "
            "so nobody knows how long it takes.",
        )
    same = [(run, seconds) for run, seconds in alike if run.config.get("epochs") == options.epochs]
    if same:
        last = same[:_LAST_RUNS]
        numbers = ", ".join(str(run.run_id) for run, _seconds in last)
        took = "as run" if len(last) == 1 else "as runs"
        return Estimate(sum(seconds for _run, seconds in last) / len(last), f"{took} {numbers} took.")
    run, seconds = alike[0]
    epochs = run.config.get("epochs")
    if isinstance(epochs, int) and epochs > 0 and options.epochs:
        scaled = seconds * options.epochs / epochs
        return Estimate(scaled, f"judged by run {run.run_id}, which had {epochs} epochs.")
    return Estimate(None, f"Run {run.run_id} took {duration(seconds)} with another number of epochs.")


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
