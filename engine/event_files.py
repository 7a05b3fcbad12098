"""Writes training curves as TensorBoard event files, if asked to; needs the package tensorboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import EngineError
from engine.problem import OnProgress, TrainingProgress


@contextmanager
def event_files(folder: Path | None, run_id: int) -> Iterator[OnProgress]:
    """Gives a callback that writes training progress to a folder for this run in `folder`; None writes nothing.

    Raises:
        EngineError: tensorboard is not installed, or the folder cannot be written.
    """
    if folder is None:
        yield lambda _progress: None
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

    def write(progress: TrainingProgress) -> None:
        if progress.train_loss is not None:
            writer.add_scalar("loss/train", progress.train_loss, progress.done)
        if progress.val_rmse is not None:
            writer.add_scalar("rmse/validation", progress.val_rmse, progress.done)

    try:
        yield write
    finally:
        writer.close()
