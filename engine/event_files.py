"""Training curves as TensorBoard event files, on request; needs the package tensorboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import EngineError
from engine.problem import OnProgress, TrainingProgress


@contextmanager
def event_files(folder: Path | None, run_id: int) -> Iterator[OnProgress]:
    """What writes moments of a training into `folder`, in a folder of the run's own; without a folder, nothing.

    Raises:
        EngineError: tensorboard is not installed, or the folder cannot be written.
    """
    if folder is None:
        yield lambda _moment: None
        return
    try:
        from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415 - optional, and slow to import
    except ImportError:
        raise EngineError(
            "Event files need TensorBoard: install it with `pip install tensorboard`, or train without --tensorboard."
        ) from None
    try:
        writer = SummaryWriter(str(folder / f"run-{run_id}"))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise EngineError(f"Event files cannot be written to {folder}: {reason}.") from None

    def write(moment: TrainingProgress) -> None:
        if moment.train_loss is not None:
            writer.add_scalar("loss/train", moment.train_loss, moment.done)
        if moment.val_rmse is not None:
            writer.add_scalar("rmse/validation", moment.val_rmse, moment.done)

    try:
        yield write
    finally:
        writer.close()
