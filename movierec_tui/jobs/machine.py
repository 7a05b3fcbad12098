"""What this machine has to train on, as far as it can be seen without loading torch."""

from __future__ import annotations

import os
from pathlib import Path

from movierec_tui.wording.text import safe_text

_NVIDIA = Path("/proc/driver/nvidia/gpus")


def device_words() -> str:
    """Like "2 cores, no NVIDIA card seen" or "16 cores and NVIDIA H100"."""
    cores = core_count()
    counted = "1 core" if cores == 1 else f"{cores} cores"
    cards = nvidia_cards()
    return f"{counted} and {cards[0]}" if cards else f"{counted}, no NVIDIA card seen"


def core_count() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def free_memory_mib(file: Path = Path("/proc/meminfo")) -> float | None:
    """The memory that a new process can have without others losing theirs; None where the system does not say."""
    try:
        lines = file.read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    for line in lines:
        name, _, amount = line.partition(":")
        number = amount.split()
        if name == "MemAvailable" and number and number[0].isdecimal():
            return int(number[0]) / 1024
    return None


def nvidia_cards(folder: Path = _NVIDIA) -> tuple[str, ...]:
    """The names of the cards that NVIDIA's driver lists."""
    try:
        files = sorted(folder.glob("*/information"))
        lines = [line for file in files for line in file.read_text("utf-8", "replace").splitlines()]
    except OSError:
        return ()
    return tuple(
        safe_text(line.partition(":")[2].strip()) for line in lines if line.lower().startswith("model:")
    )
