"""Chooses the device that trains and the number of threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import torch

from engine.errors import EngineError
from engine.options import Device

RATINGS_FOR_THREADS = 400_000
"""From this size on, a second thread within one operation is worth its overhead."""

WORKERS = torch.get_num_threads()
"""How many parts of an operation run at once: as many as torch would have threads, which OMP_NUM_THREADS limits."""


def resolve_device(wanted: Device) -> torch.device:
    """The torch device that an option stands for.

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
    """The device's name for people: "cpu", or "cuda" with the model of the GPU."""
    return f"cuda ({torch.cuda.get_device_name(device)})" if device.type == "cuda" else "cpu"


@contextmanager
def fitting_threads(n_ratings: int) -> Iterator[None]:
    """Lets torch use one thread for few ratings: threads on such small matrices mostly wait for each other."""
    before = torch.get_num_threads()
    if n_ratings < RATINGS_FOR_THREADS:
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def has_idle_processors(device: torch.device) -> bool:
    """Whether torch runs on the processor with fewer threads than available, as within `fitting_threads`."""
    return device.type == "cpu" and torch.get_num_threads() < WORKERS


def on_every_thread(work: Callable[..., None], parts: Sequence[tuple[object, ...]], device: torch.device) -> None:
    """Runs `work(*part)` for each part, `WORKERS` at a time with one thread each; the parts must share no data.

    On a GPU, or where torch has one thread (`fitting_threads`), the parts run one after the other: for small data,
    Python's own share of the work leaves nothing for a second thread to gain.
    """
    if device.type != "cpu" or WORKERS == 1 or len(parts) == 1 or torch.get_num_threads() == 1:
        for part in parts:
            work(*part)
        return
    before = torch.get_num_threads()
    # A new thread inherits the number of torch threads that is set when it starts.
    torch.set_num_threads(1)
    try:
        with ThreadPoolExecutor(WORKERS) as pool:
            try:
                for done in [pool.submit(work, *part) for part in parts]:
                    done.result()
            except BaseException:
                # Whoever cancels waits only for the parts that are already running.
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    finally:
        torch.set_num_threads(before)
