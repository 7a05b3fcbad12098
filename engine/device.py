"""Which device trains, and on how many threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import torch

from engine.errors import EngineError
from engine.options import Device

RATINGS_FOR_THREADS = 400_000
"""From here on a second thread within one operation brings more than it costs."""

WORKERS = torch.get_num_threads()
"""Parts of an operation that are done at once: as many as torch would have threads, which OMP_NUM_THREADS limits."""


def resolve_device(wanted: Device) -> torch.device:
    """The torch device for an option.

    Raises:
        EngineError: CUDA was asked for and there is none.
    """
    if wanted is Device.CPU:
        return torch.device("cpu")
    if torch.cuda.is_available():
        return torch.device("cuda")
    if wanted is Device.CUDA:
        raise EngineError("There is no CUDA device that torch can use; choose --device cpu or auto.")
    return torch.device("cpu")


def device_label(device: torch.device) -> str:
    """The device as people read it: "cpu", or "cuda" with the card's name."""
    return f"cuda ({torch.cuda.get_device_name(device)})" if device.type == "cuda" else "cpu"


@contextmanager
def fitting_threads(n_ratings: int) -> Iterator[None]:
    """One thread for few ratings: their matrices are so small that threads wait for each other more than they work."""
    before = torch.get_num_threads()
    if n_ratings < RATINGS_FOR_THREADS:
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def has_idle_processors(device: torch.device) -> bool:
    """Whether torch works on the processor with fewer threads than we may use, as `fitting_threads` has it."""
    return device.type == "cpu" and torch.get_num_threads() < WORKERS


def on_every_thread(
    work: Callable[..., None], parts: Sequence[tuple[object, ...]], device: torch.device
) -> None:
    """Does `work(*part)` for each part, as many at once as there are processors for us, each of them on one thread.

    Only for work on the processor whose parts touch nothing in common; a card does one after the other, and so does
    one thread: where the data are few (`fitting_threads`), Python's share of a part lets no second one gain.
    """
    if device.type != "cpu" or WORKERS == 1 or len(parts) == 1 or torch.get_num_threads() == 1:
        for part in parts:
            work(*part)
        return
    before = torch.get_num_threads()
    # A new thread of ours takes torch's number of threads from what is set when it begins.
    torch.set_num_threads(1)
    try:
        with ThreadPoolExecutor(WORKERS) as pool:
            try:
                for done in [pool.submit(work, *part) for part in parts]:
                    done.result()
            except BaseException:
                pool.shutdown(
                    wait=False, cancel_futures=True
                )  # whoever cancels waits for the parts at work only
                raise
    finally:
        torch.set_num_threads(before)
